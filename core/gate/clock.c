/* SPDX-License-Identifier: ISC */
/* The clock; an image that never asks for the time has none. */
#include "clock.h"
#include "gate/calls.h"

long call_clock(struct trap_frame *frame)
{
	return clock_update();
}

long call_clock_wall(struct trap_frame *frame)
{
	return (long)clock_wall();
}
