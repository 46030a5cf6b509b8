/* SPDX-License-Identifier: ISC */
/*
 * Copies between the libos and addresses that came from the program. A bad address is a
 * result and no crash.
 */
#include "fixup.inc"

/* size_t copy_bytes(void *to, const void *from, size_t size): returns the bytes not copied. */
	.section .text.copy_bytes, "ax", @progbits
	.globl	copy_bytes
	.hidden	copy_bytes
	.type	copy_bytes, @function
copy_bytes:
	movq	%rdx, %rcx
1:	rep movsb
2:	movq	%rcx, %rax
	ret
	FIXUP	1b, 2b
	.size	copy_bytes, . - copy_bytes
	.section .note.GNU-stack, "", @progbits
