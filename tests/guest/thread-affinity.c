/* SPDX-License-Identifier: ISC */
/*
 * Which CPUs a thread may run on, and how it is scheduled: sched_setaffinity(2) is kept
 * and obeyed, policies and priorities are accepted in their ranges and told again.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sched.h>
#include <sys/resource.h>

#define NOBODY 0x1ffffff

static cpu_set_t all;

static void *on_each(void *argument)
{
	cpu_set_t one, got;

	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
		CHECK(sched_getaffinity(0, sizeof got, &got) == 0);
		CHECK(CPU_EQUAL(&one, &got));
		for (int i = 0; i < 100; i++) {
			if (sched_getcpu() != cpu) {
				CHECK(sched_getcpu() == cpu);
				break;
			}
			sched_yield();
		}
	}
	CHECK(sched_setaffinity(0, sizeof all, &all) == 0);
	return argument;
}

static void *inherited(void *argument)
{
	cpu_set_t got;

	CHECK(sched_getaffinity(0, sizeof got, &got) == 0);
	CHECK(CPU_EQUAL((cpu_set_t *)argument, &got));
	return argument;
}

static void *wait_for_end(void *argument)
{
	pthread_barrier_wait(argument);
	return argument;
}

static void affinity(void)
{
	cpu_set_t none, got, first;
	pthread_barrier_t barrier;
	unsigned long words[16];
	pthread_t thread;
	int cpu = 0;

	CHECK(sched_getaffinity(0, sizeof all, &all) == 0);
	CHECK(CPU_COUNT(&all) >= 1 && CPU_COUNT(&all) <= sysconf(_SC_NPROCESSORS_CONF));
	CHECK(sysconf(_SC_NPROCESSORS_ONLN) == CPU_COUNT(&all));
	CHECK(CPU_ISSET(sched_getcpu(), &all));
	on_each(NULL);
	thread_join(thread_start(on_each, NULL));

	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&first);
	CPU_SET(cpu, &first);
	CHECK(sched_setaffinity(0, sizeof first, &first) == 0);
	thread_join(thread_start(inherited, &first));
	CHECK(sched_setaffinity(getpid(), sizeof all, &all) == 0);

	/* another thread's */
	pthread_barrier_init(&barrier, NULL, 2);
	thread = thread_start(wait_for_end, &barrier);
	CHECK(pthread_setaffinity_np(thread, sizeof first, &first) == 0);
	CHECK(pthread_getaffinity_np(thread, sizeof got, &got) == 0);
	CHECK(CPU_EQUAL(&first, &got));
	CHECK(sched_getaffinity(0, sizeof got, &got) == 0 && CPU_EQUAL(&all, &got));
	pthread_barrier_wait(&barrier);
	thread_join(thread);

	CPU_ZERO(&none);
	CHECK_FAILS(sched_setaffinity(0, sizeof none, &none), EINVAL);
	CPU_SET(CPU_SETSIZE - 1, &none);
	CHECK_FAILS(sched_setaffinity(0, sizeof none, &none), EINVAL);
	CHECK_FAILS(sched_setaffinity(NOBODY, sizeof all, &all), ESRCH);
	CHECK_FAILS(sched_getaffinity(NOBODY, sizeof all, &all), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_setaffinity, 0, sizeof all, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_sched_getaffinity, 0, 0, words), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getaffinity, 0, 7, words), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getaffinity, 0, 12, words), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getaffinity, 0, sizeof words, 8), EFAULT);
	CHECK(syscall(SYS_sched_getaffinity, 0, sizeof words, words) >= 8);
	CHECK(sched_getaffinity(0, sizeof got, &got) == 0 && CPU_EQUAL(&all, &got));
}

static void *check_policy(void *argument)
{
	struct sched_param parameters = {.sched_priority = -1};
	int policy = -1;

	CHECK(pthread_getschedparam(pthread_self(), &policy, &parameters) == 0);
	CHECK(policy == SCHED_FIFO && parameters.sched_priority == 7);
	CHECK((int)syscall(SYS_sched_getscheduler, 0) == SCHED_FIFO);
	CHECK(syscall(SYS_sched_getparam, 0, &parameters) == 0);
	CHECK(parameters.sched_priority == 7);
	parameters.sched_priority = 0;
	CHECK(pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters) == 0);
	CHECK(pthread_getschedparam(pthread_self(), &policy, &parameters) == 0);
	CHECK(policy == SCHED_OTHER && parameters.sched_priority == 0);
	return argument;
}

static long set_policy(int id, int policy, int priority)
{
	struct sched_param parameters = {.sched_priority = priority};

	return syscall(SYS_sched_setscheduler, id, policy, &parameters);
}

static void policies(void)
{
	struct sched_param seven = {.sched_priority = 7}, got;
	struct timespec interval = {-1, -1};
	pthread_attr_t attributes;
	pthread_t thread;

	CHECK(sched_get_priority_min(SCHED_FIFO) == 1);
	CHECK(sched_get_priority_max(SCHED_FIFO) == 99);
	CHECK(sched_get_priority_max(SCHED_RR) == 99);
	CHECK(sched_get_priority_min(SCHED_OTHER) == 0);
	CHECK(sched_get_priority_max(SCHED_OTHER) == 0);
	CHECK_FAILS(sched_get_priority_max(77), EINVAL);
	CHECK_FAILS(sched_get_priority_min(-1), EINVAL);

	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_OTHER);
	CHECK_FAILS(set_policy(0, SCHED_FIFO, 0), EINVAL);
	CHECK_FAILS(set_policy(0, SCHED_FIFO, 100), EINVAL);
	CHECK_FAILS(set_policy(0, SCHED_OTHER, 1), EINVAL);
	CHECK_FAILS(set_policy(0, 77, 0), EINVAL);
	CHECK_FAILS(set_policy(-1, SCHED_OTHER, 0), EINVAL);
	CHECK_FAILS(set_policy(NOBODY, SCHED_OTHER, 0), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_sched_getparam, 0, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getparam, NOBODY, &got), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_getscheduler, -1), EINVAL);
	CHECK_FAILS(syscall(SYS_sched_getscheduler, NOBODY), ESRCH);
	CHECK_FAILS(syscall(SYS_sched_setparam, 0, &seven), EINVAL);
	CHECK(syscall(SYS_sched_rr_get_interval, 0, &interval) == 0);
	CHECK(interval.tv_sec >= 0 && interval.tv_nsec >= 0);
	CHECK(set_policy(0, SCHED_BATCH, 0) == 0);
	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_BATCH);
	CHECK(set_policy(0, SCHED_OTHER, 0) == 0);

	pthread_attr_init(&attributes);
	CHECK(pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED) == 0);
	CHECK(pthread_attr_setschedpolicy(&attributes, SCHED_FIFO) == 0);
	CHECK(pthread_attr_setschedparam(&attributes, &seven) == 0);
	CHECK(pthread_create(&thread, &attributes, check_policy, NULL) == 0);
	thread_join(thread);
	CHECK(pthread_attr_setschedpolicy(&attributes, 77) != 0 ||
	      pthread_create(&thread, &attributes, check_policy, NULL) == EINVAL);
	CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_OTHER);
}

static void niceness(void)
{
	errno = 0;
	CHECK(getpriority(PRIO_PROCESS, 0) == 0 && errno == 0);
	CHECK(setpriority(PRIO_PROCESS, 0, 5) == 0);
	CHECK(getpriority(PRIO_PROCESS, 0) == 5);
	CHECK(setpriority(PRIO_PROCESS, 0, 100) == 0);
	CHECK(getpriority(PRIO_PROCESS, 0) == 19);
	CHECK(setpriority(PRIO_PROCESS, 0, 0) == 0);
	CHECK_FAILS(setpriority(77, 0, 0), EINVAL);
	CHECK_FAILS(setpriority(PRIO_PROCESS, NOBODY, 0), ESRCH);
	CHECK_FAILS(getpriority(PRIO_PROCESS, NOBODY), ESRCH);
}

int main(void)
{
	affinity();
	policies();
	niceness();
	return check_result();
}
