/* SPDX-License-Identifier: ISC */
/*
 * The gate's table. Arguments come from ring 3: numbers are checked by the function that
 * they go to, pointers are looked up (user_read, user_write). A system call number of
 * Linux's is handed up again, to the libos.
 */
#include "boot.h"
#include "clock.h"
#include "event.h"
#include "power.h"
#include "serial.h"
#include "space.h"
#include "trap.h"

#define SERIAL_BURST \
	256 /* bytes taken by one call: bounds the time with interrupts off */
#define MSR_FS_BASE 0xc0000100u

static long gate_serial_write(uint64_t buffer, uint64_t size)
{
	char bytes[SERIAL_BURST];
	if (size > sizeof bytes)
		size = sizeof bytes;
	if (user_read(bytes, buffer, size))
		return -EFAULT;
	for (size_t done = 0; done < size;)
		done += serial_write(bytes + done, size - done);
	return (long)size;
}

static long gate_serial_read(uint64_t buffer, uint64_t size)
{
	char bytes[SERIAL_BURST];
	long count = serial_read(bytes, size < sizeof bytes ? size : sizeof bytes);
	if (count > 0 && user_write(buffer, bytes, (size_t)count))
		return -EFAULT;
	return count;
}

static long gate_thread_pointer(uint64_t value)
{
	if (value >> 47)
		return -EPERM;
	msr_write(MSR_FS_BASE, value);
	return 0;
}

static long gate_call(struct trap_frame *f, uint64_t number)
{
	switch (number) {
	case GATE_EXIT:
		power_off((uint8_t)f->rdi);
	case GATE_MAP:
		return space_map(f->rdi, f->rsi, (unsigned)f->rdx);
	case GATE_PROTECT:
		return space_protect(f->rdi, f->rsi, (unsigned)f->rdx);
	case GATE_UNMAP:
		return space_unmap(f->rdi, f->rsi);
	case GATE_SEAL:
		return space_seal(f->rdi, f->rsi);
	case GATE_DISCARD:
		return space_discard(f->rdi, f->rsi);
	case GATE_MOVE:
		return space_move(f->rdi, f->rsi, f->rdx);
	case GATE_MEMORY_FREE:
		return (long)pages_free();
	case GATE_WAIT:
		return event_wait((unsigned)f->rdi, f->rsi);
	case GATE_RESUME:
		return upcall_resume(f, f->rdi);
	case GATE_UPCALL:
		return upcall_set(f->rdi, f->rsi, f->rdx);
	case GATE_CLOCK:
		return clock_update();
	case GATE_CLOCK_WALL:
		return (long)clock_wall();
	case GATE_SERIAL_WRITE:
		return gate_serial_write(f->rdi, f->rsi);
	case GATE_SERIAL_READ:
		return gate_serial_read(f->rdi, f->rsi);
	case GATE_THREAD_POINTER:
		return gate_thread_pointer(f->rdi);
	case GATE_DMA:
		return device_dma(f->rdi);
	case GATE_DEVICE_OPEN:
		return device_open((unsigned)f->rdi, (unsigned)f->rsi, f->rdx,
		                   (unsigned)f->r10, f->r8);
	case GATE_DEVICE_CONFIG:
		return device_config((unsigned)f->rdi, (unsigned)f->rsi, f->rdx,
		                     (unsigned)f->r10);
	case GATE_QUEUE_POST:
		return queue_post((unsigned)f->rdi, (unsigned)f->rsi, f->rdx,
		                  (unsigned)f->r10);
	case GATE_QUEUE_REAP:
		return queue_reap((unsigned)f->rdi, (unsigned)f->rsi, f->rdx,
		                  (unsigned)f->r10);
	default:
		return -ENOSYS;
	}
}

bool gate(struct trap_frame *frame)
{
	uint64_t number = frame->rax - GATE_BASE;
	if (number >= GATE_CALLS) {
		upcall(frame, PLATFORM_CAUSE_SYSCALL, 0);
		return false;
	}
	/* In two steps: GATE_RESUME replaces all registers, rax among them. */
	long result = gate_call(frame, number);
	frame->rax = (uint64_t)result;
	return number == GATE_RESUME;
}
