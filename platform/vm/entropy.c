/* SPDX-License-Identifier: ISC */
/*
 * platform_entropy: the processor's random numbers (Intel SDM vol. 1, 7.3.17). Without
 * any source the buffer gets what the jitter of the clock gives, and the caller is told.
 */
#include "vm.h"
#include <errno.h>
#include <string.h>

#define TRIES \
	16 /* for one number; Intel's guide says 10 for RDRAND, RDSEED may take more */

static bool random_seed(uint64_t *value)
{
	bool good = false;
	for (unsigned i = 0; !good && i < TRIES; i++)
		__asm__ volatile("rdseed %0" : "=r"(*value), "=@ccc"(good));
	return good;
}

static bool random_number(uint64_t *value)
{
	bool good = false;
	for (unsigned i = 0; !good && i < TRIES; i++)
		__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(good));
	return good;
}

/* All ones is what processors with a known fault give, and call it a success. */
static bool from_processor(uint64_t *value)
{
	uint64_t features = vm_boot_page->features;
	return ((features & VM_FEATURE_RDSEED) && random_seed(value) && ~*value) ||
	       ((features & VM_FEATURE_RDRAND) && random_number(value) && ~*value);
}

/* The time of some memory accesses, stirred (the multiplier is that of the SplitMix64
 * generator). */
static uint64_t from_clock(void)
{
	static uint64_t state;
	for (unsigned i = 0; i < TRIES; i++) {
		state = (state ^ vm_timestamp()) * 0xbf58476d1ce4e5b9u;
		state ^= state >> 29;
	}
	return state;
}

long vm_entropy(void *buffer, size_t size)
{
	bool good = true;
	uint64_t value;
	for (size_t done = 0; done < size; done += sizeof value) {
		size_t left = size - done;
		if (!from_processor(&value)) {
			good = false;
			value = from_clock();
		}
		memcpy((char *)buffer + done, &value,
		       left < sizeof value ? left : sizeof value);
	}
	return good ? (long)size : -ENODATA;
}
