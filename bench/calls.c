/* SPDX-License-Identifier: ISC */
/*
 * Calls whose cost is compared with plain Linux programs. `calls NAME` prints nanoseconds
 * and processor cycles for one call, the best of several rounds; `calls NAME COUNT` makes
 * that many calls and prints nothing, for counting instructions. Built by samara cc,
 * musl-gcc and gcc from this same source.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 15
#define MIB    (1ul << 20)

static void call_getpid(long count)
{
	while (count--)
		getpid();
}

static void call_clock(long count)
{
	struct timespec now;
	while (count--)
		clock_gettime(CLOCK_MONOTONIC, &now);
}

/* Sizes from 16 to 1,024 bytes, a handful alive at a time. */
static void call_malloc(long count)
{
	static void *volatile slot[16];
	for (long i = 0; i < count; i++) {
		free(slot[i % 16]);
		slot[i % 16] = malloc(16 + (size_t)i * 37 % 1009);
	}
	for (int i = 0; i < 16; i++) {
		free(slot[i]);
		slot[i] = NULL;
	}
}

static void call_memcpy(long count)
{
	static char *from, *to;
	if (!from) {
		from = malloc(MIB);
		to = malloc(MIB);
		memset(from, 1, MIB);
		memset(to, 2, MIB);
	}
	while (count--) {
		memcpy(to, from, MIB);
		__asm__ volatile("" : : "r"(to) : "memory");
	}
}

static const struct {
	const char *name;
	void (*call)(long count);
	long count; /* about 5 ms */
} calls[] = {
        {"getpid", call_getpid, 100000},
        {"clock_gettime", call_clock, 100000},
        {"malloc", call_malloc, 100000},
        {"memcpy", call_memcpy, 100},
};

static double nanoseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof calls / sizeof *calls; i++) {
		if (strcmp(calls[i].name, argv[1]) != 0)
			continue;
		if (argc > 2) {
			calls[i].call(atol(argv[2]));
			return 0;
		}
		double best = 1e18;
		unsigned long long best_cycles = ~0ull;
		for (int round = 0; round < ROUNDS; round++) {
			double start = nanoseconds();
			unsigned long long cycles = __builtin_ia32_rdtsc();
			calls[i].call(calls[i].count);
			cycles = __builtin_ia32_rdtsc() - cycles;
			double time = nanoseconds() - start;
			if (time < best)
				best = time;
			if (cycles < best_cycles)
				best_cycles = cycles;
		}
		printf("%.2f %.2f\n", best / (double)calls[i].count,
		       (double)best_cycles / (double)calls[i].count);
		return 0;
	}
	fprintf(stderr, "usage: calls getpid|clock_gettime|malloc|memcpy [COUNT]\n");
	return 2;
}
