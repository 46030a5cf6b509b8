/* SPDX-License-Identifier: ISC */
/*
 * A new thread of the host, which begins on a stack without a frame to return to.
 */
#include <asm/unistd.h>

	.cfi_sections .debug_frame
	.section .text.process_thread, "ax", @progbits
	.globl	process_thread
	.hidden	process_thread
	.type	process_thread, @function

/* rdi: flags; rsi: the new stack, struct process_stack_end; rdx: where its number goes */
process_thread:
	.cfi_startproc
	xorl	%r10d, %r10d
	xorl	%r8d, %r8d
	movl	$__NR_clone, %eax
	syscall
	testq	%rax, %rax
	jz	1f
	ret
	.cfi_undefined rip
1:	xorl	%ebp, %ebp
	movq	%rsp, %rdi			/* 16-byte aligned */
	call	process_thread_begin
	ud2
	.cfi_endproc
	.size	process_thread, . - process_thread
	.section .note.GNU-stack, "", @progbits
