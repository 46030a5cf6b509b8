/* SPDX-License-Identifier: ISC */
/*
 * Where the virtio devices are. First what the monitor says on the command line, a word
 * virtio_mmio.device=SIZE@ADDRESS:LINE[:ID] for each (Linux
 * Documentation/admin-guide/kernel-parameters.txt). Without any such word the ACPI
 * tables: a virtio-mmio device is named LNRO0005 in the DSDT, and its resources follow,
 * which are found by their first bytes (ACPI 6.4, 6.4.3.4 and 6.4.3.6). Last, PCI bus 0.
 * Nothing is remembered: devices are looked for when somebody opens one.
 */
#include "device.h"

#define RESOURCES        128 /* bytes behind the name within which the resources end */
#define MEMORY_LENGTH    12  /* of a fixed 32-bit memory range descriptor */
#define INTERRUPT_LENGTH 9   /* of an extended interrupt descriptor with one interrupt */
#define INTERRUPT_EDGE   2u  /* its flags: bit 1 */

static uint32_t word(const unsigned char *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof value);
	return value;
}

static bool from_command_line(struct device *device, unsigned *left, bool *any)
{
	const char *text;
	for (unsigned n = 0; (text = option("virtio_mmio.device=", n)); n++) {
		*any = true;
		option_number(&text);
		if (*text++ != '@')
			continue;
		uint64_t address = option_number(&text);
		if (*text++ != ':')
			continue;
		device->line = (unsigned)option_number(&text);
		device->level = false;
		if (mmio_match(device, address, left))
			return true;
	}
	return false;
}

/* The resources of one device, within [at, end). */
static uint64_t resources(struct device *device, const unsigned char *at,
                          const unsigned char *end)
{
	for (; at + MEMORY_LENGTH + INTERRUPT_LENGTH <= end; at++) {
		const unsigned char *interrupt = at + MEMORY_LENGTH;
		if (memcmp(at, "\x86\x09\x00", 3) || memcmp(interrupt, "\x89\x06\x00", 3))
			continue;
		device->line = word(interrupt + 5);
		device->level = !(interrupt[3] & INTERRUPT_EDGE);
		return word(at + 4);
	}
	return 0;
}

static bool from_acpi(struct device *device, unsigned *left)
{
	uint32_t length = 0;
	const unsigned char *dsdt = acpi_table("DSDT", &length), *end = dsdt + length;
	for (const unsigned char *at = dsdt; dsdt && at + 8 <= end; at++) {
		if (memcmp(at, "LNRO0005", 8))
			continue;
		const unsigned char *last = end - at > RESOURCES ? at + RESOURCES : end;
		if (mmio_match(device, resources(device, at, last), left))
			return true;
	}
	return false;
}

int discover(struct device *device)
{
	unsigned left = device->index;
	bool any = false;
	if (from_command_line(device, &left, &any) ||
	    (!any && from_acpi(device, &left)) || pci_find(device, &left))
		return 0;
	return -ENODEV;
}
