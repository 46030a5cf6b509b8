/* SPDX-License-Identifier: ISC */
/*
 * Interrupted calls: with SA_RESTART read() and futex() begin again, and what the manual
 * (signal(7)) lists never does; without it none does. A signal that is ignored or has no
 * effect interrupts nothing.
 *
 * flags: -Wno-unused-parameter
 * stdin: line\n
 * after: handled
 */
#define _GNU_SOURCE
#include "thread.h"
#include <limits.h>
#include <poll.h>
#include <signal.h>

static volatile int handled;
static volatile unsigned word;

static void handler(int signal)
{
	handled++;
}

static void handle(int signal, void (*function)(int), int flags)
{
	struct sigaction action = {.sa_handler = function, .sa_flags = flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

/* When the handler has run some times: what the call waits for. */
static void *wake(void *argument)
{
	CHECK(EVENTUALLY(handled >= 3));
	word = 1;
	CHECK(futex((void *)&word, FUTEX_WAKE, 1, NULL, NULL, 0) <= 1);
	return argument;
}

static void *have_input(void *argument)
{
	CHECK(EVENTUALLY(handled >= 3));
	puts("handled"); /* now it arrives */
	fflush(stdout);
	return argument;
}

static void sleeping(int flags)
{
	struct timespec time = timespec_of(3600 * SECOND), rest = {0, 0};

	handle(SIGUSR1, handler, flags);
	long long start = now(CLOCK_MONOTONIC);
	CHECK_FAILS(nanosleep(&time, &rest), EINTR);
	long long elapsed = now(CLOCK_MONOTONIC) - start,
	          left = rest.tv_sec * SECOND + rest.tv_nsec;
	CHECK(left <= 3600 * SECOND && left >= 3600 * SECOND - elapsed);
}

static void polling(int flags)
{
	handle(SIGUSR1, handler, flags);
	CHECK_FAILS(poll(NULL, 0, 3600000), EINTR);
}

static void futexes(void)
{
	struct timespec longest = {LONG_MAX, 0}; /* a time limit, never reached */

	handle(SIGUSR1, handler, 0);
	CHECK_FAILS(futex((void *)&word, FUTEX_WAIT, 0, NULL, NULL, 0), EINTR);
	handle(SIGUSR1, handler, SA_RESTART);
	CHECK_FAILS(futex((void *)&word, FUTEX_WAIT, 0, &longest, NULL, 0), EINTR);
	handled = 0;
	pthread_t thread = thread_start(wake, NULL);
	long result = futex((void *)&word, FUTEX_WAIT, 0, NULL, NULL, 0);
	CHECK(result == 0 || errno == EAGAIN);
	CHECK(handled >= 3 && word == 1);
	thread_join(thread);
}

/* What has no handler interrupts nothing, not even a sleep that never begins again. */
static void nothing_to_do(int signal)
{
	struct timespec time = timespec_of(60 * MILLISECOND);
	struct disturber other;

	disturb(&other, pthread_self(), signal);
	long long start = now(CLOCK_MONOTONIC);
	CHECK(nanosleep(&time, NULL) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 60 * MILLISECOND);
	disturb_no_more(&other);
}

static void reading(void)
{
	char line[16] = "";

	handle(SIGUSR1, handler, 0);
	CHECK_FAILS(read(0, line, sizeof line), EINTR);
	handle(SIGUSR1, handler, SA_RESTART);
	handled = 0;
	pthread_t thread = thread_start(have_input, NULL);
	CHECK(read(0, line, sizeof line) == 5);
	CHECK(memcmp(line, "line\n", 5) == 0);
	CHECK(handled >= 3);
	thread_join(thread);
}

int main(void)
{
	struct disturber other;

	handle(SIGUSR1, handler, 0);
	disturb(&other, pthread_self(), SIGUSR1);
	reading();
	sleeping(0);
	sleeping(SA_RESTART);
	polling(0);
	polling(SA_RESTART);
	futexes();
	disturb_no_more(&other);
	handle(SIGUSR2, SIG_IGN, 0);
	nothing_to_do(SIGUSR2);
	nothing_to_do(SIGWINCH);
	return check_result();
}
