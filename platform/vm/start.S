/* SPDX-License-Identifier: ISC */
/*
 * The first instruction in ring 3: rdi is the core's struct vm_boot. Gives begin.c a stack, which
 * later serves for upcalls.
 */
#include "vm.h"

	.section .text.vm_start, "ax", @progbits
	.globl	vm_start
	.hidden	vm_start
	.type	vm_start, @function
vm_start:
	leaq	vm_stack + VM_STACK(%rip), %rsp
	xorl	%ebp, %ebp
	call	vm_begin
	ud2
	.size	vm_start, . - vm_start

	.section .bss.vm_stack, "aw", @nobits
	.globl	vm_stack
	.hidden	vm_stack
	.balign	16
vm_stack:
	.skip	VM_STACK
	.section .note.GNU-stack, "", @progbits
