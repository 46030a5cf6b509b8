/* SPDX-License-Identifier: ISC */
/*
 * One call of the contract in an image for both ways to run: goes to the VM's or the
 * process's implementation with all arguments in place. Assembled once for each function of
 * platform.h, with FUNCTION its name behind "platform_". What tells the two apart can't change
 * once RELRO is closed (information.c).
 */
#define VM 80 /* offset in struct platform_information; libos/information.c checks it */

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

	.section .text.JOIN(platform_, FUNCTION), "ax", @progbits
	.globl JOIN(platform_, FUNCTION)
	.hidden JOIN(platform_, FUNCTION)
	.type JOIN(platform_, FUNCTION), @function
JOIN(platform_, FUNCTION):
	testb	$1, platform_information + VM(%rip)
	jnz	JOIN(vm_, FUNCTION)
	jmp	JOIN(process_, FUNCTION)
	.size JOIN(platform_, FUNCTION), . - JOIN(platform_, FUNCTION)
	.section .note.GNU-stack, "", @progbits
