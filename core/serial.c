/* SPDX-License-Identifier: ISC */
/*
 * The 16550 serial port at 0x3f8 (PC16550D data sheet), the console of last resort and
 * the only one of the core itself. Set up on first use; absent ports read 0xff and are
 * left alone.
 */
#include "serial.h"
#include "core.h"
#include "interrupt.h"

#define PORT           0x3f8
#define DATA           (PORT + 0)
#define INTERRUPT      (PORT + 1)
#define FIFO           (PORT + 2)
#define LINE_CONTROL   (PORT + 3)
#define MODEM_CONTROL  (PORT + 4)
#define LINE_STATUS    (PORT + 5)
#define SCRATCH        (PORT + 7)
#define RECEIVED       0x01u /* line status: a byte has come */
#define TRANSMIT_READY 0x20u /* line status: the transmit FIFO is empty */
#define FIFO_DEPTH     16u
#define SERIAL_LINE    4 /* its interrupt, on every PC */

static enum { UNKNOWN, ABSENT, POLLED, INTERRUPTING } state;

bool serial_present(void)
{
	if (state == UNKNOWN) {
		out8(SCRATCH, 0x5a);
		state = in8(SCRATCH) == 0x5a ? POLLED : ABSENT;
		if (state == POLLED) {
			out8(LINE_CONTROL, 0x80); /* divisor latch: 115,200 baud */
			out8(DATA, 1);
			out8(INTERRUPT, 0);
			out8(LINE_CONTROL, 0x03); /* 8 bits, no parity, 1 stop bit */
			out8(FIFO, 0x07);         /* on, both cleared */
			out8(MODEM_CONTROL, 0x0b);
		}
	}
	return state != ABSENT;
}

size_t serial_write(const char *bytes, size_t size)
{
	if (!serial_present())
		return size;
	size_t burst = size < FIFO_DEPTH ? size : FIFO_DEPTH, taken = burst;
	while (!(in8(LINE_STATUS) & TRANSMIT_READY))
		__asm__ volatile("pause");
	__asm__ volatile("rep outsb" : "+S"(bytes), "+c"(burst) : "d"(DATA) : "memory");
	return taken;
}

static void received(void *unused)
{
	event_set(PLATFORM_EVENT_CONSOLE);
	/* Quiet until somebody has read: the line is level triggered inside the chip. */
	out8(INTERRUPT, 0);
}

long serial_read(char *bytes, size_t size)
{
	size_t count = 0;
	if (!serial_present())
		return -ENODEV;
	if (state == POLLED) {
		int vector = interrupt_vector(received, NULL);
		if (vector >= 0)
			interrupt_route(SERIAL_LINE, false, vector);
		state = INTERRUPTING;
	}
	while (count < size && (in8(LINE_STATUS) & RECEIVED))
		bytes[count++] = (char)in8(DATA);
	out8(INTERRUPT, 1);
	return count ? (long)count : -EAGAIN;
}
