/* SPDX-License-Identifier: ISC */
/*
 * The process's first instructions, from image/start.S: rsp is at what Linux left for the
 * program (argc, argv, envp and the auxiliary vector). That stack becomes the upcall
 * stack later.
 */
	.cfi_sections .debug_frame
	.section .text.process_start, "ax", @progbits
	.globl	process_start
	.hidden	process_start
	.type	process_start, @function
process_start:
	.cfi_startproc
	.cfi_undefined rip
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	pushq	%rbp				/* struct process_stack_end: CPU 0 */
	pushq	%rbp
	call	process_begin			/* rsp is 16-byte aligned here */
	ud2
	.cfi_endproc
	.size	process_start, . - process_start
	.section .note.GNU-stack, "", @progbits
