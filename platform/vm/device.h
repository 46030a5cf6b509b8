/* SPDX-License-Identifier: ISC */
/*
 * Devices from ring 3: the calls of core/gate.h, and who has which part of the DMA range.
 * What a device writes there is read once and not believed.
 */
#ifndef PLATFORM_VM_DEVICE_H
#define PLATFORM_VM_DEVICE_H

#include "vm.h"
#include <errno.h>

#define DEVICE_ENTROPY 4 /* virtio device types (virtio 1.1, section 5) */
#define DEVICE_CONSOLE 3

/* The DMA range: 68 KiB, so that a guest of 2 MiB has it to spare. */
struct vm_dma {
	char transmit[8][4096]; /* console output */
	char receive[8][4096];  /* standard input; QEMU gives no more than this at once */
	char control_receive[16][64]; /* messages about ports; a longer name isn't ours */
	char control_transmit[16][8];
	char entropy[64];
};

static inline struct vm_dma *vm_dma(void) /* NULL: there is no room */
{
	VM_USES(dma);
	long address = vm_gate1(GATE_DMA, sizeof(struct vm_dma));
	return address > 0 ? (struct vm_dma *)address : NULL;
}

static inline long vm_device_open(unsigned type, unsigned index, uint64_t features,
                                  unsigned queues, unsigned descriptors,
                                  struct gate_device *result)
{
	VM_USES(device_open);
	return vm_gate5(GATE_DEVICE_OPEN, type, index, features,
	                queues | descriptors << 16, (uintptr_t)result);
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
