/* SPDX-License-Identifier: ISC */
/*
 * Barriers and spin locks: nobody passes a barrier before the last has come, one of each
 * round is told so, and it may be destroyed at once; a spin lock keeps others out.
 */
#include "thread.h"

#define THREADS 6
#define ROUNDS  300

static pthread_barrier_t barrier;
static pthread_spinlock_t spin;
static int arrived, serial;
static volatile long count;

static void *meet(void *argument)
{
	for (int round = 1; round <= ROUNDS; round++) {
		int result;

		__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
		result = pthread_barrier_wait(&barrier);
		CHECK(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
		if (result)
			__atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST);
		if (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < THREADS * round)
			CHECK(!"passed before the last came");
	}
	return argument;
}

static void *count_up(void *argument)
{
	for (int i = 0; i < 20000; i++) {
		CHECK(pthread_spin_lock(&spin) == 0);
		count++;
		CHECK(pthread_spin_unlock(&spin) == 0);
	}
	return argument;
}

static void *leave_and_free(void *argument)
{
	pthread_barrier_t *mine = argument;

	if (pthread_barrier_wait(mine) == PTHREAD_BARRIER_SERIAL_THREAD) {
		CHECK(pthread_barrier_destroy(mine) == 0);
		memset(mine, 0xee, sizeof *mine);
		free(mine);
	}
	return NULL;
}

static void *try_spin(void *argument)
{
	return argument ? argument : (void *)(long)pthread_spin_trylock(&spin);
}

static void all(void *(*run)(void *), void *argument, int count)
{
	pthread_t thread[THREADS];

	for (int i = 0; i < count; i++)
		thread[i] = thread_start(run, argument);
	for (int i = 0; i < count; i++)
		thread_join(thread[i]);
}

int main(void)
{
	CHECK(pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
	CHECK(pthread_barrier_init(&barrier, NULL, THREADS) == 0);
	all(meet, NULL, THREADS);
	CHECK(arrived == THREADS * ROUNDS && serial == ROUNDS);
	CHECK(pthread_barrier_destroy(&barrier) == 0);
	CHECK(pthread_barrier_init(&barrier, NULL, 1) == 0);
	CHECK(pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
	for (int i = 0; i < 100; i++) {
		pthread_barrier_t *mine = malloc(sizeof *mine);
		pthread_barrier_init(mine, NULL, 3);
		all(leave_and_free, mine, 3);
	}

	CHECK(pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE) == 0);
	all(count_up, NULL, 3);
	CHECK(count == 3 * 20000);
	CHECK(pthread_spin_lock(&spin) == 0);
	CHECK((long)thread_join(thread_start(try_spin, NULL)) == EBUSY);
	CHECK(pthread_spin_unlock(&spin) == 0);
	CHECK(pthread_spin_trylock(&spin) == 0);
	CHECK(pthread_spin_unlock(&spin) == 0);
	CHECK(pthread_spin_destroy(&spin) == 0);
	return check_result();
}
