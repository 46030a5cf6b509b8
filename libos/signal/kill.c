/* SPDX-License-Identifier: ISC */
/*
 * kill(2), tkill(2), tgkill(2): there is one process, whose id is 1.
 */
#include "identity/capable.h"
#include "send.h"
#include "syscalls.h"

#define PROCESS 1

/* `thread` 0: to the process. */
static long send(int thread, int signal, int code)
{
	const struct signal_information information = {
	        .signal = signal,
	        .code = code,
	        .sender = {.process = PROCESS, .user = user_real()}};

	/* 0 finds out whether there is somebody; a wrong one does that first */
	bool valid = signal >= 0 && signal <= SIGNALS;
	const struct signal_information nothing = {0};
	enter();
	long result = signal_send(thread, valid ? &information : &nothing);
	return leave(result ? result : valid ? 0 : -EINVAL);
}

/* All other processes (-1) are none. */
/* partial: signals that stop a process do nothing, unless they have a handler */
long sys_kill(int process, int signal)
{
	if (process != PROCESS && process != 0)
		return -ESRCH;
	return send(0, signal, SI_USER);
}

/* partial: as kill */
long sys_tkill(int thread, int signal)
{
	if (thread <= 0)
		return -EINVAL;
	return send(thread, signal, SI_TKILL);
}

/* partial: as kill */
long sys_tgkill(int process, int thread, int signal)
{
	if (process <= 0 || thread <= 0)
		return -EINVAL;
	if (process != PROCESS)
		return -ESRCH;
	return send(thread, signal, SI_TKILL);
}
