/* SPDX-License-Identifier: ISC */
/*
 * System calls that are instructions of the program's own, and signals: they are
 * interrupted, begin again after a handler with SA_RESTART, or end with -EINTR, every
 * register but rax, rcx and r11 as it was.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>

static volatile int handled;
static volatile unsigned word;

static long instruction(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result, rdi = a, rsi = b, rdx = c;

	__asm__ volatile("syscall"
	                 : "=a"(result), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r10)
	                 : "a"(number)
	                 : "rcx", "r11", "memory");
	CHECK(rdi == a && rsi == b && rdx == c && r10 == d);
	return result;
}

static void handler(int signal)
{
	handled++;
}

static void handle(int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	handled = 0;
}

/* When the handler has run some times, what the call waits for. */
static void *wake(void *unused)
{
	CHECK(EVENTUALLY(handled >= 3));
	word = 1;
	CHECK(futex((void *)&word, FUTEX_WAKE, 1, NULL, NULL, 0) <= 1);
	return NULL;
}

int main(void)
{
	struct timespec time = timespec_of(3600 * SECOND);
	struct disturber other;
	pthread_t thread;

	syscall(SYS_getpid); /* the full table */
	handle(0);
	CHECK(instruction(SYS_kill, getpid(), SIGUSR1, 66, 77) == 0);
	CHECK(handled == 1);
	disturb(&other, pthread_self(), SIGUSR1);
	CHECK(instruction(SYS_futex, (long)&word, FUTEX_WAIT, 0, 0) == -EINTR);
	CHECK(handled >= 2);
	handle(SA_RESTART);
	thread = thread_start(wake, NULL);
	long result = instruction(SYS_futex, (long)&word, FUTEX_WAIT, 0, 0);
	CHECK(result == 0 || result == -EAGAIN);
	CHECK(handled >= 3 && word == 1);
	thread_join(thread);
	CHECK(instruction(SYS_nanosleep, (long)&time, 0, 0, 0) == -EINTR);
	CHECK(instruction(SYS_pause, 0, 0, 0, 0) == -EINTR);
	disturb_no_more(&other);
	return check_result();
}
