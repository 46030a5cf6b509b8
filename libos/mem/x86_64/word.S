/* SPDX-License-Identifier: ISC */
/*
 * Words of the program that its threads share, each in one step.
 *
 * int word_read(const uint32_t *word, uint32_t *found): 0 or -EFAULT.
 *
 * int word_compare_exchange(uint32_t *word, uint32_t old, uint32_t new, uint32_t *found): change a
 * word of the program in one step, if it is `old`; *found: what it was. 0 or -EFAULT.
 */
#include "fixup.inc"
#include <asm/errno.h>

	.section .text.word_read, "ax", @progbits
	.globl	word_read
	.hidden	word_read
	.type	word_read, @function
word_read:
1:	movl	(%rdi), %eax
	movl	%eax, (%rsi)
	xorl	%eax, %eax
	ret
2:	movl	$-EFAULT, %eax
	ret
	FIXUP	1b, 2b
	.size	word_read, . - word_read

	.section .text.word_compare_exchange, "ax", @progbits
	.globl	word_compare_exchange
	.hidden	word_compare_exchange
	.type	word_compare_exchange, @function
word_compare_exchange:
	movl	%esi, %eax
1:	lock cmpxchgl %edx, (%rdi)
	movl	%eax, (%rcx)
	xorl	%eax, %eax
	ret
2:	movl	$-EFAULT, %eax
	ret
	FIXUP	1b, 2b
	.size	word_compare_exchange, . - word_compare_exchange
	.section .note.GNU-stack, "", @progbits
