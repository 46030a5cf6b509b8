/* SPDX-License-Identifier: ISC */
/*
 * A monitor that follows the Linux 64-bit boot protocol, as Firecracker does: long mode, the
 * first GiB mapped where it is, rsi pointing to boot_params, a jump to the ELF's entry. It is
 * itself entered by PVH and gets the memory map and the command line from there, because QEMU
 * offers no such boot for an ELF file. linux.t links it with an image's segments.
 */
	.section .note, "a", @note
	.long	4, 4, 18
	.asciz	"Xen"
	.long	loader

	.text
	.code32
	.globl	loader
loader:
	movl	$stack_top, %esp
	movl	$pdpt + 3, pml4
	movl	$pd + 3, pdpt
	movl	$pd, %edx
	movl	$0x83, %eax
1:	movl	%eax, (%edx)
	addl	$8, %edx
	addl	$0x200000, %eax
	cmpl	$0x40000083, %eax
	jne	1b
	movl	$pml4, %eax
	movl	%eax, %cr3
	movl	$0x20, %eax
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx
	movl	$0x100, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$0x80000001, %eax
	movl	%eax, %cr0
	lgdt	gdt_register
	ljmp	$8, $2f
	.code64
2:	movl	24(%rbx), %eax			/* hvm_start_info: command line */
	movl	%eax, boot_params + 0x228
	movq	32(%rbx), %rax			/* ACPI root */
	movq	%rax, boot_params + 0x70
	movl	48(%rbx), %ecx			/* memory map entries */
	movb	%cl, boot_params + 0x1e8
	movq	40(%rbx), %rsi
	movl	$boot_params + 0x2d0, %edi
3:	movq	(%rsi), %rax
	movq	%rax, (%rdi)
	movq	8(%rsi), %rax
	movq	%rax, 8(%rdi)
	movl	16(%rsi), %eax
	movl	%eax, 16(%rdi)
	addq	$24, %rsi
	addq	$20, %rdi
	decl	%ecx
	jnz	3b
	movl	$boot_params, %esi
	movl	$image_entry, %eax
	jmp	*%rax

	.data
	.balign	16
gdt:	.quad	0, 0x00af9b000000ffff
gdt_register:
	.word	15
	.long	gdt

	.bss
	.balign	4096
pml4:	.skip	4096
pdpt:	.skip	4096
pd:	.skip	4096
boot_params:
	.skip	4096
	.skip	4096
stack_top:
	.section .note.GNU-stack, "", @progbits
