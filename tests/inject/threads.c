/* SPDX-License-Identifier: ISC */
/*
 * Threads, timers and queued signals, in a program that goes on when it doesn't get one:
 * it ends with status 0 whichever allocation of the libos fails, and by then everything
 * has been given back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define THREADS 12
#define ROUNDS  4
#define QUEUED  100

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int arrived, expected, counter;

static void must(int so)
{
	if (!so)
		_exit(1);
}

static void *work(void *argument)
{
	for (int i = 0; i < 100; i++) {
		pthread_mutex_lock(&mutex);
		counter++;
		pthread_mutex_unlock(&mutex);
		if (i % 10 == 0)
			sched_yield();
	}
	pthread_mutex_lock(&mutex);
	arrived++;
	pthread_cond_broadcast(&condition);
	while (!expected || arrived < expected)
		pthread_cond_wait(&condition, &mutex);
	pthread_mutex_unlock(&mutex);
	return argument;
}

/* As many as there are; nobody waits for one that wasn't made. */
static void threads(void)
{
	pthread_t thread[THREADS];
	int made = 0;

	arrived = expected = counter = 0;
	for (int i = 0; i < THREADS; i++) {
		int error = pthread_create(&thread[made], NULL, work, &thread[made]);
		must(!error || error == EAGAIN || error == ENOMEM);
		made += !error;
	}
	pthread_mutex_lock(&mutex);
	expected = made;
	pthread_cond_broadcast(&condition);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < made; i++) {
		void *result;
		must(pthread_join(thread[i], &result) == 0 && result == &thread[i]);
	}
	must(counter == 100 * made);
}

static void timers(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
	                         .sigev_signo = SIGRTMIN,
	                         .sigev_value.sival_int = 7};
	struct itimerspec soon = {.it_value.tv_nsec = 1000000};
	struct timespec limit = {.tv_sec = 5};
	siginfo_t information;
	sigset_t set;
	timer_t timer;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer)) {
		must(errno == EAGAIN || errno == ENOMEM);
		return;
	}
	must(timer_settime(timer, 0, &soon, NULL) == 0);
	must(sigtimedwait(&set, &information, &limit) == SIGRTMIN);
	must(information.si_code == SI_TIMER && information.si_value.sival_int == 7);
	must(timer_delete(timer) == 0);
}

/* Those that were taken come back, in order. */
static void queue(void)
{
	const struct timespec now = {0};
	siginfo_t information;
	int last = -1, sent = 0;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 1);
	for (int i = 0; i < QUEUED; i++) {
		union sigval value = {.sival_int = i};
		int error = sigqueue(getpid(), SIGRTMIN + 1, value);
		must(!error || errno == EAGAIN);
		sent += !error;
	}
	while (sigtimedwait(&set, &information, &now) > 0) {
		must(information.si_value.sival_int > last);
		last = information.si_value.sival_int;
		sent--;
	}
	must(errno == EAGAIN && !sent);
}

int main(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigaddset(&set, SIGRTMIN + 1);
	must(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	for (int round = 0; round < ROUNDS; round++) {
		threads();
		timers();
		queue();
	}
	return 0;
}
