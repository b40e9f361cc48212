/*-------------------------------------------------------------------------
 *
 * people/base64url.h
 *	  The encoding of RFC 4648, section 5, without padding.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BASE64URL_H
#define BOH_BASE64URL_H

#define BOH_BASE64URL_BYTES(length) ((length) / 4 * 3 + 2)

/*
 * Decode into bytes, which has room for BOH_BASE64URL_BYTES(length).  Returns
 * the number of bytes; -1: text is not what the encoding makes of any bytes.
 */
extern int	boh_base64url_decode(const char *text, int length, uint8 *bytes);

#endif							/* BOH_BASE64URL_H */
