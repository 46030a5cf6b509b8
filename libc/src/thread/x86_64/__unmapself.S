/* SPDX-License-Identifier: ISC */
/*
 * _Noreturn void __unmapself(void *stack, size_t size): the end of a detached thread, which
 * nobody joins: it gives its own stack back and exits.
 *
 * The caller holds the thread list lock, which sys_exit() releases (set_tid_address), so one
 * small stack serves all threads.
 */
	.text
	.globl	__unmapself
	.hidden	__unmapself
	.hidden	samara.sys_munmap
	.hidden	samara.sys_exit
	.type	__unmapself, @function
__unmapself:
	leaq	shared_stack_end(%rip), %rsp
	call	samara.sys_munmap
	xorl	%edi, %edi
	call	samara.sys_exit
	hlt
	.size	__unmapself, . - __unmapself

	.section .bss.shared_stack, "aw", @nobits
	.balign	16
	.skip	4096
shared_stack_end:
	.section .note.GNU-stack, "", @progbits
