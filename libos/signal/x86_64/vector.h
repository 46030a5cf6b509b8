/* SPDX-License-Identifier: ISC */
/*
 * The vector registers' state in memory, `size` bytes as XSAVE writes them in its
 * standard form (Intel SDM vol. 1, 13.4), or 512 as FXSAVE does; aligned to 64.
 */
#ifndef LIBOS_SIGNAL_X86_64_VECTOR_H
#define LIBOS_SIGNAL_X86_64_VECTOR_H

#include "libos.h"

#pragma GCC visibility push(hidden)

/* Components that the processor keeps (XCR0). Only where there is XSAVE. */
static inline uint64_t vector_features(void)
{
	uint32_t low, high;

	__asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (uint64_t)high << 32 | low;
}

/* Make it that of a new program. */
void vector_reset(void *vector, size_t size);

/* Take it from a signal frame, where it has either form. 0: all of it can be loaded.
 * -EFAULT; -EINVAL: the processor would refuse it. */
int vector_in(void *vector, size_t size, uintptr_t from);

#pragma GCC visibility pop
#endif
