/* SPDX-License-Identifier: ISC */
/* Waiting for events. */
#include "event.h"
#include "gate/calls.h"

long call_wait(struct trap_frame *frame)
{
	return event_wait((unsigned)frame->rdi, frame->rsi);
}
