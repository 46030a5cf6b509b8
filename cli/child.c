/* SPDX-License-Identifier: ISC */
/*
 * A child process that doesn't outlive this one. It is killed with its parent; and the
 * signals that end a command (INT, TERM, HUP, QUIT) stay blocked from
 * child_signals_hold() on and are taken while waiting, so that the parent can end the
 * child, tidy up, and end with 128 + the signal's number. Those that were ignored (nohup)
 * stay so. Used by the linker and by run.
 */
#include "samara.h"
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

sigset_t child_signals;
static sigset_t before;

void child_signals_hold(void)
{
	static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};
	sigemptyset(&child_signals);
	for (size_t i = 0; i < sizeof held / sizeof *held; i++)
		sigaddset(&child_signals, held[i]);
	signal(SIGCHLD, SIG_DFL); /* an ignored one would never be reported */
	sigprocmask(SIG_BLOCK, &child_signals, &before);
}

pid_t child_start(char **argv, void (*prepare)(void *), void *argument)
{
	pid_t parent = getpid(), pid = fork();
	if (pid < 0)
		die(message_status, "cannot start %s: %s", argv[0], strerror(errno));
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	if (prepare)
		prepare(argument);
	sigprocmask(SIG_SETMASK, &before, NULL);
	execv(argv[0], argv);
	message("%s: %s", argv[0], strerror(errno));
	_exit(127);
}

int child_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int child_wait(pid_t pid, int *ended_by)
{
	int status;
	*ended_by = 0;
	while (waitpid(pid, &status, WNOHANG) == 0) {
		int number = sigwaitinfo(&child_signals, NULL);
		if (number <= 0 || number == SIGCHLD)
			continue;
		*ended_by = number;
		kill(pid, number);
		waitpid(pid, &status, 0);
		return 128 + number;
	}
	return child_status(status);
}
