/* SPDX-License-Identifier: ISC */
/* platform_wait: one sleep of the host at most. What is awaited stays pending meanwhile;
 * other events go up, and end the sleep too. */
#include "process.h"
#include <linux/poll.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define SECOND 1000000000u

_Static_assert(offsetof(struct process_cpu, pending) == 0 &&
                       offsetof(struct process_cpu, awaited) == 4 &&
                       offsetof(struct process_cpu, stop) == 8,
               "known to sleep.S");

static struct __kernel_timespec timespec(uint64_t nanoseconds)
{
	return (struct __kernel_timespec){(long)(nanoseconds / SECOND),
	                                  (long)(nanoseconds % SECOND)};
}

/* Is standard input ready now? */
static bool console_look(void)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	struct __kernel_timespec now = {0};
	return linux_call5(__NR_ppoll, (long)&input, 1, (long)&now, 0, 0) > 0;
}

/* Until standard input is ready, too. */
static bool console_sleep(struct process_cpu *cpu, uint64_t deadline)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	struct __kernel_timespec time;
	long limit = 0; /* none */

	if (deadline != UINT64_MAX) {
		uint64_t now = process_clock_monotonic();
		time = timespec(deadline > now ? deadline - now : 0);
		limit = (long)&time;
	}
	return process_sleep((long)&input, 1, limit, 0, __NR_ppoll, cpu) > 0;
}

static void sleep(struct process_cpu *cpu, uint64_t deadline)
{
	struct __kernel_timespec time = timespec(deadline);
	process_sleep(CLOCK_MONOTONIC, TIMER_ABSTIME, (long)&time, 0,
	              __NR_clock_nanosleep, cpu);
}

unsigned process_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop)
{
	struct process_cpu *cpu = process_cpu();
	unsigned console = 0;

	cpu->awaited = events;
	cpu->stop = stop;
	if (events & PLATFORM_EVENT_CONSOLE) {
		if (deadline ? console_sleep(cpu, deadline) : console_look())
			console = PLATFORM_EVENT_CONSOLE;
	} else if (deadline) {
		sleep(cpu, deadline);
	}
	return console |
	       (__atomic_fetch_and(&cpu->pending, ~events, __ATOMIC_SEQ_CST) & events);
}
