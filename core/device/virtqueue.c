/* SPDX-License-Identifier: ISC */
/*
 * Split virtqueues (virtio 1.1, section 2.6). The rings lie in memory that only the core
 * and the device see. What the device writes there is read once and checked: an id must
 * be that of a buffer in flight, so no answer is believed twice and nothing is indexed
 * out of bounds.
 *
 * Interrupts follow the user: while reaping finds completions the device is asked for
 * none; one reap that finds nothing asks for them again, and looks once more, so that no
 * completion can come between unseen. Locking: the caller's; in the core, interrupts are
 * off.
 */
#include "virtqueue.h"
#include <errno.h>

#define DESCRIPTOR_WRITE    2u /* VIRTQ_DESC_F_WRITE */
#define DRIVER_NO_INTERRUPT 1u /* VIRTQ_AVAIL_F_NO_INTERRUPT */
#define DEVICE_NO_NOTIFY    1u /* VIRTQ_USED_F_NO_NOTIFY */

static inline void order_stores(void)
{
	__asm__ volatile("" : : : "memory"); /* x86 keeps stores in order, and loads */
}

static inline void order_all(void)
{
	__asm__ volatile("mfence" : : : "memory");
}

static size_t driver_bytes(unsigned size)
{
	return sizeof(struct virtqueue_driver) + size * sizeof(uint16_t) +
	       sizeof(uint16_t);
}

static size_t device_offset(unsigned size)
{
	return (size * sizeof(struct virtqueue_descriptor) + driver_bytes(size) + 3) &
	       ~3ul;
}

size_t virtqueue_bytes(unsigned size)
{
	return (device_offset(size) + sizeof(struct virtqueue_device) + size * 8 + 2 +
	        15) &
	       ~15ul;
}

void virtqueue_begin(struct virtqueue *queue, void *memory, uint16_t size)
{
	char *at = memory;
	queue->table = memory;
	queue->driver = (void *)(at + size * sizeof(struct virtqueue_descriptor));
	queue->device = (void *)(at + device_offset(size));
	queue->size = size;
	queue->driver->flags = DRIVER_NO_INTERRUPT;
}

int virtqueue_post(struct virtqueue *queue, uint16_t token, uint64_t address,
                   uint32_t length, bool write)
{
	if (token >= queue->size)
		return -EINVAL;
	if (virtqueue_in_flight(queue, token))
		return -EBUSY;
	volatile struct virtqueue_descriptor *descriptor = &queue->table[token];
	descriptor->address = address;
	descriptor->length = length;
	descriptor->flags = write ? DESCRIPTOR_WRITE : 0;
	virtqueue_offer(queue, token);
	return 0;
}

bool virtqueue_publish(struct virtqueue *queue)
{
	order_stores();
	queue->driver->index = queue->posted;
	order_all();
	return !(queue->device->flags & DEVICE_NO_NOTIFY);
}

static bool empty(struct virtqueue *queue)
{
	return queue->device->index == queue->reaped;
}

int virtqueue_reap(struct virtqueue *queue, uint16_t *token, uint32_t *length)
{
	if (empty(queue)) {
		queue->driver->flags = 0;
		order_all();
		if (empty(queue))
			return 0;
	}
	queue->driver->flags = DRIVER_NO_INTERRUPT;
	unsigned at = queue->reaped & (queue->size - 1u);
	uint32_t id = queue->device->ring[at].id,
	         written = queue->device->ring[at].length;
	if (id >= queue->size || !virtqueue_in_flight(queue, id))
		return -EIO;
	queue->reaped++;
	queue->in_flight[id / 32] &= ~(1u << id % 32);
	uint32_t limit =
	        queue->table[id].flags & DESCRIPTOR_WRITE ? queue->table[id].length : 0;
	*token = (uint16_t)id;
	*length = written < limit ? written : limit;
	return 1;
}
