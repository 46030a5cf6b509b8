/* SPDX-License-Identifier: ISC */
/*
 * platform_console_write: output is copied into one of a few transmit buffers and handed
 * to the device, which is notified once for each buffer. Nobody waits for the device
 * unless all buffers are in flight, or the program ends.
 */
#include "console.h"
#include <string.h>

#define BUFFERS (sizeof vm_console.dma->transmit / sizeof vm_console.dma->transmit[0])

static uint8_t in_flight[3]; /* by stream: a bit for each buffer posted on it */

static unsigned queue_of(int stream)
{
	return console_queue(vm_console.port[stream], true);
}

/* Take back what the device is done with. False: it has been given up. */
static bool reap(void)
{
	for (int stream = 1; stream < 3; stream++) {
		struct gate_completion done[BUFFERS + 1];
		long found = 0;
		if (in_flight[stream])
			found = vm_reap(vm_console.device, queue_of(stream), done,
			                BUFFERS + 1);
		if (found < 0)
			return false;
		/* Both streams may share a queue. */
		while (found-- > 0)
			for (int i = 1; i < 3; i++)
				in_flight[i] &=
				        (uint8_t) ~(1u << done[found].token % BUFFERS);
	}
	return true;
}

/* The device doesn't answer: whatever it still holds is lost. */
static void give_up(void)
{
	vm_console.kind = CONSOLE_SERIAL;
	in_flight[1] = in_flight[2] = 0;
}

static unsigned used(void)
{
	return in_flight[1] | in_flight[2];
}

/* Have a buffer that isn't in flight. 0, -EPIPE; -EIO: the device was given up. */
static int have_buffer(int stream, unsigned all)
{
	while ((used() & all) == all) {
		unsigned before = used();
		if (!reap())
			return -EIO;
		vm_console_attend();
		if (console_closed(vm_console.port[stream]))
			return -EPIPE;
		if (used() == before)
			vm_device_wait(UINT64_MAX);
	}
	return 0;
}

/* Copy into as many buffers as there are, and post them together. */
static long write_virtio(int stream, const char *bytes, size_t size)
{
	struct vm_console *c = &vm_console;
	struct gate_buffer buffers[BUFFERS];
	unsigned count = 0, queue = queue_of(stream), limit = c->queue_size[queue];
	size_t taken = 0;
	if (console_closed(c->port[stream]))
		return -EPIPE;
	if (limit > BUFFERS)
		limit = BUFFERS;
	int error = have_buffer(stream, (1u << limit) - 1);
	if (error)
		return error;
	for (unsigned i = 0; i < limit && taken < size; i++) {
		size_t part = size - taken;
		if (used() >> i & 1)
			continue;
		if (part > sizeof c->dma->transmit[i])
			part = sizeof c->dma->transmit[i];
		memcpy(c->dma->transmit[i], bytes + taken, part);
		taken += part;
		buffers[count++] = vm_buffer(c->dma->transmit[i], part, false, i);
	}
	if (vm_post(c->device, queue, buffers, count) != (long)count)
		return -EIO;
	while (count--)
		in_flight[stream] |= (uint8_t)(1u << buffers[count].token);
	return (long)taken;
}

long vm_console_write(int stream, const void *buffer, size_t size)
{
	VM_USES(serial_write);
	vm_console_open();
	if (vm_console.kind == CONSOLE_VIRTIO) {
		long count = write_virtio(stream, buffer, size);
		if (count != -EIO)
			return count;
		give_up();
	}
	return vm_gate2(GATE_SERIAL_WRITE, (uintptr_t)buffer, size);
}

/* Is anything on its way that will be answered? A device may keep the buffer that it was
 * passing on when the host closed the port; QEMU does. */
static bool awaited(void)
{
	for (int stream = 1; stream < 3; stream++)
		if (in_flight[stream] && !console_closed(vm_console.port[stream]))
			return true;
	return false;
}

void vm_console_drain(void)
{
	while (awaited() && reap()) {
		vm_console_attend();
		if (awaited())
			vm_device_wait(UINT64_MAX);
	}
}
