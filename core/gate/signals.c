/* SPDX-License-Identifier: ISC */
/* Signals from outside: a machine has SIGTERM, from its power button. */
#include "button.h"
#include "event.h"
#include "gate/calls.h"

#define TERMINATE (1l << 14) /* SIGTERM's bit */

long call_signals_want(struct trap_frame *frame)
{
	event_interrupting(PLATFORM_EVENT_SIGNAL);
	button_catch(frame->rdi & TERMINATE);
	return 0;
}

long call_signals_take(struct trap_frame *frame)
{
	return button_take() ? TERMINATE : 0;
}
