/* SPDX-License-Identifier: ISC */
/*
 * Threads start, hand their results over to who joins them, are detached before and after
 * their end, and have the attributes that were asked for.
 *
 * memory: 64M
 */
#define _GNU_SOURCE
#include "thread.h"
#include <semaphore.h>
#include <sys/mman.h>

static sem_t done, go;
static pthread_barrier_t met;
static pthread_t main_thread;

static void *give_back(void *argument)
{
	CHECK(!pthread_equal(pthread_self(), main_thread));
	return argument;
}

static __attribute__((noinline)) void leave_from_below(long value)
{
	pthread_exit((void *)value);
}

static void *leaves_early(void *argument)
{
	leave_from_below((long)argument + 1);
	return NULL;
}

static void results(void)
{
	pthread_t thread[16];

	for (long i = 0; i < 16; i++)
		thread[i] = thread_start(i % 2 ? leaves_early : give_back, (void *)i);
	for (long i = 15; i >= 0; i--)
		CHECK(thread_join(thread[i]) == (void *)(i + i % 2));
	CHECK(pthread_join(thread_start(give_back, NULL), NULL) == 0);
}

static void *wait_for_go(void *argument)
{
	while (sem_wait(&go)) {
	}
	return argument;
}

static void join_that_does_not_wait(void)
{
	pthread_t thread = thread_start(wait_for_go, &go);
	struct timespec soon = after(CLOCK_REALTIME, 20 * MILLISECOND);
	void *result;

	CHECK(pthread_tryjoin_np(thread, &result) == EBUSY);
	CHECK(pthread_timedjoin_np(thread, &result, &soon) == ETIMEDOUT);
	CHECK(now(CLOCK_REALTIME) >= soon.tv_sec * SECOND + soon.tv_nsec);
	sem_post(&go);
	CHECK(EVENTUALLY(pthread_tryjoin_np(thread, &result) == 0));
	CHECK(result == &go);
}

static void *tell(void *argument)
{
	sem_post(&done);
	return argument;
}

static void *detach_myself(void *argument)
{
	CHECK(pthread_detach(pthread_self()) == 0);
	return tell(argument);
}

static void detached(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int state;

	CHECK(pthread_attr_init(&attributes) == 0);
	CHECK(pthread_attr_setdetachstate(&attributes, 77) == EINVAL);
	CHECK(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0);
	CHECK(pthread_attr_getdetachstate(&attributes, &state) == 0 &&
	      state == PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < 100; i++) {
		CHECK(pthread_create(&thread, &attributes, tell, NULL) == 0);
		CHECK(pthread_detach(thread_start(tell, NULL)) == 0);
		thread_start(detach_myself, NULL);
		for (int n = 0; i % 20 == 19 && n < 60; n++) /* as memory allows */
			CHECK(sem_wait(&done) == 0);
	}
	CHECK(pthread_attr_destroy(&attributes) == 0);

	/* one that has ended already */
	thread = thread_start(tell, NULL);
	sem_wait(&done);
	sleep_for(5 * MILLISECOND);
	CHECK(pthread_detach(thread) == 0);
}

static void *look_at_stack(void *argument)
{
	pthread_attr_t mine;
	char here, *low;
	size_t size;

	CHECK(pthread_getattr_np(pthread_self(), &mine) == 0);
	CHECK(pthread_attr_getstack(&mine, (void **)&low, &size) == 0);
	CHECK(&here > low && &here < low + size);
	pthread_attr_destroy(&mine);
	*(char **)argument = &here;
	return (void *)size;
}

static void stacks(void)
{
	static const size_t sizes[] = {65536, 1 << 20, 16 << 20};
	size_t own_size = 1 << 18, size;
	char *own = mmap(NULL, own_size, PROT_READ | PROT_WRITE,
	                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_t attributes;
	pthread_t thread;
	char *place;

	pthread_attr_init(&attributes);
	CHECK(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN - 1) == EINVAL);
	for (int i = 0; i < 3; i++) {
		CHECK(pthread_attr_setstacksize(&attributes, sizes[i]) == 0);
		CHECK(pthread_attr_getstacksize(&attributes, &size) == 0 &&
		      size == sizes[i]);
		CHECK(pthread_create(&thread, &attributes, look_at_stack, &place) == 0);
		CHECK((size_t)thread_join(thread) >= sizes[i] / 2);
	}
	CHECK(pthread_attr_setguardsize(&attributes, 65536) == 0);
	CHECK(pthread_attr_getguardsize(&attributes, &size) == 0 && size == 65536);
	CHECK(pthread_attr_setstack(&attributes, own, own_size) == 0);
	CHECK(pthread_create(&thread, &attributes, look_at_stack, &place) == 0);
	thread_join(thread);
	CHECK(place > own && place < own + own_size);
	pthread_attr_destroy(&attributes);
	munmap(own, own_size);
	look_at_stack(&place); /* the main thread's */
}

static void *own_identity(void *argument)
{
	int *identity = argument;

	errno = 5;
	identity[0] = gettid();
	identity[1] = getpid();
	pthread_barrier_wait(&met);
	CHECK(errno == 5);
	return NULL;
}

static void identities(void)
{
	int identity[3][2];
	pthread_t thread[3];

	pthread_barrier_init(&met, NULL, 4);
	CHECK(gettid() == getpid());
	for (int i = 0; i < 3; i++)
		thread[i] = thread_start(own_identity, identity[i]);
	errno = 6;
	pthread_barrier_wait(&met);
	for (int i = 0; i < 3; i++)
		thread_join(thread[i]);
	CHECK(errno == 6);
	for (int i = 0; i < 3; i++) {
		CHECK(identity[i][0] > getpid() && identity[i][1] == getpid());
		CHECK(identity[i][0] != identity[(i + 1) % 3][0]);
	}
}

int main(void)
{
	main_thread = pthread_self();
	sem_init(&done, 0, 0);
	sem_init(&go, 0, 0);
	results();
	join_that_does_not_wait();
	detached();
	stacks();
	identities();
	return check_result();
}
