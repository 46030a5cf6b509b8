/* SPDX-License-Identifier: ISC */
/*
 * sigaction: which handler is called, with what siginfo_t, what is blocked meanwhile,
 * flags, and what is refused.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_SIGNALS 8 /* bytes of the kernel's set */

/* struct sigaction as the kernel has it */
struct action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

static char trace[200];
static siginfo_t last;
static sigset_t during;

static void note(int signal)
{
	sprintf(trace + strlen(trace), "%d ", signal);
}

static void note_information(int signal, siginfo_t *information, void *context)
{
	note(signal);
	last = *information;
	CHECK(information->si_signo == signal);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &during) == 0);
}

static void traced(const char *expected)
{
	__asm__ volatile(""
	                 :
	                 :
	                 : "memory"); /* raise() is declared to call nothing here */
	CHECK(strcmp(trace, expected) == 0);
	if (strcmp(trace, expected) != 0)
		printf("\"%s\", not \"%s\"\n", trace, expected);
	trace[0] = 0;
}

static void set(int signal, void (*handler)(int), int flags, int blocked)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	if (flags & SA_SIGINFO)
		action.sa_sigaction = note_information;
	if (blocked)
		sigaddset(&action.sa_mask, blocked);
	CHECK(sigaction(signal, &action, NULL) == 0);
}

static void information(void)
{
	union sigval value = {.sival_ptr = (void *)0x123456789abcdef0};

	set(SIGUSR1, NULL, SA_SIGINFO, SIGHUP);
	CHECK(kill(getpid(), SIGUSR1) == 0);
	traced("10 ");
	CHECK(last.si_code == SI_USER && last.si_pid == getpid() &&
	      last.si_uid == getuid());
	CHECK(sigismember(&during, SIGUSR1) && sigismember(&during, SIGHUP));
	CHECK(!sigismember(&during, SIGUSR2));
	sigprocmask(SIG_BLOCK, NULL, &during);
	CHECK(!sigismember(&during, SIGUSR1) && !sigismember(&during, SIGHUP));
	CHECK(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1) == 0);
	traced("10 ");
	CHECK(last.si_code == SI_TKILL && last.si_pid == getpid());
	CHECK(sigqueue(getpid(), SIGUSR1, value) == 0);
	traced("10 ");
	CHECK(last.si_code == SI_QUEUE && last.si_pid == getpid());
	CHECK(last.si_value.sival_ptr == value.sival_ptr);
}

static void raise_both(int signal)
{
	note(signal);
	if (strlen(trace) > 20)
		return;
	raise(SIGUSR1);
	raise(SIGUSR2);
	strcat(trace, "end ");
}

/* In a handler its own signal waits, and those of its mask; others come at once. */
static void nested(void)
{
	set(SIGUSR2, note, 0, 0);
	set(SIGUSR1, raise_both, 0, 0);
	raise(SIGUSR1);
	traced("10 12 end 10 12 end 10 ");
	set(SIGUSR1, raise_both, 0, SIGUSR2);
	raise(SIGUSR1);
	traced("10 end 10 end 10 end 10 12 ");
	set(SIGUSR1, raise_both, SA_NODEFER, 0);
	raise(SIGUSR1);
	traced("10 10 10 10 10 10 10 12 end 12 end 12 end 12 end 12 end 12 end ");
}

static void once(void)
{
	struct sigaction action;

	set(SIGCHLD, note, SA_RESETHAND, 0);
	raise(SIGCHLD);
	raise(SIGCHLD);
	traced("17 ");
	CHECK(sigaction(SIGCHLD, NULL, &action) == 0);
	CHECK(action.sa_handler == SIG_DFL && action.sa_flags & SA_RESETHAND);
}

static void ignored(void)
{
	sigset_t one, pending;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	set(SIGUSR1, SIG_IGN, 0, 0);
	raise(SIGUSR1);
	/* it waits while it is blocked, until it is ignored again */
	sigprocmask(SIG_BLOCK, &one, NULL);
	raise(SIGUSR1);
	sigpending(&pending);
	CHECK(sigismember(&pending, SIGUSR1));
	set(SIGUSR1, SIG_IGN, 0, 0);
	sigpending(&pending);
	CHECK(!sigismember(&pending, SIGUSR1));
	set(SIGUSR1, note, 0, 0);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	traced("");
}

static sigjmp_buf jumped;

static void jump(int signal)
{
	siglongjmp(jumped, signal);
}

static void leave_by_jump(void)
{
	sigset_t mask;

	set(SIGUSR1, jump, 0, 0);
	int from = sigsetjmp(jumped, 0);
	if (!from)
		raise(SIGUSR1);
	CHECK(from == SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(sigismember(&mask, SIGUSR1)); /* nobody has put the mask back */
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	for (volatile int i = 0; i < 1000; i++) {
		if (!sigsetjmp(jumped, 1)) {
			raise(SIGUSR1);
			CHECK(!"reached");
		}
	}
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(!sigismember(&mask, SIGUSR1));
}

static long action_call(int signal, const void *new, void *old, size_t size)
{
	return syscall(SYS_rt_sigaction, signal, new, old, size);
}

static void refused(void)
{
	struct action action = {.handler = SIG_IGN, .flags = ~0ul, .mask = ~0ull};
	void *bad = (void *)8;

	CHECK_FAILS(action_call(SIGKILL, &action, NULL, KERNEL_SIGNALS), EINVAL);
	CHECK_FAILS(action_call(SIGSTOP, &action, NULL, KERNEL_SIGNALS), EINVAL);
	CHECK(action_call(SIGKILL, NULL, &action, KERNEL_SIGNALS) == 0);
	CHECK(action.handler == SIG_DFL);
	CHECK_FAILS(action_call(0, NULL, &action, KERNEL_SIGNALS), EINVAL);
	CHECK_FAILS(action_call(65, NULL, &action, KERNEL_SIGNALS), EINVAL);
	CHECK_FAILS(action_call(-1, NULL, &action, KERNEL_SIGNALS), EINVAL);
	CHECK_FAILS(action_call(SIGUSR1, NULL, &action, 4), EINVAL);
	CHECK_FAILS(action_call(SIGUSR1, bad, NULL, KERNEL_SIGNALS), EFAULT);
	CHECK_FAILS(action_call(SIGUSR1, NULL, bad, KERNEL_SIGNALS), EFAULT);
	CHECK_FAILS(action_call(65, bad, NULL, KERNEL_SIGNALS), EFAULT);
	/* flags that nobody knows are gone, and so are signals that nobody can block */
	action = (struct action){.handler = SIG_IGN, .flags = ~0ul, .mask = ~0ull};
	CHECK(action_call(SIGUSR1, &action, NULL, KERNEL_SIGNALS) == 0);
	CHECK(action_call(SIGUSR1, NULL, &action, KERNEL_SIGNALS) == 0);
	CHECK(action.flags ==
	      (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | 0x800ul | 0x4000000 |
	       SA_ONSTACK | SA_RESTART | SA_NODEFER | (unsigned)SA_RESETHAND));
	CHECK(action.mask == ~(1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1)));
}

int main(void)
{
	information();
	nested();
	once();
	ignored();
	leave_by_jump();
	refused();
	return check_result();
}
