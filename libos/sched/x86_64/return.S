/* SPDX-License-Identifier: ISC */
/*
 * The first steps of a new thread: rsp is at the address where the program goes on, and at the
 * program's stack pointer. Once rsp is the program's, the thread may leave the libos.
 */
	.section .text.thread_return, "ax", @progbits
	.globl	thread_return
	.hidden	thread_return
	.type	thread_return, @function
thread_return:
	popq	%rcx
	popq	%rsp
	pushq	%rcx
	xorl	%edi, %edi
	jmp	leave_function
	.size	thread_return, . - thread_return
	.section .note.GNU-stack, "", @progbits
