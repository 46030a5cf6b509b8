/* SPDX-License-Identifier: ISC */
/*
 * Text that grows as it is written: what the files of /proc and /sys contain. No lock.
 */
#ifndef LIBOS_FS_TEXT_H
#define LIBOS_FS_TEXT_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct text {
	char *bytes; /* not terminated */
	size_t length, size;
	bool failed; /* out of memory: it is cut */
};

void text_add(struct text *text, const char *bytes, size_t size);
/* As printf: %s, %c, %lu, %ld, %lx, %lo, with a width and 0 in front of it. */
void text_put(struct text *text, const char *what, ...)
        __attribute__((format(printf, 2, 3)));
/* Spaces up to this length, counted from `from`. */
void text_pad(struct text *text, size_t from, size_t length);
void text_free(struct text *text);

#pragma GCC visibility pop
#endif
