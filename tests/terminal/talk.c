/* SPDX-License-Identifier: ISC */
/*
 * For terminal.t: `talk` answers each line, `talk raw` each key until q, `talk wait`
 * never ends.
 */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int lines(void)
{
	char line[300];
	printf("terminal %d%d%d\nready\n", isatty(0), isatty(1), isatty(2));
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		printf("got <%s> of %zu\n", line, strlen(line));
	}
	printf("end\n");
	return 7;
}

static int keys(void)
{
	struct termios before, raw;
	unsigned char key = 0;
	if (tcgetattr(0, &before))
		return 1;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(0, TCSAFLUSH, &raw))
		return 2;
	printf("ready\n");
	while (key != 'q' && read(0, &key, 1) == 1)
		printf("key %d\n", key);
	if (tcsetattr(0, TCSAFLUSH, &before))
		return 3;
	printf("end\n");
	return 8;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (strcmp(what, "raw") == 0)
		return keys();
	if (strcmp(what, "wait") == 0) {
		printf("ready\n");
		for (;;)
			pause();
	}
	if (strcmp(what, "spin") == 0) {
		printf("ready\n");
		for (volatile int i = 0;; i++)
			;
	}
	return lines();
}
