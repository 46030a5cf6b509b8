/* SPDX-License-Identifier: ISC */
/*
 * Random bytes for the program and for the libos.
 */
#ifndef LIBOS_RANDOM_RANDOM_H
#define LIBOS_RANDOM_RANDOM_H

#include "libos.h"

#pragma GCC visibility push(hidden)

void random_bytes(void *to, size_t size); /* any size; takes random_lock */
/* Let what comes next depend on these bytes, too, up to CHACHA20_KEY. */
void random_mix(const uint8_t *bytes, size_t size);

#pragma GCC visibility pop
#endif
