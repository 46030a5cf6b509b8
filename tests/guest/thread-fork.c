/* SPDX-License-Identifier: ISC */
/*
 * fork(2), vfork(2) and execve(2) aren't there, also in a program with threads, which
 * goes on unharmed; the log names each once.
 *
 * once: system call fork isn't implemented
 * once: system call execve isn't implemented
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sched.h>
#include <signal.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int stop, prepared;
static char stack[16384] __attribute__((aligned(16)));

static void *work(void *argument)
{
	while (!stop) {
		pthread_mutex_lock(&mutex);
		free(malloc(100));
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

static void prepare(void)
{
	pthread_mutex_lock(&mutex);
	prepared++;
}

static void resume(void)
{
	pthread_mutex_unlock(&mutex);
}

static int child(void *argument)
{
	(void)argument;
	return 0;
}

int main(void)
{
	char *none[] = {NULL};
	pthread_t thread = thread_start(work, NULL);

	CHECK(pthread_atfork(prepare, resume, resume) == 0);
	for (int i = 0; i < 3; i++)
		CHECK_FAILS(fork(), ENOSYS);
	CHECK(prepared == 3);
	CHECK_FAILS(vfork(), ENOSYS);
	CHECK_FAILS(clone(child, stack + sizeof stack, SIGCHLD, NULL), ENOSYS);
	CHECK_FAILS(clone(child, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL), ENOSYS);
	CHECK_FAILS(execve("/bin/true", none, none), ENOSYS);
	stop = 1;
	thread_join(thread);
	return check_result();
}
