/* SPDX-License-Identifier: ISC */
/*
 * Listing a directory of the host's. Positions are the host's own, which stay right while
 * names come and go. Records that it has given and nobody has taken yet are kept, so that
 * reading on asks it nothing; it may know where it was only as long as nobody makes it go
 * elsewhere. Lock: the file system's `names`, held by the caller.
 */
#include "host.h"
#include "mem/heap.h"

#define POSITION_MOST (INT64_MAX - 8) /* directory.c adds to it */

struct record { /* getdents64(2) */
	uint64_t number;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};

struct host_list {
	int handle;
	uint64_t first; /* where the records in the buffer begin */
	uint64_t next;  /* behind them; the host is there */
	size_t size;    /* of them */
	char buffer[HOST_LIST_BUFFER] __attribute__((aligned(8)));
};

void host_list_end(struct host_list *list)
{
	host_close(list->handle);
	heap_free(list, sizeof *list);
}

static int begin(struct entry *directory)
{
	struct host_inode *node = host_inode(directory->inode);
	struct host_list *list;
	int handle;

	if (node->list)
		return 0;
	handle = host_open_handle(directory, O_RDONLY);
	if (handle < 0)
		return handle;
	list = heap_allocate(sizeof *list);
	if (!list) {
		host_close(handle);
		return -ENOMEM;
	}
	list->handle = handle;
	node->list = list;
	return 0;
}

static uint64_t next_of(const struct record *record)
{
	return record->next > POSITION_MOST ? POSITION_MOST : (uint64_t)record->next;
}

/* More records, from `position` on: bytes, 0: the end. */
static long fetch(struct host_list *list, uint64_t position)
{
	bool goes_on = position && position == list->next;
	struct platform_volume_request request = {
	        .buffer = list->buffer,
	        .size = sizeof list->buffer,
	        .position = goes_on ? PLATFORM_VOLUME_HERE : position};
	long size = host_ask(&request, PLATFORM_VOLUME_LIST, list->handle);

	list->first = position;
	list->next = size < 0 ? 0 : position;
	list->size = size < 0 ? 0 : (size_t)size;
	for (size_t at = 0; at < list->size;) {
		const struct record *record = (const void *)(list->buffer + at);
		list->next = next_of(record);
		at += record->size;
	}
	return size;
}

/* Where in the buffer `position` is; its size: not, or at its end. */
static size_t find(const struct host_list *list, uint64_t position)
{
	size_t at = 0;

	if (!position || position == list->first)
		return position ? 0 : list->size;
	while (at < list->size) {
		const struct record *record = (const void *)(list->buffer + at);
		at += record->size;
		if (next_of(record) == position)
			return at;
	}
	return list->size;
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* False: no more room. */
static bool deliver(const struct host_list *list, size_t at, struct listing *to)
{
	while (at < list->size) {
		const struct record *record = (const void *)(list->buffer + at);
		const struct name name = {record->name, (unsigned)strlen(record->name)};
		if (!is_dots(record->name) &&
		    !to->add(to, &name, record->number, (uint32_t)record->type << 12,
		             next_of(record)))
			return false;
		at += record->size;
	}
	return true;
}

int host_list(struct entry *directory, uint64_t position, struct listing *to)
{
	int result = begin(directory);
	struct host_list *list = host_inode(directory->inode)->list;
	long size = 1;

	if (result)
		return result;
	size_t at = find(list, position);
	while (size > 0 && deliver(list, at, to)) {
		if (at < list->size)
			position = list->next;
		size = fetch(list, position);
		at = 0;
	}
	return size < 0 ? (int)size : 0;
}
