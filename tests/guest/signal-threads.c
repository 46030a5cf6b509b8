/* SPDX-License-Identifier: ISC */
/*
 * Signals among threads: a thread that spins is interrupted, a signal to the process goes
 * to a thread that doesn't block it, masks are inherited, and a storm among four threads
 * loses nothing that is queued.
 *
 * flags: -Wno-unused-parameter
 * limit: 240
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>

#define THREADS 4
#define ROUNDS  500

static volatile int stop;
static volatile pid_t handled_by;
static int received[THREADS], sum[THREADS];
static __thread int number;
static pthread_t thread[THREADS];
static pthread_barrier_t met;

static void note(int signal)
{
	handled_by = gettid();
}

static void finish(int signal)
{
	stop = 1;
}

static void handle(int signal, void (*function)(int), int flags)
{
	struct sigaction action = {.sa_handler = function, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static void *spin(void *ready)
{
	unsigned long count = 0;

	*(volatile int *)ready = 1;
	while (!stop)
		count++;
	return (void *)(long)(count > 0);
}

/* It makes no call, and is stopped by a handler that runs on it. */
static void spinning(void)
{
	for (int i = 0; i < 20; i++) {
		volatile int ready = 0;
		stop = 0;
		pthread_t one = thread_start(spin, (void *)&ready);
		CHECK(EVENTUALLY(ready));
		CHECK(pthread_kill(one, SIGUSR1) == 0);
		CHECK(thread_join(one) == (void *)1);
	}
}

static void *block_and_wait(void *id)
{
	sigset_t set;

	sigemptyset(&set);
	if (id)
		sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
	if (id)
		*(volatile pid_t *)id = gettid();
	else
		*(volatile int *)&stop = 2;
	while (stop != 1)
		sleep_for(MILLISECOND);
	return NULL;
}

/* Main blocks it, one thread blocks it, another doesn't. */
static void to_the_process(void)
{
	volatile pid_t blocking = 0;
	sigset_t set, before;
	pthread_t a, b;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, &before);
	stop = 0;
	a = thread_start(block_and_wait, (void *)&blocking);
	CHECK(EVENTUALLY(blocking));
	handled_by = 0;
	CHECK(kill(getpid(), SIGUSR2) == 0); /* nobody takes it yet */
	sleep_for(5 * MILLISECOND);
	CHECK(!handled_by);
	b = thread_start(block_and_wait, NULL);
	CHECK(EVENTUALLY(handled_by));
	CHECK(handled_by != gettid() && handled_by != blocking);
	CHECK(EVENTUALLY(stop == 2));
	handled_by = 0;
	CHECK(kill(getpid(), SIGUSR2) == 0); /* it sleeps now */
	CHECK(EVENTUALLY(handled_by));
	CHECK(handled_by != gettid() && handled_by != blocking);
	stop = 1;
	thread_join(a);
	thread_join(b);
	/* no thread is left that would take it; then the main one does */
	handled_by = 0;
	CHECK(kill(getpid(), SIGUSR2) == 0);
	CHECK(!handled_by);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	CHECK(handled_by == gettid());
}

static void *report_mask(void *set)
{
	sigset_t pending;

	pthread_sigmask(SIG_BLOCK, NULL, set);
	CHECK(sigpending(&pending) == 0);
	CHECK(!sigismember(&pending, SIGHUP)); /* the maker's own isn't inherited */
	return NULL;
}

static void inherited(void)
{
	sigset_t set, seen, before;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, &before);
	CHECK(pthread_kill(pthread_self(), SIGHUP) == 0);
	thread_join(thread_start(report_mask, &seen));
	CHECK(sigismember(&seen, SIGHUP) && !sigismember(&seen, SIGUSR1));
	handle(SIGHUP, SIG_IGN, 0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void count(int signal, siginfo_t *information, void *context)
{
	received[number]++;
	sum[number] += information->si_value.sival_int;
}

static int send(pid_t id, int value)
{
	siginfo_t information = {.si_code = SI_QUEUE, .si_value.sival_int = value};

	return (int)syscall(SYS_rt_tgsigqueueinfo, getpid(), id, SIGRTMIN + 1,
	                    &information);
}

static pid_t ids[THREADS];

static void *storm(void *index)
{
	volatile unsigned long work = 0;

	number = (int)(long)index;
	ids[number] = gettid();
	pthread_barrier_wait(&met);
	for (int i = 0; i < ROUNDS; i++) {
		for (int to = 0; to < THREADS; to++)
			while (send(ids[to], i))
				CHECK(errno == EAGAIN);
		for (int j = 0; j < 100; j++)
			work++;
	}
	pthread_barrier_wait(&met);
	return NULL;
}

static void storming(void)
{
	struct sigaction action = {.sa_sigaction = count, .sa_flags = SA_SIGINFO};

	CHECK(sigaction(SIGRTMIN + 1, &action, NULL) == 0);
	pthread_barrier_init(&met, NULL, THREADS);
	for (long i = 0; i < THREADS; i++)
		thread[i] = thread_start(storm, (void *)i);
	for (int i = 0; i < THREADS; i++)
		thread_join(thread[i]);
	for (int i = 0; i < THREADS; i++) {
		CHECK(received[i] == THREADS * ROUNDS);
		CHECK(sum[i] == THREADS * ROUNDS * (ROUNDS - 1) / 2);
	}
}

static void refused(void)
{
	pthread_t one = thread_start(report_mask, &(sigset_t){0});

	thread_join(one);
	CHECK(pthread_kill(pthread_self(), 65) == EINVAL);
	CHECK(pthread_kill(pthread_self(), 0) == 0);
}

int main(void)
{
	handle(SIGUSR1, finish, SA_RESTART);
	handle(SIGUSR2, note, SA_RESTART);
	spinning();
	to_the_process();
	inherited();
	storming();
	refused();
	return check_result();
}
