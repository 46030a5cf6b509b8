/* SPDX-License-Identifier: ISC */
/* Signals without threads that run: where one waits, whom it wakes, what it does when a
 * thread leaves; masks, queues, what the platform is asked for. The scheduler and the
 * signal frame are played. */
#include "unit.h"

#include "sched/ready.h"
#include "sched/wait.h"
#include "signal/deliver.h"
#include "signal/mask.h"
#include "signal/queue.h"
#include "signal/stack.h"
#include "syscalls.h"
#include "time/clock.h"

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };

static jmp_buf ended;
static uint64_t now, wanted, outside;
static unsigned wants;      /* how often the platform was asked */
static bool no_memory;      /* the libos gets none */
static bool no_stack;       /* a signal frame can't be written */
static char trace[200];     /* handlers that were called */
static struct thread other; /* a second thread, which sleeps */
static bool other_woken;
static struct signal_information last;
static void (*during_sleep)(void);

/* ---- the platform and the scheduler ---- */

_Noreturn void platform_exit(int status)
{
	longjmp(ended, status);
}

_Noreturn void crash(const char *reason, int signal)
{
	longjmp(ended, 1000 + signal);
}

_Noreturn void signal_crash(const struct platform_frame *frame, const char *reason,
                            int signal)
{
	longjmp(ended, 1000 + signal);
}

void platform_signals_want(uint64_t set)
{
	wanted = set;
	wants++;
}

uint64_t platform_signals_take(void)
{
	uint64_t set = outside;

	outside = 0;
	return set;
}

uint64_t platform_clock_monotonic(void)
{
	return now;
}

uint64_t platform_clock_wall(void)
{
	return 1000 * SECOND + now;
}

void *memory_map(size_t size)
{
	return no_memory ? NULL : calloc(1, size);
}

void sched_begin(void)
{
}

void thread_wake(struct thread *thread)
{
	if (thread == &other)
		other_woken = true;
}

void thread_yield(void)
{
}

_Noreturn void thread_leave(void)
{
	abort();
}

void cpu_interrupt(struct cpu *cpu)
{
	cpu->attention = 1;
}

int thread_sleep(struct lock *lock, uint64_t deadline)
{
	if (during_sleep)
		during_sleep();
	during_sleep = NULL;
	if (signal_waits(thread_this()))
		return -RESTART_SYS;
	assert_true(deadline != UINT64_MAX);
	now = deadline;
	return -ETIMEDOUT;
}

/* The frame of a call of which signal_deliver() sees nothing but the result. */
static struct platform_frame frame;

long attend(long result)
{
	frame.cause = CAUSE_CALL;
	frame.rax = (uint64_t)result;
	enter();
	while (cpu_this()->attention) {
		cpu_this()->attention = 0;
		signal_deliver(&frame, NULL);
	}
	leave(0);
	return (long)frame.rax;
}

long call_blocking(long (*body)(void *), void *arguments)
{
	enter();
	return leave(body(arguments));
}

/* The handler "runs" at once; rt_sigreturn() is done by the tests that look at masks. */
int signal_frame_push(struct platform_frame *to, void *vector,
                      const struct signal_information *information,
                      const struct action *action, uint64_t mask)
{
	if (no_stack)
		return -EFAULT;
	if (is_restart((long)to->rax))
		to->rax = (uint64_t)-EINTR;
	sprintf(trace + strlen(trace), "%d ", information->signal);
	last = *information;
	return 0;
}

/* ---- helpers ---- */

/* What a signal to the process ends with; 0: it went on. */
static int after(int signal)
{
	int status = setjmp(ended);

	if (!status)
		assert_int_equal(sys_kill(1, signal), 0);
	unit_cpu.inside = 0;
	signal_lock.held = false;
	return status;
}

static uint64_t mask(int how, uint64_t set)
{
	uint64_t old;

	assert_int_equal(sys_rt_sigprocmask(how, &set, &old, 8), 0);
	return old;
}

static void handle(int signal, uintptr_t handler, unsigned long flags, uint64_t blocked)
{
	struct action action = {handler, flags | SA_RESTORER, 0, blocked};

	assert_int_equal(sys_rt_sigaction(signal, &action, NULL, 8), 0);
}

#define HANDLER 0x1000

static void traced(const char *expected)
{
	assert_string_equal(trace, expected);
	trace[0] = 0;
}

static void send(int thread, int signal, int code, uint64_t value)
{
	const struct signal_information information = {
	        .signal = signal, .code = code, .sender.value = value};

	enter();
	assert_int_equal(signal_send(thread, &information), 0);
	leave(0);
}

static int start(void **unused)
{
	signal_flush(~0ull);
	for (int signal = 1; signal <= SIGNALS; signal++)
		if (signal != SIGKILL && signal != SIGSTOP)
			handle(signal, SIG_DFL, 0, 0);
	mask(SIG_SETMASK, 0);
	thread_this()->signals.restore = false;
	unit_cpu.attention = 0;
	cpus[0] = &unit_cpu;
	cpus_started = 1;
	trace[0] = 0;
	no_memory = no_stack = other_woken = false;
	now = 0;
	return 0;
}

static int start_two(void **unused)
{
	start(NULL);
	memset(&other, 0, sizeof other);
	other.id = 2;
	signal_thread_begin(&other, thread_this());
	return 0;
}

static int end_two(void **unused)
{
	signal_thread_end(&other);
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
	assert_int_equal(sys_kill(-1, 0), -ESRCH); /* all others */
	assert_int_equal(sys_kill(2, SIGTERM), -ESRCH);
	assert_int_equal(sys_kill(2, 65), -ESRCH);
	assert_int_equal(sys_kill(1, 65), -EINVAL);
	assert_int_equal(sys_kill(1, -1), -EINVAL);
	assert_int_equal(sys_tkill(2, SIGTERM), -ESRCH);
	assert_int_equal(sys_tkill(0, SIGTERM), -EINVAL);
	assert_int_equal(sys_tkill(-1, SIGTERM), -EINVAL);
	assert_int_equal(sys_tgkill(1, 1, 0), 0);
	assert_int_equal(sys_tgkill(1, 0, 0), -EINVAL);
	assert_int_equal(sys_tgkill(0, 1, 0), -EINVAL);
	assert_int_equal(sys_tgkill(2, 1, SIGTERM), -ESRCH);
	assert_int_equal(sys_tgkill(1, 1, 65), -EINVAL);
}

static void handlers(void **unused)
{
	struct action old;

	handle(SIGUSR1, HANDLER, 0, 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("10 ");
	/* it is blocked now, as nobody has returned */
	assert_int_equal(after(SIGUSR1), 0);
	traced("");
	assert_int_equal(mask(SIG_SETMASK, 0), signal_bit(SIGUSR1));
	traced("10 ");
	mask(SIG_SETMASK, 0);
	handle(SIGUSR1, SIG_IGN, 0, 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("");
	handle(SIGUSR1, HANDLER, SA_RESETHAND | SA_NODEFER, signal_bit(SIGHUP));
	assert_int_equal(after(SIGUSR1), 0);
	assert_int_equal(sys_rt_sigaction(SIGUSR1, NULL, &old, 8), 0);
	assert_int_equal(old.handler, SIG_DFL);
	assert_int_equal(mask(SIG_SETMASK, 0), signal_bit(SIGHUP));
	assert_int_equal(after(SIGUSR1), 138);
	traced("10 ");
	assert_int_equal(sys_rt_sigaction(SIGKILL, &old, NULL, 8), -EINVAL);
	assert_int_equal(sys_rt_sigaction(SIGKILL, NULL, &old, 8), 0);
	assert_int_equal(sys_rt_sigaction(0, NULL, &old, 8), -EINVAL);
	assert_int_equal(sys_rt_sigaction(65, NULL, &old, 8), -EINVAL);
	assert_int_equal(sys_rt_sigaction(1, NULL, &old, 4), -EINVAL);
}

/* A handler that can't be called is SIGSEGV, and the end when that is the one. */
static void without_a_stack(void **unused)
{
	no_stack = true;
	handle(SIGUSR1, HANDLER, 0, 0);
	assert_int_equal(after(SIGUSR1), 1000 + SIGSEGV);
	handle(SIGSEGV, HANDLER, 0, 0);
	assert_int_equal(after(SIGUSR1), 1000 + SIGSEGV);
	assert_int_equal(after(SIGSEGV), 1000 + SIGSEGV);
}

static void masks(void **unused)
{
	uint64_t pending;

	handle(SIGUSR1, HANDLER, 0, 0);
	handle(SIGUSR2, HANDLER, 0, 0);
	assert_int_equal(mask(SIG_BLOCK, signal_bit(SIGUSR1) | signal_bit(SIGUSR2) |
	                                         signal_bit(SIGKILL)),
	                 0);
	assert_int_equal(after(SIGUSR2), 0);
	assert_int_equal(after(SIGUSR1), 0);
	assert_int_equal(after(SIGUSR1), 0);
	traced("");
	assert_int_equal(sys_rt_sigpending(&pending, 8), 0);
	assert_int_equal(pending, signal_bit(SIGUSR1) | signal_bit(SIGUSR2));
	assert_int_equal(sys_rt_sigpending(&pending, 9), -EINVAL);
	assert_int_equal(mask(SIG_UNBLOCK, signal_bit(SIGUSR1)),
	                 signal_bit(SIGUSR1) | signal_bit(SIGUSR2));
	traced("10 ");
	mask(SIG_SETMASK, 0);
	traced("12 ");
	assert_int_equal(after(SIGKILL), 137);
	/* a default action waits for the mask too */
	mask(SIG_SETMASK, ~0ull);
	assert_int_equal(after(SIGTERM), 0);
	int status = setjmp(ended);
	if (!status)
		mask(SIG_SETMASK, 0);
	unit_cpu.inside = 0;
	assert_int_equal(status, 143);
	assert_int_equal(sys_rt_sigprocmask(3, &pending, NULL, 8), -EINVAL);
	assert_int_equal(sys_rt_sigprocmask(3, NULL, &pending, 8), 0);
	assert_int_equal(sys_rt_sigprocmask(0, &pending, NULL, 4), -EINVAL);
}

static void stopping_and_going_on(void **unused)
{
	mask(SIG_SETMASK, ~0ull);
	handle(SIGTSTP, HANDLER, 0, 0);
	handle(SIGCONT, HANDLER, 0, 0);
	send(0, SIGTSTP, SI_USER, 0);
	assert_int_equal(signal_process.pending, signal_bit(SIGTSTP));
	send(1, SIGCONT, SI_USER, 0);
	assert_int_equal(signal_process.pending, 0);
	assert_int_equal(thread_this()->signals.queue.pending, signal_bit(SIGCONT));
	send(0, SIGTSTP, SI_USER, 0);
	assert_int_equal(thread_this()->signals.queue.pending, 0);
	handle(SIGTSTP, SIG_IGN, 0, 0); /* what waits is dropped */
	assert_int_equal(signal_process.pending, 0);
}

static void queues(void **unused)
{
	for (int signal = 40; signal < 43; signal++)
		handle(signal, HANDLER, SA_NODEFER, 0);
	handle(SIGBUS, HANDLER, SA_NODEFER, 0);
	handle(SIGHUP, HANDLER, SA_NODEFER, 0);
	mask(SIG_SETMASK, ~0ull);
	send(0, 42, SI_QUEUE, 1);
	send(0, 40, SI_QUEUE, 2);
	send(1, 42, SI_QUEUE, 3);
	send(0, 40, SI_QUEUE, 4);
	send(0, SIGHUP, SI_QUEUE, 5);
	send(0, SIGHUP, SI_QUEUE, 6);
	send(0, SIGBUS, SI_USER, 7);
	mask(SIG_SETMASK, 0);
	/* the thread's own, faults' signals, and then by number */
	traced("42 7 1 40 40 42 ");
	assert_int_equal(last.sender.value, 1);
	assert_null(signal_process.first);
}

/* Without memory for items: sigqueue() fails, kill() goes on without information. */
static void no_items(void **unused)
{
	struct signal_information queued = {
	        .signal = 50, .code = SI_QUEUE, .sender.value = 1};
	unsigned count = 0;

	handle(50, HANDLER, SA_NODEFER, 0);
	mask(SIG_SETMASK, ~0ull);
	no_memory = true;
	while (!signal_send(0, &queued))
		assert_true(++count < 100000);
	assert_int_equal(signal_send(0, &queued), -EAGAIN);
	queued.code = SI_USER;
	assert_int_equal(signal_send(0, &queued), 0);
	no_memory = false;
	mask(SIG_SETMASK, 0);
	assert_int_equal(last.sender.value, count ? 1 : 0);
	assert_int_equal(signal_process.pending, 0);
	trace[0] = 0;
	/* the limit */
	queued.code = SI_QUEUE;
	mask(SIG_SETMASK, ~0ull);
	for (count = 0; !signal_send(0, &queued); count++) {
	}
	assert_int_equal(count, SIGNALS_QUEUED);
	/* one of the kernel's own, below the real-time ones, isn't held to it */
	send(0, SIGHUP, SI_USER, 9);
	assert_int_equal(signal_process.last->information.signal, SIGHUP);
	signal_flush(~0ull);
	assert_null(signal_process.first);
}

/* A timer's item: sent again while it waits, it counts. */
static void items(void **unused)
{
	static struct signal_item item = {
	        .information = {.signal = 45, .code = SI_TIMER}};
	static struct signal_item second = {
	        .information = {.signal = 45, .code = SI_TIMER}};

	mask(SIG_SETMASK, ~0ull);
	handle(45, HANDLER, SA_NODEFER, 0);
	assert_true(signal_send_item(0, &item, 1));
	assert_false(signal_send_item(0, &item, 1));
	assert_false(signal_send_item(0, &item, 5));
	assert_int_equal(signal_overrun(&item), 0);
	mask(SIG_SETMASK, 0);
	traced("45 ");
	assert_int_equal(last.timer.overrun, 6);
	assert_int_equal(signal_overrun(&item), 6);
	mask(SIG_SETMASK, ~0ull);
	assert_true(signal_send_item(0, &item, 3));
	mask(SIG_SETMASK, 0);
	assert_int_equal(last.timer.overrun, 2);
	mask(SIG_SETMASK, ~0ull);
	trace[0] = 0;
	assert_true(signal_send_item(0, &item, UINT32_MAX));
	assert_false(signal_send_item(0, &item, UINT32_MAX));
	assert_true(signal_send_item(0, &second, 1));
	assert_int_equal(item.overrun, INT32_MAX);
	signal_withdraw(&item);
	signal_withdraw(&item);
	assert_int_equal(signal_process.pending, signal_bit(45));
	signal_withdraw(&second);
	assert_int_equal(signal_process.pending, 0);
	assert_false(signal_send_item(7, &item, 1)); /* no such thread */
	handle(45, SIG_IGN, 0, 0);
	mask(SIG_SETMASK, 0);
	assert_false(signal_send_item(0, &item, 1));
	assert_null(item.queue);
	traced("");
}

/* To the process: the main thread first, another one where that blocks it. */
static void two_threads(void **unused)
{
	handle(SIGUSR1, HANDLER, SA_NODEFER, 0);
	send(0, SIGUSR1, SI_USER, 0);
	assert_false(other_woken);
	traced("10 ");
	mask(SIG_SETMASK, signal_bit(SIGUSR1));
	send(0, SIGUSR1, SI_USER, 0);
	assert_true(other_woken);
	assert_true(signal_waits(&other));
	traced("");
	/* a signal to a thread that blocks it wakes nobody */
	other_woken = false;
	other.signals.blocked = ~0ull;
	send(2, SIGUSR1, SI_USER, 0);
	assert_false(other_woken);
	assert_false(signal_waits(&other));
	other.signals.blocked = 0;
	assert_true(signal_waits(&other));
	assert_int_equal(sys_tkill(2, SIGUSR1), 0);
}

/* What a thread won't take any more is for another one. */
static void handed_on(void **unused)
{
	const struct signal_information information = {.signal = SIGUSR1};

	handle(SIGUSR1, HANDLER, 0, 0);
	enter();
	signal_send(0, &information);
	assert_false(other_woken);
	signal_mask_set(signal_bit(SIGUSR1));
	assert_true(other_woken);
	leave(0);
	traced("");
}

/* What it should have taken for the process goes to another one. */
static void end_of_a_thread(void **unused)
{
	const struct signal_information information = {.signal = SIGUSR1};

	handle(SIGUSR1, HANDLER, 0, 0);
	enter();
	signal_send(0, &information);
	assert_false(other_woken);
	signal_thread_end(thread_this());
	assert_true(other_woken);
	assert_int_equal(signal_send(2, &information), 0);
	other_woken = false;
	/* the main thread comes back for the next tests */
	mask(SIG_SETMASK, ~0ull);
	signal_thread_begin(thread_this(), thread_this());
	mask(SIG_SETMASK, 0);
	leave(0);
}

static void wanting(void **unused)
{
	unsigned before;

	handle(SIGHUP, HANDLER, 0, 0);
	assert_true(wanted & signal_bit(SIGHUP));
	before = wants;
	handle(SIGHUP, SIG_IGN, 0, 0);
	mask(SIG_SETMASK, 0);
	assert_int_equal(wants, before);
	/* what stops or does nothing is left to the layer below, unless there is a
	 * handler */
	mask(SIG_SETMASK, ~0ull);
	assert_false(wanted & (signal_bit(SIGTSTP) | signal_bit(SIGWINCH)));
	assert_false(wanted & (signal_bit(SIGKILL) | signal_bit(SIGSTOP)));
	assert_true(wanted & signal_bit(SIGTERM));
	handle(SIGTSTP, HANDLER, 0, 0);
	assert_true(wanted & signal_bit(SIGTSTP));
	handle(SIGTSTP, SIG_DFL, 0, 0);
	assert_false(wanted & signal_bit(SIGTSTP));
	mask(SIG_SETMASK, 0);
	handle(SIGTERM, HANDLER, 0, 0);
	outside = signal_bit(SIGTERM);
	enter();
	signal_outside();
	leave(0);
	traced("15 ");
	assert_int_equal(last.code, SI_USER);
	assert_int_equal(last.sender.process, 0);
}

static void send_usr1(void)
{
	const struct signal_information information = {.signal = SIGUSR1};

	signal_send(0, &information);
}

static void send_both(void)
{
	const struct signal_information information = {.signal = SIGUSR2};

	send_usr1();
	signal_send(0, &information);
}

static void suspending(void **unused)
{
	uint64_t none = 0;

	handle(SIGUSR1, HANDLER, SA_RESTART, 0);
	handle(SIGUSR2, HANDLER, 0, 0);
	mask(SIG_SETMASK, signal_bit(SIGUSR1));
	during_sleep = send_usr1;
	assert_int_equal(sys_rt_sigsuspend(&none, 8), -EINTR);
	traced("10 ");
	/* the mask before comes with the signal frame */
	assert_int_equal(thread_this()->signals.saved, signal_bit(SIGUSR1));
	assert_int_equal(thread_this()->signals.blocked, signal_bit(SIGUSR1));
	assert_int_equal(sys_rt_sigsuspend(&none, 4), -EINVAL);
	/* a signal without a handler: it begins again, the mask is back meanwhile */
	mask(SIG_SETMASK, signal_bit(SIGCHLD) | signal_bit(SIGUSR2));
	after(SIGCHLD);
	assert_int_equal(sys_rt_sigsuspend(&none, 8), -RESTART_NOHAND);
	assert_int_equal(thread_this()->signals.blocked,
	                 signal_bit(SIGCHLD) | signal_bit(SIGUSR2));
}

static void waiting(void **unused)
{
	uint64_t set = signal_bit(SIGUSR1);
	uint32_t information[32];
	struct __kernel_timespec time = {1, 0};

	handle(SIGUSR1, HANDLER, 0, 0);
	handle(SIGUSR2, HANDLER, 0, 0);
	mask(SIG_SETMASK, set);
	assert_int_equal(sys_rt_sigtimedwait(&set, information, &time, 8), -EAGAIN);
	assert_int_equal(now, SECOND);
	during_sleep = send_usr1;
	assert_int_equal(sys_rt_sigtimedwait(&set, information, NULL, 8), SIGUSR1);
	assert_int_equal(information[0], SIGUSR1);
	traced("");
	assert_int_equal(mask(SIG_SETMASK, set), set);
	/* ignored signals wait as long as somebody waits for them */
	handle(SIGUSR1, SIG_IGN, 0, 0);
	during_sleep = send_usr1;
	assert_int_equal(sys_rt_sigtimedwait(&set, NULL, NULL, 8), SIGUSR1);
	handle(SIGUSR1, HANDLER, 0, 0);
	during_sleep = send_both;
	assert_int_equal(sys_rt_sigtimedwait(&set, NULL, NULL, 8), SIGUSR1);
	traced("12 ");
	mask(SIG_SETMASK, set);
	set = signal_bit(SIGTERM);
	during_sleep = send_both;
	assert_int_equal(sys_rt_sigtimedwait(&set, NULL, NULL, 8), -EINTR);
	traced("12 ");
	assert_int_equal(sys_rt_sigtimedwait(&set, NULL, NULL, 4), -EINVAL);
	bad_start = (char *)&set;
	bad_end = (char *)(&set + 1);
	assert_int_equal(sys_rt_sigtimedwait(&set, NULL, NULL, 8), -EFAULT);
	bad_start = bad_end = NULL;
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
	        cmocka_unit_test_setup(without_a_stack, start),
	        cmocka_unit_test_setup(masks, start),
	        cmocka_unit_test_setup(stopping_and_going_on, start),
	        cmocka_unit_test_setup(queues, start),
	        cmocka_unit_test_setup(no_items, start),
	        cmocka_unit_test_setup(items, start),
	        cmocka_unit_test_setup_teardown(two_threads, start_two, end_two),
	        cmocka_unit_test_setup_teardown(handed_on, start_two, end_two),
	        cmocka_unit_test_setup_teardown(end_of_a_thread, start_two, end_two),
	        cmocka_unit_test_setup(wanting, start),
	        cmocka_unit_test_setup(suspending, start),
	        cmocka_unit_test_setup(waiting, start),
	        cmocka_unit_test_setup(clocks, start),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
