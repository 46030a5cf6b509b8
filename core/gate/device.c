/* SPDX-License-Identifier: ISC */
/* Devices and their queues: device/ checks every number, length and address. */
#include "gate/calls.h"

long call_dma(struct trap_frame *frame)
{
	return device_dma((unsigned)frame->rdi, frame->rsi);
}

long call_device_open(struct trap_frame *frame)
{
	return device_open((unsigned)frame->rdi, (unsigned)frame->rsi, frame->rdx,
	                   (unsigned)frame->r10, frame->r8);
}

long call_queue_post(struct trap_frame *frame)
{
	return queue_post((unsigned)frame->rdi, (unsigned)frame->rsi, frame->rdx,
	                  (unsigned)frame->r10);
}

long call_queue_reap(struct trap_frame *frame)
{
	return queue_reap((unsigned)frame->rdi, (unsigned)frame->rsi, frame->rdx,
	                  (unsigned)frame->r10);
}

long call_queue_chain(struct trap_frame *frame)
{
	return queue_chain((unsigned)frame->rdi, (unsigned)frame->rsi, frame->rdx,
	                   (unsigned)frame->r10);
}

long call_device_config(struct trap_frame *frame)
{
	return device_config((unsigned)frame->rdi, (unsigned)frame->rsi,
	                     (unsigned)frame->rdx);
}
