/* SPDX-License-Identifier: ISC */
/*
 * Virtio over PCI (virtio 1.1, section 4.1): bus 0, configuration by ports 0xcf8 and
 * 0xcfc, the modern register layout, MSI-X only. Base addresses stay as the firmware or
 * the monitor has set them. Capability lists and lengths are bounded; a device that lacks
 * a part is passed over.
 */
#include "device.h"

#define CONFIG_ADDRESS  0xcf8
#define CONFIG_DATA     0xcfc
#define CONFIG_ENABLE   0x80000000u
#define SLOTS           32
#define FUNCTIONS       8
#define COMMAND         0x04 /* PCI 3.0, section 6.1 */
#define COMMAND_MEMORY  0x002u
#define COMMAND_MASTER  0x004u
#define COMMAND_NO_INTX 0x400u
#define STATUS_LIST     0x00100000u
#define HEADER          0x0c
#define HEADER_MULTI    0x00800000u
#define BASE            0x10
#define SUBSYSTEM       0x2c
#define LIST            0x34
#define LIST_LIMIT      48 /* as many capabilities as there is room for */
#define CAPABILITY_MSIX 0x11
#define CAPABILITY_OWN  0x09 /* vendor's own: virtio */
#define MSIX_ENABLE     0x80000000u
#define VENDOR          0x1af4u
#define MODERN          0x1040u /* device id: this plus the virtio type */
#define TRANSITIONAL    0x1000u
#define COMMON_LENGTH   0x38u
#define LENGTH_LIMIT    0x10000u /* of one part of a device's registers */

enum part { PART_COMMON = 1, PART_NOTIFY = 2, PART_DEVICE = 4 };

static uint32_t config_read(unsigned function, unsigned offset)
{
	out32(CONFIG_ADDRESS, CONFIG_ENABLE | function | (offset & 0xfc));
	return in32(CONFIG_DATA);
}

static void config_write(unsigned function, unsigned offset, uint32_t value)
{
	out32(CONFIG_ADDRESS, CONFIG_ENABLE | function | (offset & 0xfc));
	out32(CONFIG_DATA, value);
}

/* Map `length` bytes at `offset` in base address register `bar`; NULL: it isn't memory.
 */
static volatile uint8_t *map(unsigned function, unsigned bar, uint32_t offset,
                             uint32_t length)
{
	uint32_t low = bar < 6 ? config_read(function, BASE + 4 * bar) : 1;
	uint64_t address = low & ~15u;
	if (low & 1 || length > LENGTH_LIMIT)
		return NULL;
	if ((low & 6) == 4 && bar < 5)
		address |= (uint64_t)config_read(function, BASE + 4 * bar + 4) << 32;
	return address ? device_memory(address + offset, length) : NULL;
}

/* One of virtio's own capabilities (section 4.1.4). */
static void take_part(struct device *device, unsigned at)
{
	unsigned function = device->function, part = config_read(function, at) >> 24;
	unsigned bar = config_read(function, at + 4) & 0xff;
	uint32_t offset = config_read(function, at + 8);
	uint32_t length = config_read(function, at + 12);
	if (part == PART_COMMON && !device->registers && length >= COMMON_LENGTH) {
		device->registers = map(function, bar, offset, length);
	} else if (part == PART_NOTIFY && !device->notify) {
		device->notify = map(function, bar, offset, length);
		device->notify_length = length;
		device->notify_multiplier = config_read(function, at + 16);
	}
}

/* The next capability after `at` (0: the first) with this id; 0: no more. */
static unsigned capability(unsigned function, unsigned at, unsigned id)
{
	if (!at && !(config_read(function, COMMAND) & STATUS_LIST))
		return 0;
	for (unsigned i = 0; i < LIST_LIMIT; i++) {
		at = at ? config_read(function, at) >> 8 & 0xfc
		        : config_read(function, LIST) & 0xfc;
		if (!at || (config_read(function, at) & 0xff) == id)
			return at;
	}
	return 0;
}

static bool attach(struct device *device)
{
	unsigned function = device->function, at = 0;
	uint32_t command = config_read(function, COMMAND) & 0xffff;
	config_write(function, COMMAND,
	             command | COMMAND_MEMORY | COMMAND_MASTER | COMMAND_NO_INTX);
	for (unsigned i = 0; i < LIST_LIMIT; i++) {
		at = capability(function, at, CAPABILITY_OWN);
		if (!at)
			break;
		take_part(device, at);
	}
	return device->registers && device->notify;
}

volatile uint8_t *pci_config(struct device *device)
{
	unsigned function = device->function, at = 0;
	for (unsigned i = 0; i < LIST_LIMIT; i++) {
		at = capability(function, at, CAPABILITY_OWN);
		if (!at)
			break;
		uint32_t part = config_read(function, at);
		if (part >> 24 != PART_DEVICE)
			continue;
		device->config_length = config_read(function, at + 12);
		return map(function, config_read(function, at + 4) & 0xff,
		           config_read(function, at + 8), device->config_length);
	}
	return NULL;
}

static unsigned virtio_type(unsigned function)
{
	uint32_t id = config_read(function, 0);
	unsigned device = id >> 16;
	if ((id & 0xffff) != VENDOR)
		return 0;
	if (device >= MODERN)
		return device - MODERN;
	return device >= TRANSITIONAL ? config_read(function, SUBSYSTEM) >> 16 : 0;
}

bool pci_find(struct device *device, unsigned *left)
{
	out32(CONFIG_ADDRESS, CONFIG_ENABLE);
	if (in32(CONFIG_ADDRESS) != CONFIG_ENABLE)
		return false;
	for (unsigned slot = 0; slot < SLOTS; slot++) {
		unsigned first = slot << 11;
		unsigned count =
		        config_read(first, HEADER) & HEADER_MULTI ? FUNCTIONS : 1;
		for (unsigned i = 0; i < count; i++) {
			device->function = first | i << 8;
			if (virtio_type(device->function) != device->type || (*left)--)
				continue;
			device->pci = true;
			return attach(device);
		}
	}
	return false;
}

int pci_interrupt(struct device *device, int vector)
{
	unsigned function = device->function,
	         at = capability(function, 0, CAPABILITY_MSIX);
	uint32_t table = at ? config_read(function, at + 4) : 0;
	volatile uint32_t *entry =
	        at ? (volatile uint32_t *)map(function, table & 7, table & ~7u, 16)
	           : NULL;
	if (!entry)
		return -ENODEV;
	uint64_t message = interrupt_message_address();
	entry[0] = (uint32_t)message;
	entry[1] = (uint32_t)(message >> 32);
	entry[2] = (uint32_t)vector;
	entry[3] = 0;
	config_write(function, at, config_read(function, at) | MSIX_ENABLE);
	return 0;
}
