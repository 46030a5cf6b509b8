/* SPDX-License-Identifier: ISC */
/* Signals to oneself: default actions, handlers, masks, their order, and calls they
 * interrupt. */
#include "unit.h"

#include "sched/cpu.h"
#include "signal/action.h"
#include "syscalls.h"
#include "time/clock.h"

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };

static jmp_buf ended;
static uint64_t now, power_at = UINT64_MAX;
static char trace[100];

/* ---- the platform ---- */

_Noreturn void platform_exit(int status)
{
	longjmp(ended, status);
}

_Noreturn void crash(const char *reason, int signal)
{
	longjmp(ended, 1000 + signal);
}

uint64_t platform_clock_monotonic(void)
{
	return now;
}

uint64_t platform_clock_wall(void)
{
	return 1000 * SECOND + now;
}

unsigned platform_wait(unsigned events, uint64_t deadline)
{
	assert_true(deadline != UINT64_MAX || power_at != UINT64_MAX);
	if (power_at <= deadline) {
		now = power_at;
		power_at = UINT64_MAX;
		return PLATFORM_EVENT_SIGNAL;
	}
	now = deadline;
	return 0;
}

/* ---- helpers ---- */

/* What a signal to oneself ends with; 0: it went on. */
static int after(int signal)
{
	int status = setjmp(ended);

	if (!status)
		assert_int_equal(sys_kill(1, signal), 0);
	cpu_this()->inside = false;
	return status;
}

static uint64_t mask(int how, uint64_t set)
{
	uint64_t old;

	assert_int_equal(sys_rt_sigprocmask(how, &set, &old, 8), 0);
	return old;
}

static void handle_by(int signal, uintptr_t handler, unsigned long flags,
                      uint64_t blocked)
{
	struct action action = {handler, flags, 0, blocked};

	assert_int_equal(sys_rt_sigaction(signal, &action, NULL, 8), 0);
}

static void handle(int signal, void (*handler)(int), unsigned long flags,
                   uint64_t blocked)
{
	handle_by(signal, (uintptr_t)handler, flags, blocked);
}

static void note(int signal)
{
	sprintf(trace + strlen(trace), "%d ", signal);
	assert_false(cpu_this()->inside);
}

static void traced(const char *expected)
{
	assert_string_equal(trace, expected);
	trace[0] = 0;
}

static int start(void **unused)
{
	for (int signal = 1; signal <= SIGNALS; signal++)
		if (signal != SIGKILL && signal != SIGSTOP)
			handle(signal, NULL, 0, 0);
	signal_block(0);
	thread_this()->signals_pending = 0;
	cpu_this()->attention = false;
	trace[0] = 0;
	now = 0;
	power_at = UINT64_MAX;
	return 0;
}

/* ---- tests ---- */

static void defaults(void **unused)
{
	static const int quiet[] = {SIGHUP,  SIGINT,  SIGKILL,   SIGUSR1,   SIGUSR2,
	                            SIGPIPE, SIGALRM, SIGTERM,   SIGVTALRM, SIGPROF,
	                            SIGIO,   SIGPWR,  SIGSTKFLT, 34,        64};
	static const int loud[] = {SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
	                           SIGFPE,  SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS};
	static const int nothing[] = {0,       SIGCHLD, SIGCONT, SIGURG, SIGWINCH,
	                              SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};

	for (unsigned i = 0; i < sizeof quiet / sizeof *quiet; i++)
		assert_int_equal(after(quiet[i]), 128 + quiet[i]);
	for (unsigned i = 0; i < sizeof loud / sizeof *loud; i++)
		assert_int_equal(after(loud[i]), 1000 + loud[i]);
	for (unsigned i = 0; i < sizeof nothing / sizeof *nothing; i++)
		assert_int_equal(after(nothing[i]), 0);
}

static void to_whom(void **unused)
{
	assert_int_equal(sys_kill(0, 0), 0);
	assert_int_equal(sys_kill(-1, 0), 0);
	assert_int_equal(sys_kill(2, SIGTERM), -ESRCH);
	assert_int_equal(sys_kill(1, 65), -EINVAL);
	assert_int_equal(sys_kill(1, -1), -EINVAL);
	assert_int_equal(sys_tkill(2, SIGTERM), -ESRCH);
	assert_int_equal(sys_tgkill(1, 1, 0), 0);
	assert_int_equal(sys_tgkill(2, 1, SIGTERM), -ESRCH);
}

static void handlers(void **unused)
{
	struct action old;

	handle(SIGUSR1, note, 0, 0);
	assert_int_equal(after(SIGUSR1), 0);
	assert_int_equal(sys_tkill(1, SIGUSR1), 0);
	traced("10 10 ");
	handle_by(SIGUSR1, SIG_IGN, 0, 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("");
	handle(SIGUSR1, note, SA_RESETHAND, 0);
	assert_int_equal(after(SIGUSR1), 0);
	assert_int_equal(sys_rt_sigaction(SIGUSR1, NULL, &old, 8), 0);
	assert_int_equal(old.handler, SIG_DFL);
	assert_int_equal(after(SIGUSR1), 138);
	traced("10 ");
	assert_int_equal(sys_rt_sigaction(SIGKILL, &old, NULL, 8), -EINVAL);
	assert_int_equal(sys_rt_sigaction(SIGKILL, NULL, &old, 8), 0);
	assert_int_equal(sys_rt_sigaction(0, NULL, &old, 8), -EINVAL);
	assert_int_equal(sys_rt_sigaction(65, NULL, &old, 8), -EINVAL);
	assert_int_equal(sys_rt_sigaction(1, NULL, &old, 4), -EINVAL);
}

static void masks(void **unused)
{
	uint64_t pending;

	handle(SIGUSR1, note, 0, 0);
	handle(SIGUSR2, note, 0, 0);
	assert_int_equal(mask(SIG_BLOCK, signal_bit(SIGUSR1) | signal_bit(SIGUSR2) |
	                                         signal_bit(SIGKILL)),
	                 0);
	assert_int_equal(after(SIGUSR2), 0);
	assert_int_equal(after(SIGUSR1), 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("");
	assert_int_equal(sys_rt_sigpending(&pending, 8), 0);
	assert_int_equal(pending, signal_bit(SIGUSR1) | signal_bit(SIGUSR2));
	assert_int_equal(mask(SIG_UNBLOCK, signal_bit(SIGUSR1)),
	                 signal_bit(SIGUSR1) | signal_bit(SIGUSR2));
	traced("10 ");
	assert_int_equal(mask(SIG_SETMASK, 0), signal_bit(SIGUSR2));
	traced("12 ");
	assert_int_equal(after(SIGKILL), 137);
	/* a default action waits for the mask too */
	assert_int_equal(mask(SIG_SETMASK, ~0ull), 0);
	assert_int_equal(after(SIGTERM), 0);
	int status = setjmp(ended);
	if (!status)
		mask(SIG_SETMASK, 0);
	assert_int_equal(status, 143);
	assert_int_equal(sys_rt_sigprocmask(3, &pending, NULL, 8), -EINVAL);
	assert_int_equal(sys_rt_sigprocmask(3, NULL, &pending, 8), 0);
	assert_int_equal(sys_rt_sigprocmask(0, &pending, NULL, 4), -EINVAL);
}

static void raise_both(int signal)
{
	note(signal);
	if (strlen(trace) > 20)
		return;
	assert_int_equal(sys_kill(1, SIGUSR1), 0);
	assert_int_equal(sys_kill(1, SIGUSR2), 0);
	strcat(trace, "end ");
}

/* In a handler its own signal waits, and those of its mask; others come at once. */
static void nested(void **unused)
{
	handle(SIGUSR1, raise_both, 0, 0);
	handle(SIGUSR2, note, 0, 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("10 12 end 10 12 end 10 ");
	handle(SIGUSR1, raise_both, 0, signal_bit(SIGUSR2));
	assert_int_equal(after(SIGUSR1), 0);
	traced("10 end 10 end 10 end 10 12 ");
	handle(SIGUSR1, raise_both, SA_NODEFER, 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("10 10 10 10 10 10 10 12 end 12 end 12 end 12 end 12 end 12 end ");
}

static jmp_buf jumped;

static void jump(int signal)
{
	longjmp(jumped, signal);
}

/* A handler may leave by longjmp; as on Linux its signal stays blocked then. */
static void leaves_by_longjmp(void **unused)
{
	handle(SIGUSR1, jump, 0, 0);
	int from = setjmp(jumped);
	if (!from)
		sys_kill(1, SIGUSR1);
	assert_int_equal(from, SIGUSR1);
	assert_int_equal(mask(SIG_SETMASK, 0), signal_bit(SIGUSR1));
	from = setjmp(jumped);
	if (!from)
		sys_kill(1, SIGUSR1);
	assert_int_equal(from, SIGUSR1);
}

static int information_signal;

static void with_information(int signal, const int *information, const uint64_t *context)
{
	information_signal = information[0];
	assert_int_equal(signal, information[0]);
	assert_int_equal(context[37], signal_bit(SIGHUP));
}

static void information(void **unused)
{
	mask(SIG_SETMASK, signal_bit(SIGHUP));
	handle_by(SIGUSR2, (uintptr_t)with_information, 4, 0);
	assert_int_equal(after(SIGUSR2), 0);
	assert_int_equal(information_signal, SIGUSR2);
}

static void sleeping(void **unused)
{
	struct __kernel_timespec time = {2, 500000000}, rest = {0, 0},
	                         wrong = {0, 1000000000};

	assert_int_equal(sys_nanosleep(&time, &rest), 0);
	assert_int_equal(now, 2500000000);
	handle(SIGTERM, note, SA_RESTART, 0);
	power_at = now + 1000000000;
	assert_int_equal(sys_nanosleep(&time, &rest), -EINTR);
	assert_int_equal(rest.tv_sec, 1);
	assert_int_equal(rest.tv_nsec, 500000000);
	traced("15 ");
	/* to 1010 s of the wall clock, which is 10 s of the other */
	time = (struct __kernel_timespec){1010, 0};
	assert_int_equal(sys_clock_nanosleep(CLOCK_REALTIME, 1, &time, NULL), 0);
	assert_int_equal(now, 10000000000);
	assert_int_equal(sys_clock_nanosleep(CLOCK_REALTIME, 1, &time, NULL), 0);
	assert_int_equal(now, 10000000000);
	time = (struct __kernel_timespec){11, 0};
	assert_int_equal(sys_clock_nanosleep(CLOCK_MONOTONIC, 1, &time, NULL), 0);
	assert_int_equal(now, 11000000000);
	assert_int_equal(sys_clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL), 0);
	assert_int_equal(now, 22000000000);
	assert_int_equal(sys_clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &time, NULL),
	                 -EINVAL);
	assert_int_equal(sys_clock_nanosleep(99, 0, &time, NULL), -EINVAL);
	assert_int_equal(sys_nanosleep(&wrong, NULL), -EINVAL);
	wrong = (struct __kernel_timespec){-1, 0};
	assert_int_equal(sys_nanosleep(&wrong, NULL), -EINVAL);
	/* longer than the clock can count: until something happens */
	time = (struct __kernel_timespec){INT64_MAX, 999999999};
	power_at = now + 5;
	assert_int_equal(sys_nanosleep(&time, NULL), -EINTR);
}

static void pausing(void **unused)
{
	uint64_t none = 0;

	handle(SIGTERM, note, SA_RESTART, 0);
	power_at = 3;
	assert_int_equal(sys_pause(), -EINTR);
	mask(SIG_SETMASK, signal_bit(SIGTERM));
	assert_int_equal(after(SIGTERM), 0);
	traced("15 ");
	assert_int_equal(sys_rt_sigsuspend(&none, 8), -EINTR);
	traced("15 ");
	assert_int_equal(mask(SIG_SETMASK, 0), signal_bit(SIGTERM));
	power_at = 5;
	handle(SIGTERM, NULL, 0, 0);
	int status = setjmp(ended);
	if (!status)
		sys_pause();
	assert_int_equal(status, 143);
	cpu_this()->inside = false;
}

static void clocks(void **unused)
{
	struct __kernel_timespec time;
	struct __kernel_old_timeval old;
	int zone[2] = {1, 1};
	long seconds;

	now = 1234567890;
	assert_int_equal(sys_clock_gettime(CLOCK_MONOTONIC, &time), 0);
	assert_int_equal(time.tv_sec, 1);
	assert_int_equal(time.tv_nsec, 234567890);
	assert_int_equal(sys_clock_gettime(CLOCK_REALTIME, &time), 0);
	assert_int_equal(time.tv_sec, 1001);
	assert_int_equal(sys_clock_gettime(12, &time), -EINVAL);
	assert_int_equal(sys_clock_gettime(-1, &time), -EINVAL);
	assert_int_equal(sys_clock_getres(CLOCK_REALTIME, &time), 0);
	assert_int_equal(time.tv_nsec, 1);
	assert_int_equal(sys_clock_getres(CLOCK_REALTIME, NULL), 0);
	assert_int_equal(sys_gettimeofday(&old, zone), 0);
	assert_int_equal(old.tv_sec, 1001);
	assert_int_equal(old.tv_usec, 234567);
	assert_int_equal(zone[0], 0);
	assert_int_equal(sys_time(&seconds), 1001);
	assert_int_equal(seconds, 1001);
	bad_start = (char *)&time;
	bad_end = (char *)(&time + 1);
	assert_int_equal(sys_clock_gettime(CLOCK_REALTIME, &time), -EFAULT);
	assert_int_equal(sys_nanosleep(&time, NULL), -EFAULT);
	bad_start = bad_end = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(defaults, start),
	        cmocka_unit_test_setup(to_whom, start),
	        cmocka_unit_test_setup(handlers, start),
	        cmocka_unit_test_setup(masks, start),
	        cmocka_unit_test_setup(nested, start),
	        cmocka_unit_test_setup(leaves_by_longjmp, start),
	        cmocka_unit_test_setup(information, start),
	        cmocka_unit_test_setup(sleeping, start),
	        cmocka_unit_test_setup(pausing, start),
	        cmocka_unit_test_setup(clocks, start),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
