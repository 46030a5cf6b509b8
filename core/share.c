/* SPDX-License-Identifier: ISC */
/*
 * Pages at several places: file memory, whose pages may be shown elsewhere too, shared or
 * with copy-on-write, and what is read-only for good (the image's own, a boot module's),
 * which may be shown for reading and copying. Behind the gate (gate/share.c), interrupts
 * off, so nothing is locked.
 *
 * A FILE page is counted: it goes back to the pool with the last entry that has it, so
 * whoever unmaps what, in whatever order, no entry ever leads to a page that has become
 * something else. What isn't file memory can be shown if it is never given back and not
 * writable: that is all there is besides what ring 3 maps, tables and devices' memory are
 * neither. No FILE entry is executable, in no image: what is written at one place is
 * executed at no other.
 */
#include "boot.h"
#include "page.h"
#include "table.h"

/* How many entries show a page besides the first, for each page of RAM; NULL: nothing was
 * shared so far. */
static uint32_t *others;

static int count_begin(void)
{
	uint64_t bytes = memory_end / PAGE * sizeof *others;
	uint64_t pages = others ? 0 : pages_allocate((bytes + PAGE - 1) / PAGE);
	if (pages)
		others = physical(pages);
	return others ? 0 : -ENOMEM;
}

/* The count of an entry's page; NULL: it has none. */
static uint32_t *count_of(uint64_t entry)
{
	return (entry & FILE) && others ? &others[(entry & ADDRESS) / PAGE] : NULL;
}

void page_put(uint64_t entry)
{
	uint32_t *count = count_of(entry);
	if (count && *count)
		--*count;
	else if (entry & OWNED)
		page_release(entry & ADDRESS);
}

/* A page that others show is zeroed where it is, and they see it. */
uint64_t page_discard(uint64_t entry)
{
	const uint32_t *count = count_of(entry);
	if (!(entry & COPY) && count && *count) {
		page_clear(entry & ADDRESS, 1);
		return entry;
	}
	page_put(entry);
	return LAZY | (entry & (entry & COPY ? PROTECTION : PROTECTION | FILE));
}

int page_copy(uint64_t address, uint64_t entry, unsigned access)
{
	if (!(access & PLATFORM_ERROR_WRITE) || !(entry & COPY))
		return 0;
	uint64_t page = page_allocate();
	if (!page)
		return -ENOMEM;
	memcpy(physical(page), physical(entry & ADDRESS), PAGE);
	page_put(entry);
	*leaf(address) = finish((entry & (PROTECTION | SEALED)) | page | OWNED);
	flush_page(address);
	return 0;
}

int space_map_file(uint64_t address, uint64_t length)
{
	int error = range_check(address, length, PLATFORM_READ | PLATFORM_WRITE, false);
	if (error)
		return error;
	return space_change(address, length, MAP,
	                    PLATFORM_READ | PLATFORM_WRITE | PROTECTION_FILE);
}

/* One page; nothing is mapped at `to`. */
static int show(uint64_t from, uint64_t to, uint64_t bits)
{
	uint64_t *place = leaf(to);
	int error = place ? space_touch(from, 0) : -ENOMEM;
	if (error)
		return error;
	uint64_t entry = look(from);
	if (entry & FILE) {
		uint32_t *count = count_of(entry);
		if (*count == UINT32_MAX)
			return -ENOMEM;
		++*count;
		bits |= entry & (OWNED | FILE | COPY);
	} else if (entry & (OWNED | WRITE | EXECUTE) ||
	           (bits & (WRITE | COPY)) == WRITE) {
		return -EACCES;
	} else {
		bits |= COPY;
	}
	*place = finish((entry & ADDRESS) | bits);
	return 0;
}

int space_share(uint64_t from, uint64_t to, uint64_t length, unsigned protection,
                bool private)
{
	int error = range_check(to, length, protection, false);
	uint64_t bits = protection_bits(protection) | (private ? COPY : 0);
	if (!error && (from & (PAGE - 1) || (from < to + length && to < from + length)))
		error = -EINVAL;
	if (!error && (protection & PLATFORM_EXECUTE))
		error = -EACCES;
	if (!error)
		error = count_begin();
	if (!error)
		error = space_change(to, length, UNMAP, 0);
	for (uint64_t at = 0; !error && at < length; at += PAGE)
		error = show(from + at, to + at, bits);
	return error;
}
