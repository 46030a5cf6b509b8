/* SPDX-License-Identifier: ISC */
/*
 * What the monitor tells of memory (core/boot.c, core/page.c): the input is a memory map,
 * 20 bytes an entry, as PVH and as Linux have it. An entry's addresses count from the
 * image when their highest bit is set. Whatever it says: what is handed out as free lies
 * in the map, in whole pages, and touches neither page 0 nor the image.
 */
#include "machine.h"

#include "core/boot.c"
#include "core/page.c"
#include "fuzz.h"
#include <setjmp.h>
#include <string.h>

#define ENTRIES 40 /* more than are kept */

uintptr_t __stack_chk_guard;
uint64_t direct_base;
char image_start[2 * PAGE] __attribute__((aligned(4096)));
char text_start[1], text_end[1], bss_end[1], vm_start[1];
struct processor processor;
static jmp_buf refused;

static uint32_t port_read(uint16_t port)
{
	return 0;
}

static void port_write(uint16_t port, uint32_t value)
{
}

void power_off(uint8_t status)
{
	longjmp(refused, 1);
}

void panic(const char *why)
{
	longjmp(refused, 1);
}

void say(const char *text)
{
}

void say_number(uint64_t value)
{
}

/* Behind the part that is tested. */
#define UNREACHED(declaration) \
	declaration;           \
	declaration            \
	{                      \
		abort();       \
	}
UNREACHED(uint64_t random64(void))
UNREACHED(void processor_identify(void))
UNREACHED(void descriptors_set(void))
UNREACHED(void interrupts_begin(void))
UNREACHED(uint64_t space_create(uint64_t *core_base, uint64_t *direct))
UNREACHED(void space_forget_identity(void))
UNREACHED(void space_map_image(uint64_t base))
UNREACHED(uint64_t space_place(uint64_t length))
UNREACHED(int space_map_pages(uint64_t a, uint64_t b, uint64_t c, unsigned d))
UNREACHED(bool serial_present(void))
UNREACHED(const char *option(const char *name, unsigned n))
UNREACHED(uint64_t option_number(const char **text))
UNREACHED(_Noreturn void boot_high(uint64_t a, uint64_t b, void (*c)(void)))
UNREACHED(_Noreturn void trap_enter(struct trap_frame *frame))

static struct hvm_memory_entry entries[ENTRIES];
static uint32_t entry_count;

static void read_input(const uint8_t *data, size_t size)
{
	for (entry_count = 0; entry_count < ENTRIES && size >= E820_ENTRY_SIZE;
	     entry_count++) {
		struct hvm_memory_entry *entry = &entries[entry_count];
		memcpy(entry, data, E820_ENTRY_SIZE);
		if (entry->address >> 63)
			entry->address = (uint64_t)image_start +
			                 (uint32_t)entry->address - 0x80000000u;
		data += E820_ENTRY_SIZE;
		size -= E820_ENTRY_SIZE;
	}
}

static bool in_map(uint64_t start, uint64_t end)
{
	for (unsigned i = 0; i < memory_range_count; i++)
		if (start >= memory_ranges[i].start && end <= memory_ranges[i].end)
			return true;
	return false;
}

static void check(void)
{
	uint64_t first = (uint64_t)image_start;
	uint64_t last = image_last;
	MUST(memory_range_count <= MEMORY_RANGES);
	for (unsigned i = 0; i < memory_range_count; i++)
		MUST(memory_ranges[i].start && memory_ranges[i].end <= memory_end);
	pages_begin();
	MUST(pool.count <= MEMORY_RANGES + 1);
	for (unsigned i = 0; i < pool.count; i++) {
		uint64_t start = pool.left[i].start, end = pool.left[i].end;
		MUST(start && start < end && !((start | end) & (PAGE - 1)));
		MUST(in_map(start, end));
		MUST(end <= first || start >= last);
	}
}

static void reset(void)
{
	memset(memory_ranges, 0, sizeof memory_ranges);
	memset(&pool, 0, sizeof pool);
	memory_range_count = 0;
	memory_end = boot_acpi_root = 0;
	image_last = (uint64_t)image_start + 2 * PAGE;
}

static void as_pvh(void)
{
	struct hvm_start_info info = {.magic = HVM_START_MAGIC,
	                              .version = 1,
	                              .memory_map = (uint64_t)entries,
	                              .memory_map_entries = entry_count};
	reset();
	read_pvh(&info);
	check();
}

static void as_linux(void)
{
	char params[PARAMS_E820 + ENTRIES * E820_ENTRY_SIZE] = {0};
	params[PARAMS_E820_COUNT] = (char)entry_count;
	for (unsigned i = 0; i < entry_count; i++)
		memcpy(params + PARAMS_E820 + i * E820_ENTRY_SIZE, &entries[i],
		       E820_ENTRY_SIZE);
	reset();
	read_linux(params);
	check();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_input(data, size);
	if (setjmp(refused) == 0)
		as_pvh();
	if (setjmp(refused) == 0)
		as_linux();
	return 0;
}
