/* SPDX-License-Identifier: ISC */
/*
 * Which addresses the libos may change: its space and the image, without what is sealed.
 * The image is sealed from the start, but for its data. Other seals are kept here,
 * besides the host's own, because hosts before Linux 6.10 have none. Who seals holds the
 * lock; who looks needs none, because seals only grow.
 */
#include "process.h"
#include <errno.h>
#include <samara/image.h>

extern char image_relro_end[] __attribute__((visibility("hidden")));
extern char image_constants[] __attribute__((visibility("hidden")));
extern const struct image_note image_note __attribute__((visibility("hidden")));

static struct {
	uintptr_t low, high;
} seals[PROCESS_SEALS];
static unsigned seal_count PROCESS_START_DATA;

static bool sealed(uintptr_t low, uintptr_t high)
{
	for (unsigned n = 0; n < __atomic_load_n(&seal_count, __ATOMIC_ACQUIRE); n++)
		if (low < seals[n].high && seals[n].low < high)
			return true;
	return false;
}

int process_range_check(unsigned space, const void *address, size_t length, bool image)
{
	const struct platform_information *i = &platform_information;
	uintptr_t low = (uintptr_t)address, high = low + length;
	uintptr_t first = i->image_base + IMAGE_BASE;

	if (space || high < low || (low | length) % PLATFORM_PAGE)
		return -EINVAL;
	if (image && low >= first && high <= i->image_end) {
		if (low < (uintptr_t)image_relro_end || high > (uintptr_t)image_constants)
			return -EPERM;
	} else if (low < i->space_low || high > i->space_high) {
		return -EINVAL;
	}
	return sealed(low, high) ? -EPERM : 0;
}

static int add_seal(uintptr_t low, uintptr_t high)
{
	for (unsigned n = 0; n < seal_count; n++) {
		if (seals[n].high == low) {
			seals[n].high = high;
			return 0;
		}
		if (seals[n].low == high) {
			seals[n].low = low;
			return 0;
		}
	}
	if (seal_count == PROCESS_SEALS)
		return -ENOMEM;
	seals[seal_count].low = low;
	seals[seal_count].high = high;
	__atomic_store_n(&seal_count, seal_count + 1, __ATOMIC_RELEASE);
	return 0;
}

int process_range_seal(uintptr_t low, uintptr_t high)
{
	static uint8_t lock;
	process_lock(&lock);
	int result = add_seal(low, high);
	process_unlock(&lock);
	return result;
}

bool process_jit(void)
{
	return image_note.flags & (IMAGE_JIT_TOGGLE | IMAGE_JIT_FAULT);
}

int process_protection(unsigned protection)
{
	if (protection & ~(PLATFORM_READ | PLATFORM_WRITE | PLATFORM_EXECUTE))
		return -EINVAL;
	if (protection & PLATFORM_EXECUTE &&
	    (protection & PLATFORM_WRITE || !process_jit()))
		return -EACCES;
	return (int)protection;
}
