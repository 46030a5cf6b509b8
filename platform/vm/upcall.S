/* SPDX-License-Identifier: ISC */
/*
 * Into the libos and back. The core interrupts the program, writes a struct platform_frame
 * (samara/frame.h) on the upcall stack, and enters vm_upcall with rdi and rsp at the frame,
 * which is 16-byte aligned.
 *
 * Back from a system call instruction needs no help: it leaves rip in rcx, so there is a register to
 * jump by, and r11 is lost anyway, so there is one for rsp. An event may come at any instruction, and
 * its upcall may lie where the frame is as soon as rsp is the program's: nothing is read from the
 * frame after that, and at the jump the state is the program's own, one instruction away from where
 * it goes on. Anything else goes through the core. (iretq from ring 3 to ring 3 would do, but under
 * QEMU 7.2 without hardware help it takes a page fault, as if SMAP applied to its operands.)
 */
#include "vm.h"

#define CAUSE_SYSCALL 32 /* enum platform_cause, which is for C */
#define TRAP_FLAG     1	 /* in the second byte of the flags */

	.section .text.vm_resume, "ax", @progbits
	.globl	vm_upcall, vm_resume
	.hidden	vm_upcall, vm_resume
	.type	vm_upcall, @function
	.type	vm_resume, @function
vm_upcall:
	xorl	%ebp, %ebp
	xorl	%esi, %esi			/* vector registers: in place */
	call	libos_upcall
	movq	%rsp, %rdi
	/* vm_resume(rdi: frame) */
vm_resume:
	movq	15 * 8(%rdi), %rcx		/* rip */
	cmpq	13 * 8(%rdi), %rcx
	jne	by_core
	cmpl	$CAUSE_SYSCALL, 18 * 8(%rdi)
	jne	by_core
	testb	$TRAP_FLAG, 16 * 8 + 1(%rdi)
	jnz	by_core
	pushq	16 * 8(%rdi)			/* rflags */
	popfq
	movq	0 * 8(%rdi), %r15
	movq	1 * 8(%rdi), %r14
	movq	2 * 8(%rdi), %r13
	movq	3 * 8(%rdi), %r12
	movq	5 * 8(%rdi), %r10
	movq	6 * 8(%rdi), %r9
	movq	7 * 8(%rdi), %r8
	movq	9 * 8(%rdi), %rsi
	movq	10 * 8(%rdi), %rbp
	movq	11 * 8(%rdi), %rbx
	movq	12 * 8(%rdi), %rdx
	movq	14 * 8(%rdi), %rax
	movq	17 * 8(%rdi), %r11		/* rsp */
	movq	8 * 8(%rdi), %rdi
	movq	%r11, %rsp
	jmp	*%rcx

by_core:
	movq	%rdi, %rsi
	movl	$GATE_RESUME, %edi
	call	vm_gate1
	ud2					/* it refused: the frame is no state of a program */
	.size	vm_upcall, . - vm_upcall
	.section .note.GNU-stack, "", @progbits
