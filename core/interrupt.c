/* SPDX-License-Identifier: ISC */
/*
 * Interrupts: the local APIC (SDM vol. 3, chapter 11), by MSR where it has x2APIC, else
 * by its page; I/O APICs (82093AA data sheet); messages from PCI devices arrive by
 * themselves. Handlers are called with interrupts off and only set events.
 */
#include "interrupt.h"
#include "boot.h"
#include "x86_64/layout.h"

#define MSR_APIC_BASE    0x1bu
#define MSR_TSC_DEADLINE 0x6e0u
#define MSR_X2APIC       0x800u
#define APIC_ENABLE      (1ul << 11)
#define X2APIC_ENABLE    (1ul << 10)
#define APIC_ID          0x020
#define APIC_EOI         0x0b0
#define APIC_SPURIOUS    0x0f0
#define APIC_TIMER       0x320
#define APIC_LINT0       0x350
#define APIC_INITIAL     0x380
#define APIC_CURRENT     0x390
#define APIC_DIVIDE      0x3e0
#define MASKED           (1u << 16)
#define TIMER_TSC        (2u << 17)
#define DIVIDE_BY_1      0xbu
#define IO_APICS         4           /* of a machine; further ones stay unused */
#define IO_APIC_DEFAULT  0xfec00000u /* where every PC has the first one */
#define IO_APIC_LEVEL    (1u << 15)
#define MADT_ENTRIES     44
#define MADT_IO_APIC     1
#define MADT_OVERRIDE    2
#define LEGACY_LINES     16

static volatile uint32_t *apic; /* NULL: x2APIC */
static uint32_t apic_id;

static struct {
	void (*handler)(void *);
	void *argument;
} handlers[VECTORS];

static struct {
	volatile uint32_t *registers;
	unsigned first, lines;
} io_apics[IO_APICS];
static unsigned io_apic_count;
static unsigned legacy[LEGACY_LINES]; /* ISA interrupt -> I/O APIC line */

static uint32_t apic_read(unsigned reg)
{
	return apic ? apic[reg / 4] : (uint32_t)msr_read(MSR_X2APIC + reg / 16);
}

static void apic_write(unsigned reg, uint32_t value)
{
	if (apic)
		apic[reg / 4] = value;
	else
		msr_write(MSR_X2APIC + reg / 16, value);
}

void interrupts_begin(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);
	out8(0x21, 0xff);
	out8(0xa1, 0xff);
	if (processor.x2apic)
		msr_write(MSR_APIC_BASE, base | APIC_ENABLE | X2APIC_ENABLE);
	else
		apic = device_memory(base & 0xffffff000ul, PAGE);
	apic_id = processor.x2apic ? apic_read(APIC_ID) : apic_read(APIC_ID) >> 24;
	apic_write(APIC_SPURIOUS, 0x100 | VECTOR_SPURIOUS);
	apic_write(APIC_LINT0, MASKED);
	apic_write(APIC_DIVIDE, DIVIDE_BY_1);
	apic_write(APIC_TIMER, (processor.tsc_deadline ? TIMER_TSC : 0) | VECTOR_TIMER);
}

void timer_start(uint32_t count)
{
	apic_write(APIC_INITIAL, count);
}

uint32_t timer_left(void)
{
	return apic_read(APIC_CURRENT);
}

void timer_deadline(uint64_t tsc)
{
	msr_write(MSR_TSC_DEADLINE, tsc);
}

void interrupt(unsigned vector)
{
	if (vector == VECTOR_SPURIOUS)
		return;
	if (handlers[vector].handler)
		handlers[vector].handler(handlers[vector].argument);
	apic_write(APIC_EOI, 0);
}

void interrupt_handle(int vector, void (*handler)(void *), void *argument)
{
	handlers[vector].handler = handler;
	handlers[vector].argument = argument;
}

int interrupt_vector(void (*handler)(void *), void *argument)
{
	for (int vector = VECTOR_FIRST_DEVICE; vector < VECTOR_SPURIOUS; vector++)
		if (!handlers[vector].handler) {
			interrupt_handle(vector, handler, argument);
			return vector;
		}
	return -ENOSPC;
}

static uint32_t io_apic_read(unsigned i, uint32_t reg)
{
	io_apics[i].registers[0] = reg;
	return io_apics[i].registers[4];
}

static void io_apic_write(unsigned i, uint32_t reg, uint32_t value)
{
	io_apics[i].registers[0] = reg;
	io_apics[i].registers[4] = value;
}

static void io_apic_add(uint64_t address, unsigned first)
{
	if (io_apic_count == IO_APICS)
		return;
	io_apics[io_apic_count].registers = device_memory(address, 0x20);
	io_apics[io_apic_count].first = first;
	io_apics[io_apic_count].lines = (io_apic_read(io_apic_count, 1) >> 16 & 0xff) + 1;
	io_apic_count++;
}

/* From the MADT (ACPI 6.4, 5.2.12); without one, as every PC has had it. */
static void io_apics_find(void)
{
	uint32_t length = 0;
	const unsigned char *madt = acpi_table("APIC", &length);
	for (unsigned line = 0; line < LEGACY_LINES; line++)
		legacy[line] = line;
	legacy[0] = 2;
	for (uint32_t at = MADT_ENTRIES; madt && at + 2 <= length && madt[at + 1];
	     at += madt[at + 1]) {
		const unsigned char *entry = madt + at;
		uint32_t word[2];
		if (at + entry[1] > length)
			break;
		memcpy(word, entry + 4, entry[1] >= 12 ? 8 : 4);
		if (entry[0] == MADT_IO_APIC && entry[1] >= 12)
			io_apic_add(word[0], word[1]);
		else if (entry[0] == MADT_OVERRIDE && entry[1] >= 10 &&
		         entry[3] < LEGACY_LINES)
			legacy[entry[3]] = word[0];
	}
	if (!io_apic_count)
		io_apic_add(IO_APIC_DEFAULT, 0);
}

int interrupt_route(unsigned line, bool level, int vector)
{
	if (!io_apic_count)
		io_apics_find();
	if (line < LEGACY_LINES)
		line = legacy[line];
	for (unsigned i = 0; i < io_apic_count; i++) {
		unsigned pin = line - io_apics[i].first;
		if (line < io_apics[i].first || pin >= io_apics[i].lines)
			continue;
		io_apic_write(i, 0x10 + 2 * pin + 1, apic_id << 24);
		io_apic_write(i, 0x10 + 2 * pin,
		              (level ? IO_APIC_LEVEL : 0) | (uint32_t)vector);
		return 0;
	}
	return -ENODEV;
}
