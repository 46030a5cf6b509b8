/* SPDX-License-Identifier: ISC */
/*
 * Processor time: counted while a thread runs and not while it sleeps, for each thread
 * apart and for the process with threads that have ended; the same by times() and
 * getrusage().
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>

#define WORK (60 * MILLISECOND)

static void spin(clockid_t clock, long long nanoseconds)
{
	long long end = now(clock) + nanoseconds;

	while (now(clock) < end) {
	}
}

static long long rusage(int who)
{
	struct rusage usage;

	CHECK(getrusage(who, &usage) == 0);
	CHECK(usage.ru_maxrss >= 0);
	CHECK(usage.ru_utime.tv_usec < 1000000 && usage.ru_stime.tv_usec < 1000000);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * SECOND +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
}

static void running_counts(void)
{
	long long wall = now(CLOCK_MONOTONIC), process = now(CLOCK_PROCESS_CPUTIME_ID),
	          thread = now(CLOCK_THREAD_CPUTIME_ID);

	spin(CLOCK_THREAD_CPUTIME_ID, WORK);
	thread = now(CLOCK_THREAD_CPUTIME_ID) - thread;
	process = now(CLOCK_PROCESS_CPUTIME_ID) - process;
	wall = now(CLOCK_MONOTONIC) - wall;
	CHECK(thread >= WORK);
	CHECK(process >= thread);
	CHECK(wall >= process);
}

/* What a clock counts at least while this thread sleeps for 20 ms. Where the layer below
 * takes the processor away just then, that counts, so the best of many tells. */
static long long while_asleep(clockid_t clock)
{
	long long least = SECOND;

	for (int i = 0; i < 100 && least >= 5 * MILLISECOND; i++) {
		long long start = now(clock);
		sleep_for(20 * MILLISECOND);
		long long counted = now(clock) - start;
		least = counted < least ? counted : least;
	}
	return least;
}

static void sleeping_does_not(void)
{
	CHECK(while_asleep(CLOCK_THREAD_CPUTIME_ID) < 10 * MILLISECOND);
	CHECK(while_asleep(CLOCK_PROCESS_CPUTIME_ID) < 10 * MILLISECOND);
}

static int go_on = 1;

static void *work(void *unused)
{
	spin(CLOCK_THREAD_CPUTIME_ID, WORK);
	return unused;
}

static void *stay(void *clock)
{
	pthread_getcpuclockid(pthread_self(), clock);
	long long used = rusage(RUSAGE_THREAD);
	CHECK(used <= now(CLOCK_THREAD_CPUTIME_ID));
	spin(CLOCK_THREAD_CPUTIME_ID, WORK);
	CHECK(rusage(RUSAGE_THREAD) >= WORK - 10 * MILLISECOND);
	while (__atomic_load_n(&go_on, __ATOMIC_SEQ_CST))
		sleep_for(MILLISECOND);
	return clock;
}

static void threads_that_ended(void)
{
	long long process = now(CLOCK_PROCESS_CPUTIME_ID),
	          own = now(CLOCK_THREAD_CPUTIME_ID);

	for (int i = 0; i < 3; i++)
		thread_join(thread_start(work, NULL));
	/* all of theirs, and this thread's own besides */
	own = now(CLOCK_THREAD_CPUTIME_ID) - own;
	CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - process >= 3 * WORK + own);
}

static void another_thread(void)
{
	clockid_t clock = CLOCK_REALTIME;
	pthread_t thread = thread_start(stay, &clock);

	CHECK(EVENTUALLY(clock != CLOCK_REALTIME));
	CHECK(EVENTUALLY(now(clock) >= WORK));
	__atomic_store_n(&go_on, 0, __ATOMIC_SEQ_CST);
	thread_join(thread);
}

static void told_otherwise(void)
{
	struct tms before, after;
	clock_t since, at;
	long long used = rusage(RUSAGE_SELF);

	since = times(&before);
	CHECK(since != (clock_t)-1);
	spin(CLOCK_PROCESS_CPUTIME_ID, WORK);
	at = times(&after);
	CHECK(at - since >= WORK / (10 * MILLISECOND) - 1);
	clock_t mine =
	        after.tms_utime + after.tms_stime - before.tms_utime - before.tms_stime;
	CHECK(mine >= WORK / (10 * MILLISECOND) - 2);
	CHECK(after.tms_cutime == 0 && after.tms_cstime == 0);
	CHECK(times(NULL) >= at);
	CHECK(rusage(RUSAGE_SELF) - used >= WORK - 10 * MILLISECOND);
	CHECK(rusage(RUSAGE_CHILDREN) == 0);
	CHECK(clock() >= (clock_t)(WORK / 1000));
	CHECK_FAILS(getrusage(-2, &(struct rusage){0}), EINVAL);
	CHECK_FAILS(getrusage(2, &(struct rusage){0}), EINVAL);
	CHECK_FAILS(syscall(SYS_getrusage, RUSAGE_SELF, (void *)16), EFAULT);
	CHECK_FAILS(syscall(SYS_times, (void *)16), EFAULT);
}

/* Read by several threads at once, it never goes back. */
static void *never_back(void *unused)
{
	long long last = 0;

	for (int i = 0; i < 20000; i++) {
		long long time = now(CLOCK_PROCESS_CPUTIME_ID);
		if (time < last) {
			CHECK(time >= last);
			break;
		}
		last = time;
	}
	return unused;
}

int main(void)
{
	running_counts();
	sleeping_does_not();
	threads_that_ended();
	another_thread();
	told_otherwise();
	pthread_t a = thread_start(never_back, NULL), b = thread_start(never_back, NULL);
	thread_join(a);
	thread_join(b);
	return check_result();
}
