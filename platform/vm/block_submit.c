/* SPDX-License-Identifier: ISC */
/*
 * platform_block_submit: a request becomes a chain of descriptors: header, bytes, status
 * (virtio 1.1, section 5.2.6). A batch goes to the device with few notifications.
 */
#include "block.h"

#define BATCH      8 /* requests that are posted together */
#define NOT_STATUS 0xff

enum type { READ = 0, WRITE = 1, FLUSH = 4, DISCARD = 11, WRITE_ZEROES = 13, NOTHING };
#define UNMAP 1u /* of a write zeroes: its place may be given back */

static const uint8_t types[] = {
        [PLATFORM_BLOCK_READ] = READ,         [PLATFORM_BLOCK_WRITE] = WRITE,
        [PLATFORM_BLOCK_FLUSH] = FLUSH,       [PLATFORM_BLOCK_DISCARD] = DISCARD,
        [PLATFORM_BLOCK_ZERO] = WRITE_ZEROES, [PLATFORM_BLOCK_PUNCH] = WRITE_ZEROES,
};

static bool has_bytes(const struct platform_block_request *request)
{
	return request->kind <= PLATFORM_BLOCK_WRITE;
}

static bool in_memory(const struct platform_block *block,
                      const struct platform_block_request *request)
{
	uintptr_t offset = (uintptr_t)request->memory - (uintptr_t)block->memory;
	return request->length <= block->largest && offset <= block->memory_size &&
	       request->length <= block->memory_size - offset;
}

static bool valid(const struct vm_disk *disk,
                  const struct platform_block_request *request)
{
	const struct platform_block *block = &disk->block;
	if (request->kind >= sizeof types || request->token >= block->depth ||
	    disk->token[request->token] != DISK_IDLE)
		return false;
	if (request->kind == PLATFORM_BLOCK_FLUSH)
		return !request->length;
	if (!request->length || (request->position | request->length) % block->block ||
	    request->position > block->size ||
	    request->length > block->size - request->position)
		return false;
	return has_bytes(request) ? in_memory(block, request)
	                          : request->length <= block->largest_discard;
}

/* What ends at once: 0, or why it can't be done. `found` false: it goes to the device. */
static int answer(const struct vm_disk *disk,
                  const struct platform_block_request *request, bool *found)
{
	static const uint32_t needed[] = {
	        [PLATFORM_BLOCK_DISCARD] = PLATFORM_BLOCK_CAN_DISCARD,
	        [PLATFORM_BLOCK_ZERO] = PLATFORM_BLOCK_CAN_ZERO,
	        [PLATFORM_BLOCK_PUNCH] = PLATFORM_BLOCK_CAN_ZERO,
	};
	uint32_t flags = disk->block.flags, kind = request->kind;
	*found = true;
	if (kind == PLATFORM_BLOCK_FLUSH && !(disk->features & BLOCK_FEATURE_FLUSH))
		return 0;
	if (kind != PLATFORM_BLOCK_READ && kind != PLATFORM_BLOCK_FLUSH &&
	    (flags & PLATFORM_BLOCK_READ_ONLY))
		return -EPERM;
	if ((flags & needed[kind]) != needed[kind])
		return -EOPNOTSUPP;
	*found = false;
	return 0;
}

/* Fill in what the device is to do; returns the number of buffers. */
static unsigned build(struct vm_disk *disk, const struct platform_block_request *request,
                      struct gate_buffer *to)
{
	struct block_slot *slot = &disk->slots[request->token];
	unsigned token = request->token * BLOCK_DESCRIPTORS, count = 0;
	bool read = request->kind == PLATFORM_BLOCK_READ;
	void *bytes = request->memory;
	size_t length = request->length;

	slot->type = types[request->kind];
	slot->reserved = 0;
	slot->sector = has_bytes(request) ? request->position / BLOCK_SECTOR : 0;
	slot->status = NOT_STATUS;
	if (!has_bytes(request) && length) {
		slot->range.sector = request->position / BLOCK_SECTOR;
		slot->range.sectors = (uint32_t)(length / BLOCK_SECTOR);
		slot->range.flags = request->kind == PLATFORM_BLOCK_PUNCH ? UNMAP : 0;
		bytes = &slot->range;
		length = sizeof slot->range;
	}
	to[count++] = vm_buffer(slot, offsetof(struct block_slot, range), false, token);
	if (length)
		to[count++] = vm_buffer(bytes, length, read, token);
	to[count++] = vm_buffer(&slot->status, sizeof slot->status, true, token);
	for (unsigned n = 0; n + 1 < count; n++)
		to[n].write |= GATE_BUFFER_NEXT;
	return count;
}

/* What the device doesn't take ends with an error, as all that is under way. */
static void post(struct vm_disk *disk, const struct gate_buffer *buffers, unsigned count)
{
	if (count && disk->state == DISK_OPEN &&
	    vm_chain(disk->device, 0, buffers, count) != (long)count)
		disk->state = DISK_BROKEN;
}

long vm_block_submit(unsigned number, const struct platform_block_request *requests,
                     unsigned count)
{
	struct vm_disk *disk = vm_disk(number);
	struct gate_buffer buffers[BATCH * BLOCK_DESCRIPTORS];
	unsigned used = 0, taken = 0;
	if (!disk)
		return -ENODEV;
	for (; taken < count && valid(disk, &requests[taken]); taken++) {
		bool found;
		const struct platform_block_request *request = &requests[taken];
		int error = answer(disk, request, &found);
		disk->token[request->token] = DISK_POSTED;
		disk->posted++;
		if (found)
			vm_block_done(disk, request->token, error);
		else
			used += build(disk, request, buffers + used);
		if (used + BLOCK_DESCRIPTORS > BATCH * BLOCK_DESCRIPTORS) {
			post(disk, buffers, used);
			used = 0;
		}
	}
	post(disk, buffers, used);
	return taken || !count ? (long)taken : -EINVAL;
}
