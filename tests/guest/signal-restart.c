/* SPDX-License-Identifier: ISC */
/*
 * Interrupted calls: with SA_RESTART read() and futex() begin again, and what the manual
 * (signal(7)) lists never does; without it none does. A signal that is ignored or has no
 * effect interrupts nothing.
 *
 * flags: -Wno-unused-parameter
 * stdin: line\n
 * delay: 2
 */
#define _GNU_SOURCE
#include "thread.h"
#include <limits.h>
#include <poll.h>
#include <signal.h>

static pid_t main_thread;
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

static void *send(void *signal)
{
	sleep_for(20 * MILLISECOND);
	CHECK(syscall(SYS_tgkill, getpid(), main_thread, (int)(long)signal) == 0);
	return NULL;
}

/* The same, and then what the call waits for. */
static void *send_and_wake(void *signal)
{
	send(signal);
	sleep_for(20 * MILLISECOND);
	word = 1;
	CHECK(futex((void *)&word, FUTEX_WAKE, 1, NULL, NULL, 0) <= 1);
	return NULL;
}

static void sleeping(int flags)
{
	struct timespec time = timespec_of(PATIENCE), rest = {0, 0};
	pthread_t thread = thread_start(send, (void *)SIGUSR1);

	handle(SIGUSR1, handler, flags);
	handled = 0;
	CHECK_FAILS(nanosleep(&time, &rest), EINTR);
	CHECK(handled == 1);
	long long left = rest.tv_sec * SECOND + rest.tv_nsec;
	CHECK(left > 0 && left <= PATIENCE - 15 * MILLISECOND);
	thread_join(thread);
}

static void polling(int flags)
{
	pthread_t thread = thread_start(send, (void *)SIGUSR1);

	handle(SIGUSR1, handler, flags);
	CHECK_FAILS(poll(NULL, 0, 20000), EINTR);
	thread_join(thread);
}

static void futexes(void)
{
	struct timespec longest = {LONG_MAX, 0}; /* a time limit, never reached */
	pthread_t thread;

	handle(SIGUSR1, handler, 0);
	thread = thread_start(send, (void *)SIGUSR1);
	CHECK_FAILS(futex((void *)&word, FUTEX_WAIT, 0, NULL, NULL, 0), EINTR);
	thread_join(thread);
	handle(SIGUSR1, handler, SA_RESTART);
	thread = thread_start(send_and_wake, (void *)SIGUSR1);
	CHECK_FAILS(futex((void *)&word, FUTEX_WAIT, 0, &longest, NULL, 0), EINTR);
	thread_join(thread);
	word = 0;
	handled = 0;
	thread = thread_start(send_and_wake, (void *)SIGUSR1);
	long result = futex((void *)&word, FUTEX_WAIT, 0, NULL, NULL, 0);
	CHECK(result == 0 || errno == EAGAIN);
	CHECK(handled == 1 && word == 1);
	thread_join(thread);
}

/* What has no handler interrupts nothing, not even a sleep that never begins again. */
static void nothing_to_do(int signal)
{
	struct timespec time = timespec_of(60 * MILLISECOND);
	long long start = now(CLOCK_MONOTONIC);
	pthread_t thread = thread_start(send, (void *)(long)signal);

	CHECK(nanosleep(&time, NULL) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 60 * MILLISECOND);
	thread_join(thread);
}

static void reading(void)
{
	char line[16] = "";
	pthread_t thread;

	handle(SIGUSR1, handler, 0);
	thread = thread_start(send, (void *)SIGUSR1);
	CHECK_FAILS(read(0, line, sizeof line), EINTR);
	thread_join(thread);
	handle(SIGUSR1, handler, SA_RESTART);
	handled = 0;
	thread = thread_start(send, (void *)SIGUSR1);
	CHECK(read(0, line, sizeof line) == 5);
	CHECK(memcmp(line, "line\n", 5) == 0);
	CHECK(handled == 1);
	thread_join(thread);
}

int main(void)
{
	main_thread = gettid();
	reading();
	sleeping(0);
	sleeping(SA_RESTART);
	polling(0);
	polling(SA_RESTART);
	futexes();
	handle(SIGUSR2, SIG_IGN, 0);
	nothing_to_do(SIGUSR2);
	nothing_to_do(SIGWINCH);
	return check_result();
}
