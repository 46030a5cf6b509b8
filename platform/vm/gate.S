/* SPDX-License-Identifier: ISC */
/*
 * A call of the core: vm_gateN(call, arguments...) with the C calling convention becomes the
 * gate's own (core/gate.h). Which instruction it takes is looked up each time, because the
 * core may find out late that the host's `syscall` is broken.
 */
#include "vm.h"

	.section .text.vm_gate, "ax", @progbits
	.globl	vm_gate0, vm_gate1, vm_gate2, vm_gate3, vm_gate4, vm_gate5
	.hidden	vm_gate0, vm_gate1, vm_gate2, vm_gate3, vm_gate4, vm_gate5
	.type	vm_gate0, @function
vm_gate0:
vm_gate1:
vm_gate2:
vm_gate3:
vm_gate4:
vm_gate5:
	leal	GATE_BASE(%rdi), %eax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	vm_boot_page(%rip), %rcx
	cmpl	$0, VM_GATE_INT3(%rcx)
	jne	1f
	syscall
	ret
1:	int3
	ret
	.size	vm_gate0, . - vm_gate0
	.section .note.GNU-stack, "", @progbits
