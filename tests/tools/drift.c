/* SPDX-License-Identifier: ISC */
/*
 * How far do the clocks of a guest (tests/system/drift.c, whose lines are standard input)
 * go away from this machine's? Prints both drifts in microseconds, and the seconds
 * between.
 *
 * A line arrives some time after it was made, never before; so the least difference in
 * each burst is the best, and load on the machine adds nothing as long as one line of a
 * burst gets through quickly.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LINES 40
#define NEVER (1ll << 62)

static long long now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

int main(void)
{
	long long least[2][2] = {{NEVER, NEVER}, {NEVER, NEVER}}, first = 0, last = 0;
	long long guest[2], here[2];
	char line[200];
	int count = 0;

	for (; count < 2 * LINES && fgets(line, sizeof line, stdin); count++) {
		here[0] = now(CLOCK_MONOTONIC);
		here[1] = now(CLOCK_REALTIME);
		if (sscanf(line, "%lld %lld", &guest[0], &guest[1]) != 2)
			break;
		for (int i = 0; i < 2; i++) {
			long long *best = &least[count / LINES][i];
			if (here[i] - guest[i] < *best)
				*best = here[i] - guest[i];
		}
		first = first ? first : here[0];
		last = here[0];
	}
	if (count < 2 * LINES) {
		printf("only %d lines\n", count);
		return 1;
	}
	printf("%lld %lld %lld\n", (least[0][0] - least[1][0]) / 1000,
	       (least[0][1] - least[1][1]) / 1000, (last - first) / 1000000000);
	return 0;
}
