/* SPDX-License-Identifier: ISC */
/*
 * The terminal by its names: its path, /dev/tty, its session and process group. Exits
 * with 9 when all is right.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int fails(const char *what)
{
	printf("not so: %s\n", what);
	return 1;
}

int main(void)
{
	struct stat by_name, by_file;
	char line[100];

	printf("name? ");
	fflush(stdout);
	int terminal = open("/dev/tty", O_RDWR);
	if (terminal < 0 || !isatty(terminal))
		return fails("/dev/tty opens");
	ssize_t n = read(terminal, line, sizeof line);
	if (n != 5 || memcmp(line, "Anne\n", 5) != 0)
		return fails("/dev/tty gives a line");
	const char *name = ttyname(0);
	if (!name || stat(name, &by_name) || fstat(0, &by_file) ||
	    by_name.st_rdev != by_file.st_rdev || by_name.st_ino != by_file.st_ino)
		return fails("ttyname");
	if (tcgetpgrp(0) != getpgrp() || tcgetpgrp(terminal) != getpgrp())
		return fails("the group in the foreground is this one");
	if (tcgetsid(0) != getsid(0) || tcsetpgrp(0, getpgrp()) != 0)
		return fails("the session is this one");
	if (write(terminal, "Hello Anne\n", 11) != 11)
		return fails("/dev/tty writes");
	return 9;
}
