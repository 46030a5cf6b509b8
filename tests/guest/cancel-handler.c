/* SPDX-License-Identifier: ISC */
/*
 * Cancellation and signal handlers: a handler with cancellation points of its own doesn't
 * take away that of the call which it interrupted; a request that comes while a handler
 * runs is seen by that call; a handler that is left by a jump leaves nothing behind.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>

static sem_t never;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int entered, handled, linger;
static sigjmp_buf back;

/* Sleeps, which is a cancellation point, with cancellation off. */
static void sleep_uncancelled(long long nanoseconds)
{
	int before;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
	sleep_for(nanoseconds);
	pthread_setcancelstate(before, NULL);
}

static void sleep_in_handler(int signal)
{
	(void)signal;
	sleep_for(MILLISECOND);
	handled++;
	while (linger)
		sleep_uncancelled(MILLISECOND);
}

static void jump_out(int signal)
{
	(void)signal;
	handled++;
	siglongjmp(back, 1);
}

static void set_handler(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
}

static void *wait_for_ever(void *argument)
{
	entered = 1;
	while (sem_wait(&never) && errno == EINTR) {
	}
	return argument;
}

static pthread_t begin(void *(*run)(void *))
{
	pthread_t thread;

	entered = handled = 0;
	thread = thread_start(run, NULL);
	while (!entered)
		sleep_for(MILLISECOND);
	sleep_for(5 * MILLISECOND);
	return thread;
}

static void interrupt(pthread_t thread)
{
	int before = handled;

	CHECK(pthread_kill(thread, SIGUSR1) == 0);
	CHECK(EVENTUALLY(handled > before));
}

static void after_handlers(void)
{
	pthread_t thread = begin(wait_for_ever);

	for (int i = 0; i < 3; i++) {
		interrupt(thread);
		sleep_for(2 * MILLISECOND);
	}
	CHECK(pthread_cancel(thread) == 0);
	CHECK(thread_join(thread) == PTHREAD_CANCELED);
}

static void during_a_handler(void)
{
	pthread_t thread = begin(wait_for_ever);

	linger = 1;
	interrupt(thread);
	CHECK(pthread_cancel(thread) == 0);
	sleep_for(5 * MILLISECOND);
	linger = 0;
	CHECK(thread_join(thread) == PTHREAD_CANCELED);
}

static void unlock(void *argument)
{
	pthread_mutex_unlock(argument);
}

/* Out of pause() by a jump; waiting for the mutex then is no cancellation point. */
static void *jump_and_lock(void *argument)
{
	pthread_cleanup_push(unlock, &mutex);
	if (!sigsetjmp(back, 1)) {
		entered = 1;
		pause();
	}
	entered = 2;
	CHECK(pthread_mutex_lock(&mutex) == 0);
	entered = 3;
	pthread_testcancel();
	CHECK(!"not cancelled");
	pthread_cleanup_pop(0);
	return argument;
}

static void after_a_jump(void)
{
	pthread_t thread;

	pthread_mutex_lock(&mutex);
	thread = begin(jump_and_lock);
	CHECK(pthread_kill(thread, SIGUSR1) == 0);
	CHECK(EVENTUALLY(entered == 2));
	CHECK(pthread_cancel(thread) == 0);
	sleep_for(10 * MILLISECOND);
	CHECK(entered == 2);
	pthread_mutex_unlock(&mutex);
	CHECK(thread_join(thread) == PTHREAD_CANCELED);
	CHECK(entered == 3);
	CHECK(pthread_mutex_trylock(&mutex) == 0);
}

int main(void)
{
	sem_init(&never, 0, 0);
	set_handler(sleep_in_handler);
	after_handlers();
	during_a_handler();
#ifndef __GLIBC__ /* whose cancellation points are asynchronous, and stay so after a \
                     jump */
	set_handler(jump_out);
	after_a_jump();
#endif
	return check_result();
}
