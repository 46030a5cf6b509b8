/* SPDX-License-Identifier: ISC */
/*
 * ioprio_get(2), ioprio_set(2): one priority for the whole process, kept and told again.
 * One word, so no lock.
 */
#include "identity/capable.h"
#include "identity/process.h"
#include "syscalls.h"
#include <linux/ioprio.h>

static int priority; /* class and level */

/* Does `which` and `who` mean this process or a thread of it? Called inside. */
static int check_target(int which, int who)
{
	switch (which) {
	case IOPRIO_WHO_PROCESS:
		return process_has(who) ? 0 : -ESRCH;
	case IOPRIO_WHO_PGRP:
		return who == 0 || who == PROCESS ? 0 : -ESRCH;
	case IOPRIO_WHO_USER:
		return who == 0 || (unsigned)who == user_real() ? 0 : -ESRCH;
	}
	return -EINVAL;
}

static int check_value(int value)
{
	int level = IOPRIO_PRIO_DATA(value);

	switch (IOPRIO_PRIO_CLASS(value)) {
	case IOPRIO_CLASS_RT:
		if (!capable(CAP_SYS_ADMIN) && !capable(CAP_SYS_NICE))
			return -EPERM;
		/* fall through */
	case IOPRIO_CLASS_BE:
		return level < IOPRIO_NR_LEVELS ? 0 : -EINVAL;
	case IOPRIO_CLASS_IDLE:
		return 0;
	case IOPRIO_CLASS_NONE:
		return level ? -EINVAL : 0;
	}
	return -EINVAL;
}

/* partial: one value for the whole process, kept and told again without effect */
long sys_ioprio_set(int which, int who, int value)
{
	int result = check_value(value);

	if (result)
		return result;
	enter();
	result = check_target(which, who);
	if (!result)
		__atomic_store_n(&priority, value, __ATOMIC_RELAXED);
	return leave(result);
}

/* partial: one value for the whole process */
long sys_ioprio_get(int which, int who)
{
	enter();
	int result = check_target(which, who);
	return leave(result ? result : __atomic_load_n(&priority, __ATOMIC_RELAXED));
}
