/* SPDX-License-Identifier: ISC */
/*
 * From start to exit of several programs, in turn, so that what disturbs the machine
 * disturbs all of them: `start ROUNDS COMMAND...`. A COMMAND is one word, a program
 * without arguments, perhaps with NAME=value and a comma in front. Prints the median in
 * microseconds, a line each.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define ROUNDS_MAX 10000

static double microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Run it once; the time that took. */
static double once(char *command, const posix_spawn_file_actions_t *quiet)
{
	char *variable = NULL, *comma = strchr(command, ',');
	char *program = comma ? comma + 1 : command;
	if (comma)
		variable = strndup(command, (size_t)(comma - command));
	char *arguments[] = {program, NULL}, *environment[] = {variable, NULL};
	pid_t child;
	int status;
	double start = microseconds();
	if (posix_spawn(&child, program, quiet, NULL, arguments, environment) != 0 ||
	    waitpid(child, &status, 0) != child || status != 0) {
		fprintf(stderr, "start: %s failed\n", program);
		exit(1);
	}
	double time = microseconds() - start;
	free(variable);
	return time;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[1]) : 0, commands = argc - 2;
	posix_spawn_file_actions_t quiet;
	if (rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: start ROUNDS COMMAND...\n");
		return 2;
	}
	double *time = calloc((size_t)rounds * (size_t)commands, sizeof *time);
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	for (int round = -3; round < rounds; round++) /* three to warm up */
		for (int i = 0; i < commands; i++)
			time[i * rounds + (round < 0 ? 0 : round)] =
			        once(argv[i + 2], &quiet);
	for (int i = 0; i < commands; i++) {
		qsort(time + i * rounds, (size_t)rounds, sizeof *time, ascending);
		printf("%.1f\n", time[i * rounds + rounds / 2]);
	}
	return 0;
}
