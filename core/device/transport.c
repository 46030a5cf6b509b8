/* SPDX-License-Identifier: ISC */
/*
 * The registers of a virtio device, on both transports: virtio-mmio version 2
 * (virtio 1.1, section 4.2.2) and PCI's common configuration (section 4.1.4.3). They have
 * the same registers at other offsets and widths, so one driver serves both.
 */
#include "device.h"

#define MMIO_NOTIFY       0x50
#define MMIO_INTERRUPT    0x60
#define MMIO_ACKNOWLEDGE  0x64
#define PCI_CONFIG_VECTOR 0x10
#define PCI_QUEUE_VECTOR  0x1a
#define PCI_QUEUE_NOTIFY  0x1e
#define PCI_VECTOR_NONE   0xffff

static const struct {
	uint8_t mmio, pci, pci_width;
} offsets[DEVICE_REGISTERS] = {
        [DEVICE_FEATURES_SELECT] = {0x14, 0x00, 4}, [DEVICE_FEATURES] = {0x10, 0x04, 4},
        [DRIVER_FEATURES_SELECT] = {0x24, 0x08, 4}, [DRIVER_FEATURES] = {0x20, 0x0c, 4},
        [DEVICE_STATUS] = {0x70, 0x14, 1},          [QUEUE_SELECT] = {0x30, 0x16, 2},
        [QUEUE_SIZE_MAX] = {0x34, 0x18, 2},         [QUEUE_SIZE] = {0x38, 0x18, 2},
        [QUEUE_ENABLE] = {0x44, 0x1c, 2},           [QUEUE_TABLE] = {0x80, 0x20, 4},
        [QUEUE_DRIVER] = {0x90, 0x28, 4},           [QUEUE_DEVICE] = {0xa0, 0x30, 4},
};

static uint32_t read(volatile uint8_t *at, unsigned width)
{
	if (width == 1)
		return *at;
	return width == 2 ? *(volatile uint16_t *)at : *(volatile uint32_t *)at;
}

static void write(volatile uint8_t *at, unsigned width, uint32_t value)
{
	if (width == 1)
		*at = (uint8_t)value;
	else if (width == 2)
		*(volatile uint16_t *)at = (uint16_t)value;
	else
		*(volatile uint32_t *)at = value;
}

static unsigned width(const struct device *device, enum device_register reg)
{
	return device->pci ? offsets[reg].pci_width : 4;
}

static volatile uint8_t *place(const struct device *device, enum device_register reg)
{
	return device->registers + (device->pci ? offsets[reg].pci : offsets[reg].mmio);
}

uint32_t register_read(const struct device *device, enum device_register reg)
{
	return read(place(device, reg), width(device, reg));
}

void register_write(const struct device *device, enum device_register reg, uint32_t value)
{
	write(place(device, reg), width(device, reg), value);
}

void register_write64(const struct device *device, enum device_register reg,
                      uint64_t value)
{
	write(place(device, reg), 4, (uint32_t)value);
	write(place(device, reg) + 4, 4, (uint32_t)(value >> 32));
}

volatile uint8_t *transport_bell(struct device *device, unsigned queue)
{
	if (!device->pci)
		return device->registers + MMIO_NOTIFY;
	write(device->registers + PCI_QUEUE_VECTOR, 2, 0);
	uint64_t offset = (uint64_t)read(device->registers + PCI_QUEUE_NOTIFY, 2) *
	                  device->notify_multiplier;
	return offset + 2 <= device->notify_length ? device->notify + offset : NULL;
}

void transport_ring(const struct device *device, unsigned queue)
{
	write(device->bell[queue], device->pci ? 2 : 4, queue);
}

int transport_interrupt(struct device *device)
{
	int vector = interrupt_vector(device_interrupt, device);
	if (vector < 0)
		return vector;
	if (!device->pci)
		return interrupt_route(device->line, device->level, vector);
	write(device->registers + PCI_CONFIG_VECTOR, 2, PCI_VECTOR_NONE);
	return pci_interrupt(device, vector);
}

void transport_acknowledge(const struct device *device)
{
	if (!device->pci)
		write(device->registers + MMIO_ACKNOWLEDGE, 4,
		      read(device->registers + MMIO_INTERRUPT, 4));
}
