/* SPDX-License-Identifier: ISC */
/* The serial port as the program's console. */
#include "serial.h"
#include "gate/calls.h"

#define SERIAL_BURST \
	256 /* bytes taken by one call: bounds the time with interrupts off */

long call_serial_write(struct trap_frame *frame)
{
	char bytes[SERIAL_BURST];
	uint64_t size = frame->rsi < sizeof bytes ? frame->rsi : sizeof bytes;
	if (user_read(bytes, frame->rdi, size))
		return -EFAULT;
	for (size_t done = 0; done < size;)
		done += serial_write(bytes + done, size - done);
	return (long)size;
}

long call_serial_read(struct trap_frame *frame)
{
	char bytes[SERIAL_BURST];
	uint64_t size = frame->rsi < sizeof bytes ? frame->rsi : sizeof bytes;
	long count = serial_read(bytes, size);
	if (count > 0 && user_write(frame->rdi, bytes, (size_t)count))
		return -EFAULT;
	return count;
}
