/* SPDX-License-Identifier: ISC */
/*
 * A signal to the process goes to the main thread as long as that doesn't block it, also
 * while other threads run and it sleeps; else to one that doesn't.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <sys/syscall.h>

#define ROUNDS 40

static pthread_t first;
static volatile int in_main, elsewhere, stop;
static volatile int spinners, begun;

static void handler(int signal)
{
	(void)signal;
	if (pthread_equal(pthread_self(), first))
		in_main++;
	else
		elsewhere++;
}

static void *spin(void *argument)
{
	__atomic_add_fetch(&spinners, 1, __ATOMIC_SEQ_CST);
	while (!stop) {
	}
	return argument;
}

/* Who makes a thread blocks signals meanwhile, so it waits until that is over. */
static void *send(void *argument)
{
	CHECK(EVENTUALLY(begun));
	for (int i = 0; i < ROUNDS; i++) {
		kill(getpid(), SIGUSR1);
		EVENTUALLY(in_main + elsewhere > i);
	}
	return argument;
}

int main(void)
{
	pthread_t thread[2], sender;
	sigset_t set;

	first = pthread_self();
	signal(SIGUSR1, handler);
	for (int i = 0; i < 2; i++)
		thread[i] = thread_start(spin, NULL);
	CHECK(EVENTUALLY(spinners == 2));
	sender = thread_start(send, NULL);
	begun = 1;
	thread_join(sender);
	CHECK(in_main == ROUNDS && elsewhere == 0);

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	kill(getpid(), SIGUSR1);
	CHECK(EVENTUALLY(elsewhere == 1));
	stop = 1;
	for (int i = 0; i < 2; i++)
		thread_join(thread[i]);
	/* now nobody else takes it, until the main thread does again */
	kill(getpid(), SIGUSR1);
	CHECK(in_main == ROUNDS);
	CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
	CHECK(in_main == ROUNDS + 1 && elsewhere == 1);
	return check_result();
}
