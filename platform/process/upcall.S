/* SPDX-License-Identifier: ISC */
/*
 * Back from upcalls. rt_sigreturn(2) takes the host's frame at rsp; debuggers know the
 * first two instructions of process_signal_return by their bytes.
 */
#include <asm/unistd.h>

#define USER_CODE 0x33	/* Linux's segment selectors of 64-bit programs */
#define USER_DATA 0x2b

	.section .text.process_upcall, "ax", @progbits
	.globl	process_signal_return, process_frame_load
	.hidden	process_signal_return, process_frame_load
	.type	process_signal_return, @function
	.type	process_frame_load, @function

process_signal_return:
	movq	$__NR_rt_sigreturn, %rax
	syscall

	.section .text.process_frame_load, "ax", @progbits
/* rdi: struct platform_frame. iretq loads the last five without touching another stack: until
   then rsp is just below the caller's. */
process_frame_load:
	pushq	$USER_DATA
	pushq	17 * 8(%rdi)			/* rsp */
	pushq	16 * 8(%rdi)			/* rflags */
	pushq	$USER_CODE
	pushq	15 * 8(%rdi)			/* rip */
	movq	0 * 8(%rdi), %r15
	movq	1 * 8(%rdi), %r14
	movq	2 * 8(%rdi), %r13
	movq	3 * 8(%rdi), %r12
	movq	4 * 8(%rdi), %r11
	movq	5 * 8(%rdi), %r10
	movq	6 * 8(%rdi), %r9
	movq	7 * 8(%rdi), %r8
	movq	9 * 8(%rdi), %rsi
	movq	10 * 8(%rdi), %rbp
	movq	11 * 8(%rdi), %rbx
	movq	12 * 8(%rdi), %rdx
	movq	13 * 8(%rdi), %rcx
	movq	14 * 8(%rdi), %rax
	movq	8 * 8(%rdi), %rdi
	iretq
	.section .note.GNU-stack, "", @progbits
