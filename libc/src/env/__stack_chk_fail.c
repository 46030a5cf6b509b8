/* SPDX-License-Identifier: ISC */
/*
 * The stack protector: its guard value, and what happens when one was overwritten.
 *
 * Compiled functions read the guard from the thread (offset 40 from FS) and call
 * __stack_chk_fail() when the copy in their frame differs. The program ends as by
 * abort(), but without handlers and locks: the stack can't be trusted.
 */
#include "pthread_impl.h"
#include <signal.h>
#include <stdint.h>

uintptr_t __stack_chk_guard;

/* The libos's (libos.h): ends the program with a report. */
hidden _Noreturn void libos_crash(const char *reason, int signal) __asm__("samara.crash");

/* `entropy`: 16 random bytes (AT_RANDOM). The lowest byte becomes zero, so that no string
 * function reads the guard or writes it whole. */
void __init_ssp(void *entropy)
{
	__stack_chk_guard = *(uintptr_t *)entropy & ~(uintptr_t)255;
	__pthread_self()->canary = __stack_chk_guard;
}

void __stack_chk_fail(void)
{
	libos_crash("stack smashing detected", SIGABRT);
}

hidden void __stack_chk_fail_local(void);
weak_alias(__stack_chk_fail, __stack_chk_fail_local);
