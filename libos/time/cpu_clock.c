/* SPDX-License-Identifier: ISC */
/*
 * Processor time is counted where a CPU goes over from one thread to another: for the
 * threads and for the CPUs, whose sum is the process's. A count is what came before, and
 * since when it runs now; only the CPU that it runs on writes it, others read it without
 * a lock, twice where it changes meanwhile.
 */
#include "cpu_clock.h"
#include "clock.h"
#include "identity/process.h"

#define STANDS   0u         /* `since`: doesn't run */
#define CHANGING UINT64_MAX /* about to stand */

static struct {
	uint64_t since, ran;
} busy[CPUS_MAX];
static uint64_t highest; /* of the process: the CPUs' clocks may differ a little */

static void start(uint64_t *since, uint64_t now)
{
	__atomic_store_n(since, now | 1, __ATOMIC_RELEASE);
}

static void stop(uint64_t *since, uint64_t *ran, uint64_t now)
{
	uint64_t before = *since;

	__atomic_store_n(since, CHANGING, __ATOMIC_RELEASE);
	if (now > before)
		__atomic_store_n(ran, *ran + now - before, __ATOMIC_RELEASE);
	__atomic_store_n(since, STANDS, __ATOMIC_RELEASE);
}

static uint64_t read(const uint64_t *since, const uint64_t *ran)
{
	uint64_t begin, before, now;

	do {
		begin = __atomic_load_n(since, __ATOMIC_ACQUIRE);
		before = __atomic_load_n(ran, __ATOMIC_ACQUIRE);
		now = begin == STANDS ? 0 : platform_clock_monotonic();
	} while (begin == CHANGING || begin != __atomic_load_n(since, __ATOMIC_ACQUIRE));
	return now > begin ? before + now - begin : before;
}

static uint64_t begun;

void clock_begin(void)
{
	uint64_t now = platform_clock_monotonic();

	begun = now;
	start(&thread_first.since, now);
	start(&busy[0].since, now);
}

void cpu_time_switch(struct thread *from, struct thread *to)
{
	uint64_t now = platform_clock_monotonic();
	unsigned cpu = cpu_number();

	if (from)
		stop(&from->since, &from->ran, now);
	if (from && !to)
		stop(&busy[cpu].since, &busy[cpu].ran, now);
	if (to)
		start(&to->since, now);
	if (to && !from)
		start(&busy[cpu].since, now);
	if (to && cpu_timers_wake)
		cpu_timers_wake();
}

static uint64_t process_time(void)
{
	uint64_t sum = 0, last = __atomic_load_n(&highest, __ATOMIC_SEQ_CST);

	for (unsigned n = 0; n < CPUS_MAX; n++)
		sum += read(&busy[n].since, &busy[n].ran);
	while (sum > last)
		if (__atomic_compare_exchange_n(&highest, &last, sum, false,
		                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			return sum;
	return last;
}

uint64_t cpu_clock_now(const struct cpu_clock *clock)
{
	return clock->thread ? read(&clock->thread->since, &clock->thread->ran)
	                     : process_time();
}

uint64_t cpu_clock_begun(void)
{
	return begun;
}

uint64_t cpu_clock_busy(unsigned cpu)
{
	return read(&busy[cpu].since, &busy[cpu].ran);
}

bool cpu_clock_runs(const struct cpu_clock *clock)
{
	const struct thread *thread = clock->thread;

	if (thread)
		return __atomic_load_n(&thread->since, __ATOMIC_SEQ_CST) != STANDS;
	for (unsigned n = 0; n < CPUS_MAX; n++)
		if (__atomic_load_n(&busy[n].since, __ATOMIC_SEQ_CST) != STANDS)
			return true;
	return false;
}

bool cpu_clock_ended(const struct cpu_clock *clock)
{
	return clock->thread && __atomic_load_n(&clock->thread->ended, __ATOMIC_RELAXED);
}

bool cpu_clock_of_thread(int id)
{
	threads_hold();
	bool found = thread_named(id);
	threads_release();
	return found;
}

static struct thread *find_and_hold(int id)
{
	threads_hold();
	struct thread *found = thread_named(id);
	if (found && thread_hold)
		thread_hold(found);
	threads_release();
	return found;
}

void cpu_clock_drop(const struct cpu_clock *clock)
{
	if (!clock->thread || !thread_drop)
		return;
	threads_hold();
	thread_drop(clock->thread);
	threads_release();
}

bool cpu_clock_exists(int number)
{
	struct cpu_clock clock;
	bool found = cpu_clock_find(&clock, number, false);

	if (found)
		cpu_clock_drop(&clock);
	return found;
}

/* A number's low bits say what it counts (0 to 2; 3 isn't a clock of processor time) and
 * for whom (4: a thread); the others are the complement of the id. */
bool cpu_clock_find(struct cpu_clock *clock, int number, bool reading)
{
	int id = number >= 0 ? 0 : ~(number >> 3);

	*clock = (struct cpu_clock){NULL};
	if (number == CLOCK_PROCESS_CPUTIME_ID)
		return true;
	if (number != CLOCK_THREAD_CPUTIME_ID && (number >= 0 || (number & 3) == 3))
		return false;
	if (number < 0 && !(number & 4))
		return id == 0 || id == PROCESS || (reading && id == thread_this()->id);
	clock->thread = find_and_hold(id);
	return clock->thread;
}
