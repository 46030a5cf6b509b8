/* SPDX-License-Identifier: ISC */
/*
 * Requests of several buffers, posted as chains of descriptors (virtio 1.1, section
 * 2.6.5). Linked with the call of the gate that posts them, so whose device takes single
 * buffers doesn't have it. A chain takes descriptors in a row from its token on, and only
 * the first is marked as in flight: ring 3 can spoil its own requests by letting two of
 * them overlap, but each descriptor has been compared with the DMA range, and none leads
 * back.
 */
#include "device.h"

#define DESCRIPTOR_NEXT  1u /* VIRTQ_DESC_F_NEXT */
#define DESCRIPTOR_WRITE 2u

/* A chain that is being made: where it begins, and its next descriptor. */
struct chain {
	bool open;
	unsigned first, next;
};

static int add(const struct device *device, struct virtqueue *queue, struct chain *chain,
               const struct gate_buffer *buffer)
{
	uint64_t address = device_reach(device, buffer->address, buffer->length);
	bool more = buffer->write & GATE_BUFFER_NEXT;
	unsigned flags =
	        (buffer->write & 1 ? DESCRIPTOR_WRITE : 0) | (more ? DESCRIPTOR_NEXT : 0);
	if (!chain->open)
		chain->first = chain->next = buffer->token;
	if (!address)
		return -EFAULT;
	if (chain->next >= queue->size)
		return -EINVAL;
	if (!chain->open && virtqueue_in_flight(queue, chain->first))
		return -EBUSY;
	volatile struct virtqueue_descriptor *descriptor = &queue->table[chain->next++];
	descriptor->address = address;
	descriptor->length = buffer->length;
	descriptor->flags = (uint16_t)flags;
	descriptor->next = (uint16_t)chain->next;
	chain->open = more;
	if (!more)
		virtqueue_offer(queue, (uint16_t)chain->first);
	return 0;
}

long queue_chain(unsigned number, unsigned queue_number, uint64_t buffers, unsigned count)
{
	struct device *device = device_by_number(number);
	struct virtqueue *queue = queue_by_number(device, queue_number);
	struct gate_buffer batch[BATCH];
	struct chain chain = {0};
	unsigned done = 0, whole = 0;
	int error = queue ? 0 : -ENODEV;
	while (!error && done < count) {
		unsigned part = count - done < BATCH ? count - done : BATCH;
		error = user_read(batch, buffers + done * sizeof *batch,
		                  part * sizeof *batch);
		for (unsigned at = 0; !error && at < part; at++) {
			error = add(device, queue, &chain, &batch[at]);
			done += !error;
			if (!error && !chain.open)
				whole = done;
		}
	}
	if (!error && chain.open)
		error = -EINVAL;
	if (whole && virtqueue_publish(queue))
		transport_ring(device, queue_number);
	return whole ? (long)whole : error;
}
