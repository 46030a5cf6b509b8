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
static pid_t main_thread;
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

static void *send(void *unused)
{
	sleep_for(20 * MILLISECOND);
	CHECK(syscall(SYS_tgkill, getpid(), main_thread, SIGUSR1) == 0);
	sleep_for(20 * MILLISECOND);
	word = 1;
	CHECK(futex((void *)&word, FUTEX_WAKE, 1, NULL, NULL, 0) <= 1);
	return NULL;
}

static long wait_for_word(void)
{
	pthread_t thread = thread_start(send, NULL);

	word = 0;
	long result = instruction(SYS_futex, (long)&word, FUTEX_WAIT, 0, 0);
	thread_join(thread);
	return result;
}

int main(void)
{
	struct timespec time = timespec_of(PATIENCE);
	pthread_t thread;

	syscall(SYS_getpid); /* the full table */
	main_thread = gettid();
	handle(0);
	CHECK(instruction(SYS_kill, getpid(), SIGUSR1, 66, 77) == 0);
	CHECK(handled == 1);
	CHECK(wait_for_word() == -EINTR);
	CHECK(handled == 2);
	handle(SA_RESTART);
	long result = wait_for_word();
	CHECK(result == 0 || result == -EAGAIN);
	CHECK(handled == 1 && word == 1);
	thread = thread_start(send, NULL);
	CHECK(instruction(SYS_nanosleep, (long)&time, 0, 0, 0) == -EINTR);
	thread_join(thread);
	thread = thread_start(send, NULL);
	CHECK(instruction(SYS_pause, 0, 0, 0, 0) == -EINTR);
	thread_join(thread);
	return check_result();
}
