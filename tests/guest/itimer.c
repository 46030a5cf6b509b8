/* SPDX-License-Identifier: ISC */
/*
 * Interval timers and alarm(2): they come while the program spins and while it sleeps,
 * again and again, and not after they were taken back.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <stdbool.h>
#include <sys/time.h>

static volatile sig_atomic_t counts[NSIG];
static volatile sig_atomic_t code = -1;

static void handler(int signal, siginfo_t *information, void *context)
{
	(void)context;
	counts[signal]++;
	code = information->si_code;
}

static struct itimerval timeval(long long value, long long interval)
{
	return (struct itimerval){{interval / SECOND, interval % SECOND / 1000},
	                          {value / SECOND, value % SECOND / 1000}};
}

static long long nanoseconds(struct timeval time)
{
	return time.tv_sec * SECOND + time.tv_usec * 1000;
}

/* Spin until the signal has come so often; false when that takes too long. */
static bool comes(int signal, int times)
{
	long long end = now(CLOCK_MONOTONIC) + PATIENCE;

	while (counts[signal] < times && now(CLOCK_MONOTONIC) < end) {
	}
	return counts[signal] >= times;
}

static void spinning(int kind, int signal, clockid_t clock)
{
	struct itimerval five = timeval(5 * MILLISECOND, 5 * MILLISECOND), off = {0}, old;
	long long start = now(clock);

	counts[signal] = 0;
	CHECK(setitimer(kind, &five, NULL) == 0);
	CHECK(comes(signal, 4));
	CHECK(code == SI_KERNEL);
	CHECK(now(clock) - start >= 15 * MILLISECOND); /* Linux's clock has ticks */
	CHECK(getitimer(kind, &old) == 0);
	CHECK(nanoseconds(old.it_interval) == 5 * MILLISECOND);
	CHECK(nanoseconds(old.it_value) > 0 &&
	      nanoseconds(old.it_value) <= 15 * MILLISECOND);
	CHECK(setitimer(kind, &off, &old) == 0);
	CHECK(nanoseconds(old.it_interval) == 5 * MILLISECOND);
	int last = counts[signal];
	sleep_for(30 * MILLISECOND);
	CHECK(counts[signal] == last);
	CHECK(getitimer(kind, &old) == 0 && nanoseconds(old.it_value) == 0);
}

static void asleep(void)
{
	struct itimerval ten = timeval(10 * MILLISECOND, 10 * MILLISECOND), off = {0};
	struct timespec time = {50, 0};

	counts[SIGALRM] = 0;
	CHECK(setitimer(ITIMER_REAL, &ten, NULL) == 0);
	CHECK_FAILS(nanosleep(&time, NULL), EINTR);
	CHECK(counts[SIGALRM] > 0);
	CHECK(setitimer(ITIMER_REAL, &off, NULL) == 0);
}

static void once(void)
{
	struct itimerval ten = timeval(10 * MILLISECOND, 0), old;

	counts[SIGALRM] = 0;
	CHECK(setitimer(ITIMER_REAL, &ten, NULL) == 0);
	CHECK(comes(SIGALRM, 1));
	CHECK(getitimer(ITIMER_REAL, &old) == 0 && nanoseconds(old.it_value) == 0);
	sleep_for(30 * MILLISECOND);
	CHECK(counts[SIGALRM] == 1);
}

/* It doesn't come while this thread sleeps longer than it would take. */
static bool stands(const struct itimerval *time)
{
	struct itimerval off = {0}, old;

	counts[SIGPROF] = 0;
	CHECK(setitimer(ITIMER_PROF, time, NULL) == 0);
	sleep_for(400 * MILLISECOND);
	CHECK(setitimer(ITIMER_PROF, &off, &old) == 0);
	return counts[SIGPROF] == 0 && nanoseconds(old.it_value) > 0;
}

/* Nobody runs, so no processor time passes: once at least the layer below lets that be
 * seen. */
static void standing(void)
{
	struct itimerval time = timeval(100 * MILLISECOND, 0);

	CHECK(EVENTUALLY(stands(&time)));
	/* and when somebody does, it goes on */
	counts[SIGPROF] = 0;
	CHECK(setitimer(ITIMER_PROF, &time, NULL) == 0);
	sleep_for(50 * MILLISECOND);
	CHECK(comes(SIGPROF, 1));
}

static void alarms(void)
{
	struct itimerval off = {0}, time;

	CHECK(alarm(100) == 0);
	unsigned left = alarm(200);
	CHECK(left <= 100 && left >= 50);
	CHECK(getitimer(ITIMER_REAL, &time) == 0);
	CHECK(time.it_value.tv_sec >= 150 && time.it_value.tv_sec <= 200);
	CHECK(time.it_interval.tv_sec == 0 && time.it_interval.tv_usec == 0);
	CHECK(setitimer(ITIMER_REAL, &off, NULL) == 0);
	CHECK(syscall(SYS_alarm, 50) == 0);
	left = (unsigned)syscall(SYS_alarm, 0);
	CHECK(left >= 10 && left <= 50);
	CHECK(alarm(0) == 0);
	counts[SIGALRM] = 0;
	alarm(1);
	long long start = now(CLOCK_MONOTONIC);
	CHECK(comes(SIGALRM, 1));
	CHECK(now(CLOCK_MONOTONIC) - start >= 900 * MILLISECOND);
}

static void refused(void)
{
	struct itimerval time = {{0, 1000000}, {1, 0}};

	CHECK_FAILS(setitimer(ITIMER_REAL, &time, NULL), EINVAL);
	time = (struct itimerval){{0, 0}, {-1, 0}};
	CHECK_FAILS(setitimer(ITIMER_REAL, &time, NULL), EINVAL);
	time = (struct itimerval){{0, 0}, {0, -1}};
	CHECK_FAILS(setitimer(ITIMER_REAL, &time, NULL), EINVAL);
	time = (struct itimerval){0};
	CHECK_FAILS(setitimer(3, &time, NULL), EINVAL);
	CHECK_FAILS(getitimer(-1, &time), EINVAL);
	CHECK_FAILS(syscall(SYS_getitimer, ITIMER_REAL, (void *)16), EFAULT);
	CHECK_FAILS(syscall(SYS_setitimer, ITIMER_REAL, (void *)16, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_setitimer, ITIMER_REAL, &time, (void *)16), EFAULT);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGVTALRM, &action, NULL);
	sigaction(SIGPROF, &action, NULL);
	spinning(ITIMER_REAL, SIGALRM, CLOCK_MONOTONIC);
	spinning(ITIMER_VIRTUAL, SIGVTALRM, CLOCK_PROCESS_CPUTIME_ID);
	spinning(ITIMER_PROF, SIGPROF, CLOCK_PROCESS_CPUTIME_ID);
	asleep();
	once();
	standing();
	alarms();
	refused();
	return check_result();
}
