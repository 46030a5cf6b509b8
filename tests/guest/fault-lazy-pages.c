/* SPDX-License-Identifier: ISC */
/*
 * A runtime of its own memory: a reservation without access, whose pages the handler of
 * SIGSEGV opens when they are touched; from four threads at once, and write barriers by
 * mprotect. The instruction runs again and finds everything as it was.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "thread.h"
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#define PAGE    4096
#define PAGES   64
#define THREADS 4

static char *area;
static volatile int faults;

static void open_page(int signal, siginfo_t *information, void *context)
{
	char *page = (char *)((uintptr_t)information->si_addr & -(uintptr_t)PAGE);

	if (page < area || page >= area + PAGES * PAGE)
		_exit(99);
	__atomic_fetch_add(&faults, 1, __ATOMIC_SEQ_CST);
	if (mprotect(page, PAGE, PROT_READ | PROT_WRITE))
		_exit(98);
}

static void *touch_all(void *start)
{
	double sum = 0.5;

	for (int i = 0; i < PAGES; i++) {
		volatile char *at = area + ((long)start + i) % PAGES * PAGE + (long)start;
		sum *= 1.5;
		(*at)++;
		sum /= 1.5;
	}
	return (void *)(long)(sum > 0.49 && sum < 0.51);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = open_page, .sa_flags = SA_SIGINFO};
	pthread_t thread[THREADS];

	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	area = mmap(NULL, PAGES * PAGE, PROT_NONE,
	            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CHECK(area != MAP_FAILED);
	CHECK(touch_all((void *)0l) == (void *)1);
	CHECK(faults == PAGES);
	for (int round = 0; round < 20; round++) {
		CHECK(mprotect(area, PAGES * PAGE, round % 2 ? PROT_READ : PROT_NONE) ==
		      0);
		faults = 0;
		for (long i = 0; i < THREADS; i++)
			thread[i] = thread_start(touch_all, (void *)(i + 1));
		for (int i = 0; i < THREADS; i++)
			CHECK(thread_join(thread[i]) == (void *)1);
		CHECK(faults >= PAGES && faults <= THREADS * PAGES);
	}
	for (int i = 0; i < PAGES; i++) {
		CHECK(area[i * PAGE] == 1);
		for (int j = 1; j <= THREADS; j++)
			CHECK(area[i * PAGE + j] == 20);
	}
	return check_result();
}
