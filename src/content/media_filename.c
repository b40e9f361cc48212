/*-------------------------------------------------------------------------
 *
 * content/media_filename.c
 *	  Storage names of media files.
 *
 * A name consists of the words of the original name, the whole id of the row,
 * and an extension that fits the media type: "summer-fair-0190....jpg".  The
 * id makes it unique, so other rows need not be read.  Only letters and
 * digits of the original name are used, so the name has no path, control
 * character or second extension.  An unknown type gets the extension "bin",
 * which no server executes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "content/media.h"
#include "text/slugify.h"

/*
 * Extensions of a media type.  The first one is used if the extension of the
 * original name is none of them.
 */
typedef struct Extension
{
	const char *mime_type;
	const char *names[4];
} Extension;

static const Extension extensions[] = {
	{"application/epub+zip", {"epub"}},
	{"application/gzip", {"gz"}},
	{"application/json", {"json"}},
	{"application/msword", {"doc"}},
	{"application/pdf", {"pdf"}},
	{"application/rtf", {"rtf"}},
	{"application/vnd.ms-excel", {"xls"}},
	{"application/vnd.ms-powerpoint", {"ppt"}},
	{"application/vnd.oasis.opendocument.presentation", {"odp"}},
	{"application/vnd.oasis.opendocument.spreadsheet", {"ods"}},
	{"application/vnd.oasis.opendocument.text", {"odt"}},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", {"pptx"}},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {"xlsx"}},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {"docx"}},
	{"application/zip", {"zip"}},
	{"audio/aac", {"aac"}},
	{"audio/flac", {"flac"}},
	{"audio/mp4", {"m4a", "mp4"}},
	{"audio/mpeg", {"mp3"}},
	{"audio/ogg", {"ogg", "oga", "opus"}},
	{"audio/wav", {"wav"}},
	{"audio/webm", {"weba", "webm"}},
	{"font/woff", {"woff"}},
	{"font/woff2", {"woff2"}},
	{"image/avif", {"avif"}},
	{"image/bmp", {"bmp"}},
	{"image/gif", {"gif"}},
	{"image/heic", {"heic"}},
	{"image/jpeg", {"jpg", "jpeg"}},
	{"image/png", {"png"}},
	{"image/svg+xml", {"svg"}},
	{"image/tiff", {"tif", "tiff"}},
	{"image/vnd.microsoft.icon", {"ico"}},
	{"image/webp", {"webp"}},
	{"image/x-icon", {"ico"}},
	{"text/calendar", {"ics"}},
	{"text/csv", {"csv"}},
	{"text/plain", {"txt"}},
	{"text/vtt", {"vtt"}},
	{"video/mp4", {"mp4", "m4v"}},
	{"video/mpeg", {"mpg", "mpeg"}},
	{"video/ogg", {"ogv", "ogg"}},
	{"video/quicktime", {"mov"}},
	{"video/webm", {"webm"}},
};

static const char *
choose_extension(const char *original, const char *mime_type)
{
	for (int i = 0; i < (int) lengthof(extensions); i++)
	{
		const Extension *extension = &extensions[i];

		if (strcmp(extension->mime_type, mime_type) != 0)
			continue;
		for (int n = 0; n < (int) lengthof(extension->names) && extension->names[n]; n++)
		{
			if (pg_strcasecmp(extension->names[n], original) == 0)
				return extension->names[n];
		}
		return extension->names[0];
	}
	return "bin";
}

/* The part after the last slash or backslash. */
static const char *
without_folders(const char *path)
{
	const char *name = path;

	for (const char *c = path; *c != '\0'; c++)
	{
		if (*c == '/' || *c == '\\')
			name = c + 1;
	}
	return name;
}

char *
boh_media_filename(const char *original, const char *mime_type, const pg_uuid_t *id)
{
	const char *name = without_folders(original);
	const char *point = strrchr(name, '.');
	int			length = point ? (int) (point - name) : (int) strlen(name);
	char	   *words = boh_slugify_cstring(name, length);
	char		digits[2 * UUID_LEN + 1];

	for (int i = 0; i < UUID_LEN; i++)
		snprintf(digits + 2 * i, 3, "%02x", id->data[i]);
	return psprintf("%s-%s.%s", words ? words : "file", digits,
					choose_extension(point ? point + 1 : "", mime_type));
}
