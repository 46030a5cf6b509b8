/* SPDX-License-Identifier: ISC */
/*
 * A virtio device as the core keeps it, and the two transports. All registers that set up
 * a device are reached by one table of offsets (transport.c); what differs beyond that is
 * where a device is found and how it interrupts.
 */
#ifndef CORE_DEVICE_H
#define CORE_DEVICE_H

#include "../core.h"
#include "virtqueue.h"

#define BATCH 8 /* buffers or completions copied at once */
#define DEVICES \
	8 /* open at once; a program needs a console, entropy, a disk or two, ports */

struct device {
	unsigned type, index; /* virtio device type, and which one of those */
	bool pci;
	bool broken;       /* it has broken the rules and is left alone */
	bool level;        /* how a virtio-mmio device's interrupt line signals */
	unsigned line;     /* that line: I/O APIC input */
	unsigned function; /* PCI configuration address */
	volatile uint8_t *registers; /* virtio-mmio, or PCI's common configuration */
	volatile uint8_t *notify;    /* PCI: base of the notification area */
	uint32_t notify_length, notify_multiplier;
	struct {
		uint64_t address, physical, length; /* address: as ring 3 sees it */
	} dma;
	volatile uint8_t *config; /* config.c: its own registers; NULL: not looked for */
	uint32_t config_length;
	unsigned queues;
	struct virtqueue queue[GATE_QUEUES];
	volatile uint8_t
	        *bell[GATE_QUEUES]; /* where to write a queue's number to notify */
};

/* device.c */
struct device *device_by_number(unsigned number); /* NULL: none, or broken */
void device_interrupt(void *device);              /* the handler */
long device_break(struct device *device);         /* give it up, loudly; -EIO */
/* Where the device finds a buffer of ring 3's; 0: it isn't in the DMA range. */
uint64_t device_reach(const struct device *device, uint64_t address, uint32_t length);
struct virtqueue *queue_by_number(struct device *device, unsigned number); /* or NULL */

/* discover.c: fill in where the device `type', `index' is. -ENODEV. */
int discover(struct device *device);

/* mmio.c: is the device at `address` the one wanted? Counts `left` down for each of its
 * type. */
bool mmio_match(struct device *device, uint64_t address, unsigned *left);

/* pci.c: the same for PCI bus 0. */
bool pci_find(struct device *device, unsigned *left);
int pci_interrupt(struct device *device, int vector);
/* The registers of the device's own; sets config_length. NULL: it has none. */
volatile uint8_t *pci_config(struct device *device);

/* transport.c */
enum device_register {
	DEVICE_FEATURES_SELECT,
	DEVICE_FEATURES,
	DRIVER_FEATURES_SELECT,
	DRIVER_FEATURES,
	DEVICE_STATUS,
	QUEUE_SELECT,
	QUEUE_SIZE_MAX,
	QUEUE_SIZE,
	QUEUE_ENABLE,
	QUEUE_TABLE, /* this and the next two: 64 bits, by register_write64() */
	QUEUE_DRIVER,
	QUEUE_DEVICE,
	DEVICE_REGISTERS
};
uint32_t register_read(const struct device *device, enum device_register reg);
void register_write(const struct device *device, enum device_register reg,
                    uint32_t value);
void register_write64(const struct device *device, enum device_register reg,
                      uint64_t value);
volatile uint8_t *transport_bell(struct device *device, unsigned queue); /* NULL: none */
void transport_ring(const struct device *device, unsigned queue);
int transport_interrupt(struct device *device); /* have device_interrupt() called */
void transport_acknowledge(const struct device *device);

#endif
