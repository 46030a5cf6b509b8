/* SPDX-License-Identifier: ISC */
/*
 * The full table of system calls, for programs that call by number. Only they pay for it:
 * it refers to every call that there is, and to the members that stand for the others.
 */
#include "libos.h"
#include "syscalls.h"

LINKS(thread_leave);

typedef long call(long a, long b, long c, long d, long e, long f);

/* Prototypes differ; the calling convention lets a function ignore further arguments. */
#pragma GCC visibility push(hidden)
#define SYSTEM_CALL(number, name) extern call table_##name __asm__("sys_" #name);
#include "syscalls.def"
#undef SYSTEM_CALL
#pragma GCC visibility pop

static call *const table[] = {
#define SYSTEM_CALL(number, name) [number] = table_##name,
#include "syscalls.def"
#undef SYSTEM_CALL
};

long samara_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	if ((unsigned long)number >= sizeof table / sizeof *table || !table[number])
		return -ENOSYS;
	return table[number](a, b, c, d, e, f);
}
