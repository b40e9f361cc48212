/*-------------------------------------------------------------------------
 *
 * json/address.c
 *	  Hosts, mailboxes and URIs: RFC 1123, 4291, 5321 and 3986.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "json/format.h"

#define LONGEST_HOST 253
#define LONGEST_LABEL 63
#define LONGEST_LOCAL_PART 64
#define LONGEST_MAILBOX 254

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
is_one_of(char c, const char *characters)
{
	return c != '\0' && strchr(characters, c) != NULL;
}

bool
boh_format_hostname(const char *text, int length)
{
	int			label = 0;

	if (length == 0 || length > LONGEST_HOST)
		return false;
	for (int i = 0; i <= length; i++)
	{
		if (i == length || text[i] == '.')
		{
			if (label == 0 || label > LONGEST_LABEL || text[i - 1] == '-')
				return false;
			label = 0;
		}
		else if (is_letter(text[i]) || is_digit(text[i]) || (text[i] == '-' && label > 0))
			label++;
		else
			return false;
	}
	return true;
}

bool
boh_format_ipv4(const char *text, int length)
{
	int			position = 0;

	for (int part = 0; part < 4; part++)
	{
		int			first = position;
		int			value = 0;

		while (position < length && is_digit(text[position]) && position - first < 3)
			value = value * 10 + text[position++] - '0';

		if (position == first || value > 255 ||
			(position - first > 1 && text[first] == '0'))
			return false;
		if (part < 3 && (position == length || text[position++] != '.'))
			return false;
	}
	return position == length;
}

bool
boh_format_ipv6(const char *text, int length)
{
	int			parts = 0;
	int			position = 0;
	bool		shortened = false;

	while (position < length)
	{
		int			first;

		if (length - position >= 2 && text[position] == ':' && text[position + 1] == ':')
		{
			if (shortened)
				return false;
			shortened = true;
			position += 2;
			if (position == length)
				break;
		}
		else if (parts > 0)
		{
			if (text[position++] != ':')
				return false;
		}
		first = position;
		while (position < length && is_hex(text[position]))
			position++;
		if (position < length && text[position] == '.')
		{
			parts += 2;
			if (!boh_format_ipv4(text +first, length - first))
				return false;
			break;
		}
		if (position == first || position - first > 4)
			return false;
		parts++;
		if (parts > 8)
			return false;
	}
	return shortened ? parts < 8 : parts == 8;
}

/* IPvFuture in RFC 3986: the syntax in brackets for IP versions after 6. */
static bool
is_future_address(const char *text, int length)
{
	int			position = 1;

	if (length < 4 || (text[0] != 'v' && text[0] != 'V'))
		return false;
	while (position < length && is_hex(text[position]))
		position++;
	if (position == 1 || position + 1 >= length || text[position++] != '.')
		return false;
	for (; position < length; position++)
	{
		if (!is_letter(text[position]) && !is_digit(text[position]) &&
			!is_one_of(text[position], "-._~!$&'()*+,;=:"))
			return false;
	}
	return true;
}

/* Length of the local part of a mailbox, or -1 if it is not valid. */
static int
local_part(const char *text, int length)
{
	int			position = 0;

	if (length > 0 && text[0] == '"')
	{
		for (position = 1; position < length && text[position] != '"'; position++)
		{
			if (text[position] == '\\' && ++position == length)
				return -1;
			if (text[position] < ' ' || text[position] > '~')
				return -1;
		}
		return position < length ? position + 1 : -1;
	}
	for (; position < length && text[position] != '@'; position++)
	{
		if (text[position] == '.')
		{
			if (position == 0 || text[position - 1] == '.')
				return -1;
		}
		else if (!is_letter(text[position]) && !is_digit(text[position]) &&
				 !is_one_of(text[position], "!#$%&'*+-/=?^_`{|}~"))
			return -1;
	}
	return position > 0 && text[position - 1] != '.' ? position : -1;
}

bool
boh_format_email(const char *text, int length)
{
	int			local = local_part(text, length);
	const char *domain = text +local + 1;
	int			domain_length = length - local - 1;

	if (local < 1 || local > LONGEST_LOCAL_PART || length > LONGEST_MAILBOX ||
		domain_length < 1 || text[local] != '@')
		return false;
	if (domain[0] != '[')
		return boh_format_hostname(domain, domain_length);
	if (domain_length < 3 || domain[domain_length - 1] != ']')
		return false;
	if (domain_length > 7 && pg_strncasecmp(domain + 1, "IPv6:", 5) == 0)
		return boh_format_ipv6(domain + 6, domain_length - 7);
	return boh_format_ipv4(domain + 1, domain_length - 2);
}

/*
 * True if text has only the unreserved characters and sub-delims of RFC 3986,
 * %xx escapes, and the others.
 */
static bool
only_has(const char *text, int length, const char *others)
{
	for (int i = 0; i < length; i++)
	{
		if (text[i] == '%')
		{
			if (i + 2 >= length || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))
				return false;
			i += 2;
		}
		else if (!is_letter(text[i]) && !is_digit(text[i]) &&
				 !is_one_of(text[i], "-._~!$&'()*+,;=") && !is_one_of(text[i], others))
			return false;
	}
	return true;
}

static bool
is_authority(const char *text, int length)
{
	int			host = 0;
	int			end;

	for (int i = 0; i < length; i++)
	{
		if (text[i] == '@')
			host = i + 1;
	}
	if (host > 0 && !only_has(text, host - 1, ":"))
		return false;
	end = host;
	if (host < length && text[host] == '[')
	{
		while (end < length && text[end] != ']')
			end++;
		if (end == length ||
			(!boh_format_ipv6(text +host + 1, end - host - 1) &&
			 !is_future_address(text +host + 1, end - host - 1)))
			return false;
		end++;
	}
	else
	{
		while (end < length && text[end] != ':')
			end++;
		if (!only_has(text +host, end - host, ""))
			return false;
	}
	if (end < length && text[end] != ':')
		return false;
	for (end++; end < length; end++)
	{
		if (!is_digit(text[end]))
			return false;
	}
	return true;
}

static int
span_until(const char *text, int length, const char *stops)
{
	int			span = 0;

	while (span < length && !is_one_of(text[span], stops))
		span++;
	return span;
}

/* Checks what follows the scheme, or a whole relative reference. */
static bool
is_hierarchy(const char *text, int length)
{
	int			span;

	if (length >= 2 && text[0] == '/' && text[1] == '/')
	{
		span = span_until(text +2, length - 2, "/?#");
		if (!is_authority(text +2, span))
			return false;
		text	  +=span + 2;

		length -= span + 2;
	}
	span = span_until(text, length, "?#");
	if (!only_has(text, span, ":@/"))
		return false;
	text	  +=span;

	length -= span;
	if (length > 0 && text[0] == '?')
	{
		span = span_until(text, length, "#");
		if (!only_has(text, span, ":@/?"))
			return false;
		text	  +=span;

		length -= span;
	}
	return length == 0 || only_has(text +1, length - 1, ":@/?");
}

/* Length of the scheme; 0 if there is none. */
static int
scheme_length(const char *text, int length)
{
	int			position = 0;

	while (position < length &&
		   (is_letter(text[position]) ||
			(position > 0 && (is_digit(text[position]) || is_one_of(text[position], "+-.")))))
		position++;
	return position < length && text[position] == ':' ? position : 0;
}

bool
boh_format_uri(const char *text, int length)
{
	int			scheme = scheme_length(text, length);

	return scheme > 0 && is_hierarchy(text +scheme + 1, length - scheme - 1);
}

bool
boh_format_uri_reference(const char *text, int length)
{
	if (boh_format_uri(text, length))
		return true;
	/* a colon in the first segment would make that a scheme */
	return span_until(text, length, ":") >= span_until(text, length, "/?#") &&
		is_hierarchy(text, length);
}
