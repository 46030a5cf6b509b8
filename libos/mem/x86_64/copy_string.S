/* SPDX-License-Identifier: ISC */
/*
 * long copy_string_in(char *to, const char *from, size_t size): copy up to and with the NUL, at
 * most `size` bytes. Returns the length without the NUL; -ENAMETOOLONG when it has no room, the
 * bytes that had are copied then; -EFAULT.
 */
#include "fixup.inc"
#include <asm/errno.h>

	.section .text.copy_string_in, "ax", @progbits
	.globl	copy_string_in
	.hidden	copy_string_in
	.type	copy_string_in, @function
copy_string_in:
	xorl	%eax, %eax
1:	cmpq	%rdx, %rax
	jae	4f
2:	movb	(%rsi,%rax), %cl
	movb	%cl, (%rdi,%rax)
	testb	%cl, %cl
	jz	5f
	incq	%rax
	jmp	1b
3:	movq	$-EFAULT, %rax
	ret
4:	movq	$-ENAMETOOLONG, %rax
5:	ret
	FIXUP	2b, 3b
	.size	copy_string_in, . - copy_string_in
	.section .note.GNU-stack, "", @progbits
