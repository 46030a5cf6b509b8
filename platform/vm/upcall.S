/* SPDX-License-Identifier: ISC */
/*
 * Into the libos and back. The core interrupts the program, writes a struct platform_frame
 * (samara/frame.h) on the upcall stack, and enters vm_upcall with rdi and rsp at the frame,
 * which is 16-byte aligned. vm_resume loads a frame without the core's help: iretq goes from
 * ring 3 to ring 3, and changes no flag that ring 3 may not change.
 */
	.section .text.vm_resume, "ax", @progbits
	.globl	vm_upcall, vm_resume
	.hidden	vm_upcall, vm_resume
	.type	vm_upcall, @function
	.type	vm_resume, @function
vm_upcall:
	xorl	%ebp, %ebp
	call	libos_upcall
	movq	%rsp, %rdi
	/* vm_resume(rdi: frame). What iretq wants goes below everything on this stack. */
vm_resume:
	movl	%ss, %eax
	pushq	%rax
	pushq	17 * 8(%rdi)			/* rsp */
	pushq	16 * 8(%rdi)			/* rflags */
	movl	%cs, %eax
	pushq	%rax
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
	.size	vm_upcall, . - vm_upcall
	.section .note.GNU-stack, "", @progbits
