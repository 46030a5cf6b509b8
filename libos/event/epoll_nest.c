/* SPDX-License-Identifier: ISC */
/*
 * Epolls in epolls: what Linux doesn't let happen. They may not go in circles nor deeper
 * than EPOLL_NESTS, nor may one file have too many ways up to a wait. Lock: epoll_mutex.
 */
#include "event/epoll.h"

#define TOO_DEEP (EPOLL_NESTS + 1)

static unsigned visit; /* the number of the present search */

static unsigned larger(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* How many epolls lie under one another below `from`, which itself lies `depth` deep.
 * TOO_DEEP: that, or they lead to `to`. */
static unsigned levels_below(struct epoll *from, const struct epoll *to, unsigned depth)
{
	struct epoll_item *item;
	unsigned levels = 0;

	if (from->visited == visit)
		return from->levels;
	from->visited = visit;
	from->levels = 0;
	for (unsigned i = 0; i < from->size; i++) {
		for (item = from->table[i]; item; item = item->next) {
			struct epoll *next = epoll_of(item->file);
			if (!next)
				continue;
			if (next == to || depth > EPOLL_NESTS)
				return TOO_DEEP;
			levels = larger(levels, levels_below(next, to, depth + 1) + 1);
			if (levels > EPOLL_NESTS)
				return TOO_DEEP;
		}
	}
	from->levels = levels;
	return levels;
}

static unsigned levels_above(struct epoll *epoll)
{
	const struct epoll_item *item = epoll->file.epolls;
	unsigned levels = 0;

	if (epoll->visited == visit)
		return epoll->levels;
	for (; item; item = item->of_file)
		levels = larger(levels, levels_above(item->epoll) + 1);
	epoll->visited = visit;
	epoll->levels = levels;
	return levels;
}

bool epoll_circular(struct epoll *epoll, struct file *file)
{
	struct epoll *inner = epoll_of(file);

	if (!inner)
		return false;
	visit++;
	unsigned below = levels_below(inner, epoll, 0);
	visit++;
	return below + 1 + levels_above(epoll) > EPOLL_NESTS;
}

/* ---- ways up from a file, by their length, to an epoll that is in no other ---- */

static const unsigned ways_most[EPOLL_NESTS + 1] = {UINT32_MAX, 500, 100, 50, 10};

static bool too_many_from(const struct file *file, unsigned depth, unsigned *ways)
{
	const struct epoll_item *item = file->epolls;

	if (depth > EPOLL_NESTS)
		return true;
	for (; item; item = item->of_file) {
		bool many = item->epoll->file.epolls
		                    ? too_many_from(&item->epoll->file, depth + 1, ways)
		                    : ++ways[depth] > ways_most[depth];
		if (many)
			return true;
	}
	return false;
}

/* The same for each file below an epoll. */
static bool too_many_below(struct epoll *epoll)
{
	struct epoll_item *item;
	bool many = false;

	epoll->visited = visit;
	for (unsigned i = 0; i < epoll->size; i++) {
		for (item = epoll->table[i]; item && !many; item = item->next) {
			struct epoll *next = epoll_of(item->file);
			unsigned ways[EPOLL_NESTS + 1] = {0};
			if (!next)
				many = too_many_from(item->file, 0, ways);
			else if (next->visited != visit)
				many = too_many_below(next);
		}
	}
	return many;
}

bool epoll_too_many(const struct epoll *epoll, struct file *file)
{
	struct epoll *inner = epoll_of(file);
	unsigned ways[EPOLL_NESTS + 1] = {0};

	visit++;
	if (inner)
		return too_many_below(inner);
	return epoll->file.epolls && too_many_from(file, 0, ways);
}
