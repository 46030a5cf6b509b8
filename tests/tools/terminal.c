/* SPDX-License-Identifier: ISC */
/*
 * A person at a terminal, for tests: `terminal SCRIPT COMMAND...` runs the command on a
 *new pseudo-terminal and follows the script, a line at a time: expect TEXT	wait until
 *TEXT has come out behind what was expected before never TEXT	TEXT hasn't come out
 *behind what was expected before send TEXT	type it pause N		wait N
 *milliseconds resize R C	change the window to R rows and C columns sane the
 *terminal's settings are those from before the command TEXT has escapes \n \r \t \b
 *\\ \xHH. All output goes to standard output. The status is the command's own, 128 + its
 *signal, or 125 with a reason when the script couldn't be followed. No wait lasts longer
 *than 20 seconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE 20000 /* milliseconds */

static int terminal, keeper;
static pid_t child;
static struct termios settings;
static char *seen;
static size_t seen_size, seen_from;

static _Noreturn void give_up(const char *what, const char *text)
{
	fflush(stdout);
	fprintf(stderr, "terminal: %s: %s\n", what, text);
	kill(-child, SIGKILL);
	exit(125);
}

static size_t unescape(char *text)
{
	char *to = text, *from = text;
	while (*from) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		from++;
		if (*from == 'x') {
			char digits[3] = {from[1], from[2], 0};
			*to++ = (char)strtol(digits, NULL, 16);
			from += 3;
			continue;
		}
		*to++ = *from == 'n'   ? '\n'
		        : *from == 'r' ? '\r'
		        : *from == 't' ? '\t'
		        : *from == 'b' ? '\b'
		                       : *from;
		from++;
	}
	*to = 0;
	return (size_t)(to - text);
}

/* Take what has come out within `timeout` milliseconds. 0: nothing; -1: the end. */
static int take(int timeout)
{
	char bytes[4096];
	struct pollfd wait = {terminal, POLLIN, 0};
	if (poll(&wait, 1, timeout) <= 0)
		return 0;
	ssize_t got = read(terminal, bytes, sizeof bytes);
	if (got <= 0)
		return -1;
	fwrite(bytes, 1, (size_t)got, stdout);
	seen = realloc(seen, seen_size + (size_t)got);
	memcpy(seen + seen_size, bytes, (size_t)got);
	seen_size += (size_t)got;
	return 1;
}

static void expect(const char *text, size_t length)
{
	for (int waited = 0;;) {
		char *found = seen_size > seen_from
		                      ? memmem(seen + seen_from, seen_size - seen_from,
		                               text, length)
		                      : NULL;
		if (found) {
			seen_from = (size_t)(found - seen) + length;
			return;
		}
		int got = take(100);
		if (got < 0)
			give_up("output ended before", text);
		waited = got ? 0 : waited + 100;
		if (waited > PATIENCE)
			give_up("waited in vain for", text);
	}
}

static void never(const char *text, size_t length)
{
	while (take(200) > 0)
		;
	if (seen_size > seen_from &&
	    memmem(seen + seen_from, seen_size - seen_from, text, length))
		give_up("came out", text);
}

static int is_sane(void)
{
	struct termios now;
	tcgetattr(keeper, &now);
	return now.c_lflag == settings.c_lflag && now.c_iflag == settings.c_iflag &&
	       now.c_oflag == settings.c_oflag && now.c_cflag == settings.c_cflag;
}

/* Now or within `patience` milliseconds. */
static void sane(int patience)
{
	for (; !is_sane() && patience > 0; patience -= 100)
		take(100);
	if (!is_sane())
		give_up("settings differ", "the terminal was not restored");
}

static void start(char **command)
{
	terminal = posix_openpt(O_RDWR | O_NOCTTY);
	if (terminal < 0 || grantpt(terminal) || unlockpt(terminal))
		give_up("no terminal", "posix_openpt");
	keeper = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
	tcgetattr(keeper, &settings);
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	ioctl(terminal, TIOCSWINSZ, &size);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		setsid();
		int side = open(ptsname(terminal), O_RDWR);
		for (int i = 0; i < 3; i++)
			dup2(side, i);
		if (side > 2)
			close(side);
		close(terminal);
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
}

static void follow(FILE *script)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	while ((length = getline(&line, &size, script)) > 0) {
		if (line[length - 1] == '\n')
			line[--length] = 0;
		char *text = strchr(line, ' ');
		if (text)
			*text++ = 0;
		else
			text = line + length;
		size_t count = unescape(text);
		if (strcmp(line, "expect") == 0) {
			expect(text, count);
		} else if (strcmp(line, "never") == 0) {
			never(text, count);
		} else if (strcmp(line, "send") == 0) {
			if (write(terminal, text, count) != (ssize_t)count)
				give_up("can't type", text);
		} else if (strcmp(line, "pause") == 0) {
			usleep((useconds_t)atoi(text) * 1000);
		} else if (strcmp(line, "resize") == 0) {
			struct winsize window = {0};
			sscanf(text, "%hu %hu", &window.ws_row, &window.ws_col);
			ioctl(terminal, TIOCSWINSZ, &window);
		} else if (strcmp(line, "sane") == 0) {
			sane(PATIENCE);
		} else if (line[0] && line[0] != '#') {
			give_up("unknown word in the script", line);
		}
	}
	free(line);
}

/* The command's status, once it has ended by itself. */
static int finish(void)
{
	int status, waited = 0;
	while (waitpid(child, &status, WNOHANG) == 0) {
		if (take(50) <= 0) {
			usleep(50000);
			waited += 100;
		}
		if (waited > PATIENCE)
			give_up("still running", "the command");
	}
	while (take(50) > 0)
		;
	sane(0);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	FILE *script = argc > 2 ? fopen(argv[1], "r") : NULL;
	if (!script) {
		fprintf(stderr, "usage: terminal SCRIPT COMMAND...\n");
		return 125;
	}
	start(argv + 2);
	follow(script);
	fclose(script);
	return finish();
}
