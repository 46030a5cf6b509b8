/* SPDX-License-Identifier: ISC */
/*
 * What an image says about itself: Samara's ELF note.
 *
 * The linker script writes it (image/image.ld.in), `samara run` and `samara size` read
 * it; it stays when the file is stripped. Name "Samara", type IMAGE_NOTE_TYPE, little
 * endian.
 */
#ifndef SAMARA_IMAGE_H
#define SAMARA_IMAGE_H

#ifndef __ASSEMBLER__
#include <stdint.h>
#endif

#define IMAGE_BASE         0x100000 /* p_vaddr and p_paddr of the first segment */
#define IMAGE_NOTE_TYPE    1
#define IMAGE_NOTE_VERSION 1

#define IMAGE_FOR_VM       1u /* flags: boots in a VM */
#define IMAGE_FOR_PROCESS  2u /* runs as a Linux process */
#define IMAGE_JIT_TOGGLE   4u /* pages may go from writable to executable */
#define IMAGE_JIT_FAULT    8u /* writable and executable pages flip between the two */
#define IMAGE_POWER_BUTTON 16 /* in a VM: can tell the program of the power button */
#define IMAGE_ROOT         32 /* has room for the program header of a root */

/* A root, an EROFS (libos/fs/erofs/), has the last program header: PT_LOAD, read-only,
 * behind all other segments, when it is part of what is loaded, else this type, with its
 * place in the file. Both begin on a page of the file. The header of an ordinary image's
 * last one is of type PT_GNU_STACK. */
#define IMAGE_ROOT_HEADER 0x65726f66 /* "erof"; a type of this system's own */
#define IMAGE_ROOT_LOADED (8 << 20)  /* bytes at most: monitors hold a segment twice */

#ifndef __ASSEMBLER__
enum image_part {
	IMAGE_PART_PROGRAM,
	IMAGE_PART_LIBC,
	IMAGE_PART_LIBOS,
	IMAGE_PART_PLATFORM_VM,
	IMAGE_PART_PLATFORM_PROCESS,
	IMAGE_PART_CORE,
	IMAGE_PARTS
};

struct image_note {
	uint32_t version;
	uint32_t flags;
	uint32_t memory; /* KiB of guest memory to run well; 0: not said */
	uint32_t reserved;
	struct {
		uint32_t text, rodata, data, bss; /* bytes */
	} part[IMAGE_PARTS];
};

/* The symbol table that an image which isn't stripped carries for its crash reports:
 * a header, `count` entries in order of their address, then the names' bytes. Addresses
 * are relative to IMAGE_BASE. The section is .samara.symbols. */
#define IMAGE_SYMBOLS_MAGIC 0x4d595353u /* "SSYM" */

struct image_symbol {
	uint32_t address; /* first byte, relative to IMAGE_BASE */
	uint32_t name;    /* offset of the name from the first byte after the entries */
};

struct image_symbols {
	uint32_t magic;
	uint32_t count;
	struct image_symbol entry[];
};
#endif

#endif
