/* SPDX-License-Identifier: ISC */
/* Memory calls: space.c checks ranges and protections. */
#include "gate/calls.h"
#include "space.h"

long call_map(struct trap_frame *frame)
{
	return space_map(frame->rdi, frame->rsi, (unsigned)frame->rdx);
}

long call_protect(struct trap_frame *frame)
{
	return space_protect(frame->rdi, frame->rsi, (unsigned)frame->rdx);
}

long call_unmap(struct trap_frame *frame)
{
	return space_unmap(frame->rdi, frame->rsi);
}

long call_seal(struct trap_frame *frame)
{
	return space_seal(frame->rdi, frame->rsi);
}

long call_discard(struct trap_frame *frame)
{
	return space_discard(frame->rdi, frame->rsi);
}

long call_move(struct trap_frame *frame)
{
	return space_move(frame->rdi, frame->rsi, frame->rdx);
}

long call_resident(struct trap_frame *frame)
{
	return space_resident(frame->rdi, frame->rsi);
}

long call_memory_free(struct trap_frame *frame)
{
	return (long)pages_free();
}
