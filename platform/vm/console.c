/* SPDX-License-Identifier: ISC */
/*
 * Finding the console, at the first read or write (virtio 1.1, section 5.3).
 *
 * A virtio console with several ports has a pair of queues for each, and one for control:
 * we say that we are ready, the device names its ports, we open those that `samara run`
 * made: samara.stdin, samara.stdout and samara.stderr. Without these, port 0 of a plain
 * device, or the port that the device calls a console, serves all three; without any, the
 * serial port.
 *
 * Every number in a control message is compared with what there is; messages that make no
 * sense are passed over, and the exchange ends when the device has answered all of ours,
 * or talks on and on.
 */
#include "console.h"
#include <string.h>

#define FEATURE_MULTIPORT   2u
#define CONTROL_RECEIVE     2 /* queues */
#define CONTROL_TRANSMIT    3
#define CONTROL_DESCRIPTORS 16
#define ROUNDS              64 /* of messages without a pause: it talks nonsense */

enum event {
	DEVICE_READY = 0,
	DEVICE_ADD = 1,
	PORT_READY = 3,
	CONSOLE_PORT = 4,
	PORT_OPEN = 6,
	PORT_NAME = 7,
};

struct control {
	uint32_t port;
	uint16_t event, value;
	char name[56]; /* of PORT_NAME: may lack its NUL */
};
_Static_assert(sizeof(struct control) == sizeof vm_console.dma->control_receive[0],
               "a slot");

struct vm_console vm_console;

/* Messages to the device are collected, and posted together. Opening takes one, and two
 * for each port that is ours; so no slot is used twice, and further messages are left
 * out. */
static struct {
	struct gate_buffer buffer[CONTROL_DESCRIPTORS];
	unsigned posted, count;
	unsigned taken, answered; /* by the device */
} outgoing;

static void send(uint32_t port, enum event event, uint16_t value)
{
	struct vm_console *c = &vm_console;
	unsigned slot = outgoing.count;
	if (slot == c->queue_size[CONTROL_TRANSMIT])
		return;
	struct control *message = (struct control *)c->dma->control_transmit[slot];
	message->port = port;
	message->event = (uint16_t)event;
	message->value = value;
	outgoing.buffer[outgoing.count++] =
	        vm_buffer(message, sizeof c->dma->control_transmit[slot], false, slot);
}

static void send_all(void)
{
	unsigned count = outgoing.count - outgoing.posted;
	long taken = count ? vm_post(vm_console.device, CONTROL_TRANSMIT,
	                             outgoing.buffer + outgoing.posted, count)
	                   : 0;
	outgoing.taken += taken > 0 ? (unsigned)taken : 0;
	outgoing.posted = outgoing.count;
}

/* A device answers a message before it gives the message's buffer back. */
static bool all_answered(void)
{
	struct gate_completion done[CONTROL_DESCRIPTORS];
	long count =
	        vm_reap(vm_console.device, CONTROL_TRANSMIT, done, CONTROL_DESCRIPTORS);
	if (count > 0)
		outgoing.answered += (unsigned)count;
	return count < 0 || outgoing.answered >= outgoing.taken;
}

static struct gate_buffer incoming(unsigned slot)
{
	struct console_dma *dma = vm_console.dma;
	return vm_buffer(dma->control_receive[slot], sizeof dma->control_receive[slot],
	                 true, slot);
}

/* Only while opening: later there may be buffers on the queues of the old port. */
static void take_name(unsigned port, const char *name, size_t length)
{
	static const char prefix[] = "samara.std", streams[3] = {'i', 'o', 'e'};
	const size_t at = sizeof prefix - 1;
	if (vm_console.kind == CONSOLE_VIRTIO || length <= at || memcmp(name, prefix, at))
		return;
	for (unsigned i = 0; i < 3; i++)
		if (name[at] == streams[i]) {
			vm_console.port[i] = (uint8_t)port;
			send(port, PORT_OPEN, 1);
		}
}

static void take_message(const struct control *message, size_t length)
{
	struct vm_console *c = &vm_console;
	unsigned port = message->port, bit;
	if (length < offsetof(struct control, name) || port >= CONSOLE_PORTS ||
	    !c->queue_size[console_queue(port, true)])
		return;
	bit = 1u << port;
	switch (message->event) {
	case DEVICE_ADD:
		send(port, PORT_READY, 1);
		break;
	case CONSOLE_PORT:
		c->console_port = (uint8_t)port;
		break;
	case PORT_OPEN:
		c->closed =
		        (uint8_t)(message->value ? c->closed & ~bit : c->closed | bit);
		break;
	case PORT_NAME:
		take_name(port, message->name, length - offsetof(struct control, name));
		break;
	}
}

/* Answer what has come. False: nothing has. */
static bool attend(void)
{
	struct vm_console *c = &vm_console;
	struct gate_completion done[CONTROL_DESCRIPTORS];
	struct gate_buffer again[CONTROL_DESCRIPTORS];
	long count = vm_reap(c->device, CONTROL_RECEIVE, done, CONTROL_DESCRIPTORS);
	for (long i = 0; i < count; i++) {
		struct control message;
		unsigned slot = done[i].token % CONTROL_DESCRIPTORS;
		memcpy(&message, c->dma->control_receive[slot], sizeof message);
		take_message(&message, done[i].length);
		again[i] = incoming(slot);
	}
	if (count <= 0)
		return false;
	vm_post(c->device, CONTROL_RECEIVE, again, (unsigned)count);
	send_all();
	return true;
}

void vm_console_attend(void)
{
	unsigned rounds = 0;
	while (vm_console.multiport && attend())
		vm_console.multiport = ++rounds < ROUNDS;
}

static bool all_named(void)
{
	const uint8_t *port = vm_console.port;
	return port[0] != NO_PORT && port[1] != NO_PORT && port[2] != NO_PORT;
}

/* Learn the ports of a device that has several. */
static void learn_ports(void)
{
	struct vm_console *c = &vm_console;
	struct gate_buffer buffers[CONTROL_DESCRIPTORS];
	for (unsigned i = 0; i < CONTROL_DESCRIPTORS; i++)
		buffers[i] = incoming(i);
	vm_post(c->device, CONTROL_RECEIVE, buffers, c->queue_size[CONTROL_RECEIVE]);
	send(0, DEVICE_READY, 1);
	send_all();
	for (unsigned i = 0; i < ROUNDS && !all_named(); i++) {
		bool silent = all_answered();
		if (attend())
			continue;
		if (silent)
			break;
		vm_device_wait(UINT64_MAX);
	}
	if (c->port[1] == NO_PORT && c->console_port != NO_PORT) {
		memset(c->port, c->console_port, sizeof c->port);
		send(c->console_port, PORT_OPEN, 1);
		send_all();
	}
	if (c->port[2] == NO_PORT)
		c->port[2] = c->port[1];
}

static bool open_virtio(void)
{
	struct vm_console *c = &vm_console;
	struct gate_device device;
	long number = vm_device_open(DEVICE_CONSOLE, 0, FEATURE_MULTIPORT, GATE_QUEUES,
	                             CONTROL_DESCRIPTORS, &device);
	if (number < 0)
		return false;
	c->device = (unsigned)number;
	c->dma = vm_dma(c->device, sizeof *c->dma);
	if (!c->dma)
		return false;
	c->multiport = device.features & FEATURE_MULTIPORT;
	memcpy(c->queue_size, device.queue_size, sizeof c->queue_size);
	memset(c->port, c->multiport ? NO_PORT : 0, sizeof c->port);
	c->console_port = NO_PORT;
	if (c->multiport) {
		if (!c->queue_size[CONTROL_RECEIVE] || !c->queue_size[CONTROL_TRANSMIT])
			return false;
		learn_ports();
	}
	return c->port[1] != NO_PORT && c->queue_size[console_queue(c->port[1], true)];
}

void vm_console_open(void)
{
	if (vm_console.kind != CONSOLE_UNKNOWN)
		return;
	vm_console.kind = CONSOLE_SERIAL;
	if (open_virtio())
		vm_console.kind = CONSOLE_VIRTIO;
}
