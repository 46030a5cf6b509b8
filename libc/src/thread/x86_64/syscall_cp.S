/* SPDX-License-Identifier: ISC */
/*
 * long __syscall_cp_asm(volatile int *cancel, long (*function)(), long a, ... long f): a cancellation
 * point, once the program has used pthread_cancel(): leave when the cancel word is
 * set, else do the system call.
 *
 * The signal handler in pthread_cancel.c moves a thread that it finds between __cp_begin and
 * __cp_end to __cp_cancel, so the stack must be as on entry there.
 */
	.text
	.globl	__cp_begin, __cp_end, __cp_cancel, __syscall_cp_asm
	.hidden	__cp_begin, __cp_end, __cp_cancel, __syscall_cp_asm, __cancel
	.type	__syscall_cp_asm, @function
__syscall_cp_asm:
__cp_begin:
	cmpl	$0, (%rdi)
	jne	__cp_cancel
	movq	%rsi, %rax
	movq	%rdx, %rdi
	movq	%rcx, %rsi
	movq	%r8, %rdx
	movq	%r9, %rcx
	movq	8(%rsp), %r8
	movq	16(%rsp), %r9
	jmp	*%rax
__cp_end:
__cp_cancel:
	jmp	__cancel
	.size	__syscall_cp_asm, . - __syscall_cp_asm
	.section .note.GNU-stack, "", @progbits
