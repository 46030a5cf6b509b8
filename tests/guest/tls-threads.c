/* SPDX-License-Identifier: ISC */
/*
 * Thread-local variables in several threads: each begins with the initial values, keeps
 * its own, and finds them aligned.
 */
#include "thread.h"

#define THREADS 12

struct pair {
	int number;
	const char *text;
};

static __thread int initialised = 1234;
static __thread int zero;
static __thread struct pair pair = {7, "seven"};
static __thread char array[70000];
static __thread _Alignas(64) int aligned = 5;
static __thread _Alignas(4096) char page[10] = "page";
__thread long visible = -1;

static pthread_barrier_t barrier;

static void begins_fresh(void)
{
	CHECK(initialised == 1234 && zero == 0 && aligned == 5 && visible == -1);
	CHECK(pair.number == 7 && strcmp(pair.text, "seven") == 0);
	CHECK(strcmp(page, "page") == 0);
	CHECK((uintptr_t)&aligned % 64 == 0);
	CHECK((uintptr_t)page % 4096 == 0);
	for (int i = 0; i < (int)sizeof array; i++) {
		if (array[i] != 0) {
			CHECK(array[i] == 0);
			break;
		}
	}
}

static void *run(void *argument)
{
	long number = (long)argument;

	for (int round = 0; round < 3; round++) {
		if (round == 0)
			begins_fresh();
		initialised = zero = (int)number + round;
		visible = number;
		memset(array, (int)number + round, sizeof array);
		page[0] = (char)number;
		pthread_barrier_wait(&barrier);
		CHECK(initialised == number + round && zero == number + round);
		CHECK(visible == number && page[0] == number);
		CHECK(array[0] == number + round && array[69999] == number + round);
		pthread_barrier_wait(&barrier);
	}
	return &initialised;
}

int main(void)
{
	pthread_t thread[THREADS];
	void *place[THREADS];

	begins_fresh();
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int again = 0; again < 2; again++) {
		for (long i = 0; i < THREADS; i++)
			thread[i] = thread_start(run, (void *)(i + 1));
		for (int i = 0; i < THREADS; i++)
			place[i] = thread_join(thread[i]);
		for (int i = 0; i < THREADS; i++)
			CHECK(place[i] != &initialised);
	}
	begins_fresh();
	return check_result();
}
