/* SPDX-License-Identifier: ISC */
/*
 * The vector registers' state to memory and back (Intel SDM vol. 1, 13.7 and 13.8).
 */
#include "../../mem/x86_64/fixup.inc"

#define LEGACY 512			/* bytes of FXSAVE; the header of XSAVE follows */

	.section .text.vector, "ax", @progbits
	.globl	vector_save, vector_load
	.hidden	vector_save, vector_load
	.type	vector_save, @function
	.type	vector_load, @function
/* void vector_save(void *area, size_t size) */
vector_save:
	cmpq	$LEGACY, %rsi
	ja	1f
	fxsave64 (%rdi)
	ret
1:	xorl	%eax, %eax		/* XSAVE writes only the header's first word */
	movq	%rdi, %rdx
	addq	$LEGACY, %rdi
	movl	$8, %ecx
	rep stosq
	movq	%rdx, %rdi
	movl	$-1, %eax
	movl	$-1, %edx
	xsave64	(%rdi)
	ret

/* bool vector_load(const void *area, size_t size) */
vector_load:
	cmpq	$LEGACY, %rsi
	ja	1f
2:	fxrstor64 (%rdi)
	jmp	3f
1:	movl	$-1, %eax
	movl	$-1, %edx
5:	xrstor64 (%rdi)
3:	movl	$1, %eax
	ret
4:	xorl	%eax, %eax
	ret
	FIXUP	2b, 4b
	FIXUP	5b, 4b
	.size	vector_save, . - vector_save
	.section .note.GNU-stack, "", @progbits
