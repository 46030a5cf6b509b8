/* SPDX-License-Identifier: ISC */
/*
 * rt_sigqueueinfo(2), rt_tgsigqueueinfo(2).
 */
#include "send.h"
#include "syscalls.h"

#define PROCESS     1
#define SI_DETHREAD (-7)
#define SI_ASYNCNL  (-60)

/* Of a code that nobody knows, what follows must be zero. */
static int information_in(struct signal_information *information, int signal,
                          const void *from)
{
	uint64_t rest[10];

	if (copy_in(information, from, sizeof *information))
		return -EFAULT;
	information->signal = signal;
	if (information->code >= SI_DETHREAD || information->code == SI_ASYNCNL)
		return 0;
	if (copy_in(rest, (const char *)from + sizeof *information, sizeof rest))
		return -EFAULT;
	for (unsigned n = 0; n < 10; n++)
		if (rest[n])
			return -E2BIG;
	return 0;
}

/* What only the kernel says a program may say of itself alone. */
static bool is_forged(const struct signal_information *information, int target, int self)
{
	return (information->code >= 0 || information->code == SI_TKILL) &&
	       target != self;
}

static long send(int thread, const struct signal_information *information)
{
	bool valid = information->signal >= 0 && information->signal <= SIGNALS;
	const struct signal_information nothing = {0};

	enter();
	long result = signal_send(thread, valid ? information : &nothing);
	return leave(result ? result : valid ? 0 : -EINVAL);
}

/* full */
long sys_rt_sigqueueinfo(int process, int signal, const void *from)
{
	struct signal_information information;
	int result = information_in(&information, signal, from);

	if (result)
		return result;
	if (is_forged(&information, process, PROCESS))
		return -EPERM;
	return process == PROCESS ? send(0, &information) : -ESRCH;
}

/* full */
long sys_rt_tgsigqueueinfo(int process, int thread, int signal, const void *from)
{
	struct signal_information information;
	int result = information_in(&information, signal, from);

	if (result)
		return result;
	if (process <= 0 || thread <= 0)
		return -EINVAL;
	if (is_forged(&information, thread, thread_this()->id))
		return -EPERM;
	return process == PROCESS ? send(thread, &information) : -ESRCH;
}
