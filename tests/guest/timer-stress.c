/* SPDX-License-Identifier: ISC */
/*
 * Timers on all clocks, set, read and deleted by several threads at random, while they
 * come; threads spin and sleep meanwhile. The seed is printed, and taken from the first
 * argument.
 *
 * kvm: hardware
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <sys/time.h>

#define THREADS 4
#define TIMERS  8
#define ROUNDS  400

static volatile sig_atomic_t came;

static void handler(int signal)
{
	(void)signal;
	came = 1;
}

static unsigned next(unsigned *state, unsigned below)
{
	*state = (unsigned)((unsigned long long)*state * 48271 % 2147483647);
	return *state % below;
}

static struct itimerspec some_time(unsigned *state)
{
	struct itimerspec time = {{0, 0}, {0, next(state, 2000000)}};

	if (next(state, 2))
		time.it_interval.tv_nsec = next(state, 1000000);
	return time;
}

static void *work(void *seed)
{
	static const clockid_t clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME,
	                                   CLOCK_PROCESS_CPUTIME_ID,
	                                   CLOCK_THREAD_CPUTIME_ID};
	unsigned state = (unsigned)(uintptr_t)seed;
	int timers[TIMERS];

	for (int i = 0; i < TIMERS; i++) {
		struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
		                         .sigev_signo = SIGRTMIN + (int)next(&state, 3)};
		CHECK(syscall(SYS_timer_create, clocks[i % 4], &event, &timers[i]) == 0);
	}
	for (int round = 0; round < ROUNDS; round++) {
		int timer = timers[next(&state, TIMERS)];
		struct itimerspec time = some_time(&state);
		switch (next(&state, 5)) {
		case 0:
			CHECK(syscall(SYS_timer_gettime, timer, &time) == 0);
			break;
		case 1:
			time = (struct itimerspec){{0, 0}, {0, 0}};
			CHECK(syscall(SYS_timer_settime, timer, 0, &time, NULL) == 0);
			break;
		case 2:
			clock_nanosleep(CLOCK_MONOTONIC, 0, &time.it_value, NULL);
			break;
		case 3:
			for (volatile unsigned n = next(&state, 20000); n; n--) {
			}
			break;
		case 4:
			CHECK(syscall(SYS_timer_settime, timer, 0, &time, &time) == 0);
			break;
		}
	}
	for (int i = 0; i < TIMERS; i++)
		CHECK(syscall(SYS_timer_delete, timers[i]) == 0);
	return NULL;
}

int main(int argc, char **argv)
{
	uintptr_t seed = argc > 1 ? strtoul(argv[1], NULL, 10)
	                          : (uintptr_t)now(CLOCK_REALTIME) % 1000000 + 1;
	struct itimerval prof = {{0, 3000}, {0, 3000}}, off = {0};
	pthread_t threads[THREADS];

	printf("seed %lu\n", (unsigned long)seed);
	fflush(stdout);
	for (int i = 0; i < 3; i++)
		signal(SIGRTMIN + i, handler);
	signal(SIGPROF, handler);
	CHECK(setitimer(ITIMER_PROF, &prof, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_start(work, (void *)(seed + 1000 * (unsigned)i));
	for (int i = 0; i < THREADS; i++)
		thread_join(threads[i]);
	CHECK(setitimer(ITIMER_PROF, &off, NULL) == 0);
	CHECK(came);
	return check_result();
}
