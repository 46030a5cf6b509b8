/* SPDX-License-Identifier: ISC */
/*
 * Where the core looks for devices (core/device/discover.c, core/option.c): the input is
 * a command line to its first NUL, a DSDT behind it. The device wanted is never there, so
 * all of both is read; the line may fill its buffer to the last byte.
 */
#include "core/device/discover.c"
#include "core/option.c"
#include "fuzz.h"

char command_line[COMMAND_LINE_SIZE];
static const uint8_t *dsdt;
static uint32_t dsdt_length;

/* The core's memcmp() stops at the first difference, as option() has it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "strict_memcmp=0";
}

bool mmio_match(struct device *device, uint64_t address, unsigned *left)
{
	return false;
}

bool pci_find(struct device *device, unsigned *left)
{
	return false;
}

const void *acpi_table(const char *signature, uint32_t *length)
{
	*length = dsdt_length;
	return dsdt;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct device device = {.index = 1000};
	size_t length = 0;
	memset(command_line, 0, sizeof command_line);
	for (; length < size && data[length] && length < sizeof command_line - 1;
	     length++)
		command_line[length] = (char)data[length];
	if (length < size)
		length++;
	dsdt = data + length;
	dsdt_length = (uint32_t)(size - length);
	MUST(discover(&device) == -ENODEV);
	memset(command_line, 0, sizeof command_line); /* the table alone */
	MUST(discover(&device) == -ENODEV);
	return 0;
}
