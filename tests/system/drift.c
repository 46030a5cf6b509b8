/* SPDX-License-Identifier: ISC */
/*
 * Says what time it is: lines of its monotonic and its wall clock in ns, a burst of them
 * at the start and one when the seconds that the argument tells are over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LINES 40

static long long now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void burst(void)
{
	for (int i = 0; i < LINES; i++) {
		struct timespec pause = {0, 20000000};
		printf("%lld %lld\n", now(CLOCK_MONOTONIC), now(CLOCK_REALTIME));
		fflush(stdout);
		nanosleep(&pause, NULL);
	}
}

int main(int argc, char **argv)
{
	struct timespec time = {argc > 1 ? atoi(argv[1]) : 1, 0};

	burst();
	nanosleep(&time, NULL);
	burst();
	return 0;
}
