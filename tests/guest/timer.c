/* SPDX-License-Identifier: ISC */
/*
 * timer_create(2) and its family: each way to notify, each clock; times absolute and
 * relative; overruns; what is refused.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define SIGNAL (SIGRTMIN + 3)

static void *const bad = (void *)16;
static sigset_t set;

static timer_t make(clockid_t clock, int signal, intptr_t value)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal};
	timer_t timer = NULL;

	event.sigev_value.sival_ptr = (void *)value;
	CHECK(timer_create(clock, &event, &timer) == 0);
	return timer;
}

static struct itimerspec times(long long value, long long interval)
{
	return (struct itimerspec){timespec_of(interval), timespec_of(value)};
}

static void start(timer_t timer, int flags, long long value, long long interval)
{
	struct itimerspec time = times(value, interval);

	CHECK(timer_settime(timer, flags, &time, NULL) == 0);
}

static long long left(timer_t timer)
{
	struct itimerspec time = {{9, 9}, {9, 9}};

	CHECK(timer_gettime(timer, &time) == 0);
	return time.it_value.tv_sec * SECOND + time.it_value.tv_nsec;
}

/* The next signal within 20 seconds; its value, or -1. */
static long take(siginfo_t *information)
{
	struct timespec patience = {20, 0};

	memset(information, 0, sizeof *information);
	if (sigtimedwait(&set, information, &patience) < 0)
		return -1;
	return (long)(intptr_t)information->si_value.sival_ptr;
}

static bool nothing_comes(long long wait)
{
	struct timespec time = timespec_of(wait);

	return sigtimedwait(&set, NULL, &time) < 0 && errno == EAGAIN;
}

static void each_clock(void)
{
	static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC,
	                                   CLOCK_BOOTTIME, CLOCK_TAI};
	siginfo_t information;

	for (unsigned i = 0; i < 4; i++) {
		timer_t timer = make(clocks[i], SIGNAL, 42 + i);
		CHECK(left(timer) == 0);
		long long before = now(CLOCK_MONOTONIC);
		start(timer, 0, 20 * MILLISECOND, 0);
		long long rest = left(timer);
		CHECK(rest > 0 && rest <= 20 * MILLISECOND);
		CHECK(take(&information) == 42 + i);
		CHECK(now(CLOCK_MONOTONIC) - before >= 20 * MILLISECOND);
		CHECK(information.si_code == SI_TIMER && information.si_signo == SIGNAL);
		CHECK(information.si_overrun == 0);
		CHECK(left(timer) == 0);
		start(timer, TIMER_ABSTIME, now(clocks[i]) + 10 * MILLISECOND, 0);
		CHECK(take(&information) == 42 + i);
		start(timer, TIMER_ABSTIME, 1, 0); /* long over: at once */
		CHECK(take(&information) == 42 + i);
		CHECK(timer_delete(timer) == 0);
	}
}

static void in_order(void)
{
	timer_t timers[5];
	siginfo_t information;
	long long base = now(CLOCK_MONOTONIC) + 20 * MILLISECOND;

	for (int i = 0; i < 5; i++) {
		timers[i] = make(CLOCK_MONOTONIC, SIGNAL, i);
		start(timers[i], TIMER_ABSTIME, base + (4 - i) * 10 * MILLISECOND, 0);
	}
	for (int i = 4; i >= 0; i--)
		CHECK(take(&information) == i);
	for (int i = 0; i < 5; i++)
		CHECK(timer_delete(timers[i]) == 0);
}

/* While nobody takes the signal, it waits once, and the others are counted: all that are
 * over when it is taken, however slow the machine. */
static void overruns(void)
{
	timer_t timer = make(CLOCK_MONOTONIC, SIGNAL, 7);
	struct itimerspec old;
	siginfo_t information;

	long long before = now(CLOCK_MONOTONIC);
	start(timer, 0, 2 * MILLISECOND, 2 * MILLISECOND);
	long long after = now(CLOCK_MONOTONIC);
	sleep_for(50 * MILLISECOND);
	long long least = (now(CLOCK_MONOTONIC) - after) / (2 * MILLISECOND) - 1;
	CHECK(take(&information) == 7);
	long long most = (now(CLOCK_MONOTONIC) - before) / (2 * MILLISECOND) - 1;
	CHECK(least >= 24);
	CHECK(information.si_overrun >= least && information.si_overrun <= most);
	CHECK(timer_getoverrun(timer) == information.si_overrun);
	CHECK(take(&information) == 7);
	struct itimerspec off = times(0, 0);
	CHECK(timer_settime(timer, 0, &off, &old) == 0);
	CHECK(old.it_interval.tv_sec == 0 && old.it_interval.tv_nsec == 2 * MILLISECOND);
	CHECK(old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 2 * MILLISECOND);
	nothing_comes(0); /* one may have been on its way */
	CHECK(nothing_comes(10 * MILLISECOND));
	CHECK(timer_delete(timer) == 0);
}

static bool waits(int signal)
{
	sigset_t pending;

	return sigpending(&pending) == 0 && sigismember(&pending, signal);
}

/* The signal that waits goes with the setting that it was sent for (Linux 6.13). */
static void set_anew(void)
{
	timer_t timer = make(CLOCK_MONOTONIC, SIGNAL, 7);

	start(timer, 0, MILLISECOND, MILLISECOND);
	CHECK(EVENTUALLY(waits(SIGNAL)));
	start(timer, 0, 100 * SECOND, 0);
	CHECK(nothing_comes(0));
	CHECK(timer_getoverrun(timer) == 0);
	CHECK(timer_delete(timer) == 0);
}

/* One waits for each timer, also where the signal is of those that wait once. */
static void same_signal(void)
{
	timer_t timers[2] = {make(CLOCK_MONOTONIC, SIGVTALRM, 1),
	                     make(CLOCK_MONOTONIC, SIGVTALRM, 2)};
	struct timespec patience = {20, 0};
	sigset_t these;
	siginfo_t information;

	sigemptyset(&these);
	sigaddset(&these, SIGVTALRM);
	sigprocmask(SIG_BLOCK, &these, NULL);
	start(timers[0], 0, MILLISECOND, 0);
	CHECK(EVENTUALLY(waits(SIGVTALRM)));
	start(timers[1], 0, MILLISECOND, 0);
	CHECK(EVENTUALLY(left(timers[1]) == 0));
	for (int i = 0; i < 2; i++) {
		CHECK(sigtimedwait(&these, &information, &patience) == SIGVTALRM);
		CHECK(information.si_value.sival_int == 1 + i);
		CHECK(timer_delete(timers[i]) == 0);
	}
	sigprocmask(SIG_UNBLOCK, &these, NULL);
}

static volatile sig_atomic_t handled;
static volatile bool overran;

static void handler(int signal, siginfo_t *information, void *context)
{
	(void)context;
	(void)signal;
	handled++;
	overran |= information->si_overrun > 0;
}

/* A period of a nanosecond leaves time for the program; not so on Linux. */
#ifdef PLAIN_LINUX
#define SHORTEST (MILLISECOND / 5)
#else
#define SHORTEST 1
#endif

static void shortest_period(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	timer_t timer = make(CLOCK_MONOTONIC, SIGUSR1, 0);

	sigaction(SIGUSR1, &action, NULL);
	start(timer, 0, SHORTEST, SHORTEST);
	CHECK(EVENTUALLY(handled >= 100));
	CHECK(timer_delete(timer) == 0);
	CHECK(overran || SHORTEST > 1);
}

static void on_processor_time(void)
{
	clockid_t own;
	siginfo_t information;

	pthread_getcpuclockid(pthread_self(), &own);
	clockid_t clocks[] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, own};
	for (int i = 0; i < 3; i++) {
		timer_t timer = make(clocks[i], SIGNAL, i);
		long long end = now(clocks[i]) + 30 * MILLISECOND;
		start(timer, TIMER_ABSTIME, end, 0);
		CHECK(nothing_comes(100 * MILLISECOND)); /* asleep */
		while (now(clocks[i]) < end) {
		}
		/* Linux looks at each of its ticks */
		for (volatile int n = 0; n < 100000000 && left(timer); n++) {
		}
		CHECK(take(&information) == i);
		CHECK(timer_delete(timer) == 0);
	}
}

static void nobody(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_NONE};
	timer_t timer;

	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	start(timer, 0, 5 * MILLISECOND, 0);
	CHECK(left(timer) > 0);
	CHECK(EVENTUALLY(left(timer) == 0));
	start(timer, 0, 5 * MILLISECOND, 5 * MILLISECOND);
	sleep_for(20 * MILLISECOND);
	CHECK(left(timer) > 0 && left(timer) <= 5 * MILLISECOND);
	CHECK(timer_delete(timer) == 0);
}

static void usual_event(void)
{
	struct itimerspec time = times(MILLISECOND, 0);
	siginfo_t information;
	int id;
	sigset_t alarm;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, NULL);
	CHECK(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &id) == 0);
	CHECK(syscall(SYS_timer_settime, id, 0, &time, NULL) == 0);
	CHECK(sigwaitinfo(&alarm, &information) == SIGALRM);
	CHECK(information.si_code == SI_TIMER);
	CHECK(information.si_timerid == id);
	CHECK(information.si_value.sival_int == id);
	CHECK(syscall(SYS_timer_delete, id) == 0);
}

struct taker {
	sem_t runs;
	int id;
	long value;
};

static void *taker(void *argument)
{
	struct taker *taker = argument;
	siginfo_t information;

	taker->id = (int)syscall(SYS_gettid);
	sem_post(&taker->runs);
	taker->value = take(&information);
	return NULL;
}

static void for_a_thread(void)
{
	struct taker other;
	sem_init(&other.runs, 0, 0);
	pthread_t thread = thread_start(taker, &other);
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGNAL};
	timer_t timer;

	sem_wait(&other.runs);
	event.sigev_notify_thread_id = other.id;
	event.sigev_value.sival_ptr = (void *)77;
	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	start(timer, 0, 5 * MILLISECOND, 0);
	thread_join(thread);
	CHECK(other.value == 77);
	CHECK(nothing_comes(0));
	/* it has ended: nobody gets it */
	start(timer, 0, 5 * MILLISECOND, 0);
	CHECK(nothing_comes(20 * MILLISECOND));
	CHECK(timer_delete(timer) == 0);
	CHECK(EVENTUALLY(timer_create(CLOCK_MONOTONIC, &event, &timer) == -1 ||
	                 timer_delete(timer)));
	CHECK_FAILS(timer_create(CLOCK_MONOTONIC, &event, &timer), EINVAL);
}

static int notified;

static void notify(union sigval value)
{
	__atomic_store_n(&notified, value.sival_int, __ATOMIC_SEQ_CST);
}

static void a_new_thread(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD,
	                         .sigev_notify_function = notify,
	                         .sigev_value.sival_int = 99};
	timer_t timer;

	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	start(timer, 0, 5 * MILLISECOND, 0);
	CHECK(EVENTUALLY(__atomic_load_n(&notified, __ATOMIC_SEQ_CST) == 99));
	CHECK(timer_delete(timer) == 0);
}

static void refused(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 65};
	struct itimerspec time = times(0, 0);
	int id;

	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), EINVAL);
	event.sigev_signo = 0;
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), EINVAL);
	event = (struct sigevent){.sigev_notify = 3, .sigev_signo = 10};
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), EINVAL);
	event.sigev_notify = SIGEV_THREAD_ID;
	event.sigev_notify_thread_id = 99999999;
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &id), EINVAL);
	CHECK_FAILS(syscall(SYS_timer_create, 12345, NULL, &id), EINVAL);
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC_RAW, NULL, &id),
	            EOPNOTSUPP);
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_REALTIME_COARSE, NULL, &id),
	            EOPNOTSUPP);
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC, bad, &id), EFAULT);
	CHECK_FAILS(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, bad), EFAULT);
	CHECK(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &id) == 0);
	CHECK_FAILS(syscall(SYS_timer_settime, id, 0, NULL, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_timer_settime, id, 0, bad, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_timer_settime, id, 0, &time, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_timer_gettime, id, bad), EFAULT);
	time.it_value.tv_nsec = SECOND;
	CHECK_FAILS(syscall(SYS_timer_settime, id, 0, &time, NULL), EINVAL);
	time = (struct itimerspec){{-1, 0}, {0, 0}};
	CHECK_FAILS(syscall(SYS_timer_settime, id, 0, &time, NULL), EINVAL);
	CHECK(syscall(SYS_timer_getoverrun, id) == 0);
	CHECK(syscall(SYS_timer_delete, id) == 0);
	time = times(0, 0);
	CHECK_FAILS(syscall(SYS_timer_delete, id), EINVAL);
	CHECK_FAILS(syscall(SYS_timer_settime, id, 0, &time, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_timer_gettime, id, &time), EINVAL);
	CHECK_FAILS(syscall(SYS_timer_getoverrun, id), EINVAL);
}

static void many(void)
{
	static int ids[500];
	struct itimerspec time = times(100 * SECOND, 0);

	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 500; i++) {
			CHECK(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &ids[i]) ==
			      0);
			CHECK(syscall(SYS_timer_settime, ids[i], 0, &time, NULL) == 0);
		}
		for (int i = 0; i < 500; i++)
			CHECK(syscall(SYS_timer_delete, ids[i * 7 % 500]) == 0);
	}
}

int main(void)
{
	sigemptyset(&set);
	sigaddset(&set, SIGNAL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	each_clock();
	in_order();
	overruns();
	set_anew();
	same_signal();
	shortest_period();
	on_processor_time();
	nobody();
	usual_event();
	for_a_thread();
	a_new_thread();
	refused();
	many();
	return check_result();
}
