/* SPDX-License-Identifier: ISC */
/*
 * Threads, futexes, signals and memory, whose cost is compared with plain Linux programs.
 * Called as measure.h says; built as calls.c.
 */
#define _GNU_SOURCE
#include "measure.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096ul

static void null_call(long count)
{
	while (count--)
		getppid();
}

/* ---- futexes ---- */

static unsigned words[2];

static void wake(unsigned *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void wait(unsigned *word, unsigned value)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(long count)
{
	while (count--)
		wake(words);
}

/* Another thread runs other(argument) meanwhile. */
static void both(void *(*other)(void *), void (*here)(long), long count)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, other, &count)) {
		perror("pthread_create");
		exit(1);
	}
	here(count);
	pthread_join(thread, NULL);
}

/* Wait until one's own word is set, clear it, set the other's. */
static void serve(unsigned *own, unsigned *other, long count)
{
	while (count--) {
		while (!__atomic_exchange_n(own, 0, __ATOMIC_SEQ_CST))
			wait(own, 0);
		__atomic_store_n(other, 1, __ATOMIC_SEQ_CST);
		wake(other);
	}
}

static void *pong(void *count)
{
	serve(&words[0], &words[1], *(long *)count / 2);
	return NULL;
}

static void ping(long count)
{
	serve(&words[1], &words[0], count / 2);
}

/* From one thread to another: there and back are two. */
static void ping_pong(long count)
{
	words[0] = 0;
	words[1] = 1;
	both(pong, ping, count);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Who has it lets the other one run into it. */
static void contend(long count)
{
	for (count /= 2; count--;) {
		pthread_mutex_lock(&mutex);
		sched_yield();
		pthread_mutex_unlock(&mutex);
	}
}

static void *contend_too(void *count)
{
	contend(*(long *)count);
	return NULL;
}

static void mutex_contended(long count)
{
	both(contend_too, contend, count);
}

/* ---- threads ---- */

static void *nothing(void *argument)
{
	return argument;
}

static void create_join(long count)
{
	pthread_t thread;

	while (count--) {
		if (pthread_create(&thread, NULL, nothing, NULL)) {
			perror("pthread_create");
			exit(1);
		}
		pthread_join(thread, NULL);
	}
}

static void yield_here(long count)
{
	for (count /= 2; count--;)
		sched_yield();
}

static void *yield_too(void *count)
{
	yield_here(*(long *)count);
	return NULL;
}

static void yield(long count)
{
	both(yield_too, yield_here, count);
}

/* ---- signals ---- */

static volatile long handled;

static void handler(int number)
{
	handled += number;
}

static void signal_self(long count)
{
	signal(SIGUSR1, handler);
	pid_t self = getpid();
	while (count--)
		kill(self, SIGUSR1);
}

/* ---- memory ---- */

static char *map(size_t size)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                -1, 0);

	if (at == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return at;
}

static void map_unmap(long count)
{
	while (count--)
		munmap(map(16 * PAGE), 16 * PAGE);
}

/* New pages; each mapping is small, so that a machine of a few MiB can do it. */
static void touch(long count)
{
	const long pages = 256;

	for (; count > 0; count -= pages) {
		char *at = map((size_t)pages * PAGE);
		madvise(at, (size_t)pages * PAGE, MADV_NOHUGEPAGE);
		for (long i = 0; i < pages; i++)
			((volatile char *)at)[(size_t)i * PAGE] = 1;
		munmap(at, (size_t)pages * PAGE);
	}
}

static const struct operation operations[] = {
        {"null", null_call, 50000},
        {"wake", futex_wake, 50000},
        {"contended", mutex_contended, 20000},
        {"create", create_join, 300},
        {"yield", yield, 20000},
        {"pingpong", ping_pong, 4000},
        {"signal", signal_self, 10000},
        {"touch", touch, 4096},
        {"map", map_unmap, 3000},
        {NULL, NULL, 0},
};

int main(int argc, char **argv)
{
	*map(PAGE) =
	        1; /* as in most programs, what comes isn't the only page far around */
	return measure(operations, argc, argv);
}
