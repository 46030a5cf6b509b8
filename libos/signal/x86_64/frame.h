/* SPDX-License-Identifier: ISC */
/*
 * The signal frame: what a handler gets on the stack, and rt_sigreturn(2) loads again;
 * laid out as on Linux, which debuggers and language runtimes know. The vector state is
 * above it, at `context.fpstate`.
 */
#ifndef LIBOS_SIGNAL_X86_64_FRAME_H
#define LIBOS_SIGNAL_X86_64_FRAME_H

#include "signal/state.h"
#include <asm/sigcontext.h>

/* Bytes below the stack pointer that are still in use (System V AMD64 ABI, 3.2.2). */
#define RED_ZONE 128

/* The vector state by XSAVE: 512 bytes as FXSAVE writes them, with `sw_reserved` for
 * software in the last ones, then a header, then more. FP_XSTATE_MAGIC2 follows. */
#define VECTOR_LEGACY   512
#define VECTOR_HEADER   64
#define VECTOR_MXCSR    24
#define VECTOR_SOFTWARE 464
#define MXCSR_INITIAL   0x1f80u
#define CONTROL_INITIAL 0x37fu

/* rflags: what a program may change (Linux: FIX_EFLAGS), and what is always there. */
#define FLAGS_PROGRAM                                                           \
	(1u << 0 | 1u << 2 | 1u << 4 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 10 | \
	 1u << 11 | 1u << 16 | 1u << 18)
#define FLAGS_FIXED    (1u << 1 | 1u << 9)
#define FLAG_TRAP      (1u << 8)
#define FLAG_DIRECTION (1u << 10)
#define FLAG_RESUME    (1u << 16)

struct signal_frame {
	uintptr_t restorer;

	/* struct ucontext */
	uint64_t flags;
	uintptr_t link;
	struct signal_stack stack;
	struct sigcontext context;
	uint64_t mask;

	struct signal_information information; /* siginfo_t */
	uint64_t information_rest[10];

	uint64_t cancel; /* ours: 1: a cancellation point was interrupted */
};

_Static_assert(sizeof(struct sigcontext) == 256 &&
                       offsetof(struct signal_frame, context) == 48 &&
                       offsetof(struct signal_frame, information) == 312 &&
                       offsetof(struct signal_frame, cancel) == 440,
               "as on Linux");

#endif
