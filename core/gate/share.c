/* SPDX-License-Identifier: ISC */
/* File memory: share.c checks everything. */
#include "gate/calls.h"
#include "space.h"

long call_map_file(struct trap_frame *frame)
{
	return space_map_file(frame->rdi, frame->rsi);
}

long call_share(struct trap_frame *frame)
{
	return space_share(frame->rdi, frame->rsi, frame->rdx, (unsigned)frame->r10,
	                   frame->r8);
}
