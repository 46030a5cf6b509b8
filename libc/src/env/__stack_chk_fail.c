/* SPDX-License-Identifier: ISC */
/*
 * The stack protector: its guard value, and what happens when one was overwritten.
 *
 * Compiled functions read the guard from the thread (offset 40 from FS) and call
 * __stack_chk_fail() when the copy in their frame differs. The process ends with SIGABRT
 * as abort() has it, but by direct calls: no lock may be taken on a stack that can't be
 * trusted. What handles signals is used only where the program has brought it in.
 */
#include "pthread_impl.h"
#include <signal.h>
#include <stdint.h>

uintptr_t __stack_chk_guard;

extern weak __typeof__(sys_rt_sigaction) sys_rt_sigaction;
extern weak __typeof__(sys_rt_sigprocmask) sys_rt_sigprocmask;

/* `entropy`: 16 random bytes (AT_RANDOM). The lowest byte becomes zero, so that no string
 * function reads the guard or writes it whole. */
void __init_ssp(void *entropy)
{
	__stack_chk_guard = *(uintptr_t *)entropy & ~(uintptr_t)255;
	__pthread_self()->canary = __stack_chk_guard;
}

static void default_abort(void)
{
	static const long default_action[4];
	static const unsigned long abort_only = 1UL << (SIGABRT - 1);

	if (sys_rt_sigaction)
		__syscall(SYS_rt_sigaction, SIGABRT, default_action, 0, _NSIG / 8);
	if (sys_rt_sigprocmask)
		__syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &abort_only, 0, _NSIG / 8);
}

void __stack_chk_fail(void)
{
	static const char message[] = "samara: stack smashing detected\n";

	__syscall(SYS_write, 2, message, sizeof message - 1);
	default_abort();
	__syscall(SYS_tkill, __pthread_self()->tid, SIGABRT);
	a_crash();
}

hidden void __stack_chk_fail_local(void);
weak_alias(__stack_chk_fail, __stack_chk_fail_local);
