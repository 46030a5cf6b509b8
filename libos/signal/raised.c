/* SPDX-License-Identifier: ISC */
/*
 * Signals that the libos itself sends: because of what the thread did, or of its
 * terminal.
 */
#include "identity/capable.h"
#include "send.h"
#include "syscalls.h"

void signal_raised(int signal, bool process)
{
	const struct thread *thread = thread_this();
	struct signal_information information = {.signal = signal,
	                                         .code = process ? SI_KERNEL : SI_USER};

	if (!process) {
		information.sender.process = (int)sys_getpid();
		information.sender.user = user_real();
	}
	signal_send(process ? 0 : thread->id, &information);
}
