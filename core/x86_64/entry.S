/* SPDX-License-Identifier: ISC */
/*
 * Every way from ring 3 into the core, and the way back. All build one struct trap_frame
 * (trap.h) on the core's stack. The core doesn't use GS: with one CPU its state is found
 * relative to the instruction pointer, so whatever ring 3 puts in there has no effect.
 */
#include "layout.h"

	.macro	save_registers
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rbx
	pushq	%rbp
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	.endm

	.macro	load_registers
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rbp
	popq	%rbx
	popq	%rdx
	popq	%rcx
	popq	%rax
	.endm

	.text
	/* Exceptions 8, 10 to 14, 17, 21, 29 and 30 come with an error code (SDM vol. 3, 6.13);
	 * for the others make room, and a 0. */
error_codes:
	.quad	0x60227d00

	/* One entry of TRAP_ENTRY_SIZE bytes for each vector: its number, and a short jump, which
	 * for the first ones goes back because it doesn't reach the end. */
trap_far:
	jmp	trap_common
	.globl	trap_entries
trap_entries:
	.set	vector, 0
	.rept	VECTORS
	pushq	$vector
	.byte	0xeb
	.if	vector < VECTORS / 2
	.byte	trap_far - . - 1
	.else
	.byte	trap_common - . - 1
	.endif
	.set	vector, vector + 1
	.endr
trap_common:
	cld
	pushq	%rax
	movl	8(%rsp), %eax
	btq	%rax, error_codes(%rip)
	popq	%rax
	jc	1f
	pushq	(%rsp)
	movq	$0, 8(%rsp)
1:	save_registers
	movq	%rsp, %rdi
	call	trap
	.globl	trap_return
trap_return:
	load_registers
	addq	$16, %rsp			/* vector and error code */
	iretq

	.globl	syscall_entry
syscall_entry:
	movq	%rsp, syscall_user_stack(%rip)
	leaq	boot_stack_top(%rip), %rsp
	pushq	$SELECTOR_USER_DATA
	pushq	syscall_user_stack(%rip)
	pushq	%r11
	pushq	$SELECTOR_USER_CODE
	pushq	%rcx
	pushq	$0
	pushq	$-1				/* no vector: the gate */
	save_registers
	movq	%rsp, %rdi
	call	gate
	testb	%al, %al
	jnz	trap_return
	/* Back by sysret where the address is one that it takes without a fault in ring 0. */
	movq	17 * 8(%rsp), %rax
	shrq	$47, %rax
	jnz	trap_return
	load_registers
	addq	$16, %rsp
	popq	%rcx
	addq	$8, %rsp
	popq	%r11
	popq	%rsp
	sysretq

	/* trap_enter(rdi: struct trap_frame): ring 3 for the first time. */
	.globl	trap_enter
trap_enter:
	movq	%rdi, %rsp
	jmp	trap_return

	.bss
	.balign	8
syscall_user_stack:
	.skip	8
	.section .note.GNU-stack, "", @progbits
