/* SPDX-License-Identifier: ISC */
/*
 * Virtio devices for ring 3: open one, post buffers on its queues, reap them. What the
 * bytes in the buffers mean is platform/vm's business. Called from gate.c, interrupts
 * off, so nothing is locked. Both sides are checked: ring 3 names devices, queues, tokens
 * and buffers by numbers that are compared with what there is; the device's answers are
 * checked in virtqueue.c.
 *
 * Buffers lie in the device's DMA range: memory without gaps, writable, never executable,
 * and never given back, so a device can't write where something else has come to be.
 */
#include "device.h"

#define STATUS_ACKNOWLEDGE 1u /* virtio 1.1, section 2.1 */
#define STATUS_DRIVER      2u
#define STATUS_DRIVER_OK   4u
#define STATUS_FEATURES_OK 8u
#define FEATURE_VERSION_1  (1ul << 32)
#define RESET_TRIES        1000 /* reads of the status: far more than any monitor needs */

static struct device *devices[DEVICES];
static unsigned device_count;

struct device *device_by_number(unsigned number)
{
	return number < device_count && !devices[number]->broken ? devices[number] : NULL;
}

long device_dma(unsigned number, uint64_t length)
{
	struct device *device = device_by_number(number);
	if (!device)
		return -ENODEV;
	if (device->dma.length)
		return -EBUSY;
	length = (length + PAGE - 1) & -PAGE;
	if (!length || length > pages_free())
		return -ENOMEM;
	device->dma.physical = pages_allocate(length / PAGE);
	if (!device->dma.physical)
		return -ENOMEM;
	device->dma.address = space_place(length);
	int error = space_map_pages(device->dma.address, device->dma.physical, length,
	                            PLATFORM_READ | PLATFORM_WRITE);
	if (error)
		return error;
	device->dma.length = length;
	return (long)device->dma.address;
}

long device_break(struct device *device)
{
	device->broken = true;
	register_write(device, DEVICE_STATUS, 0);
	say("samara: core: a virtio device of type ");
	say_number(device->type);
	say(" broke the rules of its queue and is given up\n");
	return -EIO;
}

void device_interrupt(void *device)
{
	transport_acknowledge(device);
	event_set(EVENT_QUEUE);
}

static uint64_t features(struct device *device, uint64_t wanted)
{
	uint64_t offered;
	register_write(device, DEVICE_FEATURES_SELECT, 1);
	offered = (uint64_t)register_read(device, DEVICE_FEATURES) << 32;
	register_write(device, DEVICE_FEATURES_SELECT, 0);
	offered |= register_read(device, DEVICE_FEATURES);
	offered &= wanted | FEATURE_VERSION_1;
	register_write(device, DRIVER_FEATURES_SELECT, 0);
	register_write(device, DRIVER_FEATURES, (uint32_t)offered);
	register_write(device, DRIVER_FEATURES_SELECT, 1);
	register_write(device, DRIVER_FEATURES, (uint32_t)(offered >> 32));
	return offered;
}

/* Set up one queue with at most `limit` descriptors in `memory`, which is at `physical`.
 * Returns the bytes taken; 0 when the device has no such queue. */
static size_t queue_open(struct device *device, unsigned number, unsigned limit,
                         void *memory, uint64_t address)
{
	struct virtqueue *queue = &device->queue[number];
	register_write(device, QUEUE_SELECT, number);
	unsigned size = register_read(device, QUEUE_SIZE_MAX);
	device->bell[number] = transport_bell(device, number);
	if (size == 0 || !device->bell[number])
		return 0;
	if (size > limit)
		size = limit;
	while (size & (size - 1))
		size &= size - 1;
	virtqueue_begin(queue, memory, (uint16_t)size);
	address -= (uint64_t)memory;
	register_write(device, QUEUE_SIZE, size);
	register_write64(device, QUEUE_TABLE, address + (uint64_t)queue->table);
	register_write64(device, QUEUE_DRIVER, address + (uint64_t)queue->driver);
	register_write64(device, QUEUE_DEVICE, address + (uint64_t)queue->device);
	register_write(device, QUEUE_ENABLE, 1);
	return virtqueue_bytes(size);
}

/* The order of steps is that of virtio 1.1, section 3.1.1. */
static int start(struct device *device, struct gate_device *result, unsigned limit,
                 uint64_t physical_rings)
{
	char *rings = physical(physical_rings);
	unsigned status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;
	register_write(device, DEVICE_STATUS, 0);
	for (unsigned i = 0; register_read(device, DEVICE_STATUS); i++)
		if (i == RESET_TRIES)
			return -ENODEV;
	register_write(device, DEVICE_STATUS, status);
	result->features = features(device, result->features);
	register_write(device, DEVICE_STATUS, status |= STATUS_FEATURES_OK);
	if (!(result->features & FEATURE_VERSION_1) ||
	    !(register_read(device, DEVICE_STATUS) & STATUS_FEATURES_OK))
		return -ENODEV;
	int error = transport_interrupt(device);
	if (error)
		return error;
	for (unsigned i = 0; i < device->queues; i++) {
		size_t bytes = queue_open(device, i, limit, rings, physical_rings);
		result->queue_size[i] = device->queue[i].size;
		rings += bytes;
		physical_rings += bytes;
	}
	register_write(device, DEVICE_STATUS, status | STATUS_DRIVER_OK);
	return 0;
}

long device_open(unsigned type, unsigned index, uint64_t wanted, unsigned queues,
                 uint64_t gate_device_address)
{
	unsigned limit = queues >> 16;
	struct gate_device result = {.features = wanted};
	queues &= 0xffff;
	if (!queues || queues > GATE_QUEUES || !limit || limit > VIRTQUEUE_SIZE_LIMIT)
		return -EINVAL;
	if (device_count == DEVICES)
		return -ENOSPC;
	for (unsigned i = 0; i < device_count; i++)
		if (devices[i]->type == type && devices[i]->index == index)
			return -EBUSY;
	struct device found = {.type = type, .index = index, .queues = queues};
	int error = discover(&found);
	if (error)
		return error;
	size_t own = (sizeof found + 15) & ~15ul;
	uint64_t memory =
	        pages_allocate((own + queues * virtqueue_bytes(limit) + PAGE - 1) / PAGE);
	if (!memory)
		return -ENOMEM;
	/* From now on it counts as open, so that a failure isn't repeated at the cost of
	 * memory. */
	struct device *device = devices[device_count++] = physical(memory);
	*device = found;
	error = start(device, &result, limit, memory + own);
	device->broken = error != 0;
	if (!error)
		error = user_write(gate_device_address, &result, sizeof result);
	return error ? error : (long)device_count - 1;
}

struct virtqueue *queue_by_number(struct device *device, unsigned number)
{
	if (!device || number >= device->queues || !device->queue[number].size)
		return NULL;
	return &device->queue[number];
}

uint64_t device_reach(const struct device *device, uint64_t address, uint32_t length)
{
	uint64_t offset = address - device->dma.address;
	if (!length || length > device->dma.length ||
	    offset > device->dma.length - length)
		return 0;
	return device->dma.physical + offset;
}

static int post(const struct device *device, struct virtqueue *queue,
                const struct gate_buffer *buffer)
{
	uint64_t address = device_reach(device, buffer->address, buffer->length);
	if (!address)
		return -EFAULT;
	return virtqueue_post(queue, buffer->token, address, buffer->length,
	                      buffer->write);
}

long queue_post(unsigned number, unsigned queue_number, uint64_t buffers, unsigned count)
{
	struct device *device = device_by_number(number);
	struct virtqueue *queue = queue_by_number(device, queue_number);
	struct gate_buffer batch[BATCH];
	unsigned done = 0;
	int error = queue ? 0 : -ENODEV;
	while (!error && done < count) {
		unsigned at = 0, part = count - done < BATCH ? count - done : BATCH;
		error = user_read(batch, buffers + done * sizeof *batch,
		                  part * sizeof *batch);
		while (!error && at < part && !(error = post(device, queue, &batch[at])))
			at++;
		done += at;
	}
	if (done && virtqueue_publish(queue))
		transport_ring(device, queue_number);
	return done ? (long)done : error;
}

long queue_reap(unsigned number, unsigned queue_number, uint64_t completions,
                unsigned count)
{
	struct device *device = device_by_number(number);
	struct virtqueue *queue = queue_by_number(device, queue_number);
	struct gate_completion batch[BATCH] = {{0}};
	unsigned done = 0, at;
	int found = 1;
	if (!queue)
		return -ENODEV;
	do {
		for (at = 0; at < BATCH && done + at < count; at++) {
			found = virtqueue_reap(queue, &batch[at].token,
			                       &batch[at].length);
			if (found <= 0)
				break;
		}
		if (found < 0)
			return device_break(device);
		if (at && user_write(completions + done * sizeof *batch, batch,
		                     at * sizeof *batch))
			return -EFAULT;
		done += at;
	} while (at == BATCH);
	return done;
}
