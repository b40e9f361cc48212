/*-------------------------------------------------------------------------
 *
 * people/base64url.c
 *	  The encoding of RFC 4648, section 5, without padding.
 *
 * Different texts never decode to the same bytes.  Otherwise somebody could
 * change a signed token, and it would still be accepted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "people/base64url.h"

static int
digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

int
boh_base64url_decode(const char *text, int length, uint8 *bytes)
{
	uint32		bits = 0;
	int			bit_count = 0;
	int			count = 0;

	if (length % 4 == 1)
		return -1;
	for (int i = 0; i < length; i++)
	{
		int			digit = digit_of(text[i]);

		if (digit < 0)
			return -1;
		bits = bits << 6 | digit;
		bit_count += 6;
		if (bit_count >= 8)
		{
			bit_count -= 8;
			bytes[count++] = bits >> bit_count & 0xFF;
		}
	}
	/* bits that belong to no byte must be zero */
	return (bits & ((1 << bit_count) - 1)) == 0 ? count : -1;
}
