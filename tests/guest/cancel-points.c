/* SPDX-License-Identifier: ISC */
/*
 * Deferred cancellation: a thread that waits in a cancellation point ends there, runs its
 * clean-up handlers from the last to the first, and its result is PTHREAD_CANCELED; one
 * with a pending request ends at the next point, and nowhere else.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <poll.h>
#include <semaphore.h>
#include <signal.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static pthread_t other;
static volatile int entered, cleaned;

static void in_nanosleep(void)
{
	struct timespec hour = {3600, 0};
	nanosleep(&hour, NULL);
}

static void in_clock_nanosleep(void)
{
	struct timespec end = after(CLOCK_REALTIME, 3600 * SECOND);
	clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &end, NULL);
}

static void in_sleep(void)
{
	sleep(3600);
}

static void in_usleep(void)
{
	for (;;)
		usleep(900000);
}

static void in_pause(void)
{
	pause();
}

static void in_sem_wait(void)
{
	sem_wait(&semaphore);
}

static void in_sem_timedwait(void)
{
	struct timespec end = after(CLOCK_REALTIME, 3600 * SECOND);
	sem_timedwait(&semaphore, &end);
}

static void unlock(void *argument)
{
	CHECK(pthread_mutex_trylock(argument) == EBUSY);
	CHECK(pthread_mutex_unlock(argument) == 0);
}

static void in_cond_wait(void)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	for (;;)
		pthread_cond_wait(&condition, &mutex);
	pthread_cleanup_pop(1);
}

static void in_cond_timedwait(void)
{
	struct timespec end = after(CLOCK_REALTIME, 3600 * SECOND);
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	for (;;)
		pthread_cond_timedwait(&condition, &mutex, &end);
	pthread_cleanup_pop(1);
}

static void in_join(void)
{
	pthread_join(other, NULL);
}

static void in_sigwait(void)
{
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigwait(&set, &signal);
}

static void in_sigtimedwait(void)
{
	struct timespec hour = {3600, 0};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigtimedwait(&set, NULL, &hour);
}

static void in_sigsuspend(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigsuspend(&set);
}

static void in_poll(void)
{
	poll(NULL, 0, -1);
}

static void in_testcancel(void)
{
	for (;;)
		pthread_testcancel();
}

static const struct {
	const char *name;
	void (*wait)(void);
} points[] = {
        {"nanosleep", in_nanosleep},
        {"clock_nanosleep", in_clock_nanosleep},
        {"sleep", in_sleep},
        {"usleep", in_usleep},
        {"pause", in_pause},
        {"sem_wait", in_sem_wait},
        {"sem_timedwait", in_sem_timedwait},
        {"pthread_cond_wait", in_cond_wait},
        {"pthread_cond_timedwait", in_cond_timedwait},
        {"pthread_join", in_join},
        {"sigwait", in_sigwait},
        {"sigtimedwait", in_sigtimedwait},
        {"sigsuspend", in_sigsuspend},
        {"poll", in_poll},
        {"pthread_testcancel", in_testcancel},
};

/* `argument`: which one it is, from the last on. */
static void clean(void *argument)
{
	CHECK(cleaned == (long)argument);
	cleaned++;
}

static void *run(void *argument)
{
	void (*wait)(void) = *(void (*const *)(void))argument;

	pthread_cleanup_push(clean, (void *)1);
	pthread_cleanup_push(clean, (void *)77);
	pthread_cleanup_pop(0);
	pthread_cleanup_push(clean, (void *)0);
	entered = 1;
	wait();
	CHECK(!"came back");
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *wait_for_ever(void *argument)
{
	for (;;)
		pause();
	return argument;
}

/* `delay`: long enough to be asleep, or none, so that the request hits anywhere. */
static void cancel_in(int point, long long delay)
{
	pthread_t thread;

	entered = cleaned = 0;
	thread = thread_start(run, (void *)&points[point].wait);
	while (!entered)
		sched_yield();
	if (delay)
		sleep_for(delay);
	CHECK(pthread_cancel(thread) == 0);
	if (thread_join(thread) != PTHREAD_CANCELED || cleaned != 2) {
		CHECK(!"cancelled and cleaned up");
		printf("in %s: %d clean-up handlers\n", points[point].name, cleaned);
	}
	CHECK(pthread_mutex_trylock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0);
}

int main(void)
{
	sem_init(&semaphore, 0, 0);
	other = thread_start(wait_for_ever, NULL);
	for (int i = 0; i < (int)(sizeof points / sizeof *points); i++) {
		cancel_in(i, 10 * MILLISECOND);
		for (int again = 0; again < 20; again++)
			cancel_in(i, again * 3000);
	}
	CHECK(pthread_cancel(other) == 0);
	CHECK(thread_join(other) == PTHREAD_CANCELED);
	return check_result();
}
