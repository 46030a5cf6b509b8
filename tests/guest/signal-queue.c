/* SPDX-License-Identifier: ISC */
/*
 * Signals that wait: real-time ones in order and with their values, the lowest number
 * first; of the others one of a kind, and the first one's information. How many wait at
 * most, and what may be said about a sender.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int got[64], got_value[64], count;

static void note(int signal, siginfo_t *information, void *context)
{
	if (count < 64) {
		got[count] = signal;
		got_value[count] = information->si_code == SI_QUEUE
		                           ? information->si_value.sival_int
		                           : -1;
	}
	count++;
}

static void handle(int signal)
{
	struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};

	sigfillset(&action.sa_mask);
	CHECK(sigaction(signal, &action, NULL) == 0);
}

static void send(int signal, int value)
{
	CHECK(sigqueue(getpid(), signal, (union sigval){.sival_int = value}) == 0);
}

static sigset_t all;

static void block(void)
{
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	count = 0;
}

static void unblock(void)
{
	sigprocmask(SIG_UNBLOCK, &all, NULL);
}

static void order(void)
{
	sigset_t pending;
	int low = SIGRTMIN + 1, high = SIGRTMIN + 5;

	block();
	send(high, 1);
	send(low, 2);
	send(high, 3);
	send(SIGUSR2, 4);
	send(low, 5);
	send(SIGUSR2, 6); /* one waits already */
	send(low, 7);
	kill(getpid(), low);
	sigpending(&pending);
	CHECK(sigismember(&pending, low) && sigismember(&pending, high));
	CHECK(sigismember(&pending, SIGUSR2) && !sigismember(&pending, SIGUSR1));
	CHECK(count == 0);
	unblock();
	CHECK(count == 7);

	const int signals[] = {SIGUSR2, low, low, low, low, high, high};
	const int values[] = {4, 2, 5, 7, -1, 1, 3};
	for (int i = 0; i < 7; i++)
		CHECK(got[i] == signals[i] && got_value[i] == values[i]);
	sigpending(&pending);
	CHECK(!sigismember(&pending, low) && !sigismember(&pending, high));
}

/* To the thread goes before to the process. */
static void thread_first(void)
{
	int signal = SIGRTMIN + 2;
	siginfo_t information = {.si_code = SI_QUEUE};

	block();
	send(signal, 1);
	information.si_value.sival_int = 2;
	CHECK(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), signal, &information) ==
	      0);
	unblock();
	CHECK(count == 2 && got_value[0] == 2 && got_value[1] == 1);
}

static void limit(void)
{
	struct rlimit limit;
	int signal = SIGRTMIN + 3, sent = 0;

	block();
	while (sent < 1000000 &&
	       sigqueue(getpid(), signal, (union sigval){.sival_int = sent}) == 0)
		sent++;
	CHECK(errno == EAGAIN);
	CHECK(getrlimit(RLIMIT_SIGPENDING, &limit) == 0);
	CHECK(sent > 500 && (rlim_t)sent <= limit.rlim_cur);
	CHECK(kill(getpid(), SIGRTMIN + 4) == 0); /* without its information */
	CHECK(kill(getpid(), SIGUSR1) == 0);
	unblock();
	CHECK(count == sent + 2);
	/* all of them can be used again */
	block();
	for (int i = 0; i < sent; i++)
		send(signal, i);
	unblock();
	CHECK(count == sent);
}

static long queue_call(int process, int signal, const void *information)
{
	return syscall(SYS_rt_sigqueueinfo, process, signal, information);
}

static void refused(void)
{
	siginfo_t information = {.si_code = SI_QUEUE};

	CHECK_FAILS(queue_call(getpid(), SIGUSR1, (void *)8), EFAULT);
	CHECK_FAILS(queue_call(getpid(), 65, &information), EINVAL);
	CHECK_FAILS(queue_call(getpid(), -1, &information), EINVAL);
	CHECK_FAILS(queue_call(99999999, SIGUSR1, &information), ESRCH);
	CHECK_FAILS(syscall(SYS_rt_tgsigqueueinfo, 0, 1, SIGUSR1, &information), EINVAL);
	CHECK_FAILS(
	        syscall(SYS_rt_tgsigqueueinfo, getpid(), 99999999, SIGUSR1, &information),
	        ESRCH);
	CHECK(queue_call(getpid(), 0, &information) == 0);
	/* what only the kernel says */
	information.si_code = SI_KERNEL;
	CHECK_FAILS(queue_call(99999999, SIGUSR1, &information), EPERM);
	information.si_code = SI_TKILL;
	CHECK_FAILS(queue_call(99999999, SIGUSR1, &information), EPERM);
	/* what nobody knows must be empty where it goes on */
	information.si_code = -1000;
	((char *)&information)[sizeof information - 1] = 1;
	CHECK_FAILS(queue_call(getpid(), SIGUSR1, &information), E2BIG);
	count = 0;
	((char *)&information)[sizeof information - 1] = 0;
	CHECK(queue_call(getpid(), SIGUSR1, &information) == 0);
	CHECK(count == 1);
}

int main(void)
{
	handle(SIGUSR1);
	handle(SIGUSR2);
	for (int n = 1; n < 6; n++)
		handle(SIGRTMIN + n);
	order();
	thread_first();
	limit();
	refused();
	return check_result();
}
