/* SPDX-License-Identifier: ISC */
/*
 * Threads of the guest programs: start and join that can't fail unseen, time in
 * nanoseconds, and futex(2).
 *
 * CHECK() may be used in any thread: only its count of failures could be wrong, which
 * matters to nobody as long as it isn't 0.
 */
#ifndef GUEST_THREAD_H
#define GUEST_THREAD_H

#include "check.h"
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MILLISECOND 1000000ll
#define SECOND      1000000000ll

/* Nobody waits so long unless something is wrong. */
#define PATIENCE (20 * SECOND)

static inline pthread_t thread_start(void *(*run)(void *), void *argument)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, run, argument);

	if (error) {
		printf("pthread_create: %s\n", strerror(error));
		exit(1);
	}
	return thread;
}

static inline void *thread_join(pthread_t thread)
{
	void *result = NULL;
	int error = pthread_join(thread, &result);

	if (error) {
		printf("pthread_join: %s\n", strerror(error));
		exit(1);
	}
	return result;
}

static inline long long now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

static inline struct timespec timespec_of(long long nanoseconds)
{
	return (struct timespec){nanoseconds / SECOND, nanoseconds % SECOND};
}

static inline struct timespec after(clockid_t clock, long long nanoseconds)
{
	long long moment = now(clock) + nanoseconds;

	return timespec_of(moment < 0 ? 0 : moment); /* a machine may have just started */
}

static inline void sleep_for(long long nanoseconds)
{
	struct timespec time = timespec_of(nanoseconds);

	while (nanosleep(&time, &time) && errno == EINTR) {
	}
}

/* futex(2); the fourth argument is a time or a number. -1 with errno set, like any call.
 */
static inline long futex(void *word, int operation, unsigned value, const void *time,
                         void *second, unsigned third)
{
	return syscall(SYS_futex, word, operation, value, time, second, third);
}

/* A thread that sends a signal to another one again and again until that is enough: one
 * of them finds it asleep, however slow the machine is. */
struct disturber {
	pthread_t thread, whom;
	int signal;
	volatile int enough;
};

static inline void *disturber_run(void *argument)
{
	struct disturber *this = argument;

	for (sleep_for(10 * MILLISECOND); !this->enough; sleep_for(5 * MILLISECOND))
		pthread_kill(this->whom, this->signal);
	return NULL;
}

static inline void disturb(struct disturber *this, pthread_t whom, int signal)
{
	*this = (struct disturber){.whom = whom, .signal = signal};
	this->thread = thread_start(disturber_run, this);
}

static inline void disturb_no_more(struct disturber *this)
{
	this->enough = 1;
	thread_join(this->thread);
	sched_yield(); /* what was sent to this thread has come now */
}

/* Repeats `expression` until it is true; false when that takes too long. */
#define EVENTUALLY(expression)                                              \
	({                                                                  \
		long long eventually_end = now(CLOCK_MONOTONIC) + PATIENCE; \
		int eventually_true;                                        \
		while (!(eventually_true = !!(expression)) &&               \
		       now(CLOCK_MONOTONIC) < eventually_end)               \
			sleep_for(MILLISECOND / 5);                         \
		eventually_true;                                            \
	})

#endif
