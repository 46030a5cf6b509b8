/* SPDX-License-Identifier: ISC */
/*
 * A device's own registers ("device-specific configuration space", virtio 1.1, section
 * 2.4), for ring 3, which knows what they mean. Linked with the call of the gate that
 * reads them.
 */
#include "device.h"

#define MMIO_CONFIG     0x100u
#define MMIO_GENERATION 0xfc
#define PCI_GENERATION  0x15

static void find(struct device *device)
{
	if (device->pci) {
		device->config = pci_config(device);
		return;
	}
	/* what is mapped of it ends with the page (mmio.c) */
	device->config = device->registers + MMIO_CONFIG;
	device->config_length = (uint32_t)(-(uintptr_t)device->config & (PAGE - 1));
	if (device->config_length > PAGE - MMIO_CONFIG)
		device->config_length = 0;
}

static uint32_t generation(const struct device *device)
{
	if (device->pci)
		return device->registers[PCI_GENERATION];
	return *(volatile uint32_t *)(device->registers + MMIO_GENERATION);
}

long device_config(unsigned number, unsigned offset, unsigned width)
{
	struct device *device = device_by_number(number);
	if (!device)
		return -ENODEV;
	if (!width)
		return generation(device);
	if (!device->config)
		find(device);
	if (!device->config || (width != 1 && width != 2 && width != 4) ||
	    offset % width || offset >= device->config_length ||
	    width > device->config_length - offset)
		return -EINVAL;
	volatile uint8_t *at = device->config + offset;
	if (width == 1)
		return *at;
	return width == 2 ? *(volatile uint16_t *)at : *(volatile uint32_t *)at;
}
