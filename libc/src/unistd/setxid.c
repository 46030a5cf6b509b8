/* SPDX-License-Identifier: ISC */
/*
 * The set-user-ID and set-group-ID family: a call that changes only the calling thread is
 * made in every thread, as POSIX wants it for the process.
 *
 * setuid() and its kin call it with SYS_NAME and up to three ids. musl's file keeps that
 * name in an int; here it is a function's address.
 */
#include "libc.h"
#include "syscall.h"
#include <signal.h>
#include <unistd.h>

struct change {
	long call;
	int id[3];
	int result; /* 1 before the first thread */
};

static void change_thread(void *argument)
{
	struct change *change = argument;
	int result;

	if (change->result < 0)
		return;
	result = __syscall(change->call, change->id[0], change->id[1], change->id[2]);
	if (result && !change->result) {
		/* Some threads have the new ids, this one can't: no program may go on
		 * like that. */
		__block_all_sigs(0);
		__syscall(SYS_kill, __syscall(SYS_getpid), SIGKILL);
	}
	change->result = result;
}

int __change_ids(syscall_arg_t call, int first, int second, int third)
{
	struct change change = {call, {first, second, third}, 1};

	__synccall(change_thread, &change);
	return __syscall_ret(change.result);
}
