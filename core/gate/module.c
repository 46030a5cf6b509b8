/* SPDX-License-Identifier: ISC */
/* What was loaded beside the image (module.c). */
#include "boot.h"
#include "gate/calls.h"

long call_module(struct trap_frame *frame)
{
	uint64_t address, size = module_map(&address);
	return (long)(frame->rdi ? size : address);
}
