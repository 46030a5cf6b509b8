/* SPDX-License-Identifier: ISC */
/*
 * Onto a thread's libos stack, and the place where a system call that was a function call is
 * interrupted.
 */
#include "../../limits.h"
#include "percpu.h"
#include "frame.h"

/* long stack_call(long (*function)(void *), void *argument, uintptr_t stack) */
	.section .text.stack_call, "ax", @progbits
	.globl	stack_call
	.hidden	stack_call
	.type	stack_call, @function
stack_call:
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdx, %rax
	subq	%rsp, %rax			/* from here to its end; wraps around above it */
	cmpq	$THREAD_STACK_SIZE, %rax
	jb	1f
	movq	%rdx, %rsp
1:	andq	$-16, %rsp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	call	*%rax
	leave
	ret
	.size	stack_call, . - stack_call

/* _Noreturn void stack_continue(struct thread *thread, void (*function)(uintptr_t),
 *				 uintptr_t argument) */
	.section .text.stack_continue, "ax", @progbits
	.globl	stack_continue
	.hidden	stack_continue
	.type	stack_continue, @function
stack_continue:
	movq	%rsi, %rbx
	movq	%rdx, %r12
	call	thread_vector			/* below the frame and it the stack is free */
	movq	%rax, %rsp
	movq	%r12, %rdi
	xorl	%ebp, %ebp
	call	*%rbx
	ud2
	.size	stack_continue, . - stack_continue

/* long attend(long result): makes a frame of the program's registers as they will be when this
 * function returns, which thread_leave() loads. What a function may change is left out. */
	.section .text.attend, "ax", @progbits
	.globl	attend
	.hidden	attend
	.type	attend, @function
attend:
	incb	%gs:CPU_INSIDE
	movq	%gs:CPU_THREAD, %rsi
	movq	THREAD_STACK(%rsi), %rdx
	subq	$FRAME_SIZE, %rdx
	movq	%r15, FRAME_R15(%rdx)
	movq	%r14, FRAME_R14(%rdx)
	movq	%r13, FRAME_R13(%rdx)
	movq	%r12, FRAME_R12(%rdx)
	movq	%rbp, FRAME_RBP(%rdx)
	movq	%rbx, FRAME_RBX(%rdx)
	movq	%rdi, FRAME_RAX(%rdx)
	popq	FRAME_RIP(%rdx)
	movq	%rsp, FRAME_RSP(%rdx)
	pushfq
	popq	FRAME_RFLAGS(%rdx)
	movq	$CAUSE_CALL, FRAME_CAUSE(%rdx)
	movq	$0, FRAME_ERROR(%rdx)
	movq	%rdx, %rsp
	andq	$-16, %rsp
	xorl	%ebp, %ebp
	call	thread_leave
	ud2
	.size	attend, . - attend
	.section .note.GNU-stack, "", @progbits
