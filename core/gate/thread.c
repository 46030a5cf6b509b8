/* SPDX-License-Identifier: ISC */
/* Upcalls and the thread pointer. */
#include "gate/calls.h"

#define MSR_FS_BASE 0xc0000100u

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
	msr_write(MSR_FS_BASE, frame->rdi);
	return 0;
}
