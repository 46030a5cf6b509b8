/* SPDX-License-Identifier: ISC */
/*
 * platform_console_read: the receive buffers are with the device, except those that it
 * has filled and the program is consuming; when all of these are used up they go back
 * together. Input ends when the host has closed the port and everything before that was
 * read.
 */
#include "console.h"
#include <string.h>

#define BUFFERS (sizeof vm_console.dma->receive / sizeof vm_console.dma->receive[0])

static struct {
	bool begun;
	struct gate_completion ready[BUFFERS]; /* the buffers that are here */
	unsigned next, count;
	size_t at; /* bytes consumed of ready[next] */
} input;

static unsigned token(unsigned i)
{
	return input.ready[i].token % BUFFERS;
}

static size_t left(void)
{
	size_t length = input.ready[input.next].length,
	       limit = sizeof vm_console.dma->receive[0];
	return (length < limit ? length : limit) - input.at;
}

/* At first all buffers are here, used up. */
static void input_begin(unsigned queue)
{
	unsigned size = vm_console.queue_size[queue];
	input.count = input.next = size < BUFFERS ? size : BUFFERS;
	for (unsigned i = 0; i < input.count; i++)
		input.ready[i].token = (uint16_t)i;
	input.begun = true;
}

static void give_back(unsigned queue)
{
	struct gate_buffer buffers[BUFFERS];
	for (unsigned i = 0; i < input.count; i++)
		buffers[i] = vm_buffer(vm_console.dma->receive[token(i)],
		                       sizeof vm_console.dma->receive[0], true, token(i));
	if (input.count)
		vm_post(vm_console.device, queue, buffers, input.count);
}

/* Have bytes in ready[next], if any have come. */
static bool fill(void)
{
	unsigned queue = console_queue(vm_console.port[0], false);
	if (!input.begun)
		input_begin(queue);
	for (;;) {
		for (; input.next < input.count; input.next++, input.at = 0)
			if (left())
				return true;
		give_back(queue);
		long count = vm_reap(vm_console.device, queue, input.ready, BUFFERS);
		input.count = count > 0 ? (unsigned)count : 0;
		input.next = 0;
		input.at = 0;
		if (!input.count)
			return false;
	}
}

/* 1: there are bytes; 0: it has ended; -EAGAIN. */
static int state(void)
{
	struct vm_console *c = &vm_console;
	if (c->port[0] == NO_PORT)
		return 0;
	if (fill())
		return 1;
	vm_console_attend();
	if (!console_closed(c->port[0]))
		return -EAGAIN;
	return fill(); /* what came just before the end */
}

bool vm_console_pending(void)
{
	vm_console_open();
	if (vm_console.kind == CONSOLE_VIRTIO)
		return state() >= 0;
	return !vm_boot_page->serial;
}

long vm_console_read(void *buffer, size_t size)
{
	VM_USES(serial_read);
	vm_console_open();
	if (vm_console.kind != CONSOLE_VIRTIO) {
		long count = vm_gate2(GATE_SERIAL_READ, (uintptr_t)buffer, size);
		return count == -ENODEV ? 0 : count;
	}
	int found = state();
	if (found <= 0)
		return found;
	if (size > left())
		size = left();
	memcpy(buffer, vm_console.dma->receive[token(input.next)] + input.at, size);
	input.at += size;
	return (long)size;
}
