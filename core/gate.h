/* SPDX-License-Identifier: ISC */
/*
 * The gate: how ring 3 calls the core. Shared by core/ and platform/vm/.
 *
 * A call puts its number in rax, arguments in rdi, rsi, rdx, r10, r8, r9, as Linux system
 * calls do, and executes `syscall` (or int3 when vm_boot.gate_int3 is set); the result is
 * in rax, rcx and r11 are lost. Numbers lie outside Linux's range. Pointers that the core
 * gets are looked up in its page tables, never dereferenced: a bad one gives -EFAULT.
 */
#ifndef CORE_GATE_H
#define CORE_GATE_H

#define GATE_BASE 0x53410000

#define GATE_EXIT        0 /* (status): the machine goes off; doesn't return */
#define GATE_MAP         1 /* (address, length, protection): demand zero */
#define GATE_PROTECT     2 /* (address, length, protection) */
#define GATE_UNMAP       3 /* (address, length) */
#define GATE_SEAL        4 /* (address, length) */
#define GATE_DISCARD     5 /* (address, length) */
#define GATE_MOVE        6 /* (from, to, length) */
#define GATE_MEMORY_FREE 7 /* () -> bytes */
#define GATE_WAIT                                                           \
	8                      /* (events, deadline in ns, flag) -> events; \
	                          a byte at `flag` that isn't 0: only look */
#define GATE_RESUME         9  /* (frame) */
#define GATE_UPCALL         10 /* (entry, stack low, stack high): where upcalls go */
#define GATE_CLOCK          11 /* (): bring vm_boot.clock up to date */
#define GATE_CLOCK_WALL     12 /* () -> wall clock minus monotonic clock, in ns */
#define GATE_SERIAL_WRITE   13 /* (buffer, size) -> count taken, at least 1 */
#define GATE_SERIAL_READ    14 /* (buffer, size) -> count or -EAGAIN, -ENODEV */
#define GATE_THREAD_POINTER 15 /* (value, 1: GS base, 0: FS base), without FSGSBASE */
#define GATE_DMA            16 /* (device, length) -> address; see "devices" */
#define GATE_DEVICE_OPEN                                                               \
	17                 /* (type, index, features, queues, gate_device *) -> device \
	                    */
#define GATE_QUEUE_POST 18 /* (device, queue, gate_buffer *, count) -> count taken */
#define GATE_QUEUE_REAP 19 /* (device, queue, gate_completion *, count) -> count */
#define GATE_TIMER      20 /* (deadline in ns; UINT64_MAX: none): PLATFORM_EVENT_TIMER */
#define GATE_SIGNALS_WANT                                                \
	21 /* (signals): these come as PLATFORM_EVENT_SIGNAL; the others \
	      end the machine */
#define GATE_SIGNALS_TAKE  22 /* () -> signals that came, once */
#define GATE_RESIDENT      23 /* (address, pages) -> bit n: page n has been given */
#define GATE_MAP_FILE      24 /* (address, length): demand zero that GATE_SHARE may show */
#define GATE_SHARE         25 /* (from, to, length, protection, private) */
#define GATE_DEVICE_CONFIG 26 /* (device, offset, width) -> value; see "devices" */
#define GATE_QUEUE_CHAIN   27 /* (device, queue, gate_buffer *, count) -> count taken */
#define GATE_MODULE        28 /* (0: address, 1: bytes) of what was loaded beside the image */
#define GATE_CALLS         29

#define GATE_RESIDENT_PAGES 63 /* of one call */

#ifndef __ASSEMBLER__
#include <stdint.h>

/* ---- devices ----
 *
 * GATE_DMA makes the device's DMA range, once: physically contiguous, readable and
 * writable for ring 3. -EBUSY: it has one; -ENOMEM.
 *
 * GATE_DEVICE_OPEN opens the index-th device (from 0) of a virtio type. `features`: what
 * the caller can do. `queues`: how many, plus 65536 times how many descriptors each may
 * have at most (1 to 256). -ENODEV: there is no such device; -EBUSY: it is open.
 *
 * GATE_DEVICE_CONFIG reads one of the device's own registers, 1, 2 or 4 bytes at a
 * multiple of that (virtio 1.1, section 2.4); width 0: the generation, which has changed
 * when what was read meanwhile may not belong together. -EINVAL: it has no such register.
 *
 * GATE_QUEUE_CHAIN posts requests of several buffers each, GATE_BUFFER_NEXT in all but
 * the last: what the device reads, then what it writes. The first one's token names the
 * request's first descriptor; the others take the ones behind it. Only whole requests
 * count as taken; -EINVAL: the last one of the call isn't whole. The completion has the
 * first token, and length 0 unless the first buffer is one that the device writes.
 *
 * GATE_QUEUE_REAP: when it returns fewer than asked for, the device interrupts for the
 * next completion, which sets EVENT_QUEUE; until then it does not. GATE_QUEUE_POST:
 * -EFAULT for a buffer outside the DMA range, -EBUSY for a token in flight. Both: -ENODEV
 * when the device or queue isn't there; -EIO, once, then -ENODEV, when the device has
 * broken the rules and was given up. */
#define GATE_QUEUES      16     /* of one device; 7 ports of a console */
#define EVENT_QUEUE      0x100u /* for GATE_WAIT: some device has completions */
#define GATE_BUFFER_NEXT 2 /* of gate_buffer.write: the request goes on with the next */

/* A buffer for a device: inside the DMA range, posted until it is reaped. */
struct gate_buffer {
	uint64_t address; /* in the DMA range */
	uint32_t length;
	uint16_t write; /* 1: the device writes it; GATE_BUFFER_NEXT */
	uint16_t token; /* comes back with the completion; below the queue's size */
};

struct gate_completion {
	uint32_t length; /* bytes that the device wrote */
	uint16_t token;
	uint16_t reserved;
};

struct gate_device {
	uint64_t features; /* negotiated */
	uint16_t
	        queue_size[GATE_QUEUES]; /* descriptors of each queue, 0: no such queue */
};

/* The clock as KVM's paravirtual clock has it (linux Documentation/virt/kvm/x86/msr.rst):
 * ns = system_time + (((tsc - tsc_timestamp) << shift) * multiplier >> 32). Odd version:
 * being written. multiplier 0: not measured yet, call GATE_CLOCK; also once `due`, where
 * it isn't 0, times 2^CLOCK_DUE_SHIFT have passed since tsc_timestamp. KVM leaves it 0.
 */
#define CLOCK_DUE_SHIFT 20
struct gate_clock {
	uint32_t version;
	uint32_t due;
	uint64_t tsc_timestamp;
	uint64_t system_time;
	uint32_t multiplier;
	int8_t shift;
	uint8_t flags;
	uint8_t padding2[2];
};

/* One page, read-only for ring 3, whose address is in rdi when the core enters the
 * image's vm_start. The boot arguments follow on the next page. */
struct vm_boot {
	uint64_t image_base; /* address of link-time address 0, so that link + base =
	                        memory */
	uint64_t image_end;
	uint64_t space_low, space_high;
	uint64_t memory;          /* bytes of physical memory free at the start */
	uint64_t command_line;    /* address of a NUL-terminated string */
	uint64_t features;        /* VM_FEATURE_* */
	uint32_t gate_int3;       /* 1: the gate is int3 */
	uint32_t serial;          /* 1: a 16550 answers */
	uint64_t clock;           /* address of struct gate_clock */
	uint64_t program_headers; /* address of a copy of the image's, on this page */
	uint64_t program_header_count;
	uint64_t seed[6]; /* random, for platform_information.seed */
};

#define VM_FEATURE_FSGSBASE 1u
#define VM_FEATURE_RDRAND   2u
#define VM_FEATURE_RDSEED   4u
#define VM_FEATURE_XSAVE    8u /* XSAVE, and CPUID leaf 0xD tells its size */
#endif
#endif
