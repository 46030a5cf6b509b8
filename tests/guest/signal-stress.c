/* SPDX-License-Identifier: ISC */
/*
 * Signals at random, from a printed seed: threads compute in general and vector registers
 * while they are bombarded with handlers that compute, sleep, yield and send themselves;
 * meanwhile other threads begin and end under the same fire. Nothing may change a result.
 *
 * flags: -Wno-unused-parameter
 * stdout: ^seed [0-9]
 * limit: 240
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sched.h>
#include <signal.h>

#define WORKERS  3
#define DURATION (1500 * MILLISECOND)

static volatile int stop;
static pid_t ids[WORKERS + 1];
static volatile long handlers, rounds[WORKERS];
static double first_sum;

static uint32_t random_number(uint32_t *state)
{
	*state = (uint32_t)((uint64_t)*state * 48271 % 2147483647);
	return *state;
}

/* A chain that uses many registers of both kinds, and has one result. */
static __attribute__((noinline)) double compute(unsigned steps)
{
	double a = 1, b = 2, c = 3, d = 5, sum = 0;
	uint64_t x = 88172645463325252ull;

	for (unsigned i = 0; i < steps; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		a = b * 0.25 + (double)(x >> 40);
		b = c - a * 0.5;
		c = d + b * 0.125;
		d = a * 0.0625 - c * 0.03125;
		sum += d * 0x1p-16;
	}
	return sum + (double)(x % 1000);
}

static void handler(int signal)
{
	int error = errno;
	uint32_t state = (uint32_t)__atomic_add_fetch(&handlers, 1, __ATOMIC_RELAXED) + 1;
	struct timespec short_time = {0, 1000};

	CHECK(compute(20) == compute(20));
	switch (random_number(&state) % 16) {
	case 0:
		nanosleep(&short_time, NULL);
		break;
	case 1:
	case 2:
		sched_yield();
		break;
	case 3:
		if (signal == SIGUSR1)
			raise(SIGUSR2);
	}
	errno = error;
}

static void alternate_stack(char *memory, size_t size)
{
	stack_t stack = {.ss_sp = memory, .ss_size = size};

	CHECK(sigaltstack(&stack, NULL) == 0);
}

static void *work(void *index)
{
	static char stacks[WORKERS][65536];
	long number = (long)index;

	alternate_stack(stacks[number], sizeof stacks[number]);
	ids[number] = gettid();
	while (!stop) {
		double sum = compute(1000);
		CHECK(memcmp(&sum, &first_sum, sizeof sum) == 0);
		rounds[number]++;
	}
	return NULL;
}

static void *live_shortly(void *unused)
{
	CHECK(compute(100) == compute(100));
	return NULL;
}

static void *make_threads(void *unused)
{
	ids[WORKERS] = gettid();
	while (!stop) {
		pthread_t thread = thread_start(live_shortly, NULL);
		pthread_kill(thread, SIGUSR2);
		thread_join(thread);
	}
	return NULL;
}

static void bombard(uint32_t *state)
{
	siginfo_t information = {.si_code = SI_QUEUE};
	pid_t id = ids[random_number(state) % (WORKERS + 1)];

	switch (random_number(state) % 4) {
	case 0:
		CHECK(kill(getpid(), SIGUSR1) == 0);
		break;
	case 1:
		CHECK(syscall(SYS_tgkill, getpid(), id, SIGUSR1) == 0);
		break;
	case 2:
		CHECK(syscall(SYS_tgkill, getpid(), id, SIGUSR2) == 0);
		break;
	default:
		CHECK(syscall(SYS_rt_tgsigqueueinfo, getpid(), id, SIGRTMIN,
		              &information) == 0 ||
		      errno == EAGAIN);
	}
	if (random_number(state) % 8 == 0)
		sleep_for(20000);
}

static int enough(void)
{
	for (int i = 0; i < WORKERS; i++)
		if (rounds[i] <= 10)
			return 0;
	return handlers > 100;
}

static void handle(int signal, int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags | SA_RESTART};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

int main(void)
{
	uint32_t state = (uint32_t)now(CLOCK_REALTIME) % 2147483646 + 1;
	long long end = now(CLOCK_MONOTONIC) + DURATION, latest = end + PATIENCE;
	pthread_t thread[WORKERS + 1];

	printf("seed %u\n", state);
	first_sum = compute(1000);
	handle(SIGUSR1, SA_ONSTACK);
	handle(SIGUSR2, 0);
	handle(SIGRTMIN, SA_ONSTACK);
	for (long i = 0; i < WORKERS; i++)
		thread[i] = thread_start(work, (void *)i);
	thread[WORKERS] = thread_start(make_threads, NULL);
	for (int i = 0; i <= WORKERS; i++)
		CHECK(EVENTUALLY(__atomic_load_n(&ids[i], __ATOMIC_RELAXED)));
	while (now(CLOCK_MONOTONIC) < (enough() ? end : latest))
		bombard(&state);
	stop = 1;
	for (int i = 0; i <= WORKERS; i++)
		thread_join(thread[i]);
	CHECK(enough());
	return check_result();
}
