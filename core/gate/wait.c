/* SPDX-License-Identifier: ISC */
/* Waiting for events. */
#include "event.h"
#include "gate/calls.h"

long call_wait(struct trap_frame *frame)
{
	/* The flag, as long as no interrupt can come. Where the call has none it is 0. */
	frame->rcx = 0;
	user_read(&frame->rcx, frame->rdx, 1);
	frame->rax =
	        (uint64_t)event_wait((unsigned)frame->rdi, frame->rcx ? 0 : frame->rsi);
	/* The upcall's frame must have this call's result. */
	event_upcall(frame);
	return (long)frame->rax;
}
