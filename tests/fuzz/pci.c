/* SPDX-License-Identifier: ISC */
/*
 * Virtio devices on PCI (core/device/pci.c): the input is the configuration space of the
 * functions of bus 0, 256 bytes each, from the first one on; behind it there is nothing.
 * Whatever it says, the search ends, and only as much of a device's memory is mapped and
 * touched as the limits allow.
 */
#include "machine.h"

#include "core/device/pci.c"
#include "fuzz.h"
#include <string.h>

#define ACCESSES 100000 /* of one search: 256 functions, and lists without end */

static const uint8_t *space;
static size_t space_size;
static uint32_t address;
static unsigned accesses;
static char memory[LENGTH_LIMIT] __attribute__((aligned(4096)));

static uint32_t port_read(uint16_t port)
{
	uint32_t value = UINT32_MAX;
	size_t at = address & 0xffff;
	MUST(accesses++ < ACCESSES);
	if (port == CONFIG_ADDRESS)
		return address;
	MUST(port == CONFIG_DATA && (address & CONFIG_ENABLE) && !(address & 3));
	if (at + 4 <= space_size)
		memcpy(&value, space + at, 4);
	return value;
}

static void port_write(uint16_t port, uint32_t value)
{
	MUST(accesses++ < ACCESSES);
	if (port == CONFIG_ADDRESS)
		address = value;
}

volatile void *device_memory(uint64_t at, size_t length)
{
	MUST(length <= sizeof memory);
	return memory + sizeof memory - length;
}

static void search(unsigned type, unsigned index)
{
	struct device device = {.type = type, .index = index};
	unsigned left = index;
	accesses = 0;
	if (!pci_find(&device, &left))
		return;
	MUST(device.registers && device.notify && device.notify_length <= LENGTH_LIMIT);
	(void)device.registers[COMMON_LENGTH - 1];
	accesses = 0;
	pci_interrupt(&device, 34);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	space = data;
	space_size = size;
	for (unsigned type = 3; type <= 4; type++)
		for (unsigned index = 0; index < 2; index++)
			search(type, index);
	return 0;
}
