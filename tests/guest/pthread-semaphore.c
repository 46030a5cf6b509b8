/* SPDX-License-Identifier: ISC */
/*
 * Semaphores: what is posted is taken, once; waiting with a time limit, without waiting,
 * interrupted by a signal; the largest value.
 */
#include "thread.h"
#include <semaphore.h>
#include <signal.h>

#define THREADS 4
#define ROUNDS  5000

static sem_t items, ended;
static volatile int waiting;

static void *post(void *argument)
{
	for (int i = 0; i < ROUNDS; i++)
		CHECK(sem_post(&items) == 0);
	return argument;
}

static void *take(void *argument)
{
	for (int i = 0; i < ROUNDS; i++)
		while (sem_wait(&items))
			CHECK(errno == EINTR);
	return argument;
}

static void transfer(int shared)
{
	pthread_t thread[2 * THREADS];
	int value = -1;

	CHECK(sem_init(&items, shared, 0) == 0);
	for (int i = 0; i < 2 * THREADS; i++)
		thread[i] = thread_start(i % 2 ? post : take, NULL);
	for (int i = 0; i < 2 * THREADS; i++)
		thread_join(thread[i]);
	CHECK(sem_getvalue(&items, &value) == 0 && value == 0);
	CHECK(sem_destroy(&items) == 0);
}

static void limits(void)
{
	struct timespec end = after(CLOCK_REALTIME, 20 * MILLISECOND);
	struct timespec bad = {end.tv_sec + 1, SECOND};
	int value;

	CHECK_FAILS(sem_init(&items, 0, SEM_VALUE_MAX + 1u), EINVAL);
	CHECK(sem_init(&items, 0, 2) == 0);
	CHECK(sem_timedwait(&items, &end) == 0);
	CHECK(sem_trywait(&items) == 0);
	CHECK_FAILS(sem_trywait(&items), EAGAIN);
	CHECK_FAILS(sem_timedwait(&items, &end), ETIMEDOUT);
	CHECK(now(CLOCK_REALTIME) >= end.tv_sec * SECOND + end.tv_nsec);
	CHECK_FAILS(sem_timedwait(&items, &bad), EINVAL);
	CHECK(sem_destroy(&items) == 0);

	CHECK(sem_init(&items, 0, SEM_VALUE_MAX) == 0);
	CHECK_FAILS(sem_post(&items), EOVERFLOW);
	CHECK(sem_getvalue(&items, &value) == 0 && value == SEM_VALUE_MAX);
}

static void nothing(int signal)
{
	(void)signal;
}

static void *be_interrupted(void *argument)
{
	waiting = 1;
	CHECK_FAILS(sem_wait(&ended), EINTR);
	waiting = 2;
	return argument;
}

static void interruption(void)
{
	struct sigaction action = {.sa_handler = nothing};
	pthread_t thread;

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK(sem_init(&ended, 0, 0) == 0);
	thread = thread_start(be_interrupted, NULL);
	CHECK(EVENTUALLY(waiting == 1));
	CHECK(EVENTUALLY(waiting == 2 || pthread_kill(thread, SIGUSR1) != 0 ||
	                 waiting == 2));
	thread_join(thread);
}

int main(void)
{
	transfer(0);
	transfer(1);
	limits();
	interruption();
	return check_result();
}
