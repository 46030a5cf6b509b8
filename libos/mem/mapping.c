/* SPDX-License-Identifier: ISC */
/*
 * Mappings of files (mapping.h): pages come by faults, change and go with their areas.
 * Lock: space_lock, held by the caller but where it says otherwise.
 */
#include "mem/mapping.h"
#include "fs/descriptor.h"
#include "fs/pages.h"
#include "mem/heap.h"
#include "space.h"

#define PAGE_BITS 6 /* of a word of `shown` */

static struct mapping *dropped; /* without areas */

/* ---- which pages of a private mapping have come ---- */

static uint64_t page_at(const struct vma *vma, uintptr_t address)
{
	return (vma->offset + (address - vma->start)) / PLATFORM_PAGE;
}

static uintptr_t address_of(const struct vma *vma, uint64_t page)
{
	return vma->start + (page * PLATFORM_PAGE - vma->offset);
}

static bool is_shown(const struct mapping *mapping, uint64_t page)
{
	const uint64_t *word = radix_find(&mapping->shown, page >> PAGE_BITS);

	return word && *word >> page % 64 & 1;
}

static void set_shown(struct mapping *mapping, uint64_t page, uint64_t end)
{
	for (; page < end; page++)
		*radix_make(&mapping->shown, page >> PAGE_BITS) |= 1ul << page % 64;
}

static void clear_shown(struct mapping *mapping, uint64_t first, uint64_t end)
{
	uint64_t page = first;

	while (page < end) {
		uint64_t number = page >> PAGE_BITS;
		uint64_t *word = radix_next(&mapping->shown, &number);
		if (!word)
			break;
		if (page < number << PAGE_BITS)
			page = number << PAGE_BITS;
		for (; page < end && page >> PAGE_BITS == number; page++)
			*word &= ~(1ul << page % 64);
	}
	radix_trim(&mapping->shown, first >> PAGE_BITS, (end >> PAGE_BITS) + 1);
}

/* The words for a run of pages, so that marking it can't fail. */
static int reserve_shown(struct mapping *mapping, uint64_t first, uint64_t end)
{
	for (uint64_t number = first >> PAGE_BITS; number <= (end - 1) >> PAGE_BITS;
	     number++)
		if (!radix_make(&mapping->shown, number))
			return -ENOMEM;
	return 0;
}

/* The next run of pages from *first on that have come, before `end`; its end, or *first:
 * there is none. */
static uint64_t next_run(const struct mapping *mapping, uint64_t *first, uint64_t end)
{
	uint64_t page = *first;

	while (page < end && !is_shown(mapping, page)) {
		uint64_t number = page >> PAGE_BITS;
		if (!radix_next(&mapping->shown, &number))
			return *first;
		page = page + 1 > number << PAGE_BITS ? page + 1 : number << PAGE_BITS;
	}
	if (page >= end)
		return *first;
	*first = page;
	while (page < end && is_shown(mapping, page))
		page++;
	return page;
}

/* ---- areas ---- */

/* Each part of a private area that has come; *done: how far that went without an error.
 */
static int each_shown(struct vma *vma, uintptr_t start, uintptr_t end,
                      int (*change)(void *at, size_t length, uintptr_t argument),
                      uintptr_t argument, uintptr_t *done)
{
	uint64_t first = page_at(vma, start), last = page_at(vma, end), next;
	int result = 0;

	while ((next = next_run(vma->mapping, &first, last)) > first) {
		result = change((void *)address_of(vma, first),
		                (next - first) * PLATFORM_PAGE, argument);
		if (result)
			break;
		*done = address_of(vma, next);
		first = next;
	}
	return result;
}

static int protect_run(void *at, size_t length, uintptr_t protection)
{
	return platform_memory_protect(0, at, length, (unsigned)protection);
}

int mapping_protect(struct vma *vma, uintptr_t start, uintptr_t end, unsigned protection)
{
	uintptr_t done;

	if (vma->mapping->shared)
		return platform_memory_unmap(0, (void *)start, end - start);
	return each_shown(vma, start, end, protect_run, protection, &done);
}

/* `distance`: from the old place to the new one. */
static int move_run(void *at, size_t length, uintptr_t distance)
{
	return platform_memory_move(0, at, (char *)at + distance, length);
}

static int move_back(void *at, size_t length, uintptr_t distance)
{
	if (platform_memory_move(0, (char *)at + distance, at, length))
		panic("mapping: pages that moved can't move back");
	return 0;
}

int mapping_move(struct vma *vma, uintptr_t from, uintptr_t to, size_t length)
{
	uintptr_t done = from, distance = to - from;

	if (vma->mapping->shared)
		return platform_memory_unmap(0, (void *)from, length);
	int result = each_shown(vma, from, from + length, move_run, distance, &done);
	if (result)
		each_shown(vma, from, done, move_back, distance, &done);
	return result;
}

int mapping_discard(struct vma *vma, uintptr_t start, uintptr_t end)
{
	if (vma->mapping->shared)
		return 0;
	int result = platform_memory_unmap(0, (void *)start, end - start);
	if (!result)
		clear_shown(vma->mapping, page_at(vma, start), page_at(vma, end));
	return result;
}

void mapping_close(struct vma *vma)
{
	struct mapping *mapping = vma->mapping;

	clear_shown(mapping, page_at(vma, vma->start), page_at(vma, vma->end));
	if (--mapping->areas == 0)
		mapping_drop(mapping);
}

void mapping_drop(struct mapping *mapping)
{
	mapping->next = dropped;
	dropped = mapping;
}

struct file *mapping_file(struct mapping *mapping)
{
	lock_acquire(&descriptor_lock);
	mapping->file->references++;
	lock_release(&descriptor_lock);
	return mapping->file;
}

struct mapping *mapping_again(struct mapping *mapping)
{
	struct mapping *again = heap_allocate(sizeof *again);

	if (!again)
		return NULL;
	*again = *mapping;
	again->areas = 0;
	again->shown = (struct radix){0};
	mapping_file(again);
	if (again->operations->again)
		again->operations->again(again);
	return again;
}

bool mapping_divides(const struct vma *vma, size_t length, bool keep)
{
	return mapping_is_paged(vma) && !vma->mapping->shared &&
	       (keep || vma->mapping->areas > 1 || vma->end - vma->start > length);
}

int mapping_separate(const struct vma *vma, uintptr_t from, size_t length,
                     struct mapping *again)
{
	uint64_t first = page_at(vma, from), last = page_at(vma, from + length), next;
	int result = 0;

	while (!result && (next = next_run(vma->mapping, &first, last)) > first) {
		result = reserve_shown(again, first, next);
		first = next;
	}
	return result;
}

void mapping_separated(struct vma *vma, uintptr_t from, size_t length,
                       struct mapping *again)
{
	struct mapping *mapping = vma->mapping;
	uint64_t first = page_at(vma, from), last = page_at(vma, from + length), next;

	for (uint64_t at = first; (next = next_run(mapping, &at, last)) > at; at = next)
		set_shown(again, at, next);
	clear_shown(mapping, first, last);
}

void mapping_settle(void)
{
	while (__atomic_load_n(&dropped, __ATOMIC_RELAXED)) {
		lock_acquire(&space_lock);
		struct mapping *mapping = dropped;
		dropped = mapping ? mapping->next : NULL;
		lock_release(&space_lock);
		if (!mapping)
			return;
		mapping_end(mapping);
	}
}

void mapping_end(struct mapping *mapping)
{
	if (mapping->operations && mapping->operations->end)
		mapping->operations->end(mapping);
	radix_end(&mapping->shown);
	file_put(mapping->file);
	heap_free(mapping, sizeof *mapping);
}

/* ---- faults ---- */

static bool allows(const struct vma *vma, unsigned error)
{
	if (error & PLATFORM_ERROR_EXECUTE)
		return vma->protection & PLATFORM_EXECUTE;
	return vma->protection & (error & PLATFORM_ERROR_WRITE ? PLATFORM_WRITE : ~0u);
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The pages around one that may come with it: within the area and MAPPING_AROUND, and of
 * a private mapping those that haven't come. */
static void around(const struct vma *vma, uint64_t page, struct pages_run *run)
{
	const struct mapping *mapping = vma->mapping;
	uint64_t first = page_at(vma, vma->start), end = page_at(vma, vma->end);
	uint64_t before = smaller(page - first, page % MAPPING_AROUND), after = 1;

	end = smaller(end - page, MAPPING_AROUND - page % MAPPING_AROUND);
	run->before = 0;
	while (run->before < before && !is_shown(mapping, page - run->before - 1))
		run->before++;
	while (after < end && !is_shown(mapping, page + after))
		after++;
	run->after = after;
}

/* Show a run in whose midst `page` lies. */
static int show(struct vma *vma, uint64_t page, const struct pages_run *run)
{
	struct mapping *mapping = vma->mapping;
	uint64_t first = page - run->before, count = run->before + run->after;
	unsigned protection = vma->protection;
	int result = 0;

	if (!mapping->shared)
		result = reserve_shown(mapping, first, first + count);
	else if (run->lower) /* a write brings another page */
		protection &= ~PLATFORM_WRITE;
	if (!result)
		result = platform_memory_share(0, run->at - run->before * PLATFORM_PAGE,
		                               (void *)address_of(vma, first),
		                               count * PLATFORM_PAGE, protection,
		                               !mapping->shared);
	if (!result && !mapping->shared)
		set_shown(mapping, first, first + count);
	return result;
}

/* Find a page and show it. */
static int bring(struct vma *vma, uint64_t page, bool write)
{
	struct mapping *mapping = vma->mapping;
	struct pages_run run;

	around(vma, page, &run);
	int result = mapping->operations->find(mapping->object, page * PLATFORM_PAGE,
	                                       write, &run);
	if (!result && run.lifted)
		mapping_unshow(mapping->object, page, page + 1, false);
	return result ? result : show(vma, page, &run);
}

bool mapping_fault(struct vma *vma, uintptr_t at, unsigned error)
{
	struct mapping *mapping = vma->mapping;
	uint64_t page = page_at(vma, at);
	/* a private mapping only reads, and copies what it shows */
	bool write = (error & PLATFORM_ERROR_WRITE) && mapping->shared;

	if (!mapping->operations->find || !allows(vma, error))
		return false;
	/* another CPU may have brought it just now */
	if (is_shown(mapping, page))
		return !platform_memory_protect(0, (void *)at, PLATFORM_PAGE,
		                                vma->protection);
	int result = bring(vma, page, write);
	/* a page of below that can't be shown where it lies is copied up */
	if (result == -EACCES && !write)
		result = bring(vma, page, true);
	return !result;
}

bool mapping_is_bus(uintptr_t address, unsigned error)
{
	lock_acquire(&space_lock);
	const struct vma *vma = vma_find(&space, address);
	bool bus = vma && vma->start <= address && vma->mapping && allows(vma, error);
	lock_release(&space_lock);
	return bus;
}

void mapping_resident(const struct vma *vma, uintptr_t start, uintptr_t end,
                      uint8_t *vector)
{
	struct mapping *mapping = vma->mapping;

	for (uint64_t page = page_at(vma, start); start < end;
	     page++, start += PLATFORM_PAGE)
		*vector++ = is_shown(mapping, page) ||
		            mapping->operations->resident(mapping->object,
		                                          page * PLATFORM_PAGE);
}

/* ---- the object changes ---- */

/* The part of the area that shows pages `first` to `end` - 1. */
static void unshow(struct vma *vma, uint64_t first, uint64_t end)
{
	uint64_t low = page_at(vma, vma->start), high = page_at(vma, vma->end);

	if (first < low)
		first = low;
	if (end > high)
		end = high;
	if (first >= end)
		return;
	/* it takes away, and so can't fail */
	platform_memory_unmap(0, (void *)address_of(vma, first),
	                      (end - first) * PLATFORM_PAGE);
	clear_shown(vma->mapping, first, end);
}

void mapping_unshow(const void *object, uint64_t first, uint64_t end, bool copies)
{
	for (struct vma *vma = vma_find(&space, 0); vma; vma = vma_next(vma))
		if (mapping_is_paged(vma) && vma->mapping->object == object &&
		    (vma->mapping->shared || copies))
			unshow(vma, first, end);
}
