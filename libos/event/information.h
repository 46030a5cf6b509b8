/* SPDX-License-Identifier: ISC */
/*
 * Lines of /proc/self/fdinfo, for operations.information: numbers with a width, as Linux
 * has them. What doesn't fit is left out. No lock.
 */
#ifndef LIBOS_EVENT_INFORMATION_H
#define LIBOS_EVENT_INFORMATION_H

#include "libos.h"

#pragma GCC visibility push(hidden)

struct lines {
	char *to;
	size_t size;   /* of it */
	size_t length; /* so far */
};

void lines_text(struct lines *lines, const char *text);
/* At least `width` characters, filled up with `fill`; `base` up to 16. */
void lines_number(struct lines *lines, uint64_t value, unsigned base, unsigned width,
                  char fill);

static inline void lines_decimal(struct lines *lines, const char *before, uint64_t value)
{
	lines_text(lines, before);
	lines_number(lines, value, 10, 1, ' ');
}

#pragma GCC visibility pop
#endif
