/* SPDX-License-Identifier: ISC */
/*
 * The host's sleep for platform_wait(). An event that comes after the look must not find the
 * sleep begin: its handler (events.c) goes by the two labels.
 */
#include <asm/errno.h>

#define PENDING 0	/* offsets in struct process_cpu; wait.c checks them */
#define AWAITED 4
#define STOP 8

	.section .text.process_sleep, "ax", @progbits
	.globl	process_sleep, process_sleep_look, process_sleep_end
	.hidden	process_sleep, process_sleep_look, process_sleep_end
	.type	process_sleep, @function

/* rdi, rsi, rdx, rcx: arguments; r8: number; r9: struct process_cpu */
process_sleep:
	movq	%r8, %rax
	movq	%rcx, %r10
	movq	STOP(%r9), %rcx
process_sleep_look:
	movl	AWAITED(%r9), %r8d
	testl	%r8d, PENDING(%r9)
	jnz	1f
	cmpb	$0, (%rcx)
	jne	1f
	xorl	%r8d, %r8d
	syscall
process_sleep_end:
	ret
1:	movq	$-EINTR, %rax
	ret
	.size	process_sleep, . - process_sleep
	.section .note.GNU-stack, "", @progbits
