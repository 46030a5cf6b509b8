/* SPDX-License-Identifier: ISC */
/*
 * Threads that use one disk at the same time: each has bytes of its own, which share
 * blocks with its neighbours', and reads back what it wrote; others read and flush.
 *
 * disk: 1M
 * stdout: ^ok$
 * limit: 240
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>

#define THREADS 8
#define ROUNDS  60
#define PART    700 /* bytes of each thread in a row: no multiple of a block */
#define ROW     (THREADS * PART)
#define LARGE   (512 << 10) /* from here on each has a part of its own */

static int disk;

static void small(unsigned own, unsigned round)
{
	char bytes[PART], back[PART];
	long position = (long)(round % 8) * ROW + own * PART;

	memset(bytes, (int)(1 + own * ROUNDS + round), PART);
	CHECK(pwrite(disk, bytes, PART, position) == PART);
	CHECK(pread(disk, back, PART, position) == PART);
	CHECK(memcmp(bytes, back, PART) == 0);
}

static void large(unsigned own, unsigned round)
{
	const size_t size = 48 << 10;
	long position = LARGE + (long)own * (64 << 10) + round;
	char *bytes = malloc(size), *back = malloc(size);

	memset(bytes, (int)(own + round), size);
	CHECK(pwrite(disk, bytes, size, position) == (long)size);
	CHECK(pread(disk, back, size, position) == (long)size);
	CHECK(memcmp(bytes, back, size) == 0);
	free(bytes);
	free(back);
}

static void *run(void *argument)
{
	unsigned own = (unsigned)(uintptr_t)argument;

	for (unsigned round = 0; round < ROUNDS; round++) {
		small(own, round);
		if (round % 8 == own)
			large(own, round);
		if (round % 16 == own)
			CHECK(fdatasync(disk) == 0);
	}
	return NULL;
}

/* The last eight rounds have written all of the rows. */
static void look(void)
{
	static char row[ROW];

	for (unsigned round = ROUNDS - 8; round < ROUNDS; round++) {
		CHECK(pread(disk, row, ROW, (long)(round % 8) * ROW) == ROW);
		for (unsigned own = 0; own < THREADS; own++)
			for (unsigned n = 0; n < PART; n++)
				if (row[own * PART + n] !=
				    (char)(1 + own * ROUNDS + round)) {
					CHECK(!"a byte that somebody else wrote");
					return;
				}
	}
}

int main(void)
{
	pthread_t threads[THREADS];

	disk = open("/dev/vda", O_RDWR);
	CHECK(disk >= 0);
	for (uintptr_t n = 0; n < THREADS; n++)
		threads[n] = thread_start(run, (void *)n);
	for (unsigned n = 0; n < THREADS; n++)
		thread_join(threads[n]);
	look();
	CHECK(close(disk) == 0);
	return check_result();
}
