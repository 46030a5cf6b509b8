/* SPDX-License-Identifier: ISC */
/*
 * Threads that only compute don't starve each other, nor those that sleep, wait for a
 * mutex or answer: the timer takes the processor away from them.
 */
#include "thread.h"
#include <sched.h>

#define SPINNERS 3
#define FAR      300000

static volatile unsigned long count[SPINNERS];
static volatile int stop, answers;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ball;

static void *spin(void *argument)
{
	volatile unsigned long *mine = argument;

	while (!stop)
		++*mine;
	return NULL;
}

static int all_beyond(unsigned long goal)
{
	for (int i = 0; i < SPINNERS; i++)
		if (count[i] < goal)
			return 0;
	return 1;
}

static void *sleep_well(void *argument)
{
	for (int i = 0; i < 5; i++) {
		long long start = now(CLOCK_MONOTONIC), took;

		sleep_for(10 * MILLISECOND);
		took = now(CLOCK_MONOTONIC) - start;
		CHECK(took >= 10 * MILLISECOND && took < PATIENCE);
	}
	return argument;
}

/* Two that hand a ball to each other. */
static void *play(void *argument)
{
	int side = argument != NULL;

	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&mutex);
		while (ball != side)
			pthread_cond_wait(&condition, &mutex);
		ball = !side;
		answers++;
		pthread_cond_signal(&condition);
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

static void *yield_often(void *argument)
{
	for (int i = 0; i < 20; i++)
		CHECK(sched_yield() == 0);
	return argument;
}

int main(void)
{
	pthread_t spinner[SPINNERS], other[5];

	for (int i = 0; i < SPINNERS; i++)
		spinner[i] = thread_start(spin, (void *)&count[i]);
	for (int round = 1; round <= 3; round++)
		CHECK(EVENTUALLY(all_beyond((unsigned long)round * FAR)));
	other[0] = thread_start(sleep_well, NULL);
	other[1] = thread_start(sleep_well, NULL);
	other[2] = thread_start(play, NULL);
	other[3] = thread_start(play, &mutex);
	other[4] = thread_start(yield_often, NULL);
	for (int i = 0; i < 5; i++)
		thread_join(other[i]);
	CHECK(answers == 40);

	/* a main thread that spins too, until the others have gone on */
	unsigned long goal = 0;
	for (int i = 0; i < SPINNERS; i++)
		goal = count[i] > goal ? count[i] : goal;
	goal += FAR;
	long long end = now(CLOCK_MONOTONIC) + PATIENCE;
	for (unsigned long i = 0; !all_beyond(goal); i++) {
		if (i % 4096 == 0 && now(CLOCK_MONOTONIC) > end) {
			CHECK(!"starved by the main thread");
			break;
		}
	}
	stop = 1;
	for (int i = 0; i < SPINNERS; i++)
		thread_join(spinner[i]);
	return check_result();
}
