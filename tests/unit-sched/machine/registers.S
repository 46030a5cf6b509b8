/* SPDX-License-Identifier: ISC */
/*
 * What the machine of the tests does with registers.
 */
#include "sched/x86_64/frame.h"
#include <asm/unistd.h>

#define FRAME_RDI   64
#define FRAME_RSI   72
#define FRAME_RDX   96
#define CAUSE_EVENT 33

	.text
/* _Noreturn void platform_resume(const struct platform_frame *frame): the program was interrupted
 * at a function call, so nothing is below its stack pointer, and the registers that a function may
 * change are nobody's, but for a signal handler's arguments. */
	.globl	platform_resume
platform_resume:
	movq	FRAME_R15(%rdi), %r15
	movq	FRAME_R14(%rdi), %r14
	movq	FRAME_R13(%rdi), %r13
	movq	FRAME_R12(%rdi), %r12
	movq	FRAME_RBP(%rdi), %rbp
	movq	FRAME_RBX(%rdi), %rbx
	movq	FRAME_RAX(%rdi), %rax
	movq	FRAME_RSP(%rdi), %rsp
	pushq	FRAME_RIP(%rdi)
	movq	FRAME_RSI(%rdi), %rsi
	movq	FRAME_RDX(%rdi), %rdx
	movq	FRAME_RDI(%rdi), %rdi
	ret

/* void machine_upcall(uint64_t events, uintptr_t stack) */
	.globl	machine_upcall
machine_upcall:
	movq	%rsp, %rax
	movq	%rsi, %rsp
	andq	$-16, %rsp
	subq	$FRAME_SIZE, %rsp
	movq	%r15, FRAME_R15(%rsp)
	movq	%r14, FRAME_R14(%rsp)
	movq	%r13, FRAME_R13(%rsp)
	movq	%r12, FRAME_R12(%rsp)
	movq	%rbp, FRAME_RBP(%rsp)
	movq	%rbx, FRAME_RBX(%rsp)
	movq	%rax, FRAME_RSP(%rsp)
	leaq	1f(%rip), %rax
	movq	%rax, FRAME_RIP(%rsp)
	movq	$CAUSE_EVENT, FRAME_CAUSE(%rsp)
	movq	%rdi, FRAME_ERROR(%rsp)
	movq	%rsp, %rdi
	xorl	%esi, %esi
	call	libos_upcall
	movq	%rsp, %rdi
	jmp	platform_resume
1:	ret

/* long machine_clone(unsigned long flags, void *stack, int *parent_id, int *child_id, uintptr_t fs,
 *		      void (*function)(void *), void *argument) */
	.globl	machine_clone
machine_clone:
	andq	$-16, %rsi
	subq	$16, %rsi
	movq	%r9, (%rsi)
	movq	8(%rsp), %rax
	movq	%rax, 8(%rsi)
	subq	$8, %rsp
	call	sys_clone
	addq	$8, %rsp
	testq	%rax, %rax
	jz	1f
	ret
1:	subq	$8, %rsp			/* the new thread: undo the addition */
	xorl	%ebp, %ebp
	popq	%rax
	popq	%rdi
	call	*%rax
	ud2

/* void machine_restorer(void): where a signal handler returns to. */
	.globl	machine_restorer
machine_restorer:
	movq	%rsp, %rdi
	call	sys_rt_sigreturn
	ud2
	.section .note.GNU-stack, "", @progbits
