/* SPDX-License-Identifier: ISC */
/*
 * Mappings of the host's files (mem/mapping.h). The host shows them itself, all at once,
 * and what anybody else writes to the file shows as well; an access behind the end comes
 * up as a fault. Lock: the callers' space_lock.
 */
#include "host.h"
#include "mem/mapping.h"

LINKS(mmap_file);

/* A handle serves as the object. */
static int handle_of(const void *object)
{
	return (int)(intptr_t)object;
}

static int show(void *object, uint64_t offset, uintptr_t address, size_t length,
                unsigned protection, bool private)
{
	struct platform_volume_request request = {
	        .buffer = (void *)address,
	        .size = length,
	        .position = offset,
	        .flags = protection | (private ? 0 : PLATFORM_VOLUME_SHARED)};

	return (int)host_ask(&request, PLATFORM_VOLUME_MAP, handle_of(object));
}

static int sync(void *object, uint64_t offset, uint64_t length)
{
	struct platform_volume_request request = {.flags = PLATFORM_VOLUME_DATA_SAFE};

	return (int)host_ask(&request, PLATFORM_VOLUME_SYNC, handle_of(object));
}

static const struct mapping_operations operations = {.show = show, .sync = sync};

int host_map(int handle, struct mapping *mapping)
{
	mapping->operations = &operations;
	mapping->object = (void *)(intptr_t)handle;
	return 0;
}
