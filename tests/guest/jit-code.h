/* SPDX-License-Identifier: ISC */
/* Machine code for the jit tests: a function that returns a number. */
#ifndef GUEST_JIT_CODE_H
#define GUEST_JIT_CODE_H

#include <stdint.h>
#include <string.h>

typedef int function(void);

static inline void emit(char *at, uint32_t number)
{
	at[0] = (char)0xb8; /* mov $number, %eax */
	memcpy(at + 1, &number, sizeof number);
	at[5] = (char)0xc3; /* ret */
}

static inline int call(char *at)
{
	return ((function *)at)();
}

#endif
