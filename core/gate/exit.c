/* SPDX-License-Identifier: ISC */
/* Power off. */
#include "gate/calls.h"
#include "power.h"

long call_exit(struct trap_frame *frame)
{
	power_off((uint8_t)frame->rdi);
}
