/* SPDX-License-Identifier: ISC */
/*
 * Zeros to addresses that came from the program. A bad address is a result and no crash.
 */
#include "fixup.inc"

/* size_t clear_bytes(void *to, size_t size): returns the bytes not written. */
	.section .text.clear_bytes, "ax", @progbits
	.globl	clear_bytes
	.hidden	clear_bytes
	.type	clear_bytes, @function
clear_bytes:
	movq	%rsi, %rcx
	xorl	%eax, %eax
1:	rep stosb
2:	movq	%rcx, %rax
	ret
	FIXUP	1b, 2b
	.size	clear_bytes, . - clear_bytes
	.section .note.GNU-stack, "", @progbits
