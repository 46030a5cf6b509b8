/* SPDX-License-Identifier: ISC */
/*
 * ChaCha20 (RFC 8439, 2.1 to 2.3), for the random number generator. No state, no lock.
 */
#include "chacha20.h"

#define ROUNDS 20

static uint32_t rotate(uint32_t value, unsigned bits)
{
	return value << bits | value >> (32 - bits);
}

static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

void chacha20_block(uint8_t block[CHACHA20_BLOCK], const uint8_t key[CHACHA20_KEY],
                    uint32_t counter, const uint8_t nonce[12])
{
	uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, s[16];

	memcpy(start + 4, key, CHACHA20_KEY);
	start[12] = counter;
	memcpy(start + 13, nonce, 12);
	memcpy(s, start, sizeof s);
	for (unsigned round = 0; round < ROUNDS; round++) {
		/* columns and diagonals by turns */
		unsigned shift = round & 1;
		for (unsigned i = 0; i < 4; i++)
			quarter_round(&s[i], &s[4 + (i + shift) % 4],
			              &s[8 + (i + 2 * shift) % 4],
			              &s[12 + (i + 3 * shift) % 4]);
	}
	for (unsigned i = 0; i < 16; i++)
		s[i] += start[i];
	memcpy(block, s, sizeof s);
}
