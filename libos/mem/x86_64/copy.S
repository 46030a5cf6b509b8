/* SPDX-License-Identifier: ISC */
/*
 * Copies between the libos and addresses that came from the program. A bad address is a
 * result and no crash.
 */
#include "fixup.inc"

/* size_t copy_bytes(void *to, const void *from, size_t size): returns the bytes not copied.
 * Small structures go by words; a fault in one goes on by bytes, which find its place. */
	.section .text.copy_bytes, "ax", @progbits
	.globl	copy_bytes
	.hidden	copy_bytes
	.type	copy_bytes, @function
copy_bytes:
	movq	%rdx, %rcx
	cmpq	$64, %rcx
	ja	4f
1:	subq	$8, %rcx
	jb	3f
2:	movq	(%rsi), %rax
	FIXUP	2b, 3f
2:	movq	%rax, (%rdi)
	FIXUP	2b, 3f
	addq	$8, %rsi
	addq	$8, %rdi
	jmp	1b
3:	addq	$8, %rcx
	jz	5f
6:	movb	(%rsi), %al
	FIXUP	6b, 5f
2:	movb	%al, (%rdi)
	FIXUP	2b, 5f
	incq	%rsi
	incq	%rdi
	decl	%ecx
	jnz	6b
	jmp	5f
4:	rep movsb
5:	movq	%rcx, %rax
	ret
	FIXUP	4b, 5b
	.size	copy_bytes, . - copy_bytes
	.section .note.GNU-stack, "", @progbits
