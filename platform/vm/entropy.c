/* SPDX-License-Identifier: ISC */
/*
 * platform_entropy: the processor's random numbers (Intel SDM vol. 1, 7.3.17) and the
 * virtio entropy device (virtio 1.1, section 5.4), mixed where there are both, so that
 * one of them may be bad. Without either the buffer gets what the jitter of the clock
 * gives, and the caller is told.
 */
#include "device.h"
#include <string.h>

#define TRIES \
	16 /* for one number; Intel's guide says 10 for RDRAND, RDSEED may take more */
#define AT_ONCE  64          /* bytes from the device */
#define LITTLE   16          /* bytes */
#define PATIENCE 1000000000u /* ns until a device that doesn't answer is given up */

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

/* Up to 64 random bytes from the device, at `*bytes`. Returns how many; 0: there is no
 * device, or it was given up. */
static size_t from_device(const char **bytes)
{
	static enum { UNKNOWN, OPEN, ABSENT } state;
	static unsigned device;
	static char *given;
	struct gate_completion done;
	struct gate_device opened;
	if (state == UNKNOWN) {
		long number = vm_device_open(DEVICE_ENTROPY, 0, 0, 1, 1, &opened);
		device = (unsigned)number;
		given = number < 0 ? NULL : vm_dma(device, AT_ONCE);
		state = given ? OPEN : ABSENT;
	}
	if (state == ABSENT)
		return 0;
	struct gate_buffer buffer = vm_buffer(given, AT_ONCE, true, 0);
	long found = vm_post(device, 0, &buffer, 1) < 0 ? -EIO : 0;
	uint64_t deadline = vm_clock_monotonic() + PATIENCE;
	while (found == 0 && (found = vm_reap(device, 0, &done, 1)) == 0)
		if (!vm_device_wait(deadline))
			found = -EIO;
	if (found < 0) {
		state = ABSENT;
		return 0;
	}
	*bytes = given;
	return done.length <= AT_ONCE ? done.length : 0;
}

/* At most as much as the device gives at once. False: no source. A little is asked for at
 * every start, and opening a device for it would cost 3,000 instructions: the processor
 * alone may give that. */
static bool fill(char *to, size_t size)
{
	const char *bytes = NULL;
	bool good = true;
	for (size_t done = 0; done < size; done += sizeof(uint64_t)) {
		uint64_t value;
		size_t left = size - done;
		if (!from_processor(&value)) {
			good = false;
			value = from_clock();
		}
		memcpy(to + done, &value, left < sizeof value ? left : sizeof value);
	}
	size_t given = good && size <= LITTLE ? 0 : from_device(&bytes);
	for (size_t i = 0; i < size && i < given; i++)
		to[i] ^= bytes[i];
	return good || given >= size;
}

long vm_entropy(void *buffer, size_t size)
{
	bool good = true;
	for (size_t done = 0; done < size;) {
		size_t part = size - done < AT_ONCE ? size - done : AT_ONCE;
		good &= fill((char *)buffer + done, part);
		done += part;
	}
	return good ? (long)size : -ENODATA;
}
