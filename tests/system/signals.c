/* SPDX-License-Identifier: ISC */
/*
 * What the program does when somebody sends it SIGTERM, by its argument: it spins,
 * sleeps, reads, or blocks the signal until it waits; `default` and `ignore` have no
 * handler.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int got;

static void handler(int signal, siginfo_t *information, void *context)
{
	(void)context;
	got = signal;
	printf("got %d code %d\n", signal, information->si_code);
	fflush(stdout);
}

static void say(const char *word)
{
	puts(word);
	fflush(stdout);
}

static void wait_for(long milliseconds)
{
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};

	while (nanosleep(&time, &time)) {
	}
}

int main(int count, char **argument)
{
	const char *what = count > 1 ? argument[1] : "";
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigset_t terminate, pending;
	char byte;

	sigemptyset(&terminate);
	sigaddset(&terminate, SIGTERM);
	if (strcmp(what, "ignore") == 0)
		signal(SIGTERM, SIG_IGN);
	else if (strcmp(what, "default") != 0)
		sigaction(SIGTERM, &action, NULL);
	sigprocmask(SIG_BLOCK, &terminate, NULL);
	if (strcmp(what, "block") != 0)
		sigprocmask(SIG_UNBLOCK, &terminate, NULL);
	say("ready");
	if (strcmp(what, "spin") == 0) {
		while (!got) {
		}
	} else if (strcmp(what, "read") == 0) {
		if (read(0, &byte, 1) != -1 || errno != EINTR)
			return 1;
	} else if (strcmp(what, "block") == 0) {
		do
			wait_for(100);
		while (sigpending(&pending) == 0 && !sigismember(&pending, SIGTERM));
		say(got ? "too early" : "unblock");
		sigprocmask(SIG_UNBLOCK, &terminate, NULL);
	} else if (strcmp(what, "ignore") == 0) {
		wait_for(1000);
	} else {
		pause();
	}
	say("end");
	return 0;
}
