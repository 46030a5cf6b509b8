/* SPDX-License-Identifier: ISC */
/*
 * nanosleep(2).
 */
#include "sleep.h"
#include "syscalls.h"

long sleep_interrupted(const struct sleep_call *call, int result, uint64_t left)
{
	if (call->rest && timespec_out(call->rest, left))
		return -EFAULT;
	return is_restart(result) ? -RESTART_NOHAND : result;
}

long sleep_until(void *argument)
{
	const struct sleep_call *call = argument;
	int result = 0;

	/* a sleep of nothing lets others run, too */
	if (platform_clock_monotonic() >= call->deadline)
		thread_yield();
	while (!result && platform_clock_monotonic() < call->deadline)
		result = thread_sleep(NULL, call->deadline);
	if (!result || result == -ETIMEDOUT)
		return 0;
	return sleep_interrupted(call, result, time_left(call->deadline));
}

/* full */
long sys_nanosleep(const struct __kernel_timespec *time, struct __kernel_timespec *rest)
{
	struct sleep_call call = {.rest = rest};
	uint64_t duration;
	int result = timespec_in(&duration, time);

	if (result)
		return result;
	call.deadline = deadline_after(duration);
	return call_blocking(sleep_until, &call);
}
