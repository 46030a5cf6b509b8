/* SPDX-License-Identifier: ISC */
/*
 * The libos's first function: gives the stack protector its guard, makes the main stack
 * with what Linux leaves on it for a program (argc, argv, envp and the auxiliary vector;
 * see getauxval(3)), and enters the C library there. Once, on CPU 0.
 */
#include "exec/initial_stack.h"
#include "fs/file.h"
#include "libos.h"
#include "sched/cpu.h"
#include "time/clock.h"
#include <elf.h>
#include <samara/image.h>

void libc_start(long *stack);
extern void _start(void);

/* Of the libos and the platform; the C library has its own. */
uintptr_t __stack_chk_guard;
struct stack main_stack;

#define SEED_FOR_PROGRAM 32 /* the rest of the seed: AT_RANDOM */

static void map_main_stack(void)
{
	uintptr_t high = platform_information.space_high;
	uintptr_t range = (high - platform_information.space_low) / 16;

	high -= range + seed_word(1) % range; /* room for the TLS behind it */
	high &= -(uintptr_t)STACK_ALIGNMENT;
	main_stack = (struct stack){.guard = high - STACK_MAIN - STACK_GUARD,
	                            .low = high - STACK_MAIN,
	                            .high = high};
	int result = platform_memory_map(0, (void *)main_stack.low, STACK_MAIN,
	                                 PLATFORM_READ | PLATFORM_WRITE);
	if (result)
		panic("start: the main stack can't be mapped");
}

static long *put_auxiliary(long *to, long type, uintptr_t value)
{
	to[0] = type;
	to[1] = (long)value;
	return to + 2;
}

static long *put_strings(long *to, char **strings, int n)
{
	memcpy(to, strings, (size_t)n * sizeof *to);
	to[n] = 0;
	return to + n + 1;
}

/* Entries that say 0: no interpreter, no flags, user and group root, not set-user-ID. */
static const uint8_t zero_entries[] = {AT_BASE, AT_FLAGS, AT_UID,   AT_EUID,
                                       AT_GID,  AT_EGID,  AT_SECURE};

static long *initial_stack(void)
{
	const struct platform_information *information = &platform_information;
	int arguments = information->argument_count,
	    variables = initial_count(information->environment);
	uint8_t *random = initial_random();
	long *stack = initial_stack_place(random, arguments, variables), *to = stack;

	memcpy(random, platform_information.seed + SEED_FOR_PROGRAM, 16);
	*to++ = arguments;
	to = put_strings(to, information->arguments, arguments);
	to = put_strings(to, information->environment, variables);
	to = put_auxiliary(to, AT_PHDR, (uintptr_t)information->program_headers);
	to = put_auxiliary(to, AT_PHENT, sizeof(Elf64_Phdr));
	to = put_auxiliary(to, AT_PHNUM, information->program_header_count);
	to = put_auxiliary(to, AT_PAGESZ, PLATFORM_PAGE);
	to = put_auxiliary(to, AT_ENTRY, (uintptr_t)_start);
	to = put_auxiliary(to, AT_CLKTCK, 100);
	to = put_auxiliary(to, AT_RANDOM, (uintptr_t)random);
	if (arguments)
		to = put_auxiliary(to, AT_EXECFN, (uintptr_t)information->arguments[0]);
	for (size_t i = 0; i < sizeof zero_entries; i++)
		to = put_auxiliary(to, zero_entries[i], 0);
	put_auxiliary(to, AT_NULL, 0);
	return stack;
}

/* Without a stack protector: the guard changes under it. */
__attribute__((no_stack_protector)) _Noreturn void libos_start(void)
{
	/* a NUL first, which strings can't write */
	__stack_chk_guard = seed_word(0) & ~0xfful;
	cpu_begin();
	if (clock_begin)
		clock_begin();
	if (descriptors_begin)
		descriptors_begin();
	map_main_stack();
	stack_enter(initial_stack(), libc_start);
}

/* A function of the libos or the platform found its guard overwritten. */
_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
	crash("stack smashing detected", 6);
}
