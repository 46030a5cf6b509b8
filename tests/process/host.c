/* SPDX-License-Identifier: ISC */
/*
 * The program of host.t: does what its first argument says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int do_write(void)
{
	for (int i = 0; i < 20000; i++)
		printf("line %d\n", i);
	return 0;
}

static int do_read(void)
{
	char byte;
	printf("read %ld\n", (long)read(0, &byte, 1));
	return 0;
}

static int do_sleep(void)
{
	struct timespec time = {1, 0}, left = {0, 0};
	int result = nanosleep(&time, &left);
	printf("slept %d\n", result);
	return 0;
}

static int do_wait(void)
{
	printf("waiting\n");
	fflush(stdout);
	sleep(100);
	return 0;
}

static int do_memory(void)
{
	printf("%s\n", malloc(1 << 28) ? "memory" : "no memory");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*function)(void);
	} actions[] = {
	        {"write", do_write}, {"read", do_read},     {"sleep", do_sleep},
	        {"wait", do_wait},   {"memory", do_memory},
	};
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (argc > 1 && strcmp(argv[1], actions[i].name) == 0)
			return actions[i].function();
	printf("%d arguments\n", argc - 1);
	return 0;
}
