/* SPDX-License-Identifier: ISC */
/*
 * Where a signal handler returns to. The stack pointer is then at the signal frame that the libos
 * wrote; sys_rt_sigreturn(frame) gets it as an argument and doesn't return.
 */
	.text
	.globl	__restore_rt
	.hidden	__restore_rt
	.hidden	samara.sys_rt_sigreturn
	.type	__restore_rt, @function
__restore_rt:
	movq	%rsp, %rdi
	andq	$-16, %rsp
	call	samara.sys_rt_sigreturn
	hlt
	.size	__restore_rt, . - __restore_rt
	.section .note.GNU-stack, "", @progbits
