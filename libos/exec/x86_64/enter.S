/* SPDX-License-Identifier: ISC */
/*
 * _Noreturn void stack_enter(long *stack, void (*entry)(long *)): leave the upcall stack and
 * call `entry` with the new one, as the outermost frame of every backtrace.
 */
	.section .text.stack_enter, "ax", @progbits
	.globl	stack_enter
	.hidden	stack_enter
	.type	stack_enter, @function
stack_enter:
	movq	%rdi, %rsp
	xorl	%ebp, %ebp
	call	*%rsi
	.size	stack_enter, . - stack_enter
	.section .note.GNU-stack, "", @progbits
