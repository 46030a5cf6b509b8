/* SPDX-License-Identifier: ISC */
/* platform_wait: standard input is the only event so far; a signal makes it return early.
 */
#include "process.h"
#include <linux/poll.h>
#include <linux/time.h>
#include <linux/time_types.h>

#define SECOND 1000000000u

static struct __kernel_timespec timespec(uint64_t nanoseconds)
{
	return (struct __kernel_timespec){(long)(nanoseconds / SECOND),
	                                  (long)(nanoseconds % SECOND)};
}

static unsigned wait_console(uint64_t deadline)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	struct __kernel_timespec time;
	long limit = 0; /* none */

	if (deadline != UINT64_MAX) {
		uint64_t now = process_clock_monotonic();
		time = timespec(deadline > now ? deadline - now : 0);
		limit = (long)&time;
	}
	return linux_call5(__NR_ppoll, (long)&input, 1, limit, 0, 0) > 0
	               ? PLATFORM_EVENT_CONSOLE
	               : 0;
}

unsigned process_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop)
{
	if (events & PLATFORM_EVENT_CONSOLE)
		return wait_console(deadline);
	struct __kernel_timespec time = timespec(deadline);
	linux_call5(__NR_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, (long)&time, 0,
	            0);
	return 0;
}
