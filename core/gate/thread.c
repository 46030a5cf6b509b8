/* SPDX-License-Identifier: ISC */
/* Upcalls, and the bases of FS and GS. */
#include "gate/calls.h"

#define MSR_FS_BASE 0xc0000100u /* GS has the next */

long call_resume(struct trap_frame *frame)
{
	return upcall_resume(frame, frame->rdi);
}

long call_upcall(struct trap_frame *frame)
{
	return upcall_set(frame->rdi, frame->rsi, frame->rdx);
}

long call_thread_pointer(struct trap_frame *frame)
{
	if (frame->rdi >> 47)
		return -EPERM;
	msr_write(MSR_FS_BASE + (frame->rsi & 1), frame->rdi);
	return 0;
}
