/* SPDX-License-Identifier: ISC */
/*
 * Asking for more than there is gives NULL and ENOMEM, and the program goes on.
 */
#include "check.h"
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(void)
{
	volatile size_t huge = SIZE_MAX / 4;
	errno = 0;
	CHECK(malloc(huge) == NULL);
	CHECK(errno == ENOMEM);
	CHECK(calloc(huge, 8) == NULL);
	CHECK_FAILS(mmap(NULL, huge, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	            ENOMEM);
	char *volatile small = malloc(100000);
	CHECK(small != NULL);
	memset(small, 1, 100000);
	CHECK(realloc(small, huge) == NULL);
	CHECK(small[99999] == 1);
	free(small);
	return check_result();
}
