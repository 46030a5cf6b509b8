/* SPDX-License-Identifier: ISC */
/*
 * The core's own interfaces, grouped by file. Ring 0 only; every symbol gets the prefix
 * "core." after compilation, so nothing here can meet a name of the program.
 *
 * Rules of the core: no initialised data and no pointers in constants (it runs at an
 * address that isn't known when it is linked, and applies no relocations; the linker
 * script refuses both); user addresses are looked up, never dereferenced; interrupts are
 * off while it runs, except in wait. One CPU so far.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "gate.h"
#include "x86_64/processor.h"
#include <errno.h>
#include <samara/platform.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096ul

/* lib.c */
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

/* panic.c: one line on the serial port and the debug port, then the machine goes off. */
_Noreturn void panic(const char *why);
void say(const char *text);       /* a loud line for whoever reads the console */
void say_number(uint64_t value);  /* decimal */
void say_address(uint64_t value); /* hexadecimal */

/* option.c: "name=value" words on the command line. Returns the n-th value of that name
 * (from 0), up to the next space; NULL when there is none. */
const char *option(const char *name, unsigned n);
uint64_t option_number(
        const char **text); /* decimal or 0x…; stops at the first other byte; K, M, G */

/* page.c: physical memory. Addresses are physical, 0 means none left. */
uint64_t page_allocate(void); /* zeroed */
void page_release(uint64_t page);
uint64_t pages_allocate(size_t count); /* contiguous, zeroed, never released */
uint64_t pages_free(void);
extern uint64_t direct_base;
static inline void *
physical(uint64_t address) /* where the core sees RAM and ACPI tables */
{
	return (void *)(direct_base + address);
}
volatile void *device_memory(uint64_t address,
                             size_t length); /* map registers, uncached */

/* space.c: the program's address space. Errors as platform.h says. */
int space_map(uint64_t address, uint64_t length, unsigned protection);
int space_map_pages(uint64_t address, uint64_t page, uint64_t length,
                    unsigned protection);
uint64_t space_place(uint64_t length); /* a random free range for the core's own use */
int user_read(void *to, uint64_t from, size_t n); /* -EFAULT */
int user_write(uint64_t to, const void *from, size_t n);

/* event.c: what wakes GATE_WAIT: PLATFORM_EVENT_* and EVENT_QUEUE (gate.h). */
void event_set(unsigned events);

/* interrupt.c */
/* Call `handler(argument)` for a new vector; the handler doesn't acknowledge the APIC.
 * Returns the vector, or -ENOSPC. */
int interrupt_vector(void (*handler)(void *), void *argument);
int interrupt_route(unsigned line, bool level,
                    int vector);                       /* an I/O APIC input; -ENODEV */
static inline uint64_t interrupt_message_address(void) /* for MSI-X, with data = vector */
{
	return 0xfee00000u;
}

/* device/: virtio devices, behind gate/device.c. */
long device_dma(unsigned device, uint64_t length);
long device_open(unsigned type, unsigned index, uint64_t features, unsigned queues,
                 uint64_t gate_device_address);
long queue_post(unsigned device, unsigned queue, uint64_t buffers, unsigned count);
long queue_reap(unsigned device, unsigned queue, uint64_t completions, unsigned count);
long queue_chain(unsigned device, unsigned queue, uint64_t buffers, unsigned count);
long device_config(unsigned device, unsigned offset, unsigned width);

/* acpi.c: a whole table, by its four letters, mapped; NULL when there is none. */
const void *acpi_table(const char *signature, uint32_t *length);

#endif
