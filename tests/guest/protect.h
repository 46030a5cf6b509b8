/* SPDX-License-Identifier: ISC */
/*
 * What the protection tests share: each announces an attempt, makes it, and must not get
 * to survived(). One thread; called by main alone.
 */
#ifndef GUEST_PROTECT_H
#define GUEST_PROTECT_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* mov $7, %eax; ret */
#define RETURN_7 0xb8, 7, 0, 0, 0, 0xc3

static inline void attempt(const char *what)
{
	printf("attempt: %s\n", what);
	fflush(stdout);
}

/* The attempt went through: the status to end with. */
static inline int survived(void)
{
	printf("survived\n");
	return 99;
}

__attribute__((noinline, unused)) static int call(void *code)
{
	int (*function)(void);
	__asm__ volatile("" : : "r"(code) : "memory"); /* what was stored there matters */
	memcpy(&function, &code, sizeof code);
	return function() + 1;
}

#endif
