/* SPDX-License-Identifier: ISC */
/*
 * The boot's course: read what the monitor says, compare the image with the memory map
 * before anything else, build the address space, move to the core's own addresses, enter
 * the image.
 *
 * boot_identity() runs where the monitor loaded the core, with addresses equal to
 * physical ones; boot_rest() at the core's random address. A pointer stored by the first
 * would be wrong in the second: only numbers and physical addresses are kept.
 */
#include "boot.h"
#include "button.h"
#include "clock.h"
#include "interrupt.h"
#include "page.h"
#include "power.h"
#include "serial.h"
#include "space.h"
#include "trap.h"
#include "x86_64/descriptors.h"
#include "x86_64/layout.h"
#include <elf.h>
#include <samara/image.h>

struct hvm_memory_entry {
	uint64_t address, size;
	uint32_t type, reserved;
};

/* struct boot_params, Linux arch/x86/include/uapi/asm/bootparam.h: offsets of what is
 * used */
#define PARAMS_ACPI              0x070
#define PARAMS_COMMAND_LINE_HIGH 0x0c8
#define PARAMS_E820_COUNT        0x1e8
#define PARAMS_COMMAND_LINE      0x228
#define PARAMS_E820              0x2d0
#define E820_ENTRY_SIZE          20
#define E820_USABLE              1
#define E820_ACPI                3
#define E820_ACPI_NVS            4

#define MIB (1ul << 20)

enum protocol { PROTOCOL_PVH, PROTOCOL_LINUX };

char command_line[COMMAND_LINE_SIZE] __attribute__((aligned(PAGE)));
union boot_page boot_page __attribute__((aligned(PAGE)));
struct memory_range memory_ranges[MEMORY_RANGES];
unsigned memory_range_count;
uint64_t memory_end;
uint64_t image_last;
uint64_t boot_acpi_root;
static uint64_t next_core_base, next_direct_base;

_Noreturn void boot_identity(enum protocol protocol, uint64_t info);
_Noreturn void boot_high(uint64_t tables, uint64_t core_base, void (*function)(void));
extern uintptr_t __stack_chk_guard;

static void memory_add(uint64_t start, uint64_t size, uint32_t type)
{
	uint64_t end = start + size;
	if (end < start ||
	    (type != E820_USABLE && type != E820_ACPI && type != E820_ACPI_NVS))
		return;
	if (end > memory_end)
		memory_end = end;
	start = (start + PAGE - 1) & -PAGE;
	end &= -PAGE;
	if (start == 0)
		start = PAGE;
	if (type == E820_USABLE && start < end && memory_range_count < MEMORY_RANGES)
		memory_ranges[memory_range_count++] = (struct memory_range){start, end};
}

static void command_line_copy(uint64_t address)
{
	const char *from = (const char *)address;
	for (size_t i = 0; address && from[i]; i++) {
		if (i == COMMAND_LINE_SIZE - 1) {
			say("samara: the command line is longer than 4095 bytes\n");
			power_off(POWER_STATUS_REFUSED);
		}
		command_line[i] = from[i];
	}
}

/* An image that can't have a root takes no notice of modules (module.c). */
__attribute__((weak)) void module_pvh(const struct hvm_start_info *info)
{
}

__attribute__((weak)) void module_linux(const char *params)
{
}

static void read_pvh(const struct hvm_start_info *info)
{
	if (info->magic != HVM_START_MAGIC || info->version < 1)
		panic("boot: no PVH memory map");
	const struct hvm_memory_entry *entry = (const void *)info->memory_map;
	for (uint32_t i = 0; i < info->memory_map_entries; i++, entry++)
		memory_add(entry->address, entry->size, entry->type);
	boot_acpi_root = info->acpi;
	module_pvh(info);
	command_line_copy(info->command_line);
}

static uint64_t field(const char *params, unsigned offset, unsigned size)
{
	uint64_t value = 0;
	memcpy(&value, params + offset, size);
	return value;
}

static void read_linux(const char *params)
{
	const char *entry = params + PARAMS_E820;
	for (uint64_t i = field(params, PARAMS_E820_COUNT, 1); i;
	     i--, entry += E820_ENTRY_SIZE)
		memory_add(field(entry, 0, 8), field(entry, 8, 8),
		           (uint32_t)field(entry, 16, 4));
	boot_acpi_root = field(params, PARAMS_ACPI, 8);
	module_linux(params);
	command_line_copy(field(params, PARAMS_COMMAND_LINE, 4) |
	                  field(params, PARAMS_COMMAND_LINE_HIGH, 4) << 32);
}

static bool usable(uint64_t start, uint64_t end)
{
	for (unsigned i = 0; i < memory_range_count; i++)
		if (start >= memory_ranges[i].start && end <= memory_ranges[i].end)
			return true;
	return false;
}

/* A monitor cuts a segment silently where memory ends: nothing of the image is trusted
 * before this. The core itself lies at the image's beginning. */
static void image_check(void)
{
	const Elf64_Ehdr *elf = (const void *)image_start;
	const Elf64_Phdr *segment = (const void *)(image_start + elf->e_phoff);
	bool fits = true;
	for (unsigned i = 0; i < elf->e_phnum; i++, segment++)
		if (segment->p_type == PT_LOAD && segment->p_memsz) {
			image_last =
			        (segment->p_paddr + segment->p_memsz + PAGE - 1) & -PAGE;
			fits &= usable(segment->p_paddr & -PAGE, image_last);
		}
	if (fits)
		return;
	say("samara: this image needs ");
	say_number((image_last + 2 * MIB - 1) / MIB);
	say(" MiB of memory, the machine has ");
	say_number(memory_end / MIB);
	say("\n");
	power_off(POWER_STATUS_REFUSED);
}

static void pages_begin(void)
{
	uint64_t first = (uint64_t)image_start, last = image_last;
	for (unsigned i = 0; i < memory_range_count; i++) {
		struct memory_range range = memory_ranges[i];
		if (range.end <= MIB)
			continue;
		if (range.start < first && range.end > first)
			pages_add(range.start < MIB ? MIB : range.start, first);
		if (range.end > last)
			pages_add(range.start > last ? range.start : last, range.end);
	}
	for (unsigned i = 0; i < memory_range_count; i++) {
		struct memory_range range = memory_ranges[i];
		if (range.start < MIB)
			pages_add(range.start, range.end < MIB ? range.end : MIB);
	}
}

/* An image that never asks for the time has no clock: clock.c comes in with the gate's
 * calls for it, and these give way. */
__attribute__((weak)) void clock_begin(void)
{
}

__attribute__((weak)) const void *clock_page(void)
{
	return NULL;
}

/* Nor a power button, if the program can't be told of it (button.c). */
__attribute__((weak)) void button_begin(void)
{
}

static void give(uint64_t *address, const void *page)
{
	*address = space_place(PAGE);
	if (space_map_pages(*address, (uint64_t)page - next_core_base, PAGE,
	                    PLATFORM_READ))
		panic("out of memory for page tables");
}

/* The image's program headers lie in the core's part of it; ring 3 gets a copy. */
static void program_headers_give(struct vm_boot *boot, uint64_t boot_address)
{
	const Elf64_Ehdr *elf = (const void *)image_start;
	size_t size = elf->e_phnum * sizeof(Elf64_Phdr);
	if (size > sizeof boot_page - sizeof *boot)
		panic("boot: too many program headers");
	memcpy(boot + 1, image_start + elf->e_phoff, size);
	boot->program_headers = boot_address + sizeof *boot;
	boot->program_header_count = elf->e_phnum;
}

static _Noreturn void boot_rest(void)
{
	struct vm_boot *boot = &boot_page.boot;
	uint64_t base = SPACE_IMAGE + (random64() & SPACE_RANDOM), boot_address;
	const char *chosen = option("samara.base=", 0);

	direct_base = next_direct_base;
	space_forget_identity();
	descriptors_set();
	interrupts_begin();
	clock_begin();
	button_begin();

	if (chosen)
		base = SPACE_IMAGE | (option_number(&chosen) & SPACE_RANDOM);
	space_map_image(base);
	boot->image_base = base;
	boot->image_end = base + image_last;
	boot->space_low = SPACE_LOW;
	boot->space_high = SPACE_HIGH;
	boot->features = (processor.fsgsbase ? VM_FEATURE_FSGSBASE : 0) |
	                 (processor.rdrand ? VM_FEATURE_RDRAND : 0) |
	                 (processor.rdseed ? VM_FEATURE_RDSEED : 0) |
	                 (processor.xsave ? VM_FEATURE_XSAVE : 0);
	const char *gate_option = option("gate=int3", 0);
	boot->gate_int3 = gate_option != NULL;
	boot->serial = serial_present();
	if (!processor.rdrand)
		say("samara: no RDRAND: addresses and stack guards can be guessed\n");
	give(&boot_address, &boot_page);
	program_headers_give(boot, boot_address);
	give(&boot->command_line, command_line);
	if (clock_page())
		give(&boot->clock, clock_page());
	boot->memory = pages_free();
	for (unsigned i = 0; i < sizeof boot->seed / 8; i++)
		boot->seed[i] = random64();

	struct trap_frame start = {
	        .rdi = boot_address,
	        .rip = base + (uint64_t)vm_start - next_core_base,
	        .cs = SELECTOR_USER_CODE,
	        .ss = SELECTOR_USER_DATA,
	        .rflags = RFLAGS_INTERRUPT | RFLAGS_ONE,
	};
	trap_enter(&start);
}

void boot_identity(enum protocol protocol, uint64_t info)
{
	if (protocol == PROTOCOL_PVH)
		read_pvh((const void *)info);
	else
		read_linux((const void *)info);
	processor_identify();
	__stack_chk_guard = random64();
	image_check();
	pages_begin();
	uint64_t tables = space_create(&next_core_base, &next_direct_base);
	boot_high(tables, next_core_base, boot_rest);
}
