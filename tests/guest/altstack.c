/* SPDX-License-Identifier: ISC */
/*
 * sigaltstack: a handler that runs on a stack of its own, which is how a program survives
 * the overflow of the main stack, and of a thread's.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1u << 31)
#endif

#define SIZE 32768

static __thread sigjmp_buf back;
static __thread char *alternate;
static __thread volatile int count, code;

static int on_it(const void *address)
{
	return (const char *)address >= alternate &&
	       (const char *)address < alternate + SIZE;
}

static void set(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {.sa_sigaction = handler,
	                           .sa_flags = SA_SIGINFO | flags};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static int stack_flags(void)
{
	stack_t stack;

	CHECK(sigaltstack(NULL, &stack) == 0);
	return stack.ss_flags;
}

static void use(unsigned flags)
{
	stack_t stack = {.ss_sp = alternate, .ss_size = SIZE, .ss_flags = (int)flags};

	CHECK(sigaltstack(&stack, NULL) == 0);
}

static void overflowed(int signal, siginfo_t *information, void *context)
{
	char here;

	CHECK(on_it(&here) && on_it(information) && on_it(context));
	CHECK(stack_flags() == SS_ONSTACK);
	code = information->si_code;
	siglongjmp(back, 1);
}

static __attribute__((noinline)) int deeper(volatile char *from)
{
	volatile char room[512];

	room[0] = from[0];
	if (!room[0])
		return 0;
	return deeper(room) + room[0] + 1;
}

static void *overflow(void *is_main)
{
	volatile char start = 1;

	alternate = malloc(SIZE);
	use(0);
	for (volatile int i = 0; i < 3; i++)
		if (!sigsetjmp(back, 1))
			deeper(&start);
		else
			count++;
	CHECK(count == 3);
	/* nothing is below the main stack; a thread's has a guard */
	CHECK(code == (is_main ? SEGV_MAPERR : SEGV_ACCERR));
	CHECK(stack_flags() == 0);
	return NULL;
}

static void *has_none(void *unused)
{
	CHECK(stack_flags() == SS_DISABLE);
	return NULL;
}

static void refused(void)
{
	stack_t small = {.ss_sp = alternate, .ss_size = 2047};
	stack_t odd = {.ss_sp = alternate, .ss_size = SIZE, .ss_flags = 4}, old;
	stack_t none = {.ss_flags = SS_DISABLE};

	CHECK_FAILS(syscall(SYS_sigaltstack, &small, NULL), ENOMEM);
	CHECK_FAILS(syscall(SYS_sigaltstack, &odd, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_sigaltstack, (void *)8, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_sigaltstack, NULL, (void *)8), EFAULT);
	CHECK(sigaltstack(NULL, &old) == 0 && old.ss_sp == alternate &&
	      old.ss_size == SIZE);
	CHECK(sigaltstack(&none, &old) == 0 && old.ss_sp == alternate &&
	      old.ss_flags == 0);
	CHECK(sigaltstack(NULL, &old) == 0 && old.ss_size == 0 &&
	      old.ss_flags == SS_DISABLE);
}

/* While a handler runs on it, it can't be changed; another handler goes on below. */
static void inner(int signal, siginfo_t *information, void *context)
{
	char here;

	CHECK(on_it(&here));
	count += 10;
}

static void outer(int signal, siginfo_t *information, void *context)
{
	stack_t stack = {.ss_sp = alternate, .ss_size = SIZE};
	char here;

	CHECK(on_it(&here));
	CHECK_FAILS(sigaltstack(&stack, NULL), EPERM);
	CHECK(((ucontext_t *)context)->uc_stack.ss_sp == alternate);
	count++;
	raise(SIGUSR2);
}

static void nested(void)
{
	count = 0;
	use(0);
	set(SIGUSR1, outer, SA_ONSTACK);
	set(SIGUSR2, inner, SA_ONSTACK);
	raise(SIGUSR1);
	CHECK(count == 11);
	CHECK(stack_flags() == 0);
	set(SIGUSR2, inner, 0); /* there already */
	raise(SIGUSR1);
	CHECK(count == 22);
}

static void disarmed(int signal, siginfo_t *information, void *context)
{
	char here;
	stack_t stack;

	CHECK(on_it(&here));
	CHECK(sigaltstack(NULL, &stack) == 0 && stack.ss_flags == SS_DISABLE);
	CHECK((unsigned)((ucontext_t *)context)->uc_stack.ss_flags == SS_AUTODISARM);
	count++;
}

static void disarming(void)
{
	count = 0;
	use(SS_AUTODISARM);
	CHECK((unsigned)stack_flags() == SS_AUTODISARM);
	set(SIGUSR1, disarmed, SA_ONSTACK);
	raise(SIGUSR1);
	CHECK((unsigned)stack_flags() == SS_AUTODISARM);
	raise(SIGUSR1);
	CHECK(count == 2);
}

static void off_it(int signal, siginfo_t *information, void *context)
{
	char here;

	CHECK(!on_it(&here));
	count++;
}

int main(void)
{
	CHECK(stack_flags() == SS_DISABLE);
	set(SIGSEGV, overflowed, SA_ONSTACK);
	overflow((void *)1);
	thread_join(thread_start(overflow, NULL));
	thread_join(thread_start(has_none, NULL));
	refused();
	nested();
	disarming();
	count = 0;
	set(SIGUSR1, off_it, 0);
	raise(SIGUSR1);
	CHECK(count == 1);
	return check_result();
}
