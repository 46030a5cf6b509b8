/* SPDX-License-Identifier: ISC */
/*
 * Selectors and address ranges of the machine in ring 0 and ring 3. Also read by
 * assembly.
 */
#ifndef CORE_LAYOUT_H
#define CORE_LAYOUT_H

/* Segment selectors. The order of the last three is what sysret wants. */
#define SELECTOR_CORE_CODE 0x08
#define SELECTOR_CORE_DATA 0x10
#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define SELECTOR_TASK      0x28

/* Interrupt stacks (IST numbers). */
#define IST_NMI     1
#define IST_DEBUG   2
#define IST_DOUBLE  3
#define IST_MACHINE 4
#define IST_SIZE \
	2048 /* bytes each; a #DB of ring 3 goes as deep as an upcall, 900 bytes */

#define VECTOR_FIRST_INTERRUPT 32
#define VECTOR_TIMER           32
#define VECTOR_FIRST_DEVICE    34
#define VECTOR_SPURIOUS        47
#define TRAP_ENTRY_SIZE        4
#define VECTORS                48 /* exceptions and interrupts that have an entry */

/* Ring 3, below 2^47. The image, the core's gifts (boot page, DMA range), and the libos's
 * own mappings each have a part; within it the place is random. */
#define SPACE_IMAGE  0x550000000000ul
#define SPACE_GIFTS  0x5a0000000000ul
#define SPACE_LOW    0x600000000000ul
#define SPACE_HIGH   0x7fff00000000ul
#define SPACE_RANDOM 0x01fffffff000ul /* mask of the random part of the first two */

/* Ring 0: each begins in a random 512 GiB slot of the upper half. */
#define CORE_SLOT_FIRST 256
#define CORE_SLOTS      255 /* the last slot stays empty */

#endif
