/* SPDX-License-Identifier: ISC */
/*
 * Zeros to addresses that came from the program.
 */
#ifndef LIBOS_MEM_CLEAR_H
#define LIBOS_MEM_CLEAR_H

#include <stddef.h>

/* mem/x86_64/clear.S: as copy_bytes() (libos.h): how many bytes weren't written. */
size_t clear_bytes(void *to, size_t size) __attribute__((visibility("hidden")));

#endif
