/* SPDX-License-Identifier: ISC */
/*
 * Chunks (chunk.h). A bitmap knows which are taken. The first free one is given, so that
 * few page tables are needed; those count from the moment their first chunk is given, and
 * stay. Some chunks that come back are kept as they are, counted, for the next file,
 * which spares the way down; they go when memory is short.
 * Lock: pages_lock, held by the caller.
 */
#include "mem/chunk.h"

#define TABLE_CHUNKS (512u / CHUNK_PAGES) /* that one page table maps */
#define WORD         64u

static struct {
	char *low;
	size_t count;  /* chunks that there can be; 0: not mapped so far */
	size_t first;  /* none below is free */
	size_t used;   /* chunks that are taken */
	size_t tables; /* page tables that are counted */
	uint64_t *taken;
} chunks;

static struct kept {
	char *chunk;
	unsigned used; /* pages that are counted, and not zero */
} kept[CHUNKS_KEPT];
static unsigned kept_count;

/* What was given back last and isn't discarded yet. */
static struct {
	char *at;
	size_t count;
} row;

/* What a host doesn't take back is zero at least. */
static void discard(char *at, size_t size)
{
	if (platform_memory_discard(0, at, size))
		memset(at, 0, size);
}

void chunk_discard(char *chunk, unsigned pages)
{
	while (pages) {
		unsigned first = (unsigned)__builtin_ctz(pages);
		unsigned count = (unsigned)__builtin_ctz(~(pages >> first));
		discard(chunk + first * PLATFORM_PAGE, count * PLATFORM_PAGE);
		pages &= ~(((1u << count) - 1) << first);
	}
}

/* ---- the account ---- */

static void free_places(const char *at, size_t count)
{
	size_t n = (size_t)(at - chunks.low) >> CHUNK_SHIFT;

	if (n < chunks.first)
		chunks.first = n;
	chunks.used -= count;
	for (; count; count--, n++)
		chunks.taken[n / WORD] &= ~(1ul << n % WORD);
}

static void drop_kept(void)
{
	while (kept_count) {
		struct kept *last = &kept[--kept_count];
		chunk_discard(last->chunk, last->used);
		chunk_uncount((unsigned)__builtin_popcount(last->used));
		free_places(last->chunk, 1);
	}
}

bool chunk_count(uint64_t pages)
{
	size_t size = pages * PLATFORM_PAGE;

	if (memory_use(size))
		return true;
	drop_kept();
	return memory_use(size);
}

void chunk_uncount(uint64_t pages)
{
	memory_unuse(pages * PLATFORM_PAGE);
}

/* ---- places ---- */

/* Above where the heap of brk(2) begins. As large as it can ever be used up, page by
 * page, on a machine with so much memory; whole tables of page tables. */
struct region chunk_region(void)
{
	const struct platform_information *information = &platform_information;
	size_t space = information->space_high - information->space_low;
	size_t size = space / 16;

	if (information->memory < size / CHUNK_PAGES)
		size = information->memory * CHUNK_PAGES;
	uintptr_t low = information->space_low + space / 8;
	if (space > 16 * CHUNKS_ALIGNMENT) {
		size = (size + CHUNKS_ALIGNMENT - 1) & -CHUNKS_ALIGNMENT;
		low = (low + CHUNKS_ALIGNMENT - 1) & -CHUNKS_ALIGNMENT;
	}
	low = (low + CHUNK_SIZE - 1) & -CHUNK_SIZE;
	return (struct region){low, low + (size & -CHUNK_SIZE)};
}

size_t chunk_room(void)
{
	struct region region = chunk_region();
	size_t count =
	        chunks.count ? chunks.count : (region.high - region.low) >> CHUNK_SHIFT;

	return count - chunks.used + kept_count;
}

/* The first time. A host may limit addresses: then it gets fewer. */
static int begin(void)
{
	struct region region = chunk_region();
	size_t size = region.high - region.low;

	while (platform_memory_map_file(0, (void *)region.low, size)) {
		size = size / 2 & -CHUNK_SIZE;
		if (!size)
			return -ENOMEM;
	}
	size_t count = size >> CHUNK_SHIFT;
	chunks.taken = memory_map((count + WORD - 1) / WORD * sizeof *chunks.taken);
	if (!chunks.taken)
		return -ENOMEM; /* it is mapped again next time */
	chunks.low = (char *)region.low;
	chunks.count = count;
	return 0;
}

static bool is_free(size_t n)
{
	return n < chunks.count && !(chunks.taken[n / WORD] >> n % WORD & 1);
}

/* The first free one from `n` on; chunks.count: none. */
static size_t find_free(size_t n)
{
	while (n < chunks.count && !is_free(n)) {
		if (n % WORD == 0 && chunks.taken[n / WORD] == UINT64_MAX)
			n += WORD;
		else
			n++;
	}
	return n < chunks.count ? n : chunks.count;
}

/* The page table of a chunk is counted, and those before it. */
static bool count_table(size_t n)
{
	while (chunks.tables <= n / TABLE_CHUNKS) {
		if (!chunk_count(1))
			return false;
		chunks.tables++;
	}
	return true;
}

/* One that was kept, with the fewest pages that the caller would have to give up. */
static char *take_kept(unsigned wanted, unsigned *ready)
{
	struct kept *best = NULL;

	for (struct kept *at = kept; at < kept + kept_count; at++)
		if (!best || __builtin_popcount(at->used & ~wanted) <
		                     __builtin_popcount(best->used & ~wanted))
			best = at;
	if (!best)
		return NULL;
	char *chunk = best->chunk;
	unsigned surplus = best->used & ~wanted;
	*ready = best->used & wanted;
	*best = kept[--kept_count];
	chunk_discard(chunk, surplus);
	chunk_uncount((unsigned)__builtin_popcount(surplus));
	return chunk;
}

char *chunk_take(const char *near, unsigned wanted, unsigned *ready)
{
	*ready = 0;
	if (!chunks.count && begin())
		return NULL;
	size_t n = near ? (size_t)(near - chunks.low) >> CHUNK_SHIFT : chunks.count;
	if (!is_free(n)) {
		char *chunk = take_kept(wanted, ready);
		if (chunk)
			return chunk;
		n = chunks.first = find_free(chunks.first);
	}
	if (n == chunks.count || !count_table(n))
		return NULL;
	chunks.taken[n / WORD] |= 1ul << n % WORD;
	chunks.used++;
	return chunks.low + (n << CHUNK_SHIFT);
}

/* ---- giving back ---- */

void chunk_settle(void)
{
	if (!row.count)
		return;
	discard(row.at, row.count << CHUNK_SHIFT);
	chunk_uncount((unsigned)row.count * CHUNK_PAGES);
	free_places(row.at, row.count);
	row.count = 0;
}

void chunk_give(char *chunk, unsigned used)
{
	if (used && kept_count < CHUNKS_KEPT) {
		kept[kept_count++] = (struct kept){chunk, used};
		return;
	}
	if (used == CHUNK_ALL) {
		if (row.count && row.at + (row.count << CHUNK_SHIFT) != chunk)
			chunk_settle();
		if (!row.count)
			row.at = chunk;
		row.count++;
		return;
	}
	chunk_discard(chunk, used);
	chunk_uncount((unsigned)__builtin_popcount(used));
	free_places(chunk, 1);
}
