/* SPDX-License-Identifier: ISC */
/*
 * The random number generator: ChaCha20 with fast key erasure. A fill of the pool makes
 * several blocks; the first bytes become the next key and the others are handed out and
 * erased, so what was given can't be computed from what is in memory later. New entropy
 * is mixed into the key at first and after every RANDOM_FILLS fills. Lock: random_lock.
 */
#include "random.h"
#include "chacha20.h"
#include "sched/lock.h"

#define POOL (RANDOM_BLOCKS * CHACHA20_BLOCK)

static struct lock random_lock;
static uint8_t key[CHACHA20_KEY];
static uint8_t pool[POOL];
static size_t left;    /* unused bytes at the pool's end */
static unsigned fills; /* until new entropy is taken */

static void take_entropy(void)
{
	static bool told;
	uint8_t fresh[CHACHA20_KEY];

	if (platform_entropy(fresh, sizeof fresh) < 0 && !told) {
		log_line("no source of random bytes: the program's keys can be guessed");
		told = true;
	}
	for (size_t i = 0; i < sizeof key; i++)
		key[i] ^= fresh[i];
	memset(fresh, 0, sizeof fresh);
}

static void fill(void)
{
	static const uint8_t nonce[12];

	if (!fills) {
		take_entropy();
		fills = RANDOM_FILLS;
	}
	fills--;
	for (uint32_t i = 0; i < RANDOM_BLOCKS; i++)
		chacha20_block(pool + i * CHACHA20_BLOCK, key, i, nonce);
	memcpy(key, pool, sizeof key);
	memset(pool, 0, sizeof key);
	left = POOL - sizeof key;
}

void random_bytes(void *to, size_t size)
{
	char *at = to;

	lock_acquire(&random_lock);
	while (size) {
		if (!left)
			fill();
		size_t n = size < left ? size : left;
		uint8_t *from = pool + POOL - left;
		memcpy(at, from, n);
		memset(from, 0, n);
		left -= n;
		at += n;
		size -= n;
	}
	lock_release(&random_lock);
}

/* The next key is made from one with the bytes in it, so they can't take entropy away. */
void random_mix(const uint8_t *bytes, size_t size)
{
	lock_acquire(&random_lock);
	for (size_t i = 0; i < size && i < sizeof key; i++)
		key[i] ^= bytes[i];
	memset(pool, 0, sizeof pool);
	left = 0;
	lock_release(&random_lock);
}
