/* SPDX-License-Identifier: ISC */
/*
 * prctl(2). What isn't here is -EINVAL, as on a Linux that is built without it.
 * Lock: identity_lock for what belongs to the credentials; the rest is single words. A
 * thread's name is its own.
 */
#include "identity/credentials.h"
#include "identity/process.h"
#include "identity/timer_slack.h"
#include "syscalls.h"
#include <linux/prctl.h>
#include <linux/securebits.h>

#define SIGNALS 64

static bool no_new_privileges, child_subreaper, no_huge_pages;

static long tell(void *to, int value)
{
	return copy_out(to, &value, sizeof value);
}

static long name_set(const char *from)
{
	char *name = thread_this()->name;
	char copy[THREAD_NAME] = "";

	/* a longer name is cut */
	if (copy_string_in(copy, from, sizeof copy) == -EFAULT)
		return -EFAULT;
	copy[THREAD_NAME - 1] = 0;
	memcpy(name, copy, THREAD_NAME);
	return 0;
}

static long death_signal_set(unsigned long signal)
{
	if (signal > SIGNALS)
		return -EINVAL;
	credentials.death_signal = (int)signal;
	return 0;
}

static long dumpable_set(unsigned long value)
{
	if (value > 1)
		return -EINVAL;
	credentials.dumpable = value;
	return 0;
}

static long bounding_drop(unsigned long capability)
{
	if (!capable(CAP_SETPCAP))
		return -EPERM;
	if (!cap_valid(capability))
		return -EINVAL;
	credentials.bounding &= ~CAPABILITY(capability);
	return 0;
}

static long secure_bits_set(unsigned long bits)
{
	unsigned now = credentials.secure_bits, locks = now & SECURE_ALL_LOCKS;

	if (((locks >> 1) & (now ^ bits)) || (locks & ~bits) ||
	    (bits & ~(unsigned long)(SECURE_ALL_LOCKS | SECURE_ALL_BITS)) ||
	    !capable(CAP_SETPCAP))
		return -EPERM;
	credentials.secure_bits = (unsigned)bits;
	return 0;
}

static long keep_set(unsigned long keep)
{
	if (keep > 1)
		return -EINVAL;
	if (credentials.secure_bits & SECBIT_KEEP_CAPS_LOCKED)
		return -EPERM;
	credentials.secure_bits &= ~SECBIT_KEEP_CAPS;
	if (keep)
		credentials.secure_bits |= SECBIT_KEEP_CAPS;
	return 0;
}

static long ambient(unsigned long what, unsigned long capability, unsigned long rest)
{
	if (what == PR_CAP_AMBIENT_CLEAR_ALL) {
		if (capability | rest)
			return -EINVAL;
		credentials.ambient = 0;
		return 0;
	}
	if (!cap_valid(capability) || rest)
		return -EINVAL;
	uint64_t bit = CAPABILITY(capability);
	switch (what) {
	case PR_CAP_AMBIENT_IS_SET:
		return (credentials.ambient & bit) != 0;
	case PR_CAP_AMBIENT_RAISE:
		if (!(credentials.permitted & credentials.inheritable & bit) ||
		    (credentials.secure_bits & SECBIT_NO_CAP_AMBIENT_RAISE))
			return -EPERM;
		credentials.ambient |= bit;
		return 0;
	case PR_CAP_AMBIENT_LOWER:
		credentials.ambient &= ~bit;
		return 0;
	}
	return -EINVAL;
}

/* Those that change the credentials; -ENOSYS: none of them. The caller holds the lock. */
static long control_credentials(int option, const unsigned long argument[4])
{
	switch (option) {
	case PR_SET_PDEATHSIG:
		return death_signal_set(argument[0]);
	case PR_SET_DUMPABLE:
		return dumpable_set(argument[0]);
	case PR_CAPBSET_DROP:
		return bounding_drop(argument[0]);
	case PR_SET_SECUREBITS:
		return secure_bits_set(argument[0]);
	case PR_SET_KEEPCAPS:
		return keep_set(argument[0]);
	case PR_CAP_AMBIENT:
		return ambient(argument[0], argument[1], argument[2] | argument[3]);
	}
	return -ENOSYS;
}

bool no_new_privileges_held(void)
{
	return no_new_privileges;
}

static long no_new_privileges_set(const unsigned long argument[4])
{
	if (argument[0] != 1 || (argument[1] | argument[2] | argument[3]))
		return -EINVAL;
	no_new_privileges = true;
	return 0;
}

static long huge_pages_set(const unsigned long argument[4])
{
	if (argument[1] | argument[2] | argument[3])
		return -EINVAL;
	no_huge_pages = argument[0];
	return 0;
}

/* Nobody can trace, so whoever is allowed to won't (Yama's rule for who may be named). */
static long tracer_set(unsigned long process)
{
	if (process == 0 || process == PR_SET_PTRACER_ANY || process_has((int)process))
		return 0;
	return -EINVAL;
}

static long set(int option, const unsigned long argument[4])
{
	switch (option) {
	case PR_SET_NAME:
		return name_set((const char *)argument[0]);
	case PR_SET_TIMERSLACK:
		timer_slack = argument[0] ? argument[0] : TIMER_SLACK;
		return 0;
	case PR_SET_TIMING:
		return argument[0] == PR_TIMING_STATISTICAL ? 0 : -EINVAL;
	case PR_SET_TSC:
		return argument[0] == PR_TSC_ENABLE ? 0 : -EINVAL;
	case PR_SET_CHILD_SUBREAPER:
		child_subreaper = argument[0];
		return 0;
	case PR_SET_NO_NEW_PRIVS:
		return no_new_privileges_set(argument);
	case PR_SET_THP_DISABLE:
		return huge_pages_set(argument);
	case PR_SET_PTRACER:
		return tracer_set(argument[0]);
	}
	return -EINVAL;
}

/* -ENOSYS: it isn't about reading. */
static long get(int option, const unsigned long argument[4])
{
	unsigned long all = argument[0] | argument[1] | argument[2] | argument[3];
	void *to = (void *)argument[0];

	switch (option) {
	case PR_GET_NAME:
		return copy_out(to, thread_this()->name, THREAD_NAME);
	case PR_GET_PDEATHSIG:
		return tell(to, credentials.death_signal);
	case PR_GET_DUMPABLE:
		return credentials.dumpable;
	case PR_GET_KEEPCAPS:
		return (credentials.secure_bits & SECBIT_KEEP_CAPS) != 0;
	case PR_GET_SECUREBITS:
		return credentials.secure_bits;
	case PR_CAPBSET_READ:
		return cap_valid(argument[0])
		               ? (long)(credentials.bounding >> argument[0] & 1)
		               : -EINVAL;
	case PR_GET_TIMERSLACK:
		return (long)timer_slack;
	case PR_GET_TIMING:
		return PR_TIMING_STATISTICAL;
	case PR_GET_TSC:
		return tell(to, PR_TSC_ENABLE);
	case PR_GET_CHILD_SUBREAPER:
		return tell(to, child_subreaper);
	case PR_GET_NO_NEW_PRIVS:
		return all ? -EINVAL : no_new_privileges;
	case PR_GET_THP_DISABLE:
		return all ? -EINVAL : no_huge_pages;
	case PR_GET_TID_ADDRESS:
		return copy_out(to, &thread_this()->clear_id, sizeof(int *));
	}
	return -ENOSYS;
}

/* partial: names, PDEATHSIG, DUMPABLE, KEEPCAPS, SECUREBITS, CAPBSET, CAP_AMBIENT,
 * NO_NEW_PRIVS, THP_DISABLE, CHILD_SUBREAPER, TIMING, PTRACER and GET_TID_ADDRESS;
 * TIMERSLACK is one for all threads and without effect; TSC can't be refused;
 * all others are -EINVAL, among them SECCOMP, SET_VMA, SET_MM and SPECULATION_CTRL */
long sys_prctl(int option, unsigned long first, unsigned long second, unsigned long third,
               unsigned long fourth)
{
	const unsigned long argument[4] = {first, second, third, fourth};

	enter();
	long result = get(option, argument);
	if (result != -ENOSYS)
		return leave(result);
	lock_acquire(&identity_lock);
	result = control_credentials(option, argument);
	lock_release(&identity_lock);
	return leave(result == -ENOSYS ? set(option, argument) : result);
}
