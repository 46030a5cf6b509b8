/* SPDX-License-Identifier: ISC */
/*
 * The power button (ACPI 6.4). A PC has it among its fixed events (4.8.2.2.1): a bit in a
 * status register and one that lets it interrupt. A machine with reduced hardware has a
 * generic event device (5.6.9), whose register tells what has happened to a method in the
 * DSDT; QEMU's is found there by its name, its interrupt and its register region, without
 * an interpreter. Linked into images whose program can catch SIGTERM.
 */
#include "button.h"
#include "core.h"
#include "event.h"
#include "power.h"

#define FADT_SCI           46 /* the fixed events' interrupt (table 5.9) */
#define FADT_COMMAND       48 /* port that takes FADT_ENABLE: the mode with fixed events */
#define FADT_ENABLE        52
#define FADT_EVENTS        56 /* port of the status; the enable bits are in its second half */
#define FADT_CONTROL       64
#define FADT_EVENTS_LENGTH 88
#define FADT_FLAGS         112
#define FLAG_NO_BUTTON     (1u << 4) /* among the fixed events */
#define FLAG_REDUCED       (1u << 20)
#define EVENT_BUTTON       (1u << 8) /* in status and enable registers */
#define CONTROL_ENABLED    1u        /* the mode with fixed events is on */
#define MODE_TRIES         1000      /* looks for it: far more than any monitor needs */
#define RESOURCES          128 /* bytes behind a device's name that are still its own */
#define INTERRUPT_EDGE     2u  /* extended interrupt descriptor's flags: bit 1 */
#define REGION_POWER_DOWN  2u  /* QEMU's register: the button was pressed */

#define STATUS_TERMINATED 143 /* as a process that ended by SIGTERM: 128 + 15 */

static bool caught, pressed;
static uint16_t event_port;
static volatile uint32_t *event_register;

static void press(void)
{
	if (!caught)
		power_off(STATUS_TERMINATED);
	pressed = true;
	event_set(PLATFORM_EVENT_SIGNAL);
}

void button_catch(bool on)
{
	caught = on;
}

bool button_take(void)
{
	bool was = pressed;
	pressed = false;
	return was;
}

/* ---- a fixed event */

static void fixed_interrupt(void *unused)
{
	if (!(in16(event_port) & EVENT_BUTTON))
		return;
	out16(event_port, EVENT_BUTTON); /* a 1 clears it */
	press();
}

static uint32_t number(const unsigned char *at, size_t size)
{
	uint32_t value = 0;
	memcpy(&value, at, size);
	return value;
}

static bool route(unsigned line, bool level, void (*handler)(void *))
{
	int vector = interrupt_vector(handler, NULL);
	return vector >= 0 && interrupt_route(line, level, vector) == 0;
}

static void fixed_begin(const unsigned char *fadt)
{
	uint16_t control = (uint16_t)number(fadt + FADT_CONTROL, 2);
	uint16_t command = (uint16_t)number(fadt + FADT_COMMAND, 2);
	event_port = (uint16_t)number(fadt + FADT_EVENTS, 2);
	if (!event_port || !route(number(fadt + FADT_SCI, 2), true, fixed_interrupt))
		return;
	if (command && !(in16(control) & CONTROL_ENABLED)) {
		out8(command, fadt[FADT_ENABLE]);
		for (unsigned i = 0; i < MODE_TRIES; i++)
			if (in16(control) & CONTROL_ENABLED)
				break;
	}
	out16((uint16_t)(event_port + fadt[FADT_EVENTS_LENGTH] / 2), EVENT_BUTTON);
}

/* ---- a generic event device */

static void region_interrupt(void *unused)
{
	if (*event_register & REGION_POWER_DOWN) /* reading clears it */
		press();
}

/* What stands behind `bytes` within [at, end), if `room` bytes do; NULL: nowhere. */
static const unsigned char *find(const unsigned char *at, const unsigned char *end,
                                 const char *bytes, size_t size, size_t room)
{
	for (; at && (size_t)(end - at) >= size + room; at++)
		if (memcmp(at, bytes, size) == 0)
			return at + size;
	return NULL;
}

static void region_begin(void)
{
	uint32_t length = 0;
	const unsigned char *dsdt = acpi_table("DSDT", &length);
	const unsigned char *end = dsdt ? dsdt + length : NULL;
	const unsigned char *device = find(dsdt, end, "ACPI0013", 8, 0);
	if (device && end - device > RESOURCES)
		end = device + RESOURCES;
	/* An interrupt: flags, 1, the line. A region in memory: its 32-bit address. */
	const unsigned char *line = find(device, end, "\x89\x06\x00", 3, 6);
	const unsigned char *region = find(line, end, "EREG\x00\x0c", 6, 4);
	if (!region)
		return;
	event_register = (volatile uint32_t *)device_memory(number(region, 4), 4);
	if (route(number(line + 2, 4), !(line[0] & INTERRUPT_EDGE), region_interrupt))
		region_interrupt(NULL); /* pressed already */
}

void button_begin(void)
{
	uint32_t length = 0;
	const unsigned char *fadt = acpi_table("FACP", &length);
	if (!fadt || length < FADT_FLAGS + 4)
		return;
	uint32_t flags = number(fadt + FADT_FLAGS, 4);
	if (flags & FLAG_REDUCED)
		region_begin();
	else if (!(flags & FLAG_NO_BUTTON))
		fixed_begin(fadt);
}
