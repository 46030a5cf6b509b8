/* SPDX-License-Identifier: ISC */
/*
 * What the monitor has loaded beside the image, a PVH module or an initial RAM disk: an
 * image's root that is too large for a segment. Found while the memory map is read, so
 * that its pages are never given away; mapped when ring 3 asks (gate/module.c). Linked
 * with that call.
 */
#include "boot.h"
#include "page.h"
#include "power.h"

struct hvm_module {
	uint64_t address, size, command_line, reserved;
};

/* struct boot_params: offsets of the initial RAM disk's fields */
#define PARAMS_DISK_HIGH      0x0c0
#define PARAMS_DISK_SIZE_HIGH 0x0c4
#define PARAMS_DISK           0x218
#define PARAMS_DISK_SIZE      0x21c

static uint64_t start, bytes, mapped; /* physical; 0: none */

/* The range without [start, end), which lies in it. */
static void cut(struct memory_range *range, uint64_t end)
{
	if (end < range->end && memory_range_count < MEMORY_RANGES)
		memory_ranges[memory_range_count++] =
		        (struct memory_range){end, range->end};
	range->end = start;
}

static void found(uint64_t address, uint64_t size)
{
	uint64_t end = (address + size + PAGE - 1) & -PAGE;
	start = address;
	bytes = size;
	for (unsigned i = 0; i < memory_range_count; i++)
		if (!(address & (PAGE - 1)) && address < end &&
		    address >= memory_ranges[i].start && end <= memory_ranges[i].end) {
			cut(&memory_ranges[i], end);
			return;
		}
	say("samara: what was loaded beside the image isn't whole pages of memory\n");
	power_off(POWER_STATUS_REFUSED);
}

void module_pvh(const struct hvm_start_info *info)
{
	const struct hvm_module *module = (const void *)info->module_list;
	if (info->modules && module->size)
		found(module->address, module->size);
}

static uint64_t word(const char *params, unsigned low, unsigned high)
{
	uint32_t parts[2];
	memcpy(&parts[0], params + low, sizeof parts[0]);
	memcpy(&parts[1], params + high, sizeof parts[1]);
	return parts[0] | (uint64_t)parts[1] << 32;
}

void module_linux(const char *params)
{
	uint64_t size = word(params, PARAMS_DISK_SIZE, PARAMS_DISK_SIZE_HIGH);
	if (size)
		found(word(params, PARAMS_DISK, PARAMS_DISK_HIGH), size);
}

uint64_t module_map(uint64_t *address)
{
	uint64_t length = (bytes + PAGE - 1) & -PAGE;
	if (bytes && !mapped) {
		mapped = space_place(length);
		if (space_map_pages(mapped, start, length, PLATFORM_READ))
			panic("out of memory for page tables");
	}
	*address = mapped;
	return bytes;
}
