/* SPDX-License-Identifier: ISC */
/*
 * Finding ACPI tables (ACPI 6.4, 5.2). No interpreter: only tables and byte patterns in
 * them. The monitor is trusted; lengths are bounded all the same.
 */
#include "boot.h"

#define LENGTH_LIMIT \
	(1u << 20) /* no table is larger; a broken length maps no more than this */
#define HEADER_SIZE 36
#define FADT_DSDT   40
#define FADT_X_DSDT 140

extern uint64_t boot_acpi_root; /* from the monitor; 0: there are no tables */

static const char *map(uint64_t address, uint32_t length)
{
	return address <= memory_end && length <= memory_end - address
	               ? physical(address)
	               : (const char *)device_memory(address, length);
}

static uint64_t number(const char *at, unsigned size)
{
	uint64_t value = 0;
	memcpy(&value, at, size);
	return value;
}

static const char *table(uint64_t address, uint32_t *length)
{
	const char *header = address ? map(address, HEADER_SIZE) : NULL;
	if (!header)
		return NULL;
	*length = (uint32_t)number(header + 4, 4);
	return *length >= HEADER_SIZE && *length <= LENGTH_LIMIT ? map(address, *length)
	                                                         : NULL;
}

const void *acpi_table(const char *signature, uint32_t *length)
{
	if (memcmp(signature, "DSDT", 4) ==
	    0) { /* the one that only another table names */
		const char *fadt = acpi_table("FACP", length);
		if (!fadt || *length < FADT_DSDT + 4)
			return NULL;
		uint64_t address =
		        *length >= FADT_X_DSDT + 8 ? number(fadt + FADT_X_DSDT, 8) : 0;
		return table(address ? address : number(fadt + FADT_DSDT, 4), length);
	}
	if (!boot_acpi_root)
		return NULL;
	const char *root = map(boot_acpi_root, 36);
	unsigned width = root[15] >= 2 && number(root + 24, 8) ? 8 : 4; /* XSDT or RSDT */
	uint32_t size = 0;
	const char *list = table(number(root + (width == 8 ? 24 : 16), width), &size);
	for (uint32_t at = HEADER_SIZE; list && at + width <= size; at += width) {
		const char *found = table(number(list + at, width), length);
		if (found && memcmp(found, signature, 4) == 0)
			return found;
	}
	return NULL;
}
