/* SPDX-License-Identifier: ISC */
/*
 * Included in front of the C library's functions that make pseudo terminals: an image
 * with one of them gets /dev/ptmx.
 */
__asm__(".globl samara.ptmx_open");
