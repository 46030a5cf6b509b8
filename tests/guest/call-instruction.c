/* SPDX-License-Identifier: ISC */
/*
 * System calls by an instruction of the program's own reach the libos, also those that
 * the platform below it makes itself.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

static volatile int handled;

static void handler(int signal)
{
	handled += signal;
}

static long call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}

static void memory(void)
{
	long at = call(SYS_mmap, 0, 8192, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(at > 0);
	memset((void *)at, 1, 8192);
	/* the libos knows it, and has it in its books */
	CHECK(mprotect((void *)at, 4096, PROT_READ) == 0);
	CHECK(call(SYS_mprotect, at, 4096, PROT_READ | PROT_WRITE, 0, 0, 0) == 0);
	CHECK(call(SYS_madvise, at, 8192, MADV_DONTNEED, 0, 0, 0) == 0);
	CHECK(*(char *)at == 0);
	CHECK(call(SYS_munmap, at, 8192, 0, 0, 0, 0) == 0);
	CHECK(mprotect((void *)at, 4096, PROT_READ) == -1);
}

static void signals(void)
{
	struct kernel_action action;

	signal(SIGUSR1, handler);
	CHECK(call(SYS_rt_sigaction, SIGUSR1, 0, (long)&action, 8, 0, 0) == 0);
	CHECK(action.handler == handler);
	CHECK(call(SYS_rt_sigaction, SIGUSR2, (long)&action, 0, 8, 0, 0) == 0);
	raise(SIGUSR2);
	CHECK(handled == SIGUSR2);
	CHECK(call(SYS_tgkill, getpid(), gettid(), SIGUSR1, 0, 0, 0) == 0);
	CHECK(handled == SIGUSR1 + SIGUSR2);
}

int main(void)
{
	struct timespec time = {-1, -1};

	CHECK(syscall(SYS_getpid) == getpid()); /* brings the table of all calls */
	CHECK(call(SYS_getpid, 0, 0, 0, 0, 0, 0) == getpid());
	CHECK(call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&time, 0, 0, 0, 0) == 0);
	CHECK(time.tv_sec >= 0);
	CHECK(call(SYS_write, 77, (long)"x", 1, 0, 0, 0) == -EBADF);
	CHECK(call(SYS_read, 0, 8, 1, 0, 0, 0) == 0); /* at the end of the input */
	memory();
	signals();
	return check_result();
}
