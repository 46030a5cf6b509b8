/* SPDX-License-Identifier: ISC */
/*
 * Chunks: file memory (platform_memory_map_file()) in pieces of 64 KiB. A chunk is so
 * much address space; its pages are counted one by one in the account of memory by
 * whoever uses them, and only those take any. The caller holds pages_lock (fs/pages.h).
 */
#ifndef LIBOS_MEM_CHUNK_H
#define LIBOS_MEM_CHUNK_H

#include "mem/memory.h"

#pragma GCC visibility push(hidden)

#define CHUNK_SHIFT 16
#define CHUNK_SIZE  (1ul << CHUNK_SHIFT)
#define CHUNK_PAGES 16u
#define CHUNK_ALL   0xffffu /* a bit for each page */

/* Where all of it lies. */
struct region chunk_region(void) WEAK;

/* Count so many pages, or no longer; false: there is no memory. */
bool chunk_count(uint64_t pages);
void chunk_uncount(uint64_t pages);

/* How many chunks could be taken; needs no lock. */
size_t chunk_room(void);

/* A chunk, at `near` if that can be. Its pages are zero and not counted, but for those of
 * `wanted` that are in *ready then: they are counted already, and not zero. NULL: there
 * is no place or no memory for a page table. */
char *chunk_take(const char *near, unsigned wanted, unsigned *ready);

/* Give one back that nothing shows any more. Pages of `used` are counted, and may hold
 * something. Where several go back in a row, chunk_settle() ends the row. */
void chunk_give(char *chunk, unsigned used);
void chunk_settle(void);

/* Pages of a chunk become zero, and take no memory where nothing shows them. */
void chunk_discard(char *chunk, unsigned pages);

#pragma GCC visibility pop
#endif
