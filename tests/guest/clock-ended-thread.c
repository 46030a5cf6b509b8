/* SPDX-License-Identifier: ISC */
/*
 * A thread's clock of processor time after its end, when so many others have ended that
 * its memory is used for something else: nobody finds it any more, timers on it aren't
 * set and can't be, and who sleeps by it does so until a signal comes.
 *
 * memory: 64M
 */
#define _GNU_SOURCE
#include "thread.h"
#include <semaphore.h>

#define OTHERS 100 /* more than the libos keeps for the next ones */

static sem_t end[2];
static clockid_t clock_id;
static int timer = -1;
static volatile int awake;

static void *wait_for_end(void *semaphore)
{
	while (sem_wait(semaphore)) {
	}
	return semaphore;
}

static void handler(int signal)
{
	(void)signal;
}

/* What is left then. */
static void *sleep_by_it(void *unused)
{
	struct timespec time = {1000, 0};
	int error = clock_nanosleep(clock_id, 0, &time, &time);

	CHECK(error == EINTR || error == EINVAL); /* it may have come too late */
	CHECK(time.tv_sec >= 900 && time.tv_sec <= 1000);
	awake = 1;
	return unused;
}

static void set(long result, int error)
{
	struct itimerspec time = {{0, MILLISECOND}, {0, MILLISECOND}};

	errno = 0;
	CHECK(syscall(SYS_timer_settime, timer, 0, &time, NULL) == result);
	CHECK(errno == error);
}

static void end_all(pthread_t thread, pthread_t others[OTHERS])
{
	for (int i = 0; i < OTHERS; i++)
		sem_post(&end[1]);
	for (int i = 0; i < OTHERS; i++) {
		thread_join(others[i]);
		if (i != OTHERS - 2)
			continue;
		sem_post(&end[0]); /* the last but one, so that it is given back */
		thread_join(thread);
	}
	CHECK(EVENTUALLY(syscall(SYS_clock_gettime, clock_id, &(struct timespec){0}) ==
	                         -1 &&
	                 errno == EINVAL));
}

int main(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec time;
	pthread_t thread, others[OTHERS], sleeper;
	struct disturber other;
	int none = -1;

	signal(SIGUSR1, handler);
	sem_init(&end[0], 0, 0);
	sem_init(&end[1], 0, 0);
	thread = thread_start(wait_for_end, &end[0]);
	for (int i = 0; i < OTHERS; i++)
		others[i] = thread_start(wait_for_end, &end[1]);
	CHECK(pthread_getcpuclockid(thread, &clock_id) == 0);
	CHECK(syscall(SYS_timer_create, clock_id, &event, &timer) == 0);
	set(0, 0);
	sleeper = thread_start(sleep_by_it, NULL);
	sleep_for(20 * MILLISECOND);
	end_all(thread, others);

	for (int i = 0; i < 2; i++) {
		memset(&time, 1, sizeof time);
		CHECK(syscall(SYS_timer_gettime, timer, &time) == 0);
		CHECK(time.it_value.tv_sec == 0 && time.it_value.tv_nsec == 0);
		CHECK(time.it_interval.tv_sec == 0 && time.it_interval.tv_nsec == 0);
		set(-1, ESRCH);
		for (int n = 0; n < OTHERS; n++) /* others have ended once more */
			thread_join(
			        thread_start(wait_for_end, &end[1] + sem_post(&end[1])));
	}
	CHECK_FAILS(syscall(SYS_timer_create, clock_id, &event, &none), EINVAL);
	CHECK(syscall(SYS_timer_delete, timer) == 0);
	disturb(&other, sleeper, SIGUSR1);
	CHECK(EVENTUALLY(awake));
	disturb_no_more(&other);
	thread_join(sleeper);
	return check_result();
}
