/* SPDX-License-Identifier: ISC */
/*
 * rt_sigaction and rt_sigreturn as instructions of the program's own, with a restorer
 * that isn't the C library's: handlers nest, and change what they return to.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int handled;

/* struct sigaction as the kernel has it */
struct action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

static long instruction(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
	                 : "rcx", "r11", "memory");
	return result;
}

/* In the place of the C library's. */
__asm__(".text\n"
        "own_restorer:\n"
        "	movl $15, %eax\n" /* rt_sigreturn */
        "	syscall\n");
void own_restorer(void);

static void handler(int signal, siginfo_t *information, void *context)
{
	handled += signal;
	if (signal == SIGUSR1)
		CHECK(instruction(SYS_tgkill, getpid(), gettid(), SIGUSR2, 0) == 0);
	if (signal == SIGILL)
		((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

int main(void)
{
	struct action action = {(void (*)(int))(void (*)(void))handler,
	                        0x04000000 | SA_SIGINFO, own_restorer, 0};

	syscall(SYS_getpid); /* the full table */
	CHECK(instruction(SYS_rt_sigaction, SIGUSR1, (long)&action, 0, 8) == 0);
	CHECK(instruction(SYS_rt_sigaction, SIGUSR2, (long)&action, 0, 8) == 0);
	CHECK(instruction(SYS_rt_sigaction, SIGILL, (long)&action, 0, 8) == 0);
	CHECK(instruction(SYS_tgkill, getpid(), gettid(), SIGUSR1, 0) == 0);
	CHECK(handled == SIGUSR1 + SIGUSR2);
	raise(SIGUSR1);
	CHECK(handled == 2 * (SIGUSR1 + SIGUSR2));
	handled = 0;
	__asm__ volatile("ud2");
	CHECK(handled == SIGILL);
	return check_result();
}
