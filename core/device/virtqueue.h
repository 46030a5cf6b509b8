/* SPDX-License-Identifier: ISC */
/* Split virtqueues: the rings alone, without any transport (virtio 1.1, section 2.6). */
#ifndef CORE_VIRTQUEUE_H
#define CORE_VIRTQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIRTQUEUE_SIZE_LIMIT \
	256 /* descriptors: what a word of bits each takes, 32 bytes */

struct virtqueue_descriptor {
	uint64_t address; /* physical */
	uint32_t length;
	uint16_t flags, next;
};

struct virtqueue_driver { /* "available ring": written by us */
	uint16_t flags, index, ring[];
};

struct virtqueue_device { /* "used ring": written by the device */
	uint16_t flags, index;
	struct {
		uint32_t id, length;
	} ring[];
};

/* A buffer takes one descriptor, whose number is the buffer's token. */
struct virtqueue {
	volatile struct virtqueue_descriptor *table;
	volatile struct virtqueue_driver *driver;
	volatile struct virtqueue_device *device;
	uint16_t size;   /* a power of two; 0: no such queue */
	uint16_t posted; /* the driver ring's index, as it will be published */
	uint16_t reaped; /* the device ring's index up to which we have looked */
	uint32_t in_flight[VIRTQUEUE_SIZE_LIMIT / 32]; /* a bit for each token */
};

/* Bytes that the rings of one queue take; a multiple of 16, which is also their
 * alignment. */
size_t virtqueue_bytes(unsigned size);

/* Start with zeroed `memory` of that many bytes. Interrupts are off until
 * virtqueue_reap() has found nothing. */
void virtqueue_begin(struct virtqueue *queue, void *memory, uint16_t size);

static inline bool virtqueue_in_flight(const struct virtqueue *queue, unsigned token)
{
	return queue->in_flight[token / 32] >> token % 32 & 1;
}

/* The descriptor `token`, which has been filled in, goes to the device, with those that
 * follow from it. */
static inline void virtqueue_offer(struct virtqueue *queue, uint16_t token)
{
	queue->in_flight[token / 32] |= 1u << token % 32;
	queue->driver->ring[queue->posted++ & (queue->size - 1)] = token;
}

/* Hand a buffer to the device; it sees it after virtqueue_publish(). -EINVAL: no such
 * token; -EBUSY: the token is in flight. */
int virtqueue_post(struct virtqueue *queue, uint16_t token, uint64_t address,
                   uint32_t length, bool write);

/* Show the device what was posted. True: it wants to be notified. */
bool virtqueue_publish(struct virtqueue *queue);

/* Take one completion. 1; 0: there is none, and the device will interrupt for the next;
 * -EIO: the device has broken the rules. */
int virtqueue_reap(struct virtqueue *queue, uint16_t *token, uint32_t *length);

#endif
