/* SPDX-License-Identifier: ISC */
/*
 * Reads of a disk, one at a time and 32 at a time, each by a thread of its own. Called as
 * measure.h says; built as calls.c. The disk is /dev/vda, or what BENCH_DISK names: for a
 * plain Linux program the file that is the disk here.
 */
#define _GNU_SOURCE
#include "measure.h"
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#define DEPTH 32
#define SMALL 512
#define LARGE 65536
#define SIZE  (4l << 20) /* of the disk */

static char bytes[DEPTH][LARGE] __attribute__((aligned(4096)));
static int disk;
static size_t size;
static long each; /* reads of each thread */

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void *reads(void *buffer)
{
	long position = (char(*)[LARGE])buffer - bytes;

	for (long n = 0; n < each; n++, position++)
		if (pread(disk, buffer, size, position * (long)size % SIZE) !=
		    (ssize_t)size)
			fail("pread");
	return NULL;
}

static void begin(size_t bytes_each)
{
	const char *name = getenv("BENCH_DISK");

	size = bytes_each;
	if (!disk)
		disk = open(name ? name : "/dev/vda", O_RDONLY);
	if (disk < 0)
		fail("the disk");
}

static void one(long count)
{
	each = count;
	reads(bytes[0]);
}

static void many(long count)
{
	pthread_t threads[DEPTH];

	each = count / DEPTH;
	for (int n = 0; n < DEPTH; n++)
		if (pthread_create(&threads[n], NULL, reads, bytes[n]))
			fail("pthread_create");
	for (int n = 0; n < DEPTH; n++)
		pthread_join(threads[n], NULL);
}

static void small(long count)
{
	begin(SMALL);
	one(count);
}

static void small_many(long count)
{
	begin(SMALL);
	many(count);
}

static void large(long count)
{
	begin(LARGE);
	one(count);
}

static void large_many(long count)
{
	begin(LARGE);
	many(count);
}

static const struct operation operations[] = {
        {"small", small, 4096}, {"small32", small_many, 4096},
        {"large", large, 512},  {"large32", large_many, 512},
        {NULL, NULL, 0},
};

int main(int argc, char **argv)
{
	return measure(operations, argc, argv);
}
