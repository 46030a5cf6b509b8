/* SPDX-License-Identifier: ISC */
/*
 * The image's first instruction. The privilege level tells who loaded it: ring 3 is Linux,
 * ring 0 is a monitor that follows the Linux 64-bit boot protocol (rsi: boot_params). PVH
 * monitors enter at core.pvh_entry, which the note names. Assembled once for each value of
 * `samara cc --for`.
 */
	.section .text.start, "ax", @progbits
	.globl _start
	.type _start, @function
_start:
#ifdef FOR_both
	movl	%cs, %eax
	testb	$3, %al
	jnz	samara.process_start
	jmp	core.linux_entry
#endif
#ifdef FOR_vm
	movl	%cs, %eax
	testb	$3, %al
	jz	core.linux_entry
	movl	$1, %eax		/* write(2, refusal, ...) and exit(1), on Linux */
	movl	$2, %edi
	leaq	refusal(%rip), %rsi
	movl	$refusal_end - refusal, %edx
	syscall
	movl	$60, %eax
	movl	$1, %edi
	syscall
	.section .rodata.start, "a", @progbits
refusal:
	.ascii	"This image was built for a virtual machine only: use samara run.\n"
refusal_end:
	.text
#endif
#ifdef FOR_process
	jmp	samara.process_start
#endif
#ifndef FOR_process
	.globl	samara.vm_start, core.pvh_entry	/* else clang's assembler loses the names */
	.reloc	., R_X86_64_NONE, samara.vm_start
	.reloc	., R_X86_64_NONE, core.pvh_entry
#endif
	.section .note.GNU-stack, "", @progbits
