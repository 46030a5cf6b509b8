/* SPDX-License-Identifier: ISC */
/*
 * Events that interrupt ring 3 by an upcall. Linked with the calls of the gate that make
 * one of them possible; without them the same name in trap.c does nothing.
 */
#include "event.h"
#include <samara/platform.h>

static unsigned interrupting;

void event_interrupting(unsigned events)
{
	interrupting |= events;
}

void event_upcall(struct trap_frame *frame)
{
	unsigned events = frame->cs & 3 ? event_take(interrupting) : 0;
	if (!events)
		return;
	frame->error = events;
	upcall(frame, PLATFORM_CAUSE_EVENT, 0);
}
