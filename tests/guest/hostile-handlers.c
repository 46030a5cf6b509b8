/* SPDX-License-Identifier: ISC */
/*
 * Handlers that leave by siglongjmp out of every kind of call and of code, a thousand
 * that nest, faults within faults, and frames that a handler has spoilt.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define DEEP 1000

static sigjmp_buf out;
static volatile int depth, code;

static void jump(int signal)
{
	siglongjmp(out, 1);
}

static void nest(int signal)
{
	if (++depth < DEEP)
		raise(SIGUSR1);
}

static void fault(int signal)
{
	if (++depth < DEEP)
		*(volatile int *)NULL = 1;
	siglongjmp(out, 1);
}

static void map(void)
{
	void *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory != MAP_FAILED)
		munmap(memory, 1 << 20);
}

static void jump_out(unsigned kind)
{
	const struct timespec long_time = {1000, 0};
	sigset_t mask;

	for (;;)
		switch (kind) {
		case 0:
			nanosleep(&long_time, NULL);
			break;
		case 1:
			break;
		case 2:
			map();
			break;
		case 3:
			sigprocmask(SIG_SETMASK, NULL, &mask);
			break;
		case 4:
			pause();
		}
}

/* What is mapped when the handler leaves between the two calls is lost, as on Linux. */
static void check_jumps(void)
{
	struct itimerval timer = {{0, 0}, {0, 300}};

	signal(SIGALRM, jump);
	for (volatile unsigned n = 0; n < 500; n++)
		if (!sigsetjmp(out, 1)) {
			timer.it_value.tv_usec = 300;
			setitimer(ITIMER_REAL, &timer, NULL);
			jump_out(n % 5);
		}
}

static void spoil(int signal, siginfo_t *information, void *data)
{
	ucontext_t *context = data;

	if (signal == SIGSEGV) {
		code = information->si_code;
		siglongjmp(out, 1);
	}
	if (depth == 0)
		context->uc_mcontext.gregs[REG_RIP] = 0x800000000000;
	else if (depth == 1)
		context->uc_mcontext.fpregs->mxcsr = 0xffffffff;
	else
		context->uc_mcontext.fpregs = (void *)16;
}

static void check_spoilt(void)
{
	struct sigaction action = {.sa_sigaction = spoil, .sa_flags = SA_SIGINFO};

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	for (depth = 0; depth < 3; depth++) {
		code = 0;
		if (!sigsetjmp(out, 1))
			raise(SIGUSR1);
		CHECK(code == SI_KERNEL);
	}
}

int main(void)
{
	struct sigaction action = {.sa_handler = nest, .sa_flags = SA_NODEFER};

	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	CHECK(depth == DEEP);
	depth = 0;
	action.sa_handler = fault;
	sigaction(SIGSEGV, &action, NULL);
	if (!sigsetjmp(out, 1))
		*(volatile int *)NULL = 1;
	CHECK(depth == DEEP);
	check_spoilt();
	check_jumps();
	return check_result();
}
