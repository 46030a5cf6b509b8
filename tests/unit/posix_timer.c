/* SPDX-License-Identifier: ISC */
/* timer_create(2)'s timers on a clock that is played: which signal comes, how many
 * periods it stands for, also where the timer's own look comes late. */
#include "unit.h"

#include "sched/timer.h"
#include "signal/action.h"
#include "signal/deliver.h"
#include "signal/queue.h"
#include "syscalls.h"
#include "time/clock.h"

#define MILLISECOND 1000000ull
#define REAL_TIME   40 /* a signal */

static uint64_t now;

/* ---- the platform and the scheduler ---- */

uint64_t platform_clock_monotonic(void)
{
	return now;
}

uint64_t platform_clock_wall(void)
{
	return 1000 * SECOND + now;
}

void platform_timer_set(uint64_t deadline)
{
}

_Noreturn void platform_exit(int status)
{
	abort();
}

_Noreturn void crash(const char *reason, int signal)
{
	abort();
}

_Noreturn void thread_leave(void)
{
	abort();
}

void *memory_map(size_t size)
{
	return calloc(1, size);
}

void platform_signals_want(uint64_t set)
{
}

uint64_t platform_signals_take(void)
{
	return 0;
}

void sched_begin(void)
{
}

void thread_wake(struct thread *thread)
{
}

void cpu_interrupt(struct cpu *cpu)
{
}

void signal_deliver(struct platform_frame *frame, void *vector)
{
}

int thread_sleep(struct lock *lock, uint64_t deadline)
{
	abort();
}

long attend(long result)
{
	return result;
}

long call_blocking(long (*body)(void *), void *arguments)
{
	enter();
	return leave(body(arguments));
}

/* ---- helpers ---- */

static int make(int signal, uint64_t value)
{
	struct {
		uint64_t value;
		int signal, notify, padding[12];
	} event = {.value = value, .signal = signal};
	int id = -1;

	assert_int_equal(sys_timer_create(CLOCK_MONOTONIC, (void *)&event, &id), 0);
	return id;
}

static struct __kernel_timespec in_milliseconds(uint64_t time)
{
	return timespec_of(time * MILLISECOND);
}

/* In milliseconds. */
static void set(int id, uint64_t first, uint64_t period)
{
	struct __kernel_itimerspec time = {in_milliseconds(period),
	                                   in_milliseconds(first)};

	assert_int_equal(sys_timer_settime(id, 0, &time, NULL), 0);
}

/* Until the timer comes next, in milliseconds, rounded up. */
static uint64_t left(int id)
{
	struct __kernel_itimerspec time;

	assert_int_equal(sys_timer_gettime(id, &time), 0);
	return ((uint64_t)time.it_value.tv_sec * SECOND +
	        (uint64_t)time.it_value.tv_nsec + MILLISECOND - 1) /
	       MILLISECOND;
}

/* The clock goes on, and nobody has looked at it yet. */
static void pass(uint64_t milliseconds)
{
	now += milliseconds * MILLISECOND;
}

static void look(void)
{
	enter();
	timers_expire(&unit_cpu);
	leave(0);
}

/* The clock goes on, and the timers come as they are due. */
static void run(uint64_t milliseconds)
{
	while (milliseconds--) {
		pass(1);
		look();
	}
}

static void takes(int signal, uint64_t value, int overrun)
{
	const struct __kernel_timespec at_once = {0, 0};
	const uint64_t all = ~0ull;
	struct {
		struct signal_information information;
		char rest[128 - sizeof(struct signal_information)];
	} taken;

	assert_int_equal(sys_rt_sigtimedwait(&all, &taken, &at_once, 8), signal);
	assert_int_equal(taken.information.code, SI_TIMER);
	assert_int_equal(taken.information.timer.value, value);
	assert_int_equal(taken.information.timer.overrun, overrun);
	assert_int_equal(sys_timer_getoverrun(taken.information.timer.id), overrun);
}

static void takes_nothing(void)
{
	const struct __kernel_timespec at_once = {0, 0};
	const uint64_t all = ~0ull;

	assert_int_equal(sys_rt_sigtimedwait(&all, NULL, &at_once, 8), -EAGAIN);
}

static void ignore(int signal, bool ignored)
{
	struct action action = {.handler = ignored ? SIG_IGN : SIG_DFL};

	assert_int_equal(sys_rt_sigaction(signal, &action, NULL, 8), 0);
}

static void block(uint64_t blocked)
{
	assert_int_equal(sys_rt_sigprocmask(2 /* SIG_SETMASK */, &blocked, NULL, 8), 0);
}

static int start(void **unused)
{
	cpus[0] = &unit_cpu;
	cpus_started = 1;
	ignore(REAL_TIME, false);
	block(~0ull);
	return 0;
}

/* ---- tests ---- */

static void once(void **unused)
{
	int id = make(REAL_TIME, 7);

	set(id, 10, 0);
	run(9);
	takes_nothing();
	assert_int_equal(left(id), 1);
	run(1);
	pass(100);
	takes(REAL_TIME, 7, 0);
	assert_int_equal(left(id), 0);
	run(100);
	takes_nothing();
	assert_int_equal(sys_timer_delete(id), 0);
}

/* All that are over when the signal is taken are counted then, whether or not the timer
 * has looked since it was sent. */
static void periods(void **unused)
{
	int id = make(REAL_TIME, 1);

	set(id, 10, 2);
	run(10);
	pass(2);
	takes(REAL_TIME, 1, 1);
	assert_int_equal(left(id), 2);
	look(); /* for the second one */
	takes_nothing();
	run(2);
	takes(REAL_TIME, 1, 0);
	run(27);
	pass(4);
	takes(REAL_TIME, 1, 14);
	pass(50); /* it comes late, and later once more */
	look();
	pass(2);
	look();
	takes(REAL_TIME, 1, 26 - 1);
	assert_int_equal(sys_timer_delete(id), 0);
	takes_nothing();
}

/* Those of a timer that is set anew, or isn't any more, are forgotten. */
static void set_anew(void **unused)
{
	int id = make(REAL_TIME, 1);

	set(id, 2, 2);
	run(9);
	takes(REAL_TIME, 1, 3);
	run(7);
	set(id, 10, 3);
	takes_nothing();
	assert_int_equal(sys_timer_getoverrun(id), 0);
	run(10);
	pass(3);
	takes(REAL_TIME, 1, 1);
	run(7);
	set(id, 0, 0);
	takes_nothing();
	run(7);
	takes_nothing();
	assert_int_equal(sys_timer_delete(id), 0);
}

/* Each has its own signal that waits, besides one that somebody sent. */
static void same_signal(void **unused)
{
	int first = make(SIGALRM, 1), second = make(SIGALRM, 2);
	const uint64_t all = ~0ull;
	const struct __kernel_timespec at_once = {0, 0};

	assert_int_equal(sys_kill(1, SIGALRM), 0);
	set(first, 1, 1);
	set(second, 2, 0);
	run(1);
	run(4);
	assert_int_equal(sys_kill(1, SIGALRM), 0);
	assert_int_equal(sys_rt_sigtimedwait(&all, NULL, &at_once, 8), SIGALRM);
	takes(SIGALRM, 1, 4);
	takes(SIGALRM, 2, 0);
	takes_nothing();
	assert_int_equal(signal_process.pending, 0);
	assert_int_equal(sys_timer_delete(first), 0);
	assert_int_equal(sys_timer_delete(second), 0);
}

/* What came while the signal was ignored counts when it isn't any more. */
static void ignored(void **unused)
{
	int id = make(REAL_TIME, 1);

	ignore(REAL_TIME, true);
	block(0);
	set(id, 2, 2);
	run(2);
	run(4);
	block(~0ull);
	ignore(REAL_TIME, false);
	takes_nothing();
	run(2);
	takes(REAL_TIME, 1, 3);
	run(4);
	ignore(REAL_TIME, true); /* the one that waits is dropped */
	takes_nothing();
	ignore(REAL_TIME, false);
	run(2);
	takes(REAL_TIME, 1, 2);
	assert_int_equal(sys_timer_delete(id), 0);
}

/* More than an int can count. */
static void most(void **unused)
{
	int id = make(REAL_TIME, 1);
	struct __kernel_itimerspec shortest = {{0, 1}, {0, 1}};

	assert_int_equal(sys_timer_settime(id, 0, &shortest, NULL), 0);
	run(1);
	pass(5000);
	takes(REAL_TIME, 1, INT32_MAX);
	assert_int_equal(sys_timer_delete(id), 0);
}

/* A period that no clock reaches the end of. */
static void longest(void **unused)
{
	int id = make(REAL_TIME, 1);
	struct __kernel_itimerspec longest = {{INT64_MAX, 999999999}, {0, 1}};

	assert_int_equal(sys_timer_settime(id, 0, &longest, NULL), 0);
	run(1);
	run(1);
	takes(REAL_TIME, 1, 0);
	run(1);
	takes_nothing();
	assert_int_equal(sys_timer_delete(id), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(once, start),
	        cmocka_unit_test_setup(periods, start),
	        cmocka_unit_test_setup(set_anew, start),
	        cmocka_unit_test_setup(same_signal, start),
	        cmocka_unit_test_setup(ignored, start),
	        cmocka_unit_test_setup(most, start),
	        cmocka_unit_test_setup(longest, start),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
