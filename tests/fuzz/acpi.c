/* SPDX-License-Identifier: ISC */
/*
 * ACPI tables (core/acpi.c) and who looks into them for the way to go off (core/power.c)
 * and the power button (core/button.c): the input is the machine's memory, from
 * where the root pointer lies on. Reading behind it is caught; an address outside is a
 * device's memory, of zeros.
 */
#include "machine.h"

#include "core/acpi.c"
#define number button_number /* both have one */
#include "core/button.c"
#undef number
#include "core/power.c"
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>

#define ROOT 4096 /* where the monitor has put it; below are zeros */

uint64_t direct_base, memory_end, boot_acpi_root;
static char outside[LENGTH_LIMIT] __attribute__((aligned(4096)));
static unsigned writes;

static uint32_t port_read(uint16_t port)
{
	return 0;
}

static void port_write(uint16_t port, uint32_t value)
{
	writes++;
}

volatile void *device_memory(uint64_t address, size_t length)
{
	MUST(length <= sizeof outside);
	return outside;
}

int interrupt_vector(void (*handler)(void *), void *argument)
{
	return 34;
}

int interrupt_route(unsigned line, bool level, int vector)
{
	return 0;
}

void event_set(unsigned events)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tables[] = {"APIC", "FACP", "DSDT"};
	uint8_t *memory = calloc(1, ROOT + size); /* its end is watched */
	uint32_t length;
	memcpy(memory + ROOT, data, size);
	direct_base = (uint64_t)memory;
	memory_end = ROOT + size;
	boot_acpi_root = 0;
	MUST(!acpi_table("FACP", &length)); /* the monitor has none */
	boot_acpi_root = ROOT;
	for (unsigned i = 0; i < 3; i++) {
		const uint8_t *table = acpi_table(tables[i], &length);
		MUST(!table || (length >= HEADER_SIZE && length <= LENGTH_LIMIT));
		for (uint32_t at = 0; table && at < length; at++)
			(void)*(const volatile uint8_t *)(table + at);
	}
	writes = 0;
	memset(outside, 0, sizeof outside);
	acpi_power_off();
	button_begin();
	MUST(writes <= 3); /* the sleep register, the mode, the button */
	free(memory);
	return 0;
}
