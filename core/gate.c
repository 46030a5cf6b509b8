/* SPDX-License-Identifier: ISC */
/*
 * The gate: a call's number selects a function through a table that the linker makes,
 * with holes for calls that nothing in the image uses (image/image.ld.in; platform/vm
 * refers to the ones that it makes). The functions are in gate/, a file for each family.
 * They trust no argument: numbers are checked by whoever they go to, pointers are looked
 * up.
 *
 * A system call number of Linux's is handed up again, to the libos.
 */
#include "core.h"
#include "trap.h"

/* For each number the function's distance from text_start; 0: not in this image. */
extern const uint16_t gate_table[GATE_CALLS];
extern char text_start[];

typedef long gate_function(struct trap_frame *frame);

bool gate(struct trap_frame *frame)
{
	uint64_t number = frame->rax - GATE_BASE;
	if (number >= GATE_CALLS) {
		upcall(frame, PLATFORM_CAUSE_SYSCALL, 0);
		return false;
	}
	long result = -ENOSYS;
	if (gate_table[number])
		result = ((gate_function *)(text_start + gate_table[number]))(frame);
	/* Only now: resuming replaces all registers, rax among them. */
	frame->rax = (uint64_t)result;
	return number == GATE_RESUME;
}
