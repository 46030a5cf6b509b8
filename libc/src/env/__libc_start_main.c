/* SPDX-License-Identifier: ISC */
/*
 * From the libos to main(). libos_start() calls libc_start() once, on the main stack,
 * with one CPU running; nothing before it has used the C library.
 *
 * Compiled without stack protector: the guard is set here. musl's file of this name also
 * opens /dev/null for standard streams that a set-user-ID program finds closed; the libos
 * always has three.
 */
#include "libc.h"
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define AUXILIARIES (AT_EXECFN + 1)

typedef void function(void);

int main(int, char **, char **);
hidden _Noreturn void libc_start(long *initial_stack) __asm__("samara.libc_start");

static void nothing(void)
{
}

weak_alias(nothing, _init);

extern weak hidden function *const __preinit_array_start, *const __preinit_array_end;
extern weak hidden function *const __init_array_start, *const __init_array_end;

static void nothing_for_guard(void *entropy)
{
}

weak_alias(nothing_for_guard, __init_ssp);

static void set_program_name(char *name)
{
	__progname = __progname_full = name;
	for (; *name; name++)
		if (*name == '/')
			__progname = name + 1;
}

/* Thread pointer and stack guard don't exist before this. */
void __init_libc(char **environment, char *name)
{
	size_t value[AUXILIARIES] = {0};
	size_t *entry;

	__environ = environment;
	while (*environment)
		environment++;
	libc.auxv = entry = (size_t *)(environment + 1);
	for (; entry[0]; entry += 2)
		if (entry[0] < AUXILIARIES)
			value[entry[0]] = entry[1];
	__hwcap = value[AT_HWCAP];
	libc.page_size = value[AT_PAGESZ];
	libc.secure = value[AT_SECURE] || value[AT_UID] != value[AT_EUID] ||
	              value[AT_GID] != value[AT_EGID];
	if (!name)
		name = (char *)value[AT_EXECFN];
	set_program_name(name ? name : "");
	__init_tls(value);
	__init_ssp((void *)value[AT_RANDOM]);
}

static void run(function *const *from, function *const *to)
{
	for (; from < to; from++)
		(*from)();
}

static void libc_start_init(void)
{
	run(&__preinit_array_start, &__preinit_array_end);
	_init();
	run(&__init_array_start, &__init_array_end);
}

weak_alias(libc_start_init, __libc_start_init);

/* A function of its own, so that the compiler can't move anything that needs the thread
 * pointer before __init_libc(). */
static __attribute__((noinline)) int
initialise_and_run(int (*program)(int, char **, char **), int count, char **arguments)
{
	__libc_start_init();
	exit(program(count, arguments, arguments + count + 1));
	return 0;
}

int __libc_start_main(int (*program)(int, char **, char **), int count, char **arguments,
                      void (*unused_init)(), void (*unused_fini)(),
                      void (*unused_loader)())
{
	__typeof__(initialise_and_run) *next = initialise_and_run;

	__init_libc(arguments + count + 1, arguments[0]);
	__asm__("" : "+r"(next) : : "memory");
	return next(program, count, arguments);
}

/* The initial stack as Linux has it: argument count, arguments, NULL, environment, NULL,
 * auxiliary vector. Doesn't return. */
void libc_start(long *initial_stack)
{
	__libc_start_main(main, initial_stack[0], (char **)(initial_stack + 1), 0, 0, 0);
	__builtin_unreachable();
}
