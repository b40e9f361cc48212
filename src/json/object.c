/*-------------------------------------------------------------------------
 *
 * json/object.c
 *	  Validation of JSON objects.
 *
 * The schema's properties and the object's pairs have the same sort order.  So
 * one pass over both, as in a merge join, finds known, missing and additional
 * properties.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "json/validate.h"

static pg_noinline bool
fail_required(BohJsonValidation *validation, const BohJsonPath *path,
			  const BohJsonProperty *property)
{
	if (validation->sink == NULL)
		return false;
	return boh_json_fail(validation, path, "required", "must have the property %s",
						 boh_json_quoted(validation, property->name, property->length));
}

/*
 * Advances *next past the property with this key and sets *found to it, or to
 * NULL.  The object has none of the properties skipped on the way, so reports
 * those that are required.  key is NULL after the last pair.
 */
static inline bool
skip_properties(BohJsonValidation *validation, const BohJsonObjectRules *rules,
				const BohJsonPath *path, const BohJsonItem *key, int *next,
				const BohJsonProperty **found)
{
	*found = NULL;
	for (; *next < rules->property_count; (*next)++)
	{
		const BohJsonProperty *property = &rules->properties[*next];

		if (key != NULL)
		{
			int			order = boh_json_compare_keys(property->name, property->length,
													  key->data, key->length);

			if (order > 0)
				break;
			if (order == 0)
			{
				*found = property;
				(*next)++;
				break;
			}
		}
		if (property->required && !fail_required(validation, path, property))
			return false;
	}
	return true;
}

static bool
validate_by_patterns(BohJsonValidation *validation, const BohJsonObjectRules *rules,
					 const BohJsonItem *key, const BohJsonItem *value,
					 const BohJsonPath *path, bool *known)
{
	for (int i = 0; i < rules->pattern_count; i++)
	{
		if (!boh_pattern_matches(rules->patterns[i].pattern, key->data, key->length))
			continue;
		*known = true;
		if (!boh_json_validate_item(validation, rules->patterns[i].schema, value, path,
									NULL, "patternProperties"))
			return false;
	}
	return true;
}

/* Also adds each known property of the object to the set *present. */
static bool
validate_pairs(BohJsonValidation *validation, const BohJsonObjectRules *rules,
			   const BohJsonItem *object, const BohJsonPath *path, BohJsonSeen *seen,
			   uint64 *present)
{
	BohJsonWalk walk;
	BohJsonItem key,
				value;
	const BohJsonProperty *property;
	int			next = 0;

	boh_json_walk_object(&walk, object);
	while (boh_json_next_pair(&walk, &key, &value))
	{
		BohJsonPath below = {path, key.data, key.length, 0};
		bool		known = false;

		CHECK_FOR_INTERRUPTS();
		if (!skip_properties(validation, rules, path, &key, &next, &property))
			return false;
		if (property != NULL && rules->property_count <= BOH_JSON_MOST_IN_SET)
			*present |= UINT64CONST(1) << (property - rules->properties);
		if (property != NULL && property->schema != NULL)
		{
			known = true;
			if (!boh_json_validate_item(validation, property->schema, &value, &below,
										NULL, "properties"))
				return false;
		}
		if (rules->pattern_count > 0 &&
			!validate_by_patterns(validation, rules, &key, &value, &below, &known))
			return false;
		if (!known && rules->additional != NULL)
		{
			known = true;
			if (!boh_json_validate_item(validation, rules->additional, &value, &below,
										NULL, "additionalProperties"))
				return false;
		}
		if (known && seen != NULL)
			boh_json_see(seen, walk.position - 1);
		if (rules->names != NULL &&
			!boh_json_matches(validation, rules->names, &key, &below, NULL) &&
			!boh_json_fail(validation, &below, "propertyNames",
						   "must have a name that \"propertyNames\" allows"))
			return false;
	}
	return skip_properties(validation, rules, path, NULL, &next, &property);
}

static bool
validate_dependent_names(BohJsonValidation *validation, const BohJsonDependent *dependent,
						 const BohJsonItem *object, const BohJsonPath *path)
{
	BohJsonWalk walk;
	BohJsonItem name,
				value;

	boh_json_walk_array(&walk, &dependent->names);
	while (boh_json_next_element(&walk, &name))
	{
		if (boh_json_find(object, name.data, name.length, &value))
			continue;
		if (validation->sink == NULL)
			return false;
		if (!boh_json_fail(validation, path, "dependentRequired",
						   "must have the property %s, because it has %s",
						   boh_json_quoted(validation, name.data, name.length),
						   boh_json_quoted(validation, dependent->name, dependent->length)))
			return false;
	}
	return true;
}

static bool
validate_dependents(BohJsonValidation *validation, const BohJsonObjectRules *rules,
					const BohJsonItem *object, const BohJsonPath *path, BohJsonSeen *seen,
					uint64 present)
{
	bool		in_sets = rules->property_count <= BOH_JSON_MOST_IN_SET;

	for (int i = 0; i < rules->dependent_count; i++)
	{
		const BohJsonDependent *dependent = &rules->dependents[i];
		BohJsonItem value;

		if (in_sets ? (present & dependent->self) == 0 :
			!boh_json_find(object, dependent->name, dependent->length, &value))
			continue;
		if (in_sets && dependent->schema == NULL && (dependent->needed & ~present) == 0)
			continue;
		if (dependent->schema != NULL)
		{
			if (!boh_json_validate_item(validation, dependent->schema, object, path, seen,
										"dependentSchemas"))
				return false;
		}
		else if (!validate_dependent_names(validation, dependent, object, path))
			return false;
	}
	return true;
}

bool
boh_json_validate_object(BohJsonValidation *validation, const BohJsonObjectRules *rules,
						 const BohJsonItem *object, const BohJsonPath *path,
						 BohJsonSeen *seen)
{
	uint64		present = 0;

	if (object->length < rules->least &&
		!boh_json_fail(validation, path, "minProperties",
					   "must have at least %d properties, has %d",
					   rules->least, object->length))
		return false;
	if (object->length > rules->most &&
		!boh_json_fail(validation, path, "maxProperties",
					   "must have at most %d properties, has %d",
					   rules->most, object->length))
		return false;
	if (!validate_pairs(validation, rules, object, path, seen, &present))
		return false;
	return rules->dependent_count == 0 ||
		validate_dependents(validation, rules, object, path, seen, present);
}
