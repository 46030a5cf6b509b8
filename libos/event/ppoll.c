/* SPDX-License-Identifier: ISC */
/*
 * ppoll(2). As on Linux, and unlike the C library's function, it leaves in `time` what is
 * left of it. No lock.
 */
#include "event/poll.h"
#include "signal/mask.h"
#include "syscalls.h"
#include "time/clock.h"

struct call {
	struct poll_call poll; /* first */
	uint64_t mask;
};

static long poll_masked(void *argument)
{
	struct call *call = argument;

	signal_mask_begin(call->mask);
	return signal_mask_end(poll_program(&call->poll));
}

/* full */
long sys_ppoll(struct pollfd *entries, unsigned long count,
               struct __kernel_timespec *time, const uint64_t *mask, size_t size)
{
	struct call call = {.poll = {entries, count, UINT64_MAX}};
	uint64_t length = 0;
	int result = time ? timespec_in(&length, time) : 0;

	if (result)
		return result;
	if (mask && size != sizeof call.mask)
		return -EINVAL;
	if (mask && copy_in(&call.mask, mask, sizeof call.mask))
		return -EFAULT;
	if (time)
		call.poll.deadline = deadline_after(length);
	long ready = call_blocking(mask ? poll_masked : poll_program, &call);
	if (length) /* no time at all is left as it is */
		timespec_out(time, time_left(call.poll.deadline));
	return ready;
}
