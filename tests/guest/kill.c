/* SPDX-License-Identifier: ISC */
/*
 * kill, tkill, tgkill: whom they reach, and the order in which wrong arguments are found.
 * What would stop or continue the program does nothing, and neither does what is ignored.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>

#define NOBODY 99999999

static volatile int handled;

static void handler(int signal)
{
	handled = signal;
}

static void reached(long result, int line)
{
	if (result == 0 && handled == SIGUSR1) {
		handled = 0;
		return;
	}
	check_failures++;
	printf("line %d: %ld, handled %d\n", line, result, handled);
}
#define REACHES(call) reached(call, __LINE__)

static void *gone(void *id)
{
	*(pid_t *)id = gettid();
	return NULL;
}

static void whom(void)
{
	pid_t id = 0;

	REACHES(kill(getpid(), SIGUSR1));
	REACHES(syscall(SYS_tkill, gettid(), SIGUSR1));
	REACHES(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1));
	REACHES(raise(SIGUSR1));
	CHECK(kill(getpid(), 0) == 0);
	CHECK(kill(0, 0) == 0);
	CHECK_FAILS(kill(NOBODY, SIGUSR1), ESRCH);
	CHECK_FAILS(kill(-NOBODY, SIGUSR1), ESRCH);
	CHECK_FAILS(kill((-__INT_MAX__ - 1), SIGUSR1), ESRCH);
	CHECK_FAILS(kill(NOBODY, 65), ESRCH);
	CHECK_FAILS(kill(getpid(), 65), EINVAL);
	CHECK_FAILS(kill(getpid(), -1), EINVAL);
	CHECK_FAILS(syscall(SYS_tkill, 0, SIGUSR1), EINVAL);
	CHECK_FAILS(syscall(SYS_tkill, -1, SIGUSR1), EINVAL);
	CHECK_FAILS(syscall(SYS_tkill, NOBODY, SIGUSR1), ESRCH);
	CHECK_FAILS(syscall(SYS_tkill, gettid(), 65), EINVAL);
	CHECK_FAILS(syscall(SYS_tgkill, 0, gettid(), SIGUSR1), EINVAL);
	CHECK_FAILS(syscall(SYS_tgkill, getpid(), 0, SIGUSR1), EINVAL);
	CHECK_FAILS(syscall(SYS_tgkill, NOBODY, gettid(), SIGUSR1), ESRCH);
	CHECK_FAILS(syscall(SYS_tgkill, getpid(), NOBODY, SIGUSR1), ESRCH);
	CHECK_FAILS(syscall(SYS_tgkill, getpid(), gettid(), -1), EINVAL);
	thread_join(thread_start(gone, &id));
	/* joined is a little earlier than gone */
	CHECK(EVENTUALLY(syscall(SYS_tgkill, getpid(), id, 0) == -1 && errno == ESRCH));
	CHECK(!handled);
}

static void nothing_happens(void)
{
	static const int nothing[] = {SIGCHLD, SIGCONT, SIGURG, SIGWINCH};

	for (unsigned n = 0; n < sizeof nothing / sizeof *nothing; n++)
		CHECK(kill(getpid(), nothing[n]) == 0);
	signal(SIGTERM, SIG_IGN);
	CHECK(kill(getpid(), SIGTERM) == 0);
	signal(SIGTSTP, SIG_IGN);
	CHECK(kill(getpid(), SIGTSTP) == 0);
}

/* A stop signal and SIGCONT, whatever is done about them, cancel each other out. */
static void continuing(void)
{
	sigset_t both, pending;

	sigemptyset(&both);
	sigaddset(&both, SIGTSTP);
	sigaddset(&both, SIGCONT);
	signal(SIGTSTP, handler);
	signal(SIGCONT, handler);
	sigprocmask(SIG_BLOCK, &both, NULL);
	kill(getpid(), SIGTSTP);
	kill(getpid(), SIGCONT);
	sigpending(&pending);
	CHECK(!sigismember(&pending, SIGTSTP) && sigismember(&pending, SIGCONT));
	kill(getpid(), SIGTSTP);
	sigpending(&pending);
	CHECK(sigismember(&pending, SIGTSTP) && !sigismember(&pending, SIGCONT));
	sigprocmask(SIG_UNBLOCK, &both, NULL);
	CHECK(handled == SIGTSTP);
}

int main(void)
{
	signal(SIGUSR1, handler);
	whom();
	nothing_happens();
	continuing();
	return check_result();
}
