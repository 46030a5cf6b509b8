/* SPDX-License-Identifier: ISC */
/*
 * pselect6(2), the system call below pselect(3). It leaves in `time` what is left of it.
 * No lock.
 */
#include "event/select.h"
#include "sched/wait.h"
#include "signal/mask.h"
#include "syscalls.h"
#include "time/clock.h"

struct call {
	struct select_call select; /* first */
	uint64_t mask;
};

struct masking {
	const uint64_t *mask; /* NULL: none */
	size_t size;
};

static long select_masked(void *argument)
{
	struct call *call = argument;

	signal_mask_begin(call->mask);
	return signal_mask_end(select_program(&call->select));
}

/* full */
long sys_pselect6(int count, unsigned long *in, unsigned long *out, unsigned long *other,
                  struct __kernel_timespec *time, const void *program)
{
	struct call call = {.select = {count, {in, out, other}, UINT64_MAX}};
	struct masking masking = {NULL, 0};
	uint64_t length = 0;

	if (program && copy_in(&masking, program, sizeof masking))
		return -EFAULT;
	int result = time ? timespec_in(&length, time) : 0;
	if (result)
		return result;
	if (masking.mask && masking.size != sizeof call.mask)
		return -EINVAL;
	if (masking.mask && copy_in(&call.mask, masking.mask, sizeof call.mask))
		return -EFAULT;
	if (time)
		call.select.deadline = deadline_after(length);
	long bits = call_blocking(masking.mask ? select_masked : select_program, &call);
	if (length) /* no time at all is left as it is */
		timespec_out(time, time_left(call.select.deadline));
	return bits;
}
