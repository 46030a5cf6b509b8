/* SPDX-License-Identifier: ISC */
/*
 * What the unit tests of the libos share: cmocka, and the few functions that every file
 * of the libos may call. A test includes it first, then the .c files that it tests. The
 * platform of a test is played by the test itself.
 */
#ifndef UNIT_H
#define UNIT_H

#include "libos.h"
#include "sched/thread.h"
#include <asm/prctl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

struct platform_information platform_information;
struct stack main_stack;

_Noreturn void panic(const char *why)
{
	fprintf(stderr, "panic: %s\n", why);
	abort();
}

/* The CPU that a test runs on, with the main thread on it. */
static struct cpu unit_cpu = {
        .thread = &thread_first, .self = &unit_cpu, .armed = UINT64_MAX};

void platform_cpu_pointer_set(uintptr_t value)
{
	syscall(SYS_arch_prctl, ARCH_SET_GS, value);
}

__attribute__((constructor)) static void unit_cpu_begin(void)
{
	thread_first.id = 1;
	thread_first.running = true;
	platform_cpu_pointer_set((uintptr_t)&unit_cpu);
}

/* Bytes that the program's pointers must not reach in a test. */
static const char *bad_start, *bad_end;

static size_t good_bytes(const void *at, size_t size)
{
	const char *start = at;

	if ((start >= bad_start && start < bad_end) || (uintptr_t)at >> 47)
		return 0;
	if (start < bad_start && start + size > bad_start)
		return (size_t)(bad_start - start);
	return size;
}

size_t copy_bytes(void *to, const void *from, size_t size)
{
	size_t good = good_bytes(to, good_bytes(from, size));

	if (good)
		memcpy(to, from, good);
	return size - good;
}

int copy_in(void *to, const void *from, size_t size)
{
	return copy_bytes(to, from, size) ? -EFAULT : 0;
}

int copy_out(void *to, const void *from, size_t size)
{
	return copy_bytes(to, from, size) ? -EFAULT : 0;
}

/* Numbers that repeat: a multiplicative generator (Park and Miller, 1988). */
static uint32_t random_state = 1;

static inline uint32_t random_number(uint32_t below)
{
	random_state = (uint32_t)((uint64_t)random_state * 48271 % 2147483647);
	return random_state % below;
}

#endif
