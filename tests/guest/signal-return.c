/* SPDX-License-Identifier: ISC */
/*
 * Signal frames that a handler has damaged: SIGSEGV where rt_sigreturn can't load them,
 * and none of it reaches the layers below. SIGSEGV's handler has a stack of its own.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile int kind, caught;
static volatile uintptr_t caught_at;

enum {
	BAD_RIP,
	BAD_MXCSR,
	BAD_COMPONENTS,
	BAD_HEADER,
	BAD_STATE,
	NO_STATE,
	FLAGS,
	KINDS
};

static void damage(int signal, siginfo_t *information, void *context)
{
	ucontext_t *user = context;
	greg_t *registers = user->uc_mcontext.gregs;
	uint32_t *state = (uint32_t *)user->uc_mcontext.fpregs;
	uint64_t *header = (uint64_t *)(state + 512 / 4);

	registers[REG_RIP] += 2; /* ud2 */
	switch (kind) {
	case BAD_RIP:
		registers[REG_RIP] = 0x1234567812345678;
		break;
	case BAD_MXCSR:
		state[24 / 4] = 0xffffffff;
		break;
	case BAD_COMPONENTS:
		header[0] = ~0ull;
		break;
	case BAD_HEADER:
		header[2] = 1;
		break;
	case BAD_STATE:
		user->uc_mcontext.fpregs = (void *)64;
		break;
	case NO_STATE:
		user->uc_mcontext.fpregs = NULL;
		break;
	case FLAGS: /* I/O privilege, interrupts off, virtual 8086, nested task */
		registers[REG_EFL] = 0x3000 | 0x20000 | 0x4000 | 0x40;
	}
}

static void catch (int signal, siginfo_t *information, void *context)
{
	caught = information->si_code;
	caught_at = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
	siglongjmp(back, 1);
}

static void set(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {.sa_sigaction = handler,
	                           .sa_flags = SA_SIGINFO | flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static int run(int with)
{
	kind = with;
	caught = 0;
	if (!sigsetjmp(back, 1))
		__asm__ volatile("ud2" : : : "memory", "xmm0");
	return caught;
}

static uint64_t flags_after(void)
{
	uint64_t flags;

	kind = FLAGS;
	__asm__ volatile("ud2; pushfq; popq %0" : "=r"(flags) : : "memory", "cc");
	return flags;
}

int main(void)
{
	static char stack[65536];
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	const uint32_t mxcsr = 0x1f80 | 3 << 13, usual = 0x1f80;
	uint32_t after;

	CHECK(sigaltstack(&alternate, NULL) == 0);
	set(SIGILL, damage, 0);
	set(SIGSEGV, catch, SA_ONSTACK);
	CHECK(run(BAD_RIP) == SI_KERNEL);
	CHECK(caught_at == 0x1234567812345678);
	CHECK(run(BAD_MXCSR) == SI_KERNEL);
	CHECK(run(BAD_STATE) == SI_KERNEL);
	if (__builtin_cpu_supports("avx")) { /* there is a header */
		CHECK(run(BAD_COMPONENTS) == SI_KERNEL);
		CHECK(run(BAD_HEADER) == SI_KERNEL);
	}
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	CHECK(run(NO_STATE) == 0);
	__asm__ volatile("stmxcsr %0" : "=m"(after));
	CHECK(after == usual);
	uint64_t flags = flags_after();
	CHECK((flags & 0x40) && (flags & 0x200) &&
	      !(flags & (0x3000 | 0x20000 | 0x4000)));
	return check_result();
}
