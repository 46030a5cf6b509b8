/* SPDX-License-Identifier: ISC */
/*
 * The libos's own memory functions, which compilers call too. Short on purpose: what
 * is long is copied by `rep`, as fast as the processor can.
 */
#include "libos.h"

void *memmove(void *to, const void *from, size_t size)
{
	unsigned char *t = to;
	const unsigned char *f = from;

	if ((uintptr_t)to - (uintptr_t)from >= size)
		return memcpy(to, from, size);
	while (size--) {
		t[size] = f[size];
		__asm__ volatile("" ::: "memory"); /* or it becomes a call of memmove */
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;

	for (; size; size--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *text)
{
	const char *end = text;

	while (*end) {
		end++;
		__asm__ volatile("" ::: "memory"); /* or it becomes a call of strlen */
	}
	return (size_t)(end - text);
}
