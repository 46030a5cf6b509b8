/* SPDX-License-Identifier: ISC */
/*
 * The contents of a file in memory (pages.h). The tree has a word for each chunk:
 *
 *	bits 16 to 47	where it lies; 0: nowhere so far
 *	bits 0 to 15	which of its pages are there
 *	bits 48 to 63	which of those nobody has written: fallocate(2)
 *
 * Invariants: a page that isn't there is zero and takes no memory; a page that is there
 * is counted, and zero behind the file's size. Neither holds for a moment in a range that
 * is being punched out, where somebody else may see a page of before.
 *
 * Locks: the inode's mutex, held by the caller, but for page faults; pages_lock for each
 * step here. Bytes are copied with the mutex alone.
 */
#include "fs/pages.h"
#include "mem/chunk.h"
#include <linux/falloc.h>

#define PAGE        PLATFORM_PAGE
#define PAGE_SHIFT  12
#define NUMBER_BITS (CHUNK_SHIFT - PAGE_SHIFT) /* of a page's number within a chunk */

#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

struct lock pages_lock;
static char zeros[PAGE];

/* ---- words ---- */

static char *word_chunk(uint64_t word)
{
	return (char *)(word & 0x0000ffffffff0000ul);
}

static unsigned word_there(uint64_t word)
{
	return word & CHUNK_ALL;
}

static unsigned word_blank(uint64_t word)
{
	return (unsigned)(word >> 48);
}

static uint64_t word_make(const char *chunk, unsigned there, unsigned blank)
{
	return (uint64_t)chunk | there | (uint64_t)(blank & there) << 48;
}

static uint64_t word_of(const struct pages *pages, uint64_t page)
{
	const uint64_t *word = radix_find(&pages->chunks, page >> NUMBER_BITS);

	return word ? *word : 0;
}

static unsigned number_of(uint64_t page)
{
	return page & (CHUNK_PAGES - 1);
}

static unsigned bit(uint64_t page)
{
	return 1u << number_of(page);
}

/* Bits of the pages from `first` to `end` - 1 that lie in the chunk of `first`. */
static unsigned bits_from(uint64_t first, uint64_t end)
{
	uint64_t next = (first | (CHUNK_PAGES - 1)) + 1;
	unsigned count = (unsigned)((end < next ? end : next) - first);

	return ((1u << count) - 1) << number_of(first);
}

static unsigned count_bits(unsigned bits)
{
	return (unsigned)__builtin_popcount(bits);
}

static uint64_t pages_of(uint64_t size)
{
	return (size + PAGE - 1) >> PAGE_SHIFT;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* ---- the lower source ---- */

static bool is_lower(const struct pages *pages, uint64_t page)
{
	return page < pages->lower_pages;
}

static uint64_t lower_end(const struct pages *pages)
{
	return smaller(pages->lower->size, pages->lower_pages << PAGE_SHIFT);
}

/* Fill `to` with `size` bytes of what is below; they are within one page. */
static void lower_copy(const struct pages *pages, uint64_t offset, char *to, size_t size)
{
	struct pages_lower *lower = pages->lower;

	while (size) {
		size_t length = 0;
		const char *from = NULL;
		if (is_lower(pages, offset >> PAGE_SHIFT) && lower->at &&
		    offset < lower->size)
			from = lower->at(lower, offset, &length);
		if (!length || length > size)
			length = size;
		if (from && length > lower->size - offset)
			length = lower->size - offset;
		if (from)
			memcpy(to, from, length);
		else
			memset(to, 0, length);
		offset += length;
		to += length;
		size -= length;
	}
}

void pages_layer(struct pages *pages, struct pages_lower *lower)
{
	pages->lower = lower;
	pages->size = lower->size;
	pages->lower_pages = pages_of(lower->size);
}

/* ---- pages come ---- */

static bool quota_take(struct pages_quota *quota, uint64_t count)
{
	if (!quota)
		return true;
	if (__atomic_add_fetch(&quota->used, count, __ATOMIC_RELAXED) <= quota->most)
		return true;
	__atomic_sub_fetch(&quota->used, count, __ATOMIC_RELAXED);
	return false;
}

static void quota_give(struct pages_quota *quota, uint64_t count)
{
	if (quota)
		__atomic_sub_fetch(&quota->used, count, __ATOMIC_RELAXED);
}

/* Where the chunk should lie: behind the one before it. */
static const char *near(const struct pages *pages, uint64_t page)
{
	const char *before =
	        page >= CHUNK_PAGES ? word_chunk(word_of(pages, page - CHUNK_PAGES)) : 0;

	return before ? before + CHUNK_SIZE : NULL;
}

/* The word of a page's chunk, which is made if need be; NULL: no memory. *ready: as
 * chunk_take(). */
static uint64_t *chunk_word(struct pages *pages, uint64_t page, unsigned wanted,
                            unsigned *ready)
{
	uint64_t *word = radix_make(&pages->chunks, page >> NUMBER_BITS);

	*ready = 0;
	if (word && !word_chunk(*word))
		*word = word_make(chunk_take(near(pages, page), wanted, ready), 0, 0);
	return word && word_chunk(*word) ? word : NULL;
}

/* Give up a chunk without pages. `ready`: those that are counted nonetheless. */
static void drop_chunk(struct pages *pages, uint64_t page, uint64_t *word, unsigned ready)
{
	chunk_give(word_chunk(*word), ready);
	*word = 0;
	radix_trim(&pages->chunks, page >> NUMBER_BITS, (page >> NUMBER_BITS) + 1);
}

/* Let a page that was just made have the contents of before. `dirty`: it isn't zero. */
static void prepare(const struct pages *pages, uint64_t page, char *at, bool dirty)
{
	if (is_lower(pages, page))
		lower_copy(pages, page << PAGE_SHIFT, at, PAGE);
	else if (dirty)
		memset(at, 0, PAGE);
}

/* Let the pages of `wanted` in the chunk of `page` be there, with their contents but for
 * those of `unprepared`, which hold anything; *unprepared: those that were made so.
 * -ENOSPC: nothing has changed. The caller holds pages_lock. */
static int make(struct pages *pages, uint64_t page, unsigned wanted, unsigned *unprepared)
{
	unsigned ready = 0;
	uint64_t *word = chunk_word(pages, page, wanted, &ready);
	if (!word)
		return -ENOSPC;
	unsigned there = word_there(*word), missing = wanted & ~there;
	bool quota = quota_take(pages->quota, count_bits(missing));

	if (!quota || !chunk_count(count_bits(missing & ~ready))) {
		if (quota)
			quota_give(pages->quota, count_bits(missing));
		if (!there && !pages->mappings_private)
			drop_chunk(pages, page, word, ready);
		return -ENOSPC;
	}
	char *chunk = word_chunk(*word);
	page -= number_of(page);
	*unprepared &= missing;
	for (unsigned left = missing & ~*unprepared; left; left &= left - 1) {
		unsigned n = (unsigned)__builtin_ctz(left);
		prepare(pages, page + n, chunk + n * PAGE, ready >> n & 1);
	}
	*word = word_make(chunk, there | missing, word_blank(*word) & ~wanted);
	pages->count += count_bits(missing);
	return 0;
}

/* The same, for the bytes of a write within one chunk: pages that are overwritten needn't
 * be prepared, where no mapping can show them meanwhile. */
static int make_for(struct pages *pages, uint64_t offset, size_t size,
                    unsigned *unprepared)
{
	uint64_t end = offset + size, first = offset >> PAGE_SHIFT;
	uint64_t whole = pages_of(offset), whole_end = end >> PAGE_SHIFT;

	lock_acquire(&pages_lock);
	*unprepared = 0;
	if (!pages->mappings && whole < whole_end && whole - first < CHUNK_PAGES)
		*unprepared = bits_from(whole, whole_end);
	int result = make(pages, first, bits_from(first, pages_of(end)), unprepared);
	lock_release(&pages_lock);
	return result;
}

/* The word of a page's chunk at this moment, for who holds the mutex alone. */
static uint64_t peek(const struct pages *pages, uint64_t page)
{
	lock_acquire(&pages_lock);
	uint64_t word = word_of(pages, page);
	lock_release(&pages_lock);
	return word;
}

/* A write that began at `start` came to `offset`: what wasn't prepared of the chunk is
 * now. */
static void make_up(struct pages *pages, uint64_t start, uint64_t offset,
                    unsigned unprepared)
{
	uint64_t first = start >> PAGE_SHIFT;
	char *chunk = word_chunk(peek(pages, first));

	first -= number_of(first);
	for (; unprepared; unprepared &= unprepared - 1) {
		unsigned n = (unsigned)__builtin_ctz(unprepared);
		uint64_t at = (first + n) << PAGE_SHIFT;
		size_t done = offset <= at ? 0 : offset - at;
		if (done < PAGE)
			lower_copy(pages, at + done, chunk + n * PAGE + done,
			           PAGE - done);
	}
}

static void cut(struct pages *pages, uint64_t first, uint64_t end);

/* Bring in a page of a lower source that has to be waited for. */
static int bring_in(struct pages *pages, uint64_t page)
{
	struct pages_lower *lower = pages->lower;
	unsigned unprepared = bit(page);

	if (!is_lower(pages, page) || lower->at ||
	    word_there(peek(pages, page)) & bit(page))
		return 0;
	lock_acquire(&pages_lock);
	int result = make(pages, page, bit(page), &unprepared);
	lock_release(&pages_lock);
	if (result)
		return result;
	char *at = word_chunk(peek(pages, page)) + number_of(page) * PAGE;
	result = lower->fill(lower, page << PAGE_SHIFT, at);
	if (result)
		cut(pages, page, page + 1);
	return result;
}

/* These pages may hide what is below by now, which shared mappings may show. */
static void copied_up(struct pages *pages, uint64_t first, uint64_t end)
{
	if (pages->mappings && is_lower(pages, first))
		pages_unmap(pages, first, end, false);
}

int pages_bring_in(struct pages *pages)
{
	int result = 0;

	if (!pages->lower || pages->lower->at)
		return 0;
	for (uint64_t page = 0; is_lower(pages, page) && !result; page++)
		result = bring_in(pages, page);
	return result;
}

/* ---- reading and writing ---- */

/* How many bytes a run of pages has from `offset` on, within the size. */
static size_t run_length(const struct pages *pages, uint64_t offset, unsigned count)
{
	return smaller((uint64_t)count * PAGE - offset % PAGE, pages->size - offset);
}

/* The bytes at `offset`, which is within the size. */
static int locate(struct pages *pages, uint64_t offset, const char **at, size_t *length)
{
	uint64_t page = offset >> PAGE_SHIFT;
	unsigned n = number_of(page);
	int result = bring_in(pages, page);
	uint64_t word = peek(pages, page);
	unsigned there = word_there(word) >> n;
	unsigned run = there & 1
	                       ? (unsigned)__builtin_ctz(~there)
	                       : (unsigned)__builtin_ctz(there | 1u << (CHUNK_PAGES - n));

	*at = NULL;
	*length = run_length(pages, offset, run);
	if (result)
		return result;
	if (there & 1) {
		*at = word_chunk(word) + n * PAGE + offset % PAGE;
	} else if (is_lower(pages, page)) {
		size_t more = 0;
		if (offset < pages->lower->size) {
			*at = pages->lower->at(pages->lower, offset, &more);
			more = smaller(more, lower_end(pages) - offset);
		} else {
			more = PAGE - offset % PAGE;
		}
		*length = smaller(*length, more);
	}
	return 0;
}

const char *pages_at(struct pages *pages, uint64_t offset, size_t *length)
{
	const char *at = NULL;

	*length = 0;
	if (offset < pages->size && locate(pages, offset, &at, length))
		*length = 0;
	return at;
}

long pages_read(struct pages *pages, struct transfer *transfer)
{
	long done = 0, result = 0;

	while (transfer->left && transfer->position < pages->size) {
		const char *from;
		size_t length;
		result = locate(pages, transfer->position, &from, &length);
		if (result)
			break;
		if (!from)
			length = smaller(length, PAGE);
		result = transfer_out(transfer, from ? from : zeros, length);
		if (result <= 0)
			break;
		done += result;
		transfer->position += (uint64_t)result;
	}
	return done ? done : result;
}

/* Before the file grows to `size`: what a mapping may have written behind its end shows
 * no more. */
static void clear_tail(struct pages *pages, uint64_t size)
{
	uint64_t page = pages->size >> PAGE_SHIFT;
	size_t rest = pages->size % PAGE;

	if (!pages->mappings || !rest || size <= pages->size)
		return;
	uint64_t word = peek(pages, page);
	if (word_there(word) & bit(page))
		memset(word_chunk(word) + number_of(page) * PAGE + rest, 0, PAGE - rest);
}

static void grow(struct pages *pages, uint64_t size)
{
	lock_acquire(&pages_lock);
	if (size > pages->size)
		pages->size = size;
	lock_release(&pages_lock);
}

/* Pages that will be overwritten in part only must be there. */
static int bring_in_edges(struct pages *pages, uint64_t offset, size_t size)
{
	uint64_t end = offset + size;
	int result = 0;

	if (offset % PAGE)
		result = bring_in(pages, offset >> PAGE_SHIFT);
	if (!result && end % PAGE)
		result = bring_in(pages, end >> PAGE_SHIFT);
	return result;
}

/* As much of the transfer as goes into the chunk at its position, and for which there is
 * memory: at least a page's part. */
static long write_chunk(struct pages *pages, struct transfer *transfer)
{
	uint64_t offset = transfer->position;
	size_t size = smaller(transfer->left, CHUNK_SIZE - offset % CHUNK_SIZE);
	unsigned unprepared;

	if (offset >= PAGES_LARGEST)
		return -EFBIG;
	size = smaller(size, PAGES_LARGEST - offset);
	int result = bring_in_edges(pages, offset, size);
	if (!result)
		result = make_for(pages, offset, size, &unprepared);
	if (result == -ENOSPC) {
		size = smaller(size, PAGE - offset % PAGE);
		result = make_for(pages, offset, size, &unprepared);
	}
	if (result)
		return result;
	clear_tail(pages, offset + size);
	char *to = word_chunk(peek(pages, offset >> PAGE_SHIFT)) + offset % CHUNK_SIZE;
	long done = transfer_in(transfer, to, size);
	size_t moved = done > 0 ? (size_t)done : 0;
	if (moved < size)
		make_up(pages, offset, offset + moved, unprepared);
	copied_up(pages, offset >> PAGE_SHIFT, pages_of(offset + size));
	transfer->position += moved;
	grow(pages, moved ? offset + moved : 0);
	return done;
}

long pages_write(struct pages *pages, struct transfer *transfer)
{
	long done = 0, result = 0;

	while (transfer->left) {
		result = write_chunk(pages, transfer);
		if (result <= 0)
			break;
		done += result;
	}
	return done ? done : result;
}

/* ---- pages go ---- */

#define PAGES_END (UINT64_MAX >> PAGE_SHIFT)
#define BATCH     64 /* chunks until others may have pages_lock */

/* What is done to the chunks that have pages from `first` to `end` - 1. */
struct pass {
	struct pages *pages;
	uint64_t first, end;
	void (*step)(struct pass *pass, uint64_t *word, unsigned bits);
	bool keep;         /* chunks without pages, too */
	uint64_t stripped; /* pages */
};

/* The pass's bits in the chunk `number`. */
static unsigned pass_bits(const struct pass *pass, uint64_t number)
{
	uint64_t low = number << NUMBER_BITS;

	return bits_from(pass->first > low ? pass->first : low, pass->end);
}

/* A batch of it, from chunk *number on; false: it was the last. */
static bool pass_batch(struct pass *pass, uint64_t *number)
{
	struct radix *chunks = &pass->pages->chunks;

	for (unsigned n = 0; n < BATCH; n++, ++*number) {
		uint64_t *word = radix_next(chunks, number);
		if (!word || *number << NUMBER_BITS >= pass->end)
			return false;
		pass->step(pass, word, pass_bits(pass, *number));
	}
	return true;
}

static void pass_run(struct pass *pass)
{
	uint64_t number = pass->first >> NUMBER_BITS;
	uint64_t end = ((pass->end - 1) >> NUMBER_BITS) + 1;
	bool more = pass->first < pass->end;

	while (more) {
		lock_acquire(&pages_lock);
		more = pass_batch(pass, &number);
		chunk_settle();
		if (!more)
			radix_trim(&pass->pages->chunks, pass->first >> NUMBER_BITS, end);
		lock_release(&pages_lock);
	}
}

static void forget(struct pages *pages, unsigned gone)
{
	pages->count -= count_bits(gone);
	quota_give(pages->quota, count_bits(gone));
}

/* Pages go that nothing shows. */
static void cut_step(struct pass *pass, uint64_t *word, unsigned bits)
{
	unsigned there = word_there(*word), gone = there & bits;
	char *chunk = word_chunk(*word);

	forget(pass->pages, gone);
	if (there == gone) {
		chunk_give(chunk, gone);
		*word = 0;
		return;
	}
	chunk_discard(chunk, gone);
	chunk_uncount(count_bits(gone));
	*word = word_make(chunk, there & ~bits, word_blank(*word));
}

static void cut(struct pages *pages, uint64_t first, uint64_t end)
{
	struct pass pass = {.pages = pages, .first = first, .end = end, .step = cut_step};

	pass_run(&pass);
}

/* Where mappings may show them they go in three steps. They are there no more: whoever
 * wants them from now on makes them anew, at the same place. */
static void strip_step(struct pass *pass, uint64_t *word, unsigned bits)
{
	unsigned there = word_there(*word), gone = there & bits;

	forget(pass->pages, gone);
	pass->stripped += count_bits(gone);
	*word = word_make(word_chunk(*word), there & ~bits, word_blank(*word));
}

/* Once no mapping shows them, or as zeros alone, their memory goes back. */
static void sweep_step(struct pass *pass, uint64_t *word, unsigned bits)
{
	char *chunk = word_chunk(*word);

	chunk_discard(chunk, bits);
	if (word_there(*word) || pass->keep)
		return;
	chunk_give(chunk, 0);
	*word = 0;
}

/* `copies`: private mappings' copies go, too; without, what private mappings show of the
 * pages stays at its place, so the chunk does. */
static void remove(struct pages *pages, uint64_t first, uint64_t end, bool copies)
{
	struct pass pass = {.pages = pages, .first = first, .end = end};

	if (first >= end)
		return;
	if (!pages->mappings) {
		cut(pages, first, end);
		return;
	}
	pass.step = strip_step;
	pass_run(&pass);
	pages_unmap(pages, first, end, copies);
	pass.keep = !copies && pages->mappings_private;
	pages->pinned = pages->pinned || pass.keep;
	pass.step = sweep_step;
	pass_run(&pass);
	lock_acquire(&pages_lock);
	chunk_uncount(pass.stripped);
	lock_release(&pages_lock);
}

static void unpin_step(struct pass *pass, uint64_t *word, unsigned bits)
{
	if (!word_there(*word))
		cut_step(pass, word, bits);
}

void pages_unpin(struct pages *pages)
{
	struct pass pass = {.pages = pages, .end = PAGES_END, .step = unpin_step};

	if (!pages->pinned)
		return;
	pages->pinned = false;
	pass_run(&pass);
}

/* Zeros within one page. */
static int wipe(struct pages *pages, uint64_t offset, size_t size)
{
	uint64_t page = offset >> PAGE_SHIFT;
	unsigned unprepared = 0;
	int result = size ? bring_in(pages, page) : 0;

	if (!size || result)
		return result;
	lock_acquire(&pages_lock);
	uint64_t word = word_of(pages, page);
	if (is_lower(pages, page) && !(word_there(word) & bit(page))) {
		result = make(pages, page, bit(page), &unprepared);
		word = word_of(pages, page);
	}
	if (word_there(word) & bit(page))
		memset(word_chunk(word) + offset % CHUNK_SIZE, 0, size);
	lock_release(&pages_lock);
	copied_up(pages, page, page + 1);
	return result;
}

static int shrink(struct pages *pages, uint64_t size)
{
	int result = wipe(pages, size, -size % PAGE);

	if (result)
		return result;
	lock_acquire(&pages_lock);
	pages->size = size;
	pages->lower_pages = smaller(pages->lower_pages, pages_of(size));
	lock_release(&pages_lock);
	remove(pages, pages_of(size), PAGES_END, true);
	return 0;
}

int pages_resize(struct pages *pages, uint64_t size)
{
	if (size > PAGES_LARGEST)
		return -EFBIG;
	if (size < pages->size)
		return shrink(pages, size);
	clear_tail(pages, size);
	if (size == pages->size) /* what is allocated behind the end goes */
		remove(pages, pages_of(size), PAGES_END, true);
	grow(pages, size);
	return 0;
}

/* What is below shows no longer: it ends earlier, or is hidden by zeros. */
static int hide_lower(struct pages *pages, uint64_t first, uint64_t end)
{
	int result = 0;

	if (end >= pages->lower_pages) {
		lock_acquire(&pages_lock);
		pages->lower_pages = smaller(pages->lower_pages, first);
		lock_release(&pages_lock);
		return 0;
	}
	for (uint64_t page = first; page < end && !result; page++) {
		unsigned unprepared = bit(page);
		lock_acquire(&pages_lock);
		result = make(pages, page, bit(page), &unprepared);
		if (!result)
			memset(word_chunk(word_of(pages, page)) + number_of(page) * PAGE,
			       0, PAGE);
		lock_release(&pages_lock);
	}
	copied_up(pages, first, end);
	return result;
}

int pages_punch(struct pages *pages, uint64_t offset, uint64_t length)
{
	uint64_t end = offset + length, first = pages_of(offset),
	         last = end >> PAGE_SHIFT;

	if (first > last) /* within one page */
		return wipe(pages, offset, length);
	int result = wipe(pages, offset, -offset % PAGE);
	if (!result)
		result = wipe(pages, end - end % PAGE, end % PAGE);
	if (!result && first < last)
		result = hide_lower(pages, first, last);
	if (!result)
		remove(pages, larger(first, pages->lower_pages), last, false);
	return result;
}

void pages_end(struct pages *pages)
{
	cut(pages, 0, PAGES_END);
	radix_end(&pages->chunks);
}

/* ---- fallocate(2) ---- */

/* How many pages aren't there. */
static uint64_t count_missing(struct pages *pages, uint64_t first, uint64_t end)
{
	uint64_t missing = end - first, number = first >> NUMBER_BITS;
	struct pass pass = {.first = first, .end = end};

	lock_acquire(&pages_lock);
	for (;; number++) {
		const uint64_t *word = radix_next(&pages->chunks, &number);
		if (!word || number << NUMBER_BITS >= end)
			break;
		missing -= count_bits(word_there(*word) & pass_bits(&pass, number));
	}
	lock_release(&pages_lock);
	return missing;
}

/* Those of `wanted` in the chunk of `page`, which are counted beforehand: how many of
 * them were there already, or -ENOSPC. */
static long allocate_chunk(struct pages *pages, uint64_t page, unsigned wanted)
{
	unsigned ready;
	uint64_t *word = chunk_word(pages, page, 0, &ready);

	if (!word)
		return -ENOSPC;
	unsigned there = word_there(*word), missing = wanted & ~there;
	char *chunk = word_chunk(*word);
	for (unsigned left = missing; left; left &= left - 1) {
		unsigned n = (unsigned)__builtin_ctz(left);
		if (is_lower(pages, page - number_of(page) + n))
			prepare(pages, page - number_of(page) + n, chunk + n * PAGE,
			        false);
		else
			*word |= 1ul << (48 + n);
	}
	*word |= missing;
	pages->count += count_bits(missing);
	return count_bits(wanted & there);
}

int pages_allocate(struct pages *pages, uint64_t offset, uint64_t length)
{
	uint64_t page = offset >> PAGE_SHIFT, end = pages_of(offset + length);
	uint64_t counted = count_missing(pages, page, end), done = 0;
	long there = 0;

	if (counted >> NUMBER_BITS > chunk_room() || !quota_take(pages->quota, counted))
		return -ENOSPC;
	lock_acquire(&pages_lock);
	bool can = chunk_count(counted);
	lock_release(&pages_lock);
	while (can && page < end && there >= 0) {
		unsigned bits = bits_from(page, end);
		lock_acquire(&pages_lock);
		there = allocate_chunk(pages, page, bits);
		lock_release(&pages_lock);
		if (there >= 0)
			done += count_bits(bits) - (uint64_t)there;
		page = (page | (CHUNK_PAGES - 1)) + 1;
	}
	lock_acquire(&pages_lock);
	if (can)
		chunk_uncount(counted - done);
	lock_release(&pages_lock);
	quota_give(pages->quota, counted - done);
	copied_up(pages, offset >> PAGE_SHIFT, end);
	return can && there >= 0 ? 0 : -ENOSPC;
}

/* ---- what is there ---- */

/* The pages of a chunk that hold data. */
static unsigned data_bits(const struct pages *pages, uint64_t number)
{
	const uint64_t *word = radix_find(&pages->chunks, number);
	uint64_t first = number << NUMBER_BITS;
	unsigned data = word ? word_there(*word) & ~word_blank(*word) : 0;

	return is_lower(pages, first) ? data | bits_from(first, pages->lower_pages)
	                              : data;
}

/* The first page from `page` on that holds data, or none; `end`: there is none before. */
static uint64_t find_data(const struct pages *pages, uint64_t page, uint64_t end,
                          bool data)
{
	while (page < end) {
		uint64_t number = page >> NUMBER_BITS;
		unsigned bits = data_bits(pages, number);
		bits = (data ? bits : ~bits & CHUNK_ALL) >> number_of(page);
		if (bits)
			return smaller(end, page + (unsigned)__builtin_ctz(bits));
		page = ++number << NUMBER_BITS;
		if (data && !is_lower(pages, page) &&
		    !radix_next(&pages->chunks, &number))
			return end;
		page = larger(page, number << NUMBER_BITS);
	}
	return end;
}

long pages_seek(struct pages *pages, uint64_t offset, int whence)
{
	uint64_t size = pages->size, page = offset >> PAGE_SHIFT;

	if (whence != SEEK_DATA && whence != SEEK_HOLE)
		return -EINVAL;
	if (offset >= size)
		return -ENXIO;
	lock_acquire(&pages_lock);
	uint64_t found = find_data(pages, page, pages_of(size), whence == SEEK_DATA);
	lock_release(&pages_lock);
	uint64_t at = larger(offset, found << PAGE_SHIFT);
	if (at < size)
		return (long)at;
	return whence == SEEK_HOLE ? (long)size : -ENXIO;
}

uint64_t pages_blocks(struct pages *pages)
{
	uint64_t count, number = 0, *word;

	lock_acquire(&pages_lock);
	count = larger(pages->count, pages->lower_pages);
	/* what is written above the lower source is there once */
	if (pages->lower_pages)
		for (count = pages->lower_pages;
		     (word = radix_next(&pages->chunks, &number)); number++) {
			uint64_t first = number << NUMBER_BITS;
			unsigned lower = is_lower(pages, first)
			                         ? bits_from(first, pages->lower_pages)
			                         : 0;
			count += count_bits(word_there(*word) & ~lower);
		}
	lock_release(&pages_lock);
	return count * (PAGE / 512);
}

/* ---- page faults ---- */

static bool shows(const struct pages *pages, uint64_t page, const char *at)
{
	uint64_t word = word_of(pages, page);

	return word_there(word) & ~word_blank(word) & bit(page) &&
	       word_chunk(word) + number_of(page) * PAGE == at;
}

/* How far what lies in a row reaches on both sides of the page, within run's limits. */
static void extend(const struct pages *pages, uint64_t page, struct pages_run *run)
{
	uint64_t before = 0, after = 1, end = pages_of(pages->size);

	while (before < run->before && before < page &&
	       shows(pages, page - before - 1, run->at - (before + 1) * PAGE))
		before++;
	while (after < run->after && page + after < end &&
	       shows(pages, page + after, run->at + after * PAGE))
		after++;
	run->before = before;
	run->after = after;
}

/* The page where it lies below, if it does so as a whole. */
static const char *lower_page(const struct pages *pages, uint64_t page)
{
	struct pages_lower *lower = pages->lower;
	uint64_t offset = page << PAGE_SHIFT;
	size_t length;

	if (!is_lower(pages, page) || offset + PAGE > lower->size)
		return NULL;
	const char *at = lower->at(lower, offset, &length);
	return (uintptr_t)at % PAGE || length < PAGE ? NULL : at;
}

bool pages_there(const struct pages *pages, uint64_t offset)
{
	uint64_t page = offset >> PAGE_SHIFT;

	return is_lower(pages, page) || word_there(word_of(pages, page)) & bit(page);
}

int pages_find(struct pages *pages, uint64_t offset, bool write, struct pages_run *run)
{
	uint64_t page = offset >> PAGE_SHIFT, word = word_of(pages, page);
	unsigned unprepared = 0;

	if (page >= pages_of(pages->size))
		return -EFAULT;
	bool there = word_there(word) & bit(page);
	run->lifted = false;
	run->at = there || write ? NULL : (char *)(uintptr_t)lower_page(pages, page);
	run->lower = run->at;
	if (run->lower) {
		run->before = 0;
		run->after = 1;
		return 0;
	}
	run->lifted = !there && is_lower(pages, page);
	int result = make(pages, page, bit(page), &unprepared);
	if (result)
		return result;
	run->at = word_chunk(word_of(pages, page)) + number_of(page) * PAGE;
	extend(pages, page, run);
	return 0;
}
