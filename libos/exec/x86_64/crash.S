/* SPDX-License-Identifier: ISC */
/*
 * _Noreturn void crash(const char *reason, int signal): says what is asked for, and enters
 * libos_upcall() with the caller's registers by an illegal instruction. The return address
 * is at the top of the stack then, and the frame pointer is the caller's.
 */
	.section .text.crash, "ax", @progbits
	.globl	crash
	.hidden	crash
	.type	crash, @function
crash:
	movl	%esi, crash_request+8(%rip)
	movq	%rdi, crash_request(%rip)
	ud2
	.size	crash, . - crash

	.section .bss.crash_request, "aw", @nobits
	.globl	crash_request
	.hidden	crash_request
	.type	crash_request, @object
	.balign	8
crash_request:
	.skip	16
	.size	crash_request, 16
	.section .note.GNU-stack, "", @progbits
