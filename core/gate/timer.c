/* SPDX-License-Identifier: ISC */
/*
 * The program's timer: one deadline, beside that of a wait, with which it shares the
 * local APIC's timer. Whichever interrupt of that comes, this one looks whether its time
 * has come and, if not, sets the hardware again, so that a wait delays it but doesn't
 * lose it.
 */
#include "clock.h"
#include "event.h"
#include "gate/calls.h"
#include "interrupt.h"
#include "x86_64/layout.h"

static uint64_t deadline; /* 0: none */

static void look(void *unused)
{
	if (deadline && !clock_alarm(deadline)) {
		deadline = 0;
		event_set(PLATFORM_EVENT_TIMER);
	}
}

long call_timer(struct trap_frame *frame)
{
	interrupt_handle(VECTOR_TIMER, look, NULL);
	event_interrupting(PLATFORM_EVENT_TIMER);
	deadline = frame->rdi == UINT64_MAX ? 0 : frame->rdi ? frame->rdi : 1;
	look(NULL);
	/* The upcall's frame must have this call's result. */
	frame->rax = 0;
	event_upcall(frame);
	return (long)frame->rax;
}
