/* SPDX-License-Identifier: ISC */
/*
 * What threads share and what is each one's own: a change of ids in one is seen by all;
 * names, nice values and policies are a thread's, reachable by its id; a policy is
 * inherited, unless it says otherwise; RLIMIT_NPROC holds for others than root.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define RESET 0x40000000 /* SCHED_RESET_ON_FORK */

static sem_t started, go;
static int id;

static int policy_set(int thread, int policy, int priority)
{
	struct sched_param parameter = {.sched_priority = priority};

	return (int)syscall(SYS_sched_setscheduler, thread, policy, &parameter);
}

static void *other(void *argument)
{
	char name[16];

	id = (int)syscall(SYS_gettid);
	CHECK(prctl(PR_SET_NAME, "other") == 0);
	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_BATCH);
	sem_post(&started);
	sem_wait(&go);
	CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "other") == 0);
	CHECK(getuid() == 1000 && geteuid() == 1000 && getgid() == 50);
	CHECK(getpriority(PRIO_PROCESS, 0) == 7);
	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_IDLE);
	CHECK_FAILS(setpgid(id, 0), EINVAL); /* a thread isn't a process */
	CHECK(getpgid(id) == getpgrp() && getsid(id) == getsid(0));
	return argument;
}

static void *policy(void *to)
{
	*(int *)to = (int)syscall(SYS_sched_getscheduler, 0);
	return NULL;
}

static int inherited(int own, int priority)
{
	pthread_t thread;
	int seen = -1;

	CHECK(policy_set(0, own, priority) == 0);
	CHECK(pthread_create(&thread, NULL, policy, &seen) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
	return seen;
}

int main(void)
{
	char name[16];
	pthread_t thread, second;
	struct sysinfo system;

	CHECK(inherited(SCHED_RR, 3) == SCHED_RR);
	CHECK(inherited(SCHED_RR | RESET, 3) == SCHED_OTHER);
	CHECK(inherited(SCHED_BATCH, 0) == SCHED_BATCH);
	CHECK(prctl(PR_SET_NAME, "first") == 0);
	CHECK(pthread_create(&thread, NULL, other, NULL) == 0 && sem_wait(&started) == 0);
	CHECK(sysinfo(&system) == 0 && system.procs >= 2);
	CHECK(policy_set(id, SCHED_IDLE, 0) == 0);
	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_BATCH);
	CHECK(setpriority(PRIO_PROCESS, id, 7) == 0);
	CHECK(getpriority(PRIO_PROCESS, id) == 7 && getpriority(PRIO_PROCESS, 0) == 0);
	CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "first") == 0);
	CHECK(setgid(50) == 0 && setuid(1000) == 0);
#ifndef PLAIN_LINUX /* other processes of user 1000 count there */
	CHECK(setrlimit(RLIMIT_NPROC, &(struct rlimit){2, 2}) == 0);
	CHECK(pthread_create(&second, NULL, other, NULL) == EAGAIN);
	CHECK(getpriority(PRIO_PGRP, 0) == 0); /* the highest of them */
	CHECK(setpriority(PRIO_USER, 0, 5) == -1 && errno == EACCES);
#endif
	sem_post(&go);
	CHECK(pthread_join(thread, NULL) == 0);
	(void)second;
	return check_result();
}
