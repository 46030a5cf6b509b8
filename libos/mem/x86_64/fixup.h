/* SPDX-License-Identifier: ISC */
/*
 * For assembly: FIXUP at, landing. A fault at the one instruction goes on at the other. Section
 * .fixup has two offsets relative to themselves for each (libos_upcall looks there).
 */
	.macro	FIXUP at, landing
	.section .fixup, "a", @progbits
	.balign	4
	.long	\at - .
	.long	\landing - .
	.previous
	.endm
