/* SPDX-License-Identifier: ISC */
/*
 * ChaCha20's block function.
 */
#ifndef LIBOS_RANDOM_CHACHA20_H
#define LIBOS_RANDOM_CHACHA20_H

#include "libos.h"

#pragma GCC visibility push(hidden)

#define CHACHA20_KEY   32
#define CHACHA20_BLOCK 64

/* One block of key stream: block `counter` of that key and nonce (RFC 8439, 2.3). */
void chacha20_block(uint8_t block[CHACHA20_BLOCK], const uint8_t key[CHACHA20_KEY],
                    uint32_t counter, const uint8_t nonce[12]);

#pragma GCC visibility pop
#endif
