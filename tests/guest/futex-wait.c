/* SPDX-License-Identifier: ISC */
/*
 * futex(2), FUTEX_WAIT and FUTEX_WAKE: what they return, private and shared, with a time
 * limit, interrupted by signals, and each way of calling them wrong.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <sys/mman.h>

static uint32_t word;
static int kind; /* FUTEX_PRIVATE_FLAG or 0 */
static volatile int handled;

static long wait_for(uint32_t *address, uint32_t value, long long limit)
{
	struct timespec time = timespec_of(limit < 0 ? 0 : limit);

	return futex(address, FUTEX_WAIT | kind, value, limit < 0 ? NULL : &time, NULL,
	             0);
}

static long wake(uint32_t *address, int count)
{
	return futex(address, FUTEX_WAKE | kind, (unsigned)count, NULL, NULL, 0);
}

static void *waiter(void *argument)
{
	uint32_t *address = argument;

	CHECK(wait_for(address, 5, -1) == 0);
	return NULL;
}

static void waking(uint32_t *address)
{
	pthread_t thread[6];
	long woken = 0;

	*address = 5;
	CHECK(wake(address, INT_MAX) == 0);
	for (int i = 0; i < 6; i++)
		thread[i] = thread_start(waiter, address);
	CHECK(EVENTUALLY((woken += wake(address, 1)) == 1));
	CHECK(EVENTUALLY((woken += wake(address, 2)) >= 3));
	CHECK(woken <= 4);
	CHECK(wake(address + 1, INT_MAX) == 0);
	CHECK(EVENTUALLY((woken += wake(address, INT_MAX)) == 6));
	for (int i = 0; i < 6; i++)
		thread_join(thread[i]);
	CHECK(wake(address, INT_MAX) == 0);
}

static void limits(void)
{
	long long start = now(CLOCK_MONOTONIC);

	word = 5;
	CHECK_FAILS(wait_for(&word, 5, 30 * MILLISECOND), ETIMEDOUT);
	CHECK(now(CLOCK_MONOTONIC) - start >= 30 * MILLISECOND);
	CHECK_FAILS(wait_for(&word, 5, 0), ETIMEDOUT);
	CHECK_FAILS(wait_for(&word, 4, -1), EAGAIN);
	CHECK_FAILS(wait_for(&word, 4, 3600 * SECOND), EAGAIN);
}

static void wrong(void)
{
	static const struct timespec long_second = {0, SECOND}, negative = {-1, 0};
	void *none = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                  -1, 0);
	uint32_t *protected = none, *unmapped = (uint32_t *)((char *)none + 4096);
	void *high = (void *)0xffff800000000000;

	munmap(unmapped, 4096);
	mprotect(protected, 4096, PROT_NONE);
	CHECK_FAILS(wait_for((void *)((char *)&word + 1), 5, 0), EINVAL);
	CHECK_FAILS(wake((void *)((char *)&word + 2), 1), EINVAL);
	CHECK_FAILS(wait_for(unmapped, 5, 0), EFAULT);
	CHECK_FAILS(wait_for(protected, 5, 0), EFAULT);
	CHECK_FAILS(wait_for(NULL, 0, 0), EFAULT);
	CHECK_FAILS(wait_for(high, 5, 0), EFAULT);
	CHECK_FAILS(wake(high, 1), EFAULT);
	CHECK_FAILS(futex(&word, FUTEX_WAIT, word, &long_second, NULL, 0), EINVAL);
	CHECK_FAILS(futex(&word, FUTEX_WAIT, word, &negative, NULL, 0), EINVAL);
	CHECK_FAILS(futex(&word, FUTEX_WAIT, word, unmapped, NULL, 0), EFAULT);
	/* the time is looked at first */
	CHECK_FAILS(futex((char *)&word + 1, FUTEX_WAIT, word, unmapped, NULL, 0),
	            EFAULT);
	CHECK_FAILS(futex(&word, FUTEX_WAIT, word + 1, &long_second, NULL, 0), EINVAL);

	CHECK_FAILS(futex(&word, FUTEX_FD, 0, NULL, NULL, 0), ENOSYS);
	CHECK_FAILS(futex(&word, 99, 0, NULL, NULL, 0), ENOSYS);
	CHECK_FAILS(futex(&word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0),
	            ENOSYS);
	munmap(none, 4096);
}

static void handler(int signal)
{
	(void)signal;
	handled++;
}

static void *interrupted(void *argument)
{
	long flags = (long)argument;
	struct sigaction action = {.sa_handler = handler, .sa_flags = (int)flags};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	errno = 0;
	if (flags & SA_RESTART)
		CHECK(wait_for(&word, 5, -1) == 0);
	else
		CHECK_FAILS(wait_for(&word, 5, -1), EINTR);
	return NULL;
}

/* A wait with a time limit isn't begun again, whatever the handler's flags are. */
static void *interrupted_with_limit(void *argument)
{
	CHECK_FAILS(wait_for(&word, 5, 3600 * SECOND), EINTR);
	return argument;
}

/* The thread waits: it is there to be moved to another word. */
static int waits(void)
{
	static uint32_t elsewhere;

	return futex(&word, FUTEX_REQUEUE | kind, 0, (void *)1ul, &elsewhere, 0) == 1;
}

/* It waits, and a handler runs on it. */
static pthread_t interrupt(void *(*run)(void *), void *argument)
{
	int before = handled;
	pthread_t thread = thread_start(run, argument);

	CHECK(EVENTUALLY(waits()));
	CHECK(pthread_kill(thread, SIGUSR1) == 0);
	CHECK(EVENTUALLY(handled == before + 1));
	return thread;
}

static void signals(void)
{
	pthread_t thread;

	word = 5;
	thread_join(interrupt(interrupted, NULL));
	thread_join(interrupt(interrupted_with_limit, NULL));
	/* begun again where it began, it waits there until it is woken */
	thread = interrupt(interrupted, (void *)SA_RESTART);
	CHECK(EVENTUALLY(wake(&word, 1) == 1));
	thread_join(thread);
	thread_join(interrupt(interrupted_with_limit, NULL));

	/* not begun again, it doesn't find another value */
	thread = thread_start(interrupted_with_limit, NULL);
	CHECK(EVENTUALLY(waits()));
	word = 6;
	CHECK(pthread_kill(thread, SIGUSR1) == 0);
	thread_join(thread);
	CHECK(handled == 5);
}

int main(void)
{
	uint32_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint32_t on_stack[2];

	CHECK(shared != MAP_FAILED);
	waking(&word);
	waking(shared);
	kind = FUTEX_PRIVATE_FLAG;
	waking(&word);
	waking(on_stack);
	limits();
	wrong();
	signals();
	return check_result();
}
