/* SPDX-License-Identifier: ISC */
/*
 * int touch(void *address, bool write): read a byte, or write back what is there in one step, so
 * that no other thread's write is lost. 0 or -EFAULT.
 */
#include "fixup.inc"
#include <asm/errno.h>

	.section .text.touch, "ax", @progbits
	.globl	touch
	.hidden	touch
	.type	touch, @function
touch:
	xorl	%eax, %eax
	testb	%sil, %sil
	jz	2f
1:	lock orb $0, (%rdi)
	ret
2:	movb	(%rdi), %cl
	ret
3:	movl	$-EFAULT, %eax
	ret
	FIXUP	1b, 3b
	FIXUP	2b, 3b
	.size	touch, . - touch
	.section .note.GNU-stack, "", @progbits
