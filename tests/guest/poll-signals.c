/* SPDX-License-Identifier: ISC */
/*
 * poll(2), ppoll(2) and signals: a handler ends the wait whatever its flags, what is
 * ignored doesn't and takes nothing off the time; the mask of ppoll() holds just as long
 * as it waits, and for the handler that ends it. stdin:
 */
#define _GNU_SOURCE
#include "thread.h"
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>

static void *const bad = (void *)16;
static volatile sig_atomic_t handled, blocked_in_handler;

static void handler(int signal)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	blocked_in_handler = sigismember(&set, SIGUSR2);
	handled = signal;
}

static void set_handler(int signal, void (*function)(int), int flags)
{
	struct sigaction action = {.sa_handler = function, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static sigset_t set_of(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	if (signal)
		sigaddset(&set, signal);
	return set;
}

static bool is_blocked(int signal)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	return sigismember(&set, signal);
}

static void ended_by_a_handler(void)
{
	struct timespec time = {100, 0};
	struct disturber other;

	set_handler(SIGUSR1, handler, SA_RESTART);
	handled = 0;
	disturb(&other, pthread_self(), SIGUSR1);
	CHECK_FAILS(poll(NULL, 0, -1), EINTR);
	CHECK(handled == SIGUSR1);
	/* the call itself, and not the C library's, stores what is left */
	CHECK_FAILS(syscall(SYS_ppoll, NULL, 0, &time, NULL, 8), EINTR);
	CHECK(time.tv_sec >= 50 && time.tv_sec < 100);
	disturb_no_more(&other);
}

static void not_by_an_ignored_one(void)
{
	struct disturber other;

	set_handler(SIGUSR1, SIG_IGN, 0);
	disturb(&other, pthread_self(), SIGUSR1);
	long long start = now(CLOCK_MONOTONIC);
	CHECK(poll(NULL, 0, 200) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 200 * MILLISECOND);
	disturb_no_more(&other);
}

static void masks(void)
{
	sigset_t none = set_of(0), second = set_of(SIGUSR2), first = set_of(SIGUSR1);
	struct timespec time = {100, 0}, short_time = timespec_of(200 * MILLISECOND);
	struct disturber other;

	/* what waits already comes when the mask lets it, at once */
	set_handler(SIGUSR1, handler, 0);
	sigprocmask(SIG_BLOCK, &first, NULL);
	handled = 0;
	raise(SIGUSR1);
	CHECK(!handled);
	CHECK_FAILS(ppoll(NULL, 0, &time, &second), EINTR);
	CHECK(handled == SIGUSR1);
	CHECK(blocked_in_handler); /* SIGUSR2, by the mask of the call */
	CHECK(is_blocked(SIGUSR1) && !is_blocked(SIGUSR2));
	/* it holds during the call only, also when the time ends it */
	sigprocmask(SIG_UNBLOCK, &first, NULL);
	handled = 0;
	disturb(&other, pthread_self(), SIGUSR1);
	CHECK(ppoll(NULL, 0, &short_time, &first) == 0);
	CHECK(!is_blocked(SIGUSR1));
	CHECK(EVENTUALLY(handled == SIGUSR1));
	CHECK(!is_blocked(SIGUSR1));
	/* while it sleeps */
	sigprocmask(SIG_BLOCK, &first, NULL);
	CHECK_FAILS(ppoll(NULL, 0, NULL, &none), EINTR);
	CHECK(is_blocked(SIGUSR1));
	disturb_no_more(&other);
	sigprocmask(SIG_UNBLOCK, &first, NULL);
}

static void refused(void)
{
	struct pollfd entry = {.fd = 1, .events = POLLOUT};
	struct timespec time = {0, SECOND};
	struct rlimit limit;

	CHECK_FAILS(syscall(SYS_ppoll, &entry, 1, &time, bad, 8), EINVAL);
	CHECK_FAILS(syscall(SYS_ppoll, &entry, 1, bad, NULL, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_ppoll, &entry, 1, NULL, bad, 7), EINVAL);
	CHECK_FAILS(syscall(SYS_ppoll, &entry, 1, NULL, bad, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_poll, bad, 1, 0), EFAULT);
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	CHECK_FAILS(syscall(SYS_poll, bad, limit.rlim_cur + 1, 0), EINVAL);
	CHECK(poll(&entry, 1, -1) == 1 && entry.revents == POLLOUT);
}

/* Standard input has ended: all that wait for it hear of it. */
static void *wait_for_input(void *unused)
{
	struct pollfd entry = {.fd = 0, .events = POLLIN};

	CHECK(poll(&entry, 1, -1) == 1);
	return unused;
}

static void several(void)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		threads[i] = thread_start(wait_for_input, NULL);
	for (int i = 0; i < 4; i++)
		thread_join(threads[i]);
}

int main(void)
{
	ended_by_a_handler();
	not_by_an_ignored_one();
	masks();
	refused();
	several();
	return check_result();
}
