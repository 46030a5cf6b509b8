/* SPDX-License-Identifier: ISC */
/*
 * From one stack of the libos to another.
 *
 * A thread that doesn't run has on its stack what a function call keeps (System V AMD64 ABI):
 *
 *	0	MXCSR, x87 control word
 *	8	r15 r14 r13 r12 rbx rbp
 *	56	where it goes on
 */
	.section .text.stack_switch, "ax", @progbits
	.globl	stack_switch, stack_start, stack_idle
	.hidden	stack_switch, stack_start, stack_idle
	.type	stack_switch, @function
	.type	stack_start, @function
	.type	stack_idle, @function

	.macro	save
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$8, %rsp
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)
	movq	%rsp, (%rdi)
	.endm

/* void stack_switch(uintptr_t *saved, bool *running, uintptr_t to): once the present stack isn't
 * used any more *running becomes false. */
stack_switch:
	save
	movq	%rdx, %rsp
	movb	$0, (%rsi)
/* _Noreturn, with rsp at what a thread has on its stack */
go_on:
	ldmxcsr	(%rsp)
	fldcw	4(%rsp)
	addq	$8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret

/* void stack_idle(uintptr_t *saved, bool *running, uintptr_t stack, void (*function)(void)): go on
 * by calling a function at the end of another stack; it doesn't return. */
stack_idle:
	save
	movq	%rdx, %rsp
	movb	$0, (%rsi)
	xorl	%ebp, %ebp
	call	*%rcx
	ud2

/* _Noreturn void stack_start(uintptr_t to): leave a stack for good. */
stack_start:
	movq	%rdi, %rsp
	jmp	go_on
	.size	stack_switch, . - stack_switch
	.section .note.GNU-stack, "", @progbits
