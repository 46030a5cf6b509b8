/* SPDX-License-Identifier: ISC */
/*
 * Sleeping: never shorter than asked, on all clocks; what an interruption leaves; what is
 * refused.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <sys/time.h>

static volatile sig_atomic_t handled;

static void handler(int signal)
{
	handled = signal;
}

static void set_handler(int signal, void (*function)(int), int flags)
{
	struct sigaction action = {.sa_handler = function, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static void at_least(void)
{
	static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC,
	                                   CLOCK_BOOTTIME, CLOCK_TAI};
	static const long long times[] = {0, 1, 1000, 100000, 5 * MILLISECOND};

	for (unsigned i = 0; i < 4; i++)
		for (unsigned j = 0; j < 5; j++) {
			long long start = now(CLOCK_MONOTONIC);
			struct timespec time = timespec_of(times[j]), rest = {7, 7};
			CHECK(clock_nanosleep(clocks[i], 0, &time, &rest) == 0);
			CHECK(now(CLOCK_MONOTONIC) - start >= times[j]);
			CHECK(rest.tv_sec == 7); /* not touched */
			time = after(clocks[i], times[j]);
			CHECK(clock_nanosleep(clocks[i], TIMER_ABSTIME, &time, NULL) ==
			      0);
			CHECK(now(clocks[i]) >= time.tv_sec * SECOND + time.tv_nsec);
		}
}

static void interrupted(void)
{
	struct timespec time = {100, 0}, rest = {0, -1};
	struct disturber other;

	handled = 0;
	set_handler(SIGUSR1, handler, SA_RESTART); /* which doesn't count here */
	disturb(&other, pthread_self(), SIGUSR1);
	CHECK_FAILS(nanosleep(&time, &rest), EINTR);
	CHECK(handled == SIGUSR1);
	CHECK(rest.tv_sec >= 50 && rest.tv_sec < 100 && rest.tv_nsec >= 0 &&
	      rest.tv_nsec < SECOND);
	CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &rest) == EINTR);
	CHECK(rest.tv_sec >= 50 && rest.tv_sec < 100);
	rest = (struct timespec){3, 4};
	time = after(CLOCK_REALTIME, 100 * SECOND);
	CHECK(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, &rest) == EINTR);
	CHECK(rest.tv_sec == 3 && rest.tv_nsec == 4);
	time = (struct timespec){100, 0};
	CHECK_FAILS(syscall(SYS_nanosleep, &time, (void *)16), EFAULT);
	disturb_no_more(&other);
}

/* What is ignored or blocked doesn't wake anybody. */
static void not_interrupted(void)
{
	struct timespec time = timespec_of(150 * MILLISECOND), rest = {7, 7};
	struct disturber a, b;
	sigset_t set, pending;

	set_handler(SIGUSR1, SIG_IGN, 0);
	set_handler(SIGUSR2, handler, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	handled = 0;
	long long start = now(CLOCK_MONOTONIC);
	disturb(&a, pthread_self(), SIGUSR1);
	disturb(&b, pthread_self(), SIGUSR2);
	CHECK(nanosleep(&time, &rest) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 150 * MILLISECOND);
	CHECK(!handled);
	CHECK(EVENTUALLY(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR2)));
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	CHECK(handled == SIGUSR2);
	disturb_no_more(&a);
	disturb_no_more(&b);
}

static void refused(void)
{
	struct timespec time = {0, SECOND};

	CHECK_FAILS(nanosleep(&time, NULL), EINVAL);
	time.tv_nsec = -1;
	CHECK_FAILS(nanosleep(&time, NULL), EINVAL);
	CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINVAL);
	time = (struct timespec){-1, 0};
	CHECK_FAILS(nanosleep(&time, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_nanosleep, (void *)16, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (void *)16, NULL),
	            EFAULT);
	time = (struct timespec){0, 1};
	CHECK_FAILS(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &time, NULL),
	            EOPNOTSUPP);
	CHECK_FAILS(syscall(SYS_clock_nanosleep, CLOCK_REALTIME_COARSE, 0, &time, NULL),
	            EOPNOTSUPP);
	CHECK_FAILS(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &time, NULL),
	            EOPNOTSUPP);
	clockid_t own;
	pthread_getcpuclockid(pthread_self(), &own);
	CHECK_FAILS(syscall(SYS_clock_nanosleep, own, 0, &time, NULL), EINVAL);
}

static int go_on = 1;

static void *spin(void *clock)
{
	pthread_getcpuclockid(pthread_self(), clock);
	while (__atomic_load_n(&go_on, __ATOMIC_RELAXED)) {
	}
	return clock;
}

/* Until others have run so long. */
static void on_processor_time(void)
{
	clockid_t clock = CLOCK_REALTIME;
	pthread_t thread = thread_start(spin, &clock);
	struct timespec time = timespec_of(30 * MILLISECOND);
	long long start = now(CLOCK_PROCESS_CPUTIME_ID);

	CHECK(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &time, NULL) == 0);
	CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - start >= 30 * MILLISECOND);
	CHECK(EVENTUALLY(clock != CLOCK_REALTIME));
	time = after(clock, 30 * MILLISECOND);
	CHECK(clock_nanosleep(clock, TIMER_ABSTIME, &time, NULL) == 0);
	CHECK(now(clock) >= time.tv_sec * SECOND + time.tv_nsec);
	time = timespec_of(0);
	CHECK(clock_nanosleep(clock, TIMER_ABSTIME, &time, NULL) == 0);

	set_handler(SIGUSR1, handler, 0);
	struct timespec rest = {0, 0};
	struct disturber other;
	time = timespec_of(1000 * SECOND);
	disturb(&other, pthread_self(), SIGUSR1);
	CHECK(clock_nanosleep(clock, 0, &time, &rest) == EINTR);
	CHECK(rest.tv_sec > 900 && rest.tv_sec < 1000);
	disturb_no_more(&other);
	__atomic_store_n(&go_on, 0, __ATOMIC_SEQ_CST);
	thread_join(thread);
}

int main(void)
{
	at_least();
	interrupted();
	not_interrupted();
	refused();
	on_processor_time();
	return check_result();
}
