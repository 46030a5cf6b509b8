/* SPDX-License-Identifier: ISC */
/* The console as its members share it: a virtio console, or the serial port. */
#ifndef PLATFORM_VM_CONSOLE_H
#define PLATFORM_VM_CONSOLE_H

#include "device.h"

#define CONSOLE_PORTS \
	((GATE_QUEUES - 2) / 2) /* of one device; two queues are for control */
#define NO_PORT 0xff

/* Its DMA range: 66 KiB, so that a guest of 2 MiB has it to spare. */
struct console_dma {
	char transmit[8][4096];
	char receive[8][4096];        /* QEMU gives no more than this at once */
	char control_receive[16][64]; /* messages about ports; a longer name isn't ours */
	char control_transmit[16][8];
};

struct vm_console {
	enum { CONSOLE_UNKNOWN, CONSOLE_SERIAL, CONSOLE_VIRTIO } kind;
	unsigned device;
	struct console_dma *dma;
	bool multiport;
	uint8_t port[3];      /* of standard input, output, error; NO_PORT */
	uint8_t console_port; /* the one that the device calls a console; NO_PORT */
	uint8_t closed;       /* by port: a bit is set when the host has closed it */
	uint16_t queue_size[GATE_QUEUES];
};
extern struct vm_console vm_console;

/* Find and open it, on the first call. While that goes on, output takes the serial port.
 */
void vm_console_open(void);

/* Take in what the device has said about its ports. */
void vm_console_attend(void);

/* Wait until all output has left. */
void vm_console_drain(void);

/* Has standard input bytes, or has it ended? (console_read.c) */
bool vm_console_pending(void) __attribute__((weak));

static inline unsigned console_queue(unsigned port, bool transmit)
{
	return (port ? 2 * port + 2 : 0) + transmit;
}

static inline bool console_closed(unsigned port)
{
	return port == NO_PORT || (vm_console.closed >> port & 1);
}

#endif
