/* SPDX-License-Identifier: ISC */
/*
 * Threads that come and go leave nothing behind: 20,000 pairs of create and join, or as
 * many as the argument says (fewer on a machine that is too slow), and a tenth as many
 * detached ones, in little memory, of which as much is free afterwards as before.
 *
 * memory: 16M
 * env: SAMARA_MEMORY=16M
 * limit: 300
 */
#include "thread.h"
#include <semaphore.h>
#include <sys/sysinfo.h>

#define PAIRS 20000
#ifdef PLAIN_LINUX
#define SLACK (1ul << 40) /* others use the memory too */
#else
#define SLACK 65536ul
#endif

static sem_t done;

static void *give_back(void *argument)
{
	return argument;
}

static void *tell(void *argument)
{
	sem_post(&done);
	return argument;
}

static long long end;

static void pairs(long count)
{
	for (long i = 0; i < count && now(CLOCK_MONOTONIC) < end; i++)
		if (thread_join(thread_start(give_back, (void *)i)) != (void *)i)
			CHECK(!"its result");
}

static void detached(long count)
{
	for (long i = 0; i < count && now(CLOCK_MONOTONIC) < end; i++) {
		CHECK(pthread_detach(thread_start(tell, NULL)) == 0);
		while (sem_wait(&done)) {
		}
	}
}

static unsigned long free_memory(void)
{
	struct sysinfo information;

	CHECK(sysinfo(&information) == 0);
	return information.freeram * information.mem_unit;
}

int main(int count, char **arguments)
{
	long wanted = count > 1 ? atol(arguments[1]) : PAIRS;
	unsigned long before;

	end = now(CLOCK_MONOTONIC) + (count > 1 ? wanted / 1000 * SECOND : 5 * SECOND);
	sem_init(&done, 0, 0);
	pairs(200);
	detached(200);
	before = free_memory();
	pairs(wanted);
	detached(wanted / 10);
	/* the last one is on its way out */
	if (!EVENTUALLY((long)(before - free_memory()) <= (long)SLACK)) {
		CHECK(!"as much memory is free as before");
		printf("%lu bytes free before, %lu afterwards\n", before, free_memory());
	}
	return check_result();
}
