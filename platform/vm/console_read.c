/* SPDX-License-Identifier: ISC */
/*
 * platform_console_read: two receive buffers are with the device, or one, while the
 * program consumes the other. Input ends when the host has closed the port and everything
 * before that was read.
 */
#include "console.h"
#include <string.h>

#define BUFFERS (sizeof vm_console.dma->receive / sizeof vm_console.dma->receive[0])

static struct {
	bool begun; /* the buffers were posted for the first time */
	unsigned token;
	size_t at, end; /* what isn't consumed of the buffer `token' */
} input;

static void post(unsigned token)
{
	struct vm_console *c = &vm_console;
	struct gate_buffer buffer = vm_buffer(c->dma->receive[token],
	                                      sizeof c->dma->receive[token], true, token);
	vm_post(c->device, console_queue(c->port[0], false), &buffer, 1);
}

/* Have bytes in `input', if any have come. */
static bool fill(void)
{
	struct vm_console *c = &vm_console;
	struct gate_completion done;
	unsigned queue = console_queue(c->port[0], false);
	while (input.at == input.end) {
		if (vm_reap(c->device, queue, &done, 1) <= 0)
			return false;
		input.token = done.token % BUFFERS;
		input.at = 0;
		input.end = done.length <= sizeof c->dma->receive[0] ? done.length : 0;
		if (!input.end)
			post(input.token);
	}
	return true;
}

/* 1: there are bytes; 0: it has ended; -EAGAIN. */
static int state(void)
{
	struct vm_console *c = &vm_console;
	if (c->port[0] == NO_PORT)
		return 0;
	unsigned size = c->queue_size[console_queue(c->port[0], false)];
	for (unsigned i = 0; !input.begun && i < BUFFERS && i < size; i++)
		post(i);
	input.begun = true;
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
	size_t left = input.end - input.at;
	if (size > left)
		size = left;
	memcpy(buffer, vm_console.dma->receive[input.token] + input.at, size);
	input.at += size;
	if (input.at == input.end)
		post(input.token);
	return (long)size;
}
