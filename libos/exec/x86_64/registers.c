/* SPDX-License-Identifier: ISC */
/*
 * The registers' lines of a crash report.
 */
#include "libos.h"

void registers_report(const struct platform_frame *frame)
{
	const uint64_t *value = &frame->r15;
	/* in the frame's order */
	static const char names[][4] = {"r15", "r14", "r13", "r12", "r11", "r10",
	                                "r9 ", "r8 ", "rdi", "rsi", "rbp", "rbx",
	                                "rdx", "rcx", "rax", "rip", "rfl", "rsp"};

	for (unsigned i = 0; i < sizeof names / sizeof *names; i += 3)
		log_line("%s %lx  %s %lx  %s %lx", names[i], value[i], names[i + 1],
		         value[i + 1], names[i + 2], value[i + 2]);
}
