/* SPDX-License-Identifier: ISC */
/* A virtio-mmio device where one may be (virtio 1.1, section 4.2.2). */
#include "device.h"

#define MMIO_LENGTH  0x100       /* of the registers (virtio 1.1, section 4.2.2) */
#define MMIO_MAGIC   0x74726976u /* "virt" */
#define MMIO_VERSION 2u

/* Devices lie side by side in a page, so the last page looked at is kept. */
static volatile uint8_t *registers_at(uint64_t address)
{
	static uint64_t page;
	static volatile uint8_t *mapped;
	if (!mapped || page != (address & -PAGE)) {
		page = address & -PAGE;
		mapped = device_memory(page, PAGE);
	}
	return mapped + (address & (PAGE - 1));
}

bool mmio_match(struct device *device, uint64_t address, unsigned *left)
{
	if (!address || (address & (PAGE - 1)) > PAGE - MMIO_LENGTH || address & 3)
		return false;
	volatile uint8_t *at = registers_at(address);
	const volatile uint32_t *word = (const volatile uint32_t *)at;
	if (word[0] != MMIO_MAGIC || word[2] != device->type)
		return false;
	if (word[1] != MMIO_VERSION) {
		say("samara: core: a virtio device of before version 1.0 is passed "
		    "over\n");
		return false;
	}
	if ((*left)--)
		return false;
	device->registers = at;
	return true;
}
