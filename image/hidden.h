/* SPDX-License-Identifier: ISC */
/*
 * Included by the compiler before each file of core, libos and platforms: what these
 * declare lies in the same image. Without it clang finds functions of other files over
 * the GOT, which the core can't use before (and the libos not until) the image is
 * relocated.
 */
#ifndef __ASSEMBLER__
#pragma GCC visibility push(hidden)
#endif
