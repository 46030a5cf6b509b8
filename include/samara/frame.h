/* SPDX-License-Identifier: ISC */
/*
 * The register frame of an interrupted program, x86-64.
 *
 * The layer below fills it when it enters the libos (an upcall), and loads it
 * again on platform_resume(). In a VM the core writes it on the upcall stack;
 * as a process it is copied from the host's signal frame. Vector registers
 * are not in it: the libos is built without them (libos_upcall() tells where they are).
 */
#ifndef SAMARA_FRAME_H
#define SAMARA_FRAME_H

#include <stdint.h>

/* Why the libos was entered; the values of `cause`. 0 to 31 are the processor's own
 * exception vectors (Intel SDM vol. 3, table 6-1). */
enum platform_cause {
	PLATFORM_CAUSE_DIVIDE = 0,
	PLATFORM_CAUSE_DEBUG = 1,
	PLATFORM_CAUSE_BREAKPOINT = 3,
	PLATFORM_CAUSE_OVERFLOW = 4,
	PLATFORM_CAUSE_BOUND = 5,
	PLATFORM_CAUSE_ILLEGAL = 6,     /* invalid instruction */
	PLATFORM_CAUSE_STACK = 12,      /* stack segment: a non-canonical stack address */
	PLATFORM_CAUSE_PROTECTION = 13, /* general protection: a privileged instruction, a
	                                   non-canonical address */
	PLATFORM_CAUSE_PAGE = 14,       /* page fault; `error` and `address` are valid */
	PLATFORM_CAUSE_FLOAT = 16,
	PLATFORM_CAUSE_ALIGNMENT = 17,
	PLATFORM_CAUSE_VECTOR_FLOAT = 19,
	PLATFORM_CAUSE_SYSCALL = 32, /* a Linux system call instruction; number in rax */
	PLATFORM_CAUSE_EVENT = 33,   /* an event came while the program ran */
	PLATFORM_CAUSE_MEMORY =
	        34, /* no physical memory left for the page at `address` */
};

/* Bits of `error` for PLATFORM_CAUSE_PAGE, as the processor sets them. */
#define PLATFORM_ERROR_PRESENT 1u /* the page is there, the access isn't allowed */
#define PLATFORM_ERROR_WRITE   2u
#define PLATFORM_ERROR_EXECUTE 16u

struct platform_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t rip, rflags, rsp;
	uint64_t cause;   /* enum platform_cause */
	uint64_t error;   /* the processor's error code, 0 where it pushes none;
	                     PLATFORM_CAUSE_EVENT: PLATFORM_EVENT_* bits */
	uint64_t address; /* PLATFORM_CAUSE_PAGE and _MEMORY: the address accessed */
};

#endif
