/* SPDX-License-Identifier: ISC */
/*
 * _Noreturn void stack_enter(long *stack, void (*entry)(long *)): leave the upcall stack and
 * call `entry` with the new one, as the outermost frame of every backtrace.
 * _Noreturn void crash_trap(void): enter libos_upcall with the caller's registers.
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

	.section .text.crash_trap, "ax", @progbits
	.globl	crash_trap
	.hidden	crash_trap
	.type	crash_trap, @function
crash_trap:
	ud2
	.size	crash_trap, . - crash_trap
	.section .note.GNU-stack, "", @progbits
