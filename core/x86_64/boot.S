/* SPDX-License-Identifier: ISC */
/*
 * From the monitor's first instruction to C. Two ways in: PVH (32-bit, paging off, ebx:
 * hvm_start_info; Xen's docs/misc/pvh.pandoc) and the Linux 64-bit boot protocol (long mode,
 * rsi: boot_params; Linux Documentation/arch/x86/boot.rst), which arrives by way of _start.
 * Both end in boot_identity(protocol, info), at physical addresses, on the core's stack.
 * boot_high() then goes on at the core's own random address.
 */
#include "../x86_64/layout.h"

	.section .text.boot, "ax", @progbits
	.code32
	.globl pvh_entry
pvh_entry:
	cld
	cli
	/* Where are we? The only way to ask takes a stack: borrow one word of low memory. */
	movl	$0x1000, %esp
	movl	-4(%esp), %edx
	call	1f
1:	popl	%ebp
	movl	%edx, -4(%esp)
	leal	boot_stack_top - 1b(%ebp), %esp

	/* Map the first GiB where it is, with 2 MiB pages. */
	leal	boot_tables - 1b(%ebp), %edi
	leal	4096 + 3(%edi), %eax
	movl	%eax, (%edi)
	leal	8192 + 3(%edi), %eax
	movl	%eax, 4096(%edi)
	leal	8192(%edi), %edx
	movl	$0x83, %eax
2:	movl	%eax, (%edx)
	addl	$8, %edx
	addl	$0x200000, %eax
	cmpl	$0x40000083, %eax
	jne	2b
	movl	%edi, %cr3
	movl	$0x20, %eax			/* PAE */
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx		/* EFER */
	movl	$0x901, %eax			/* SCE, LME, NXE */
	xorl	%edx, %edx
	wrmsr
	movl	$0x80010033, %eax		/* PG, WP, NE, ET, MP, PE; TS and EM clear */
	movl	%eax, %cr0

	/* A descriptor table and its address, on the stack, to reach 64-bit code. */
	pushl	$0x00af9b00
	pushl	$0x0000ffff
	pushl	$0
	pushl	$0
	movl	%esp, %eax
	pushl	%eax
	pushw	$15
	lgdt	(%esp)
	leal	3f - 1b(%ebp), %eax
	pushl	$8
	pushl	%eax
	lretl

	.code64
3:	xorl	%edi, %edi			/* PROTOCOL_PVH */
	movl	%ebx, %esi
	jmp	boot_c

	.globl linux_entry
linux_entry:
	cld
	cli
	movl	$0xc0000080, %ecx
	rdmsr
	orl	$0x901, %eax
	wrmsr
	movq	%cr0, %rax
	andl	$~0xc, %eax
	orl	$0x10022, %eax
	movq	%rax, %cr0
	movl	$1, %edi			/* PROTOCOL_LINUX */
boot_c:
	leaq	boot_stack_top(%rip), %rsp
	xorl	%ebp, %ebp
	call	boot_identity
	ud2

	.text
	/* boot_high(rdi: page tables, rsi: what to add to the address of the core, rdx: function) */
	.globl boot_high
boot_high:
	movq	%rdi, %cr3
	leaq	boot_stack_top(%rip), %rsp
	addq	%rsi, %rsp
	addq	%rsi, %rdx
	xorl	%ebp, %ebp
	call	*%rdx
	ud2

	/* descriptors_load(rdi: lgdt operand, rsi: lidt operand) */
	.globl descriptors_load
descriptors_load:
	lgdt	(%rdi)
	lidt	(%rsi)
	movl	$SELECTOR_TASK, %eax
	ltr	%ax
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	movl	%eax, %ss
	popq	%rax
	pushq	$SELECTOR_CORE_CODE
	pushq	%rax
	lretq

	.bss
	.balign 4096
	.globl boot_tables
boot_tables:
	.skip	3 * 4096
	/* The core's only stack. An unmapped page lies below it once boot_high() has run. */
	.globl boot_stack_guard
boot_stack_guard:
	.skip	4096
	.skip	8192
	.globl boot_stack_top
boot_stack_top:
	.section .note.GNU-stack, "", @progbits
