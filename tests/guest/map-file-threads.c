/* SPDX-License-Identifier: ISC */
/*
 * Threads that touch a file's pages for the first time together, while another one
 * protects them, punches holes beside them and lets the file shrink and grow: no write is
 * lost, and no page shows what isn't the file's.
 *
 * flags: -pthread
 * kvm: hardware
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE    4096l
#define PAGES   64 /* each round's; behind them as many that come and go */
#define ROUNDS  30
#define THREADS 3
#define RW      (PROT_READ | PROT_WRITE)

static int file;
static char *shared, *copied;
static atomic_int running, wrong;

static void *count(void *argument)
{
	long offset = (long)argument * 8;
	for (int i = 0; i < 4 * PAGES; i++) {
		long page = i * 7 % PAGES;
		++*(atomic_long *)(shared + page * PAGE);
		++*(long *)(copied + page * PAGE + 64 + offset);
	}
	running--;
	return NULL;
}

static void *disturb(void *unused)
{
	for (int i = 0; running; i++) {
		mprotect(shared + (PAGES + i % PAGES) * PAGE, PAGE, PROT_NONE);
		mprotect(shared + PAGES * PAGE, PAGES * PAGE, RW);
		madvise(shared, PAGES * PAGE, MADV_DONTNEED);
		if (shared[(PAGES + i % PAGES) * PAGE + 100])
			wrong++;
		ftruncate(file, PAGES * PAGE);
		ftruncate(file, 2 * PAGES * PAGE);
		shared[(PAGES + i % PAGES) * PAGE + 100] = 'x';
		fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, PAGES * PAGE,
		          PAGES * PAGE);
	}
	return unused;
}

static void round_of(void)
{
	pthread_t thread[THREADS], other;
	shared = mmap(NULL, 2 * PAGES * PAGE, RW, MAP_SHARED, file, 0);
	copied = mmap(NULL, PAGES * PAGE, RW, MAP_PRIVATE, file, 0);
	CHECK(shared != MAP_FAILED && copied != MAP_FAILED);
	running = THREADS;
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&thread[i], NULL, count, (void *)i) == 0);
	CHECK(pthread_create(&other, NULL, disturb, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	pthread_join(other, NULL);
	for (int i = 0; i < PAGES; i++) {
		if (*(long *)(shared + i * PAGE) != 4 * THREADS)
			wrong++;
		for (int n = 0; n < THREADS; n++)
			if (((long *)(copied + i * PAGE + 64))[n] != 4)
				wrong++;
	}
	munmap(shared, 2 * PAGES * PAGE);
	munmap(copied, PAGES * PAGE);
	CHECK(ftruncate(file, 0) == 0 && ftruncate(file, 2 * PAGES * PAGE) == 0);
}

int main(void)
{
	file = memfd_create("threads", 0);
	CHECK(ftruncate(file, 2 * PAGES * PAGE) == 0);
	for (int i = 0; i < ROUNDS; i++)
		round_of();
	CHECK(wrong == 0);
	return check_result();
}
