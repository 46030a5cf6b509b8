/* SPDX-License-Identifier: ISC */
/*
 * Power off, with the program's exit status for whoever listens: one byte on QEMU's debug
 * console (port 0xe9), then the first of the ways to go off that the machine knows.
 */
#include "power.h"
#include "core.h"

#define DEBUG_CONSOLE 0xe9  /* QEMU isa-debugcon: reads as 0xe9 where there is one */
#define DEBUG_EXIT    0x501 /* QEMU isa-debug-exit: a write ends QEMU */
#define KEYBOARD      0x64  /* 8042: 0xfe pulses the reset line; Firecracker ends on it */

/* Fields of the Fixed ACPI Description Table (ACPI 6.4, table 5.9), and what they take.
 */
#define FADT_PM1A_CONTROL  64
#define FADT_FLAGS         112
#define FADT_SLEEP_CONTROL 244 /* generic address structure; the address is at +4 */
#define FLAG_REDUCED       (1u << 20)
#define SLEEP_ENABLE       (1u << 13)

/* The sleep type for S5 from the DSDT: Name(_S5, Package(){type, ...}), found by its
 * bytes. */
static unsigned sleep_type(void)
{
	uint32_t length;
	const unsigned char *dsdt = acpi_table("DSDT", &length);
	for (uint32_t i = 0; dsdt && i + 9 < length; i++)
		if (memcmp(dsdt + i, "_S5_\x12", 5) == 0)
			return dsdt[i + 7] == 0x0a ? dsdt[i + 8] & 7 : dsdt[i + 7] & 1;
	return 5;
}

static void acpi_power_off(void)
{
	uint32_t length, flags;
	const unsigned char *fadt = acpi_table("FACP", &length);
	if (!fadt || length < FADT_FLAGS + 4)
		return;
	memcpy(&flags, fadt + FADT_FLAGS, sizeof flags);
	if (flags & FLAG_REDUCED) {
		uint64_t address;
		if (length < FADT_SLEEP_CONTROL + 12)
			return;
		memcpy(&address, fadt + FADT_SLEEP_CONTROL + 4, sizeof address);
		uint8_t value = (uint8_t)(sleep_type() << 2 | 1u << 5);
		if (fadt[FADT_SLEEP_CONTROL] == 1)
			out8((uint16_t)address, value);
		else if (address)
			*(volatile uint8_t *)device_memory(address, 1) = value;
	} else {
		uint32_t port;
		memcpy(&port, fadt + FADT_PM1A_CONTROL, sizeof port);
		if (port)
			out16((uint16_t)port,
			      (uint16_t)(sleep_type() << 10 | SLEEP_ENABLE));
	}
}

void power_off(uint8_t status)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) no_traps;
	if (in8(DEBUG_CONSOLE) == DEBUG_CONSOLE)
		out8(DEBUG_CONSOLE, status);
	out32(DEBUG_EXIT, 0);
	acpi_power_off();
	out8(KEYBOARD, 0xfe);
	/* A fault that nobody can handle resets the machine: page 0 is never mapped. */
	__asm__ volatile("lidt %0; movb $0, (%1)" : : "m"(no_traps), "r"(0ul));
	__builtin_unreachable();
}
