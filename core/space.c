/* SPDX-License-Identifier: ISC */
/*
 * The program's address space. The page tables are the only record of it: an entry that
 * isn't present says in its own bits what belongs there, at any level (table.h). So a
 * mapping of 1 GiB that nobody has touched is one entry, and the entries below are made
 * when a page or a part of it is wanted.
 *
 * No page is ever writable and executable: the two are refused together. EXECUTE is only
 * what the image was loaded with, and can't be added later, unless the image's note says
 * that the program compiles at run time.
 */
#include "boot.h"
#include "page.h"
#include "table.h"
#include "x86_64/layout.h"
#include <elf.h>
#include <samara/image.h>

#define PRESENT       (1ul << 0)
#define ALLOW_WRITE   (1ul << 1)
#define ALLOW_USER    (1ul << 2)
#define UNCACHED      (1ul << 4)
#define LARGE         (1ul << 7)
#define NO_EXECUTE    (1ul << 63)
#define TABLE         (PRESENT | ALLOW_WRITE | ALLOW_USER)
#define CORE_TABLE    (PRESENT | ALLOW_WRITE)
#define LEVELS        4
#define ENTRIES       512
#define FLUSH_AT_MOST 32 /* pages flushed one by one; for more the whole TLB goes */

uint64_t direct_base;      /* 0 until boot_high() */
static uint64_t root;      /* physical address of the top table */
static uint64_t core_base; /* of the core's own mapping: link-time address + core_base */
static uint64_t gifts;     /* next address for space_place() */
static uint64_t device_next; /* next address for device_memory(); 0 before boot_high() */

extern char boot_stack_guard[];
extern const uint8_t image_jit; /* IMAGE_JIT_* of the note; the linker script's */

static uint64_t *table(uint64_t entry)
{
	return physical(entry & ADDRESS);
}

static uint64_t span(unsigned level) /* bytes that one entry stands for */
{
	return PAGE << 9 * level;
}

static unsigned slot(uint64_t address, unsigned level)
{
	return address >> (12 + 9 * level) & (ENTRIES - 1);
}

static bool is_table(uint64_t entry, unsigned level)
{
	return level > 0 && (entry & PRESENT);
}

uint64_t finish(uint64_t entry)
{
	entry &= ~(PRESENT | ALLOW_WRITE | ALLOW_USER | NO_EXECUTE);
	if (entry & LAZY || !(entry & PROTECTION))
		return entry;
	entry |= PRESENT | ALLOW_USER;
	if ((entry & (WRITE | COPY)) == WRITE)
		entry |= ALLOW_WRITE;
	if (!(entry & EXECUTE))
		entry |= NO_EXECUTE;
	return entry;
}

static void flush(uint64_t address, uint64_t length)
{
	if (length > FLUSH_AT_MOST * PAGE) {
		__asm__ volatile("mov %0, %%cr3" : : "r"(root) : "memory");
		return;
	}
	for (uint64_t end = address + length; address < end; address += PAGE)
		flush_page(address);
}

/* A table under `entry`; if the entry stood for its whole span, its parts say the same.
 */
static int split(uint64_t *entry)
{
	uint64_t page = page_allocate();
	if (!page)
		return -ENOMEM;
	if (*entry)
		page_fill(page, *entry);
	*entry = page | TABLE;
	return 0;
}

uint64_t *leaf(uint64_t address)
{
	uint64_t *at = physical(root);
	for (unsigned level = LEVELS - 1;; level--) {
		uint64_t *entry = &at[slot(address, level)];
		if (level == 0)
			return entry;
		if (!is_table(*entry, level) && split(entry))
			return NULL;
		at = table(*entry);
	}
}

uint64_t look(uint64_t address)
{
	uint64_t *at = physical(root);
	for (unsigned level = LEVELS - 1;; level--) {
		uint64_t entry = at[slot(address, level)];
		if (!is_table(entry, level))
			return entry;
		at = table(entry);
	}
}

/* Of an image in which no page is shown at two places (share.c). */
__attribute__((weak)) void page_put(uint64_t entry)
{
	page_release(entry & ADDRESS);
}

__attribute__((weak)) uint64_t page_discard(uint64_t entry)
{
	page_put(entry);
	return LAZY | (entry & PROTECTION);
}

__attribute__((weak)) int page_copy(uint64_t address, uint64_t entry, unsigned access)
{
	return 0;
}

static void release(uint64_t entry, unsigned level)
{
	if (is_table(entry, level)) {
		for (unsigned i = 0; i < ENTRIES; i++)
			release(table(entry)[i], level - 1);
		page_release(entry & ADDRESS);
	} else if (entry & OWNED) {
		page_put(entry);
	}
}

/* ---- one walk for all calls ---- */

/* What becomes of an entry that isn't a table, whose whole span is meant. */
static uint64_t changed(uint64_t entry, enum change change, unsigned protection)
{
	switch (change) {
	case MAP:
		return LAZY | protection_bits(protection);
	case UNMAP:
		return 0;
	case PROTECT:
		return entry ? finish((entry & ~PROTECTION) | protection_bits(protection))
		             : 0;
	case SEAL:
		return entry ? entry | SEALED : 0;
	case DISCARD:
		return entry & (OWNED | COPY) ? page_discard(entry) : entry;
	default:
		return entry;
	}
}

static int check(uint64_t entry, unsigned protection)
{
	if (entry & SEALED)
		return -EPERM;
	if (entry && (protection & PLATFORM_EXECUTE) && !(entry & EXECUTE) &&
	    (!image_jit || (entry & FILE)))
		return -EACCES;
	return 0;
}

static int walk(uint64_t *at, unsigned level, uint64_t start, uint64_t end,
                enum change change, unsigned protection)
{
	while (start < end) {
		uint64_t *entry = &at[slot(start, level)];
		uint64_t next = (start | (span(level) - 1)) + 1;
		bool whole = !(start & (span(level) - 1)) && next <= end;
		int error = 0;
		if (next > end)
			next = end;
		if (change == CHECK && !is_table(*entry, level)) {
			error = check(*entry, protection);
		} else if (whole && (change == MAP || change == UNMAP) &&
		           level < LEVELS - 1) {
			release(*entry, level);
			*entry = changed(0, change, protection);
		} else if (whole && !is_table(*entry, level)) {
			*entry = changed(*entry, change, protection);
		} else if (is_table(*entry, level) || change == MAP ||
		           (*entry && change != DISCARD)) {
			if (!is_table(*entry, level))
				error = split(entry);
			if (!error)
				error = walk(table(*entry), level - 1, start, next,
				             change, protection);
		}
		if (error)
			return error;
		start = next;
	}
	return 0;
}

int space_change(uint64_t address, uint64_t length, enum change change,
                 unsigned protection)
{
	int error = walk(physical(root), LEVELS - 1, address, address + length, CHECK,
	                 change == PROTECT ? protection : 0);
	if (error == 0)
		error = walk(physical(root), LEVELS - 1, address, address + length,
		             change, protection);
	flush(address, length);
	return error;
}

static bool inside(uint64_t address, uint64_t length, uint64_t low, uint64_t high)
{
	return address >= low && address <= high && length <= high - address;
}

int range_check(uint64_t address, uint64_t length, unsigned protection, bool image)
{
	const struct vm_boot *boot = &boot_page.boot;
	if ((address | length) & (PAGE - 1) || !length || protection > 7)
		return -EINVAL;
	if (!inside(address, length, boot->space_low, boot->space_high) &&
	    !(image &&
	      inside(address, length, boot->image_base + IMAGE_BASE, boot->image_end)))
		return -EINVAL;
	if ((protection & PLATFORM_WRITE) && (protection & PLATFORM_EXECUTE))
		return -EACCES;
	return 0;
}

int space_map(uint64_t address, uint64_t length, unsigned protection)
{
	int error = range_check(address, length, protection, false);
	if (!error && (protection & PLATFORM_EXECUTE) && !image_jit)
		error = -EACCES;
	return error ? error : space_change(address, length, MAP, protection);
}

int space_protect(uint64_t address, uint64_t length, unsigned protection)
{
	int error = range_check(address, length, protection, true);
	return error ? error : space_change(address, length, PROTECT, protection);
}

int space_unmap(uint64_t address, uint64_t length)
{
	int error = range_check(address, length, 0, false);
	return error ? error : space_change(address, length, UNMAP, 0);
}

int space_seal(uint64_t address, uint64_t length)
{
	int error = range_check(address, length, 0, true);
	return error ? error
	             : walk(physical(root), LEVELS - 1, address, address + length, SEAL,
	                    0);
}

int space_discard(uint64_t address, uint64_t length)
{
	int error = range_check(address, length, 0, false);
	return error ? error : space_change(address, length, DISCARD, 0);
}

int space_move(uint64_t from, uint64_t to, uint64_t length)
{
	int error = range_check(from, length, 0, false);
	if (!error)
		error = range_check(to, length, 0, false);
	if (!error && from < to + length && to < from + length)
		error = -EINVAL;
	if (!error)
		error = walk(physical(root), LEVELS - 1, from, from + length, CHECK, 0);
	if (!error)
		error = space_change(to, length, UNMAP, 0);
	/* All tables first, so that nothing can fail half-way. */
	for (uint64_t at = 0; !error && at < length; at += PAGE)
		if (!leaf(from + at) || !leaf(to + at))
			error = -ENOMEM;
	if (error)
		return error;
	for (uint64_t at = 0; at < length; at += PAGE) {
		uint64_t *source = leaf(from + at);
		*leaf(to + at) = *source;
		*source = 0;
	}
	flush(from, length);
	return 0;
}

/* ---- pages ---- */

int space_touch(uint64_t address, unsigned access)
{
	if (address >> 47)
		return -EFAULT;
	uint64_t entry = look(address);
	uint64_t need = access & PLATFORM_ERROR_EXECUTE ? EXECUTE
	                : access & PLATFORM_ERROR_WRITE ? WRITE
	                                                : PROTECTION;
	if (!(entry & need))
		return -EFAULT;
	if (!(entry & LAZY))
		return page_copy(address, entry, access);
	uint64_t *place = leaf(address);
	uint64_t page = place ? page_allocate() : 0;
	if (!page)
		return -ENOMEM;
	*place = finish((*place & ~LAZY) | page | OWNED);
	return 0;
}

long space_resident(uint64_t address, uint64_t pages)
{
	uint64_t bits = 0;
	if (address >> 47 || pages > GATE_RESIDENT_PAGES)
		return -EFAULT;
	for (uint64_t page = 0; page < pages; page++) {
		uint64_t entry = look(address + page * PAGE);
		if (!(entry & LAZY) && (entry & ADDRESS))
			bits |= 1ul << page;
	}
	return (long)bits;
}

int space_map_pages(uint64_t address, uint64_t page, uint64_t length, unsigned protection)
{
	for (uint64_t at = 0; at < length; at += PAGE) {
		uint64_t *place = leaf(address + at);
		if (!place)
			return -ENOMEM;
		*place = finish((page + at) | protection_bits(protection) | SEALED);
	}
	return 0;
}

uint64_t space_place(uint64_t length)
{
	uint64_t address = gifts;
	gifts += length + PAGE; /* an unmapped page between any two */
	return address;
}

static int user_copy(void *core, uint64_t user, size_t n, unsigned access)
{
	for (size_t done = 0; done < n;) {
		uint64_t address = user + done;
		size_t part = PAGE - (address & (PAGE - 1));
		if (part > n - done)
			part = n - done;
		if (space_touch(address, access))
			return -EFAULT;
		char *page = physical((look(address) & ADDRESS) + (address & (PAGE - 1)));
		if (access)
			memcpy(page, (char *)core + done, part);
		else
			memcpy((char *)core + done, page, part);
		done += part;
	}
	return 0;
}

int user_read(void *to, uint64_t from, size_t n)
{
	return user_copy(to, from, n, 0);
}

int user_write(uint64_t to, const void *from, size_t n)
{
	return user_copy((void *)from, to, n, PLATFORM_ERROR_WRITE);
}

/* ---- the core's own half ---- */

/* The entry of a core table for an address, making the tables above it. */
static uint64_t *core_entry(uint64_t address, unsigned level)
{
	uint64_t *at = physical(root);
	for (unsigned l = LEVELS - 1; l > level; l--) {
		uint64_t *entry = &at[slot(address, l)];
		if (!*entry) {
			uint64_t page = page_allocate();
			if (!page)
				panic("out of memory for page tables");
			*entry = page | CORE_TABLE;
		}
		at = table(*entry);
	}
	return &at[slot(address, level)];
}

static uint64_t random_slot(uint64_t other)
{
	uint64_t address;
	do
		address = -(uint64_t)(ENTRIES - CORE_SLOT_FIRST - random64() % CORE_SLOTS)
		          << 39;
	while (address == other);
	return address;
}

/* RAM as the core sees it, never executable. Where the image lies, page by page:
 * read-only for what is executable elsewhere (the core's code and the segments that ring
 * 3 executes). */
static void direct_map(uint64_t base)
{
	uint64_t first = (uint64_t)image_start & -span(1);
	uint64_t last = (image_last + span(1) - 1) & -span(1);
	uint64_t bits = PRESENT | ALLOW_WRITE | NO_EXECUTE;
	for (uint64_t at = 0; at < memory_end;) {
		if (at >= first && at < last) {
			uint64_t *entry = core_entry(base + at, 0);
			for (unsigned i = 0; i < ENTRIES; i++)
				entry[i] = (at + i * PAGE) | bits;
			at += span(1);
		} else if (processor.page_1g && !(at & (span(2) - 1)) && at >= last) {
			*core_entry(base + at, 2) = at | bits | LARGE;
			at += span(2);
		} else {
			*core_entry(base + at, 1) = at | bits | LARGE;
			at += span(1);
		}
	}
	for (char *at = text_start; at < text_end; at += PAGE)
		*core_entry(base + (uint64_t)at, 0) &= ~ALLOW_WRITE;
}

uint64_t space_create(uint64_t *core, uint64_t *direct)
{
	root = page_allocate();
	if (!root)
		panic("out of memory for page tables");
	*direct = random_slot(0);
	direct_map(*direct);

	core_base = random_slot(*direct) + (random64() & 0x3ffffff000ul);
	for (char *at = text_start; at < bss_end; at += PAGE) {
		uint64_t page = (uint64_t)at;
		uint64_t bits =
		        at < text_end ? PRESENT : PRESENT | ALLOW_WRITE | NO_EXECUTE;
		*core_entry(core_base + page, 0) = page | bits;
	}
	device_next = core_base + span(2);
	gifts = SPACE_GIFTS + (random64() & SPACE_RANDOM);
	/* What lies where it was, until boot_high() has left it. */
	uint64_t current;
	__asm__ volatile("mov %%cr3, %0" : "=r"(current));
	*(uint64_t *)physical(root) = *(uint64_t *)physical(current & ADDRESS);
	*core = core_base;
	return root;
}

void space_forget_identity(void)
{
	*(uint64_t *)physical(root) = 0;
	*core_entry((uint64_t)boot_stack_guard, 0) = 0;
	flush(0, UINT64_MAX / 2);
}

uint64_t core_physical(const void *core)
{
	return (uint64_t)core - core_base;
}

volatile void *device_memory(uint64_t address, size_t length)
{
	if (!device_next)
		return (volatile void *)address;
	uint64_t offset = address & (PAGE - 1), at = device_next;
	for (uint64_t done = 0; done < offset + length; done += PAGE)
		*core_entry(at + done, 0) = (address - offset + done) | PRESENT |
		                            ALLOW_WRITE | UNCACHED | NO_EXECUTE;
	device_next = (at + offset + length + 2 * PAGE - 1) & -PAGE;
	return (volatile void *)(at + offset);
}

void space_map_image(uint64_t base)
{
	const Elf64_Ehdr *elf = physical(IMAGE_BASE);
	const Elf64_Phdr *segment = (const void *)((const char *)elf + elf->e_phoff);
	uint64_t core_text = (uint64_t)text_start - core_base;
	for (unsigned i = 0; i < elf->e_phnum; i++, segment++) {
		uint64_t start = segment->p_vaddr & -PAGE;
		uint64_t end = (segment->p_vaddr + segment->p_memsz + PAGE - 1) & -PAGE;
		if (segment->p_type != PT_LOAD || start == end || start == core_text)
			continue;
		unsigned protection = (segment->p_flags & PF_R ? PLATFORM_READ : 0) |
		                      (segment->p_flags & PF_W ? PLATFORM_WRITE : 0) |
		                      (segment->p_flags & PF_X ? PLATFORM_EXECUTE : 0);
		for (uint64_t at = start; at < end; at += PAGE) {
			uint64_t *place = leaf(base + at);
			if (!place)
				panic("out of memory for page tables");
			*place = finish(at | protection_bits(protection));
			if (!(protection & PLATFORM_WRITE))
				*core_entry(direct_base + at, 0) &= ~ALLOW_WRITE;
		}
	}
}
