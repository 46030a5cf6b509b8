/* SPDX-License-Identifier: ISC */
/*
 * The part of the sandbox's filter for events, CPUs and signals from outside: the calls
 * that sandbox.c names in the second half of its table. Begins with the call's number
 * loaded.
 */
#include "filter.h"
#include "process.h"
#include <asm/signal.h>
#include <linux/sched.h>
#include <linux/time.h>

/* Where each piece begins. */
enum {
	TGKILL = 8,
	SETTIME = TGKILL + 4,
	CREATE = SETTIME + 2,
	CLONE = CREATE + 2,
	MASK = CLONE + 2,
	ACTION = MASK + 2,
	DENY = ACTION + 7,
	ALLOW,
	COUNT
};
_Static_assert(COUNT <= PROCESS_EVENTS_FILTER_MAX, "room in sandbox.c");

#define CALL(n, name, then) JUMP_EQUAL(n, __NR_##name, then, n + 1)

static const struct sock_filter calls[COUNT] = {
        CALL(0, tgkill, TGKILL),
        CALL(1, timer_settime, SETTIME),
        CALL(2, sched_yield, ALLOW),
        CALL(3, rt_sigaction, ACTION),
        CALL(4, timer_create, CREATE),
        CALL(5, clone, CLONE),
        CALL(6, sigaltstack, ALLOW),
        JUMP_EQUAL(7, __NR_rt_sigprocmask, MASK, DENY),

        LOAD(TGKILL, args[2]),
        JUMP_EQUAL(TGKILL + 1, PROCESS_EVENT, TGKILL + 2, DENY),
        LOAD(TGKILL + 2, args[0]),
        JUMP_EQUAL(TGKILL + 3, 0 /* the process's number */, ALLOW, DENY),

        LOAD(SETTIME, args[1]),
        JUMP_EQUAL(SETTIME + 1, TIMER_ABSTIME, ALLOW, DENY),

        LOAD(CREATE, args[0]),
        JUMP_EQUAL(CREATE + 1, CLOCK_MONOTONIC, ALLOW, DENY),

        LOAD(CLONE, args[0]),
        JUMP_EQUAL(CLONE + 1, PROCESS_CLONE, ALLOW, DENY),

        LOAD(MASK, args[0]),
        JUMP_EQUAL(MASK + 1, SIG_UNBLOCK, ALLOW, DENY),

        LOAD(ACTION, args[0]),
        JUMP_EQUAL(ACTION + 1, SIGSEGV, DENY, ACTION + 2),
        JUMP_EQUAL(ACTION + 2, SIGBUS, DENY, ACTION + 3),
        JUMP_EQUAL(ACTION + 3, SIGILL, DENY, ACTION + 4),
        JUMP_EQUAL(ACTION + 4, SIGFPE, DENY, ACTION + 5),
        JUMP_EQUAL(ACTION + 5, SIGTRAP, DENY, ACTION + 6),
        JUMP_EQUAL(ACTION + 6, SIGSYS, DENY, ALLOW),

        RETURN(DENY, TRAP),
        RETURN(ALLOW, ALLOW),
};

unsigned process_events_filter(struct sock_filter *to)
{
	__builtin_memcpy(to, calls, sizeof calls);
	to[TGKILL + 3].k = (unsigned)process_host.process;
	return COUNT;
}
