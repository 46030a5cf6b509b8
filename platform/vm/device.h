/* SPDX-License-Identifier: ISC */
/*
 * Devices from ring 3: the calls of core/gate.h. What a device writes to its DMA range is
 * read once and not believed.
 */
#ifndef PLATFORM_VM_DEVICE_H
#define PLATFORM_VM_DEVICE_H

#include "vm.h"
#include <errno.h>

#define DEVICE_ENTROPY 4 /* virtio device types (virtio 1.1, section 5) */
#define DEVICE_CONSOLE 3
#define DEVICE_BLOCK   2

static inline long vm_device_open(unsigned type, unsigned index, uint64_t features,
                                  unsigned queues, unsigned descriptors,
                                  struct gate_device *result)
{
	VM_USES(device_open);
	return vm_gate5(GATE_DEVICE_OPEN, type, index, features,
	                queues | descriptors << 16, (uintptr_t)result);
}

/* The device's memory for buffers, made by this, once. NULL: there is no room. */
static inline void *vm_dma(unsigned device, size_t size)
{
	VM_USES(dma);
	long address = vm_gate2(GATE_DMA, device, size);
	return address > 0 ? (void *)address : NULL;
}

/* Post buffers, reap completions: the count, or -errno. After fewer completions than
 * asked for, EVENT_QUEUE tells of the next. */
static inline long vm_post(unsigned device, unsigned queue,
                           const struct gate_buffer *buffers, unsigned count)
{
	VM_USES(queue_post);
	return vm_gate4(GATE_QUEUE_POST, device, queue, (uintptr_t)buffers, count);
}

static inline long vm_reap(unsigned device, unsigned queue,
                           struct gate_completion *completions, unsigned count)
{
	VM_USES(queue_reap);
	return vm_gate4(GATE_QUEUE_REAP, device, queue, (uintptr_t)completions, count);
}

/* Post requests of several buffers each (GATE_QUEUE_CHAIN): how many buffers. */
static inline long vm_chain(unsigned device, unsigned queue,
                            const struct gate_buffer *buffers, unsigned count)
{
	VM_USES(queue_chain);
	return vm_gate4(GATE_QUEUE_CHAIN, device, queue, (uintptr_t)buffers, count);
}

/* One of the device's own registers (GATE_DEVICE_CONFIG), or -errno. */
static inline long vm_device_config(unsigned device, unsigned offset, unsigned width)
{
	VM_USES(device_config);
	return vm_gate3(GATE_DEVICE_CONFIG, device, offset, width);
}

static inline struct gate_buffer vm_buffer(const void *address, size_t length, bool write,
                                           unsigned token)
{
	return (struct gate_buffer){(uintptr_t)address, (uint32_t)length, write,
	                            (uint16_t)token};
}

/* Sleep until some device has done something. False: not before the deadline. */
static inline bool vm_device_wait(uint64_t deadline)
{
	VM_USES(wait);
	return vm_gate3(GATE_WAIT, EVENT_QUEUE, deadline, 0) != 0;
}

#endif
