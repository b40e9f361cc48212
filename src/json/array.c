/*-------------------------------------------------------------------------
 *
 * json/array.c
 *	  Validation of JSON arrays.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/shmem.h"

#include "json/validate.h"

/* Longer arrays are sorted by hash to find equal elements. */
#define LONGEST_COMPARED_ARRAY 8

typedef struct HashedElement
{
	uint64		hash;
	int			position;
	BohJsonItem item;
} HashedElement;

static bool
validate_elements(BohJsonValidation *validation, const BohJsonArrayRules *rules,
				  const BohJsonItem *array, const BohJsonPath *path, BohJsonSeen *seen)
{
	BohJsonPath below = {path, NULL, 0, 0};
	BohJsonWalk walk;
	BohJsonItem element;

	boh_json_walk_array(&walk, array);
	while (boh_json_next_element(&walk, &element))
	{
		bool		in_prefix = below.position < rules->prefix.count;
		BohJsonNode *node = in_prefix ? rules->prefix.nodes[below.position] : rules->items;

		CHECK_FOR_INTERRUPTS();
		if (node == NULL)
			break;
		if (!boh_json_validate_item(validation, node, &element, &below, NULL,
									in_prefix ? "prefixItems" : "items"))
			return false;
		if (seen != NULL)
			boh_json_see(seen, below.position);
		below.position++;
	}
	return true;
}

static bool
validate_contains(BohJsonValidation *validation, const BohJsonArrayRules *rules,
				  const BohJsonItem *array, const BohJsonPath *path, BohJsonSeen *seen)
{
	BohJsonPath below = {path, NULL, 0, 0};
	BohJsonWalk walk;
	BohJsonItem element;
	int			contained = 0;

	boh_json_walk_array(&walk, array);
	while (boh_json_next_element(&walk, &element))
	{
		CHECK_FOR_INTERRUPTS();
		if (boh_json_matches(validation, rules->contains, &element, &below, NULL))
		{
			contained++;
			if (seen != NULL)
				boh_json_see(seen, below.position);
		}
		below.position++;
	}
	if (contained < rules->least_contained &&
		!boh_json_fail(validation, path,
					   rules->least_contained == 1 ? "contains" : "minContains",
					   "must contain at least %d matching items, contains %d",
					   rules->least_contained, contained))
		return false;
	return contained <= rules->most_contained ||
		boh_json_fail(validation, path, "maxContains",
					  "must contain at most %d matching items, contains %d",
					  rules->most_contained, contained);
}

static bool
fail_unique(BohJsonValidation *validation, const BohJsonPath *path,
			const BohJsonItem *property, int a, int b)
{
	if (validation->sink == NULL)
		return false;
	if (property == NULL)
		return boh_json_fail(validation, path, "uniqueItems",
							 "must not have equal items, has them at %d and %d",
							 Min(a, b), Max(a, b));
	return boh_json_fail(validation, path, "uniqueItemProperties",
						 "must not have items with equal %s, has them at %d and %d",
						 boh_json_quoted(validation, property->data, property->length),
						 Min(a, b), Max(a, b));
}

static int
compare_elements(const void *a, const void *b)
{
	const HashedElement *element_a = a;
	const HashedElement *element_b = b;

	if (element_a->hash != element_b->hash)
		return element_a->hash < element_b->hash ? -1 : 1;
	return element_a->position - element_b->position;
}

/* Finds the positions of two equal elements; false if there are none. */
static bool
find_equal_elements(const HashedElement *elements, int count, int *a, int *b)
{
	for (int i = 1; i < count; i++)
	{
		for (int j = i - 1; j >= 0 && elements[j].hash == elements[i].hash; j--)
		{
			CHECK_FOR_INTERRUPTS();
			if (boh_json_equal(&elements[i].item, &elements[j].item))
			{
				*a = elements[j].position;
				*b = elements[i].position;
				return true;
			}
		}
	}
	return false;
}

/*
 * Replaces the element by its property, unless property is NULL.  Returns
 * false if the element does not have it.
 */
static bool
compared_part(BohJsonItem *element, const BohJsonItem *property)
{
	return property == NULL ||
		(element->type == BOH_JSON_OBJECT &&
		 boh_json_find(element, property->data, property->length, element));
}

/*
 * Checks that all elements differ.  With a property, compares that instead,
 * and ignores elements without it.
 */
static bool
validate_unique(BohJsonValidation *validation, const BohJsonItem *array,
				const BohJsonPath *path, const BohJsonItem *property)
{
	HashedElement few[LONGEST_COMPARED_ARRAY];
	HashedElement *elements = few;
	bool		hashed = array->length > LONGEST_COMPARED_ARRAY;
	bool		found;
	BohJsonWalk walk;
	BohJsonItem element;
	int			count = 0;
	int			a,
				b;

	if (hashed)
		elements = MemoryContextAllocHuge(CurrentMemoryContext,
										  mul_size(array->length, sizeof(HashedElement)));
	boh_json_walk_array(&walk, array);
	while (boh_json_next_element(&walk, &element))
	{
		CHECK_FOR_INTERRUPTS();
		if (!compared_part(&element, property))
			continue;
		elements[count].position = walk.position - 1;
		elements[count].hash = hashed ? boh_json_hash(&element) : 0;
		elements[count].item = element;
		count++;
	}
	if (hashed)
		qsort(elements, count, sizeof(HashedElement), compare_elements);
	found = find_equal_elements(elements, count, &a, &b);
	if (hashed)
		pfree(elements);
	return !found || fail_unique(validation, path, property, a, b);
}

/* Each property in the keyword's array must be unique by itself. */
static bool
validate_unique_properties(BohJsonValidation *validation, const BohJsonItem *properties,
						   const BohJsonItem *array, const BohJsonPath *path)
{
	BohJsonWalk walk;
	BohJsonItem property;

	boh_json_walk_array(&walk, properties);
	while (boh_json_next_element(&walk, &property))
	{
		if (!validate_unique(validation, array, path, &property))
			return false;
	}
	return true;
}

bool
boh_json_validate_array(BohJsonValidation *validation, const BohJsonArrayRules *rules,
						const BohJsonItem *array, const BohJsonPath *path,
						BohJsonSeen *seen)
{
	if (array->length < rules->least &&
		!boh_json_fail(validation, path, "minItems",
					   "must have at least %d items, has %d",
					   rules->least, array->length))
		return false;
	if (array->length > rules->most &&
		!boh_json_fail(validation, path, "maxItems",
					   "must have at most %d items, has %d",
					   rules->most, array->length))
		return false;
	if ((rules->items != NULL || rules->prefix.count > 0) &&
		!validate_elements(validation, rules, array, path, seen))
		return false;
	if (rules->contains != NULL &&
		!validate_contains(validation, rules, array, path, seen))
		return false;
	if (array->length < 2)
		return true;
	if (rules->unique && !validate_unique(validation, array, path, NULL))
		return false;
	return rules->unique_properties == NULL ||
		validate_unique_properties(validation, rules->unique_properties, array, path);
}
