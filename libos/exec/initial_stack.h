/* SPDX-License-Identifier: ISC */
/*
 * Where the main stack's first contents lie (start.c): below some random bytes, whose
 * place is random too, argc, arguments, environment and auxiliary vector.
 */
#ifndef LIBOS_EXEC_INITIAL_STACK_H
#define LIBOS_EXEC_INITIAL_STACK_H

#include "libos.h"

#define AUXILIARY 16 /* entries of the auxiliary vector, with the end */

static inline int initial_count(char **strings)
{
	int n = 0;

	while (strings[n])
		n++;
	return n;
}

/* The stack's end is aligned, the place where it begins isn't. */
static inline uint8_t *initial_random(void)
{
	return (uint8_t *)main_stack.high - 16 - (seed_word(1) & 0xff0);
}

static inline long *initial_stack_place(uint8_t *random, int arguments, int variables)
{
	size_t words = 1 + (size_t)arguments + 1 + (size_t)variables + 1 + 2 * AUXILIARY;

	return (long *)(((uintptr_t)random - words * sizeof(long)) & -16ul);
}

/* The auxiliary vector. */
static inline const long *initial_auxiliary(void)
{
	int arguments = platform_information.argument_count,
	    variables = initial_count(platform_information.environment);

	return initial_stack_place(initial_random(), arguments, variables) + arguments +
	       variables + 3;
}

#endif
