/* SPDX-License-Identifier: ISC */
/*
 * Taking signals without a handler: sigwait, sigwaitinfo, sigtimedwait; and sleeping
 * until a handler has run: sigsuspend, pause.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <poll.h>
#include <signal.h>

#define KERNEL_SIGNALS 8 /* bytes of the kernel's set */

static volatile int handled;
static sigset_t during, usr1, usr2, none;

static void handler(int signal)
{
	handled = signal;
	sigprocmask(SIG_BLOCK, NULL, &during);
}

static void set(int signal, int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static long wait_call(const void *set, void *information, const void *time)
{
	return syscall(SYS_rt_sigtimedwait, set, information, time, (long)KERNEL_SIGNALS);
}

static void at_once(void)
{
	siginfo_t information;
	struct timespec zero = {0, 0}, wrong = {0, SECOND}, negative = {-1, 0};
	int signal;

	sigprocmask(SIG_BLOCK, &usr1, NULL);
	CHECK_FAILS(sigtimedwait(&usr1, &information, &zero), EAGAIN);
	CHECK(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42}) == 0);
	memset(&information, 0x55, sizeof information);
	CHECK(sigtimedwait(&usr1, &information, &zero) == SIGUSR1);
	CHECK(information.si_signo == SIGUSR1 && information.si_code == SI_QUEUE);
	CHECK(information.si_value.sival_int == 42 && information.si_pid == getpid());
	CHECK(((char *)&information)[sizeof information - 1] == 0);
	kill(getpid(), SIGUSR1);
	CHECK(sigwait(&usr1, &signal) == 0 && signal == SIGUSR1);
	kill(getpid(), SIGUSR1);
	CHECK(sigwaitinfo(&usr1, NULL) == SIGUSR1);
	CHECK_FAILS(wait_call((void *)8, NULL, NULL), EFAULT);
	CHECK_FAILS(wait_call(&usr1, NULL, (void *)8), EFAULT);
	CHECK_FAILS(wait_call(&usr1, NULL, &wrong), EINVAL);
	CHECK_FAILS(wait_call(&usr1, NULL, &negative), EINVAL);
	CHECK_FAILS(syscall(SYS_rt_sigtimedwait, &usr1, NULL, &zero, 4l), EINVAL);
	kill(getpid(), SIGUSR1);
	CHECK_FAILS(wait_call(&usr1, (void *)8, NULL),
	            EFAULT); /* it is gone all the same */
	CHECK_FAILS(sigtimedwait(&usr1, NULL, &zero), EAGAIN);
	CHECK(!handled);
}

static void times_out(void)
{
	struct timespec time = timespec_of(20 * MILLISECOND);
	long long start = now(CLOCK_MONOTONIC);

	CHECK_FAILS(sigtimedwait(&usr1, NULL, &time), EAGAIN);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MILLISECOND);
}

static volatile int taken;

/* Each after the one before was taken: two that wait are one. */
static void *send_usr1(void *count)
{
	for (long i = 0; i < (long)count; i++) {
		CHECK(EVENTUALLY(taken == i));
		sleep_for(3 * MILLISECOND);
		CHECK(kill(getpid(), SIGUSR1) == 0);
	}
	return NULL;
}

/* Signals to the process from another thread, which blocks them too. */
static void from_a_thread(void)
{
	pthread_t thread = thread_start(send_usr1, (void *)5);
	int signal;

	for (; taken < 5; taken++)
		CHECK(sigwait(&usr1, &signal) == 0 && signal == SIGUSR1);
	thread_join(thread);
	CHECK(!handled);
}

/* Another signal, which has a handler, ends the wait, and SA_RESTART changes nothing. */
static void interrupted(void)
{
	struct disturber other;

	handled = 0;
	disturb(&other, pthread_self(), SIGUSR2);
	CHECK_FAILS(wait_call(&usr1, NULL, NULL), EINTR);
	CHECK(handled == SIGUSR2);
	disturb_no_more(&other);
}

static void suspended(void)
{
	sigset_t mask;
	pthread_t thread;

	handled = taken = 0;
	thread = thread_start(send_usr1, (void *)1);
	CHECK_FAILS(sigsuspend(&none), EINTR);
	CHECK(handled == SIGUSR1);
	CHECK(sigismember(&during, SIGUSR1) && !sigismember(&during, SIGHUP));
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(sigismember(&mask, SIGUSR1)); /* the one before is back */
	thread_join(thread);
	/* one that waits already */
	handled = 0;
	kill(getpid(), SIGUSR1);
	CHECK(!handled);
	CHECK_FAILS(sigsuspend(&none), EINTR);
	CHECK(handled == SIGUSR1);
	CHECK_FAILS(syscall(SYS_rt_sigsuspend, (void *)8, (long)KERNEL_SIGNALS), EFAULT);
	CHECK_FAILS(syscall(SYS_rt_sigsuspend, &none, 4l), EINVAL);
}

static void paused(void)
{
	struct disturber other;

	handled = 0;
	disturb(&other, pthread_self(), SIGUSR2);
	CHECK_FAILS(pause(), EINTR);
	CHECK(handled == SIGUSR2);
	disturb_no_more(&other);
}

/* ppoll with a mask: the handler runs with it, and the one before comes back. */
static void polled(void)
{
	struct timespec time = timespec_of(PATIENCE), zero = {0, 0};
	sigset_t mask;

	handled = 0;
	kill(getpid(), SIGUSR1);
	CHECK_FAILS(ppoll(NULL, 0, &time, &none), EINTR);
	CHECK(handled == SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(sigismember(&mask, SIGUSR1));
	CHECK(ppoll(NULL, 0, &zero, &none) == 0);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(sigismember(&mask, SIGUSR1));
}

int main(void)
{
	sigaddset(&usr1, SIGUSR1);
	sigaddset(&usr2, SIGUSR2);
	set(SIGUSR1, 0);
	set(SIGUSR2, SA_RESTART);
	at_once();
	times_out();
	from_a_thread();
	interrupted();
	suspended();
	paused();
	polled();
	return check_result();
}
