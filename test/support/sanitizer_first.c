/*
 * Makes the address sanitizer start before any library's constructor.
 *
 * It starts at the first allocation, and looks up symbols that are not there,
 * which takes the lock of message translations.  libgpg-error, of which the
 * server is made, allocates in its constructor while it holds that lock: the
 * lock is broken, and the server waits for it for ever.
 */
#include <stdlib.h>

void	   *volatile sanitizer_first;

static void __attribute__((constructor))
start_sanitizer(void)
{
	sanitizer_first = malloc(1);
	free(sanitizer_first);
}
