/* SPDX-License-Identifier: ISC */
/*
 * What the programs of operations share: `PROGRAM NAME` prints nanoseconds for one
 * operation, the best of several rounds; `PROGRAM NAME COUNT` does that many and prints
 * nothing, for counting instructions. NAME:pinned keeps all threads on one CPU.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 9

struct operation {
	const char *name; /* NULL: the end of the table */
	void (*run)(long count);
	long count; /* some ms */
};

static double nanoseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void pin(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof one, &one)) {
		perror("sched_setaffinity");
		exit(1);
	}
}

static double best_of_rounds(void (*run)(long), long count)
{
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		double start = nanoseconds();
		run(count);
		double time = nanoseconds() - start;
		if (time < best)
			best = time;
	}
	return best / (double)count;
}

static int measure(const struct operation *operation, int argc, char **argv)
{
	char *pinned = argc > 1 ? strchr(argv[1], ':') : NULL;

	if (pinned) {
		*pinned = 0;
		pin();
	}
	while (operation->name && (argc < 2 || strcmp(operation->name, argv[1]) != 0))
		operation++;
	if (!operation->name) {
		fprintf(stderr, "usage: %s NAME[:pinned] [COUNT]\n", argv[0]);
		return 2;
	}
	if (argc > 2)
		operation->run(atol(argv[2]));
	else
		printf("%.1f\n", best_of_rounds(operation->run, operation->count));
	return 0;
}

#endif
