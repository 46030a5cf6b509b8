/* SPDX-License-Identifier: ISC */
/*
 * Segment and interrupt descriptors, the task state with its interrupt stacks, the system
 * call registers, and the control bits that keep ring 3 where it is (SDM vol. 3, chapters
 * 2, 3, 6, 7).
 */
#include "descriptors.h"
#include "../boot.h"
#include "../trap.h"
#include "layout.h"
#include <cpuid.h>

#define CR4_OSFXSR     (1ul << 9)
#define CR4_OSXMMEXCPT (1ul << 10)
#define CR4_UMIP       (1ul << 11)
#define CR4_FSGSBASE   (1ul << 16)
#define CR4_OSXSAVE    (1ul << 18)
#define CR4_SMEP       (1ul << 20)
#define CR4_SMAP       (1ul << 21)
#define CR4_PAE        (1ul << 5)
#define MSR_STAR       0xc0000081u
#define MSR_LSTAR      0xc0000082u
#define MSR_SFMASK     0xc0000084u
#define GATE_PRESENT   0x8e00u /* interrupt gate: interrupts off on entry */
#define GATE_USER      0x6000u /* ring 3 may use it by int3 */

struct processor processor;

static struct {
	uint64_t flat[5], task_low, task_high;
} segments;

static struct {
	uint16_t offset_low, selector, flags, offset_middle;
	uint32_t offset_high, reserved;
} interrupts[VECTORS];

static struct __attribute__((packed)) {
	uint32_t reserved0;
	uint64_t stack[3];
	uint64_t reserved1;
	uint64_t interrupt_stack[7];
	uint64_t reserved2;
	uint16_t reserved3, io_map;
} task;

static char interrupt_stacks[4][IST_SIZE] __attribute__((aligned(16)));
extern char boot_stack_top[];

struct table_register {
	uint16_t padding[3];
	uint16_t limit;
	uint64_t base;
};
void descriptors_load(const uint16_t *gdt, const uint16_t *idt); /* boot.S */

void processor_identify(void)
{
	uint32_t a, b, c, d;
	__cpuid(1, a, b, processor.leaf1_c, d);
	__cpuid_count(7, 0, a, processor.leaf7_b, processor.leaf7_c, d);
	__cpuid(0x80000001, a, b, c, processor.leaf80000001_d);
}

uint64_t random64(void)
{
	static uint64_t state;
	uint64_t value = 0;
	if (processor.rdrand)
		for (unsigned char good = 0, tries = 10; !good && tries; tries--)
			__asm__ volatile("rdrand %0; setc %1"
			                 : "=r"(value), "=qm"(good)
			                 :
			                 : "cc");
	/* Without the instruction the time stamp counter is all there is: spread it
	 * (splitmix64's finalizer). */
	state += value ^ (tsc_read() * 0x9e3779b97f4a7c15ul);
	value = state;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ul;
	value = (value ^ value >> 27) * 0x94d049bb133111ebul;
	return value ^ value >> 31;
}

static void interrupt_set(unsigned vector)
{
	uint64_t entry = (uint64_t)trap_entries + TRAP_ENTRY_SIZE * vector;
	interrupts[vector].offset_low = (uint16_t)entry;
	interrupts[vector].selector = SELECTOR_CORE_CODE;
	interrupts[vector].flags = GATE_PRESENT;
	interrupts[vector].offset_middle = (uint16_t)(entry >> 16);
	interrupts[vector].offset_high = (uint32_t)(entry >> 32);
}

static void extended_state_enable(void)
{
	uint32_t states = 3; /* x87, SSE */
	if (processor.avx)
		states |= 4;
	if (processor.avx && processor.avx512)
		states |= 0xe0;
	__asm__ volatile("xsetbv" : : "a"(states), "d"(0), "c"(0));
}

static void control_set(void)
{
	uint64_t cr4 = CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT;
	cr4 |= processor.umip ? CR4_UMIP : 0;
	cr4 |= processor.fsgsbase ? CR4_FSGSBASE : 0;
	cr4 |= processor.xsave ? CR4_OSXSAVE : 0;
	cr4 |= processor.smep ? CR4_SMEP : 0;
	cr4 |= processor.smap ? CR4_SMAP : 0;
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr4));
	if (processor.xsave)
		extended_state_enable();
}

void descriptors_set(void)
{
	uint64_t task_address = (uint64_t)&task;
	/* null; ring 0 code, data; ring 3 data, code (layout.h) */
	static const uint64_t flat[] = {0, 0x00af9b000000ffff, 0x00cf93000000ffff,
	                                0x00cff3000000ffff, 0x00affb000000ffff};
	memcpy(&segments, flat, sizeof flat);
	segments.task_low = (sizeof task - 1) | (task_address & 0xffffff) << 16 |
	                    0x89ul << 40 | (task_address >> 24 & 0xff) << 56;
	segments.task_high = task_address >> 32;

	task.stack[0] = (uint64_t)boot_stack_top;
	for (unsigned i = 0; i < 4; i++)
		task.interrupt_stack[i] = (uint64_t)interrupt_stacks[i + 1];
	task.io_map = sizeof task;

	for (unsigned vector = 0; vector < VECTORS; vector++)
		interrupt_set(vector);
	interrupts[1].flags |= IST_DEBUG;
	interrupts[2].flags |= IST_NMI;
	interrupts[3].flags |= GATE_USER;
	interrupts[8].flags |= IST_DOUBLE;
	interrupts[18].flags |= IST_MACHINE;

	/* Field by field: a compiler would keep an initialiser as data to be relocated.
	 */
	struct table_register gdt, idt;
	gdt.limit = sizeof segments - 1;
	gdt.base = (uint64_t)&segments;
	idt.limit = sizeof interrupts - 1;
	idt.base = (uint64_t)interrupts;
	descriptors_load(&gdt.limit, &idt.limit);

	msr_write(MSR_STAR, (uint64_t)SELECTOR_CORE_CODE << 32 |
	                            (uint64_t)(SELECTOR_CORE_DATA | 3) << 48);
	msr_write(MSR_LSTAR, (uint64_t)syscall_entry);
	msr_write(MSR_SFMASK, RFLAGS_TRAP | RFLAGS_INTERRUPT | RFLAGS_DIRECTION |
	                              RFLAGS_NESTED | RFLAGS_ALIGNMENT);
	control_set();
}
