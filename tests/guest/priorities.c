/* SPDX-License-Identifier: ISC */
/*
 * Nice values, scheduling policies and I/O priorities are checked, kept and read back.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sched.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SCHED_RESET_ON_FORK
#define SCHED_RESET_ON_FORK 0x40000000
#endif
#define FIRST_SIZE 48 /* of struct attributes */
#define DEADLINE   6
#define NOBODY     4000000

struct attributes { /* struct sched_attr of the Linux ABI */
	uint32_t size, sched_policy;
	uint64_t sched_flags;
	int32_t sched_nice;
	uint32_t sched_priority;
	uint64_t runtime, deadline, period;
	uint32_t clamp_min, clamp_max;
};

static void nice_values(void)
{
	CHECK(getpriority(PRIO_PROCESS, 0) == 0 && getpriority(PRIO_PGRP, 0) >= -20);
	CHECK(setpriority(PRIO_PROCESS, 0, 5) == 0 && getpriority(PRIO_PROCESS, 0) == 5);
	CHECK(setpriority(PRIO_PROCESS, getpid(), -100) == 0);
	CHECK(getpriority(PRIO_PROCESS, getpid()) == -20);
	CHECK(setpriority(PRIO_PROCESS, 0, 100) == 0);
	CHECK(getpriority(PRIO_PROCESS, 0) == 19);
	CHECK(syscall(SYS_getpriority, PRIO_PROCESS, 0) == 1); /* counted down from 20 */
	CHECK_FAILS(getpriority(3, 0), EINVAL);
	CHECK_FAILS(setpriority(-1, 0, 0), EINVAL);
	CHECK_FAILS(getpriority(PRIO_PROCESS, NOBODY), ESRCH);
	CHECK_FAILS(setpriority(PRIO_PROCESS, NOBODY, 0), ESRCH);
	CHECK_FAILS(getpriority(PRIO_PGRP, NOBODY), ESRCH);
	CHECK_FAILS(getpriority(PRIO_USER, NOBODY), ESRCH);
	CHECK(setpriority(PRIO_PROCESS, 0, 0) == 0);
}

static int policy_set(int id, int policy, int priority)
{
	struct sched_param parameter = {.sched_priority = priority};

	return (int)syscall(SYS_sched_setscheduler, id, policy, &parameter);
}

static int priority_get(void)
{
	struct sched_param parameter = {.sched_priority = -1};

	return syscall(SYS_sched_getparam, 0, &parameter) ? -1 : parameter.sched_priority;
}

static void policies(void)
{
	void *volatile bad = (void *)8;
	struct sched_param parameter = {.sched_priority = 7};

	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_OTHER && priority_get() == 0);
	CHECK(policy_set(0, SCHED_BATCH, 0) == 0 && policy_set(0, SCHED_IDLE, 0) == 0);
	CHECK(syscall(SYS_sched_getscheduler, getpid()) == SCHED_IDLE);
	CHECK(policy_set(0, SCHED_OTHER, 0) == 0);
	CHECK_FAILS(policy_set(0, SCHED_OTHER, 1), EINVAL);
	CHECK_FAILS(policy_set(0, SCHED_FIFO, 0), EINVAL);
	CHECK_FAILS(policy_set(0, SCHED_FIFO, 100), EINVAL);
	CHECK_FAILS(policy_set(0, SCHED_FIFO, -1), EINVAL);
	CHECK_FAILS(policy_set(0, DEADLINE, 0), EINVAL);
	CHECK_FAILS(policy_set(0, 4, 0), EINVAL);
	CHECK_FAILS(policy_set(0, -2, 0), EINVAL);
	CHECK_FAILS(policy_set(-1, SCHED_OTHER, 0), EINVAL);
	CHECK_FAILS(policy_set(NOBODY, SCHED_OTHER, 0), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_setscheduler, 0, 0, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_setscheduler, 0, 0, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_sched_getscheduler, NOBODY), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_getscheduler, -1), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getparam, 0, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getparam, 0, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_sched_setparam, 0, &parameter), EINVAL);
	CHECK(policy_set(0, SCHED_RR | SCHED_RESET_ON_FORK, 10) == 0);
	CHECK(syscall(SYS_sched_getscheduler, 0) == (SCHED_RR | SCHED_RESET_ON_FORK));
	CHECK(syscall(SYS_sched_setparam, 0, &parameter) == 0 && priority_get() == 7);
	CHECK(syscall(SYS_sched_getscheduler, 0) == (SCHED_RR | SCHED_RESET_ON_FORK));
	CHECK(policy_set(0, SCHED_OTHER, 0) == 0);
}

static void ranges(void)
{
	struct timespec slice = {-1, -1};

	CHECK(sched_get_priority_min(SCHED_FIFO) == 1);
	CHECK(sched_get_priority_max(SCHED_RR) == 99);
	CHECK(sched_get_priority_max(SCHED_OTHER) == 0);
	CHECK(sched_get_priority_min(DEADLINE) == 0);
	CHECK_FAILS(sched_get_priority_max(4), EINVAL);
	CHECK_FAILS(sched_get_priority_min(-1), EINVAL);
	CHECK(syscall(SYS_sched_rr_get_interval, 0, &slice) == 0);
	CHECK(slice.tv_sec == 0 && slice.tv_nsec >= 0 && slice.tv_nsec <= 200000000);
	CHECK_FAILS(syscall(SYS_sched_rr_get_interval, -1, &slice), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_rr_get_interval, NOBODY, &slice), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_rr_get_interval, 0, (void *)8), EFAULT);
}

static void attributes(void)
{
	struct {
		struct attributes attributes;
		uint64_t more[2];
	} large = {.attributes.size = sizeof large, .attributes.sched_nice = 4}, read;

	CHECK(syscall(SYS_sched_setattr, 0, &large, 0) == 0);
	CHECK(getpriority(PRIO_PROCESS, 0) == 4);
	large.more[1] = 1; /* what a newer Linux may know */
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, &large, 0), E2BIG);
	CHECK(large.attributes.size >= FIRST_SIZE);
	large.attributes = (struct attributes){.size = 8};
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, &large, 0), E2BIG);
	large.attributes = (struct attributes){
	        .sched_policy = SCHED_FIFO, .sched_flags = 1, .sched_priority = 50};
	CHECK(syscall(SYS_sched_setattr, 0, &large, 0) == 0);
	memset(&read, 0x55, sizeof read);
	CHECK(syscall(SYS_sched_getattr, 0, &read, sizeof read, 0) == 0);
	CHECK(read.attributes.size == sizeof read.attributes);
	CHECK(read.attributes.sched_policy == SCHED_FIFO);
	CHECK(read.attributes.sched_flags == 1 && read.attributes.sched_priority == 50);
	CHECK_FAILS(syscall(SYS_sched_getattr, 0, &read, 47, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getattr, 0, &read, 4097, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getattr, 0, &read, 56, 1), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getattr, 0, NULL, 56, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getattr, 0, (void *)8, 56, 0), EFAULT);
	CHECK_FAILS(syscall(SYS_sched_getattr, NOBODY, &read, 56, 0), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, NULL, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, (void *)8, 0), EFAULT);
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, &large, 1), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_setattr, NOBODY, &large, 0), ESRCH);
	large.attributes.sched_flags = 1ull << 40;
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, &large, 0), EINVAL);
	large.attributes.sched_policy = -1;
	CHECK_FAILS(syscall(SYS_sched_setattr, 0, &large, 0), EINVAL);
	CHECK(policy_set(0, SCHED_OTHER, 0) == 0);
}

static void input_and_output(void)
{
	enum { PROCESS = 1, GROUP, USER };

	CHECK(syscall(SYS_ioprio_get, PROCESS, 0) >= 0);
	CHECK(syscall(SYS_ioprio_set, PROCESS, 0, 2 << 13 | 3) == 0);
	CHECK(syscall(SYS_ioprio_get, PROCESS, 0) == (2 << 13 | 3));
	CHECK(syscall(SYS_ioprio_set, PROCESS, getpid(), 1 << 13 | 7) == 0);
	CHECK(syscall(SYS_ioprio_get, PROCESS, getpid()) == (1 << 13 | 7));
	CHECK_FAILS(syscall(SYS_ioprio_set, PROCESS, 0, 6 << 13), EINVAL);
	CHECK_FAILS(syscall(SYS_ioprio_set, PROCESS, 0, 3), EINVAL);
	CHECK_FAILS(syscall(SYS_ioprio_set, 4, 0, 2 << 13), EINVAL);
	CHECK_FAILS(syscall(SYS_ioprio_get, 0, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_ioprio_get, PROCESS, NOBODY), ESRCH);
	CHECK_FAILS(syscall(SYS_ioprio_set, GROUP, NOBODY, 2 << 13), ESRCH);
}

#ifndef PLAIN_LINUX /* raises limits, which a container's root may not */
static void common_user(void)
{
	CHECK(setpriority(PRIO_PROCESS, 0, 3) == 0);
	CHECK(setrlimit(RLIMIT_RTPRIO, &(struct rlimit){10, 10}) == 0);
	CHECK(setrlimit(RLIMIT_NICE, &(struct rlimit){18, 18}) == 0); /* to 2 */
	CHECK(setuid(1000) == 0);
	CHECK(setpriority(PRIO_PROCESS, 0, 4) == 0);
	CHECK(setpriority(PRIO_PROCESS, 0, 2) == 0);
	CHECK_FAILS(setpriority(PRIO_PROCESS, 0, 1), EACCES);
	CHECK(policy_set(0, SCHED_FIFO, 10) == 0);
	CHECK_FAILS(policy_set(0, SCHED_FIFO, 11), EPERM);
	CHECK(policy_set(0, SCHED_FIFO | SCHED_RESET_ON_FORK, 5) == 0);
	CHECK_FAILS(policy_set(0, SCHED_FIFO, 5), EPERM); /* the flag stays */
	CHECK_FAILS(syscall(SYS_ioprio_set, 1, 0, 1 << 13), EPERM);
}
#endif

int main(void)
{
	nice_values();
	policies();
	ranges();
	attributes();
	input_and_output();
#ifndef PLAIN_LINUX
	common_user();
#endif
	return check_result();
}
