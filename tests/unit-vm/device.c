/* SPDX-License-Identifier: ISC */
/*
 * Devices as ring 3 sees them through the gate: opening, the bounds of the DMA range,
 * numbers that mean nothing. Below is a device made of an array of registers.
 */
#include "core/device/device.c"
#include "core/device/chain.c"
#include "core/device/config.c"
#include "core/device/virtqueue.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define FEATURES (FEATURE_VERSION_1 | 6)

uint64_t direct_base;
static uint32_t registers[DEVICE_REGISTERS];
static unsigned queue_limit = 64, rings, said;
static uint32_t queue_bits[GATE_QUEUES];

uint32_t register_read(const struct device *device, enum device_register reg)
{
	if (reg == DEVICE_FEATURES)
		return (uint32_t)(registers[DEVICE_FEATURES_SELECT] ? FEATURES >> 32
		                                                    : FEATURES);
	if (reg == QUEUE_SIZE_MAX)
		return registers[QUEUE_SELECT] < 4 ? queue_limit : 0;
	return registers[reg];
}

void register_write(const struct device *device, enum device_register reg, uint32_t value)
{
	registers[reg] = value;
	if (reg == QUEUE_SIZE)
		queue_bits[registers[QUEUE_SELECT]] = value;
}

void register_write64(const struct device *device, enum device_register reg,
                      uint64_t value)
{
	assert_int_equal(value % (reg == QUEUE_TABLE    ? 16
	                          : reg == QUEUE_DRIVER ? 2
	                                                : 4),
	                 0);
}

volatile uint8_t *transport_bell(struct device *device, unsigned queue)
{
	return (volatile uint8_t *)registers;
}

void transport_ring(const struct device *device, unsigned queue)
{
	rings++;
}

int transport_interrupt(struct device *device)
{
	return 0;
}

void transport_acknowledge(const struct device *device)
{
}

static volatile uint8_t *pci_registers;

volatile uint8_t *pci_config(struct device *device)
{
	device->config_length = 12;
	return pci_registers;
}

int discover(struct device *device)
{
	return device->type == 3 && device->index < 20 ? 0 : -ENODEV;
}

void event_set(unsigned events)
{
}

void say(const char *text)
{
	said++;
}

void say_number(uint64_t value)
{
}

uint64_t pages_free(void)
{
	return 1 << 20;
}

static void *pages[64];
static unsigned page_runs;

uint64_t pages_allocate(size_t count)
{
	pages[page_runs] = aligned_alloc(PAGE, count * PAGE);
	memset(pages[page_runs], 0, count * PAGE);
	return (uint64_t)pages[page_runs++];
}

uint64_t space_place(uint64_t length)
{
	return 0x5a0000000000;
}

int space_map_pages(uint64_t address, uint64_t page, uint64_t length, unsigned protection)
{
	assert_int_equal(protection, PLATFORM_READ | PLATFORM_WRITE);
	return 0;
}

/* Pointers of ring 3 below 1 MiB are bad ones here. */
int user_read(void *to, uint64_t from, size_t n)
{
	if (from < 1 << 20)
		return -EFAULT;
	memcpy(to, (void *)from, n);
	return 0;
}

int user_write(uint64_t to, const void *from, size_t n)
{
	if (to < 1 << 20)
		return -EFAULT;
	memcpy((void *)to, from, n);
	return 0;
}

static struct gate_device opened;

static long open_one(unsigned index, unsigned queues, unsigned descriptors)
{
	return device_open(3, index, 2, queues | descriptors << 16, (uint64_t)&opened);
}

static long post_one(unsigned device, unsigned queue, uint64_t address, uint32_t length,
                     uint16_t token)
{
	struct gate_buffer buffer = {address, length, 1, token};
	return queue_post(device, queue, (uint64_t)&buffer, 1);
}

static void opening(void **unused)
{
	assert_int_equal(open_one(0, 0, 16), -EINVAL);
	assert_int_equal(open_one(0, GATE_QUEUES + 1, 16), -EINVAL);
	assert_int_equal(open_one(0, 2, 0), -EINVAL);
	assert_int_equal(open_one(0, 2, VIRTQUEUE_SIZE_LIMIT + 1), -EINVAL);
	assert_int_equal(device_open(4, 0, 0, 0x10001, (uint64_t)&opened), -ENODEV);
	assert_int_equal(open_one(0, 8, 48), 0);
	assert_int_equal(opened.features, FEATURE_VERSION_1 | 2);
	for (unsigned i = 0; i < GATE_QUEUES; i++)
		assert_int_equal(opened.queue_size[i], i < 4 ? 32 : 0);
	assert_int_equal(queue_bits[3], 32);
	assert_int_equal(registers[DEVICE_STATUS], 15);
	assert_int_equal(open_one(0, 8, 32), -EBUSY);
	queue_limit = 1;
	assert_int_equal(open_one(1, GATE_QUEUES, 256), 1);
	assert_int_equal(opened.queue_size[0], 1);
	queue_limit = 0x8000;
	assert_int_equal(open_one(2, GATE_QUEUES, 256), 2);
	assert_int_equal(opened.queue_size[3], 256);
}

static void dma_range(void **unused)
{
	const uint64_t start = 0x5a0000000000;
	/* Before there is one, no address is in it. */
	assert_int_equal(post_one(0, 0, start, 1, 0), -EFAULT);
	assert_int_equal(post_one(0, 0, 0, 1, 0), -EFAULT);
	assert_int_equal(device_dma(0, 0), -ENOMEM);
	assert_int_equal(device_dma(0, UINT64_MAX), -ENOMEM);
	assert_int_equal(device_dma(0, 1ul << 40), -ENOMEM);
	assert_int_equal(device_dma(3, 8000), -ENODEV);
	assert_int_equal(device_dma(0, 8000), start);
	assert_int_equal(device_dma(0, 1 << 20), -EBUSY);
	static const struct {
		uint64_t offset;
		uint32_t length;
	} bad[] = {
	        {0, 0},          {0, 8193},       {1, 8192},
	        {8191, 2},       {8192, 1},       {-1ul, 1},
	        {-1ul, 2},       {0, 0xffffffff}, {4096, 0xfffff000},
	        {-4096ul, 8192}, {1ul << 63, 1},  {-0x5a0000000000ul, 16},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(post_one(0, 0, start + bad[i].offset, bad[i].length, 0),
		                 -EFAULT);
	assert_int_equal(post_one(0, 0, start, 8192, 0), 1);
	assert_int_equal(post_one(0, 0, start + 8191, 1, 1), 1);
	assert_int_equal(post_one(0, 0, start, 1, 1), -EBUSY);
	assert_int_equal(post_one(0, 0, start, 1, 32), -EINVAL);
	assert_int_equal(devices[0]->queue[0].table[1].address,
	                 devices[0]->dma.physical + 8191);
	/* Another device's is another one. */
	assert_int_equal(post_one(1, 0, start, 1, 0), -EFAULT);
	assert_int_equal(device_dma(1, 4096), start);
	assert_int_equal(post_one(1, 0, start + 4096, 1, 0), -EFAULT);
	assert_int_equal(post_one(1, 0, start, 4096, 0), 1);
	assert_int_equal(devices[1]->queue[0].table[0].address, devices[1]->dma.physical);
}

static void numbers(void **unused)
{
	const uint64_t start = 0x5a0000000000;
	struct gate_completion completion;
	assert_int_equal(post_one(3, 0, start, 1, 0), -ENODEV);
	assert_int_equal(post_one(UINT32_MAX, 0, start, 1, 0), -ENODEV);
	assert_int_equal(post_one(0, 4, start, 1, 0), -ENODEV);
	assert_int_equal(post_one(0, 8, start, 1, 0), -ENODEV);
	assert_int_equal(post_one(0, UINT32_MAX, start, 1, 0), -ENODEV);
	assert_int_equal(queue_reap(0, 4, (uint64_t)&completion, 1), -ENODEV);
	assert_int_equal(queue_reap(9, 0, (uint64_t)&completion, 1), -ENODEV);
	assert_int_equal(queue_post(0, 1, 0x1000, 1), -EFAULT);
	assert_int_equal(queue_post(0, 1, 0x1000, UINT32_MAX), -EFAULT);
	assert_int_equal(queue_post(0, 1, 0x1000, 0), 0);
	assert_int_equal(queue_reap(0, 1, 0x1000, 0), 0);
}

static void batches(void **unused)
{
	const uint64_t start = 0x5a0000000000;
	struct gate_buffer buffers[32];
	struct gate_completion completions[32];
	struct virtqueue *queue = &devices[0]->queue[2];
	for (uint16_t i = 0; i < 32; i++)
		buffers[i] = (struct gate_buffer){start + i, 1, 1, i};
	rings = 0;
	buffers[19].token = 3; /* in flight by then */
	assert_int_equal(queue_post(0, 2, (uint64_t)buffers, 32), 19);
	assert_int_equal(rings, 1);
	assert_int_equal(queue->driver->index, 19);
	for (uint16_t i = 0; i < 19; i++)
		queue->device->ring[i].id = 18u - i;
	queue->device->index = 19;
	assert_int_equal(queue_reap(0, 2, (uint64_t)completions, 8), 8);
	assert_int_equal(completions[7].token, 11);
	assert_int_equal(queue_reap(0, 2, (uint64_t)completions, 32), 11);
	assert_int_equal(completions[10].token, 0);
	assert_int_equal(queue_reap(0, 2, (uint64_t)completions, 32), 0);
	assert_int_equal(queue->driver->flags, 0);
}

static struct gate_buffer chained(uint64_t offset, uint32_t length, bool write,
                                  uint16_t token)
{
	return (struct gate_buffer){0x5a0000000000 + offset, length,
	                            (uint16_t)(write | GATE_BUFFER_NEXT), token};
}

/* Requests of several buffers: what the device gets to see, and what it doesn't. */
static void chains(void **unused)
{
	struct gate_buffer b[12];
	struct gate_completion completions[8];
	struct virtqueue *queue = &devices[0]->queue[3];
	for (unsigned i = 0; i < 4; i++) {
		b[3 * i] = chained(16 * i, 16, false, (uint16_t)(3 * i));
		b[3 * i + 1] = chained(4096 + i, 512, true, 99);
		b[3 * i + 2] = chained(100 + i, 1, true, 0);
		b[3 * i + 2].write = 1;
	}
	rings = 0;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 12), 12);
	assert_int_equal(rings, 1);
	assert_int_equal(queue->driver->index, 4);
	for (unsigned i = 0; i < 12; i++) {
		assert_int_equal(queue->table[i].flags,
		                 (i % 3 ? DESCRIPTOR_WRITE : 0) |
		                         (i % 3 < 2 ? DESCRIPTOR_NEXT : 0));
		assert_true(i % 3 == 2 || queue->table[i].next == i + 1);
		assert_int_equal(queue->table[i].length, b[i].length);
		assert_int_equal(queue->table[i].address,
		                 b[i].address - 0x5a0000000000 +
		                         devices[0]->dma.physical);
		assert_int_equal(queue->driver->ring[i / 3], i / 3 * 3);
	}
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 3), -EBUSY);
	b[0].token = 12;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 6), 3);
	assert_int_equal(queue->driver->index, 5);
	/* Not whole: nothing of it. */
	b[0].token = 15;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 2), -EINVAL);
	b[4].address += 8192;
	b[3].token = 18;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 6), 3);
	assert_int_equal(queue_chain(0, 3, (uint64_t)(b + 3), 3), -EFAULT);
	b[4].address = 0x5a0000000000 + 8191;
	assert_int_equal(queue_chain(0, 3, (uint64_t)(b + 3), 3), -EFAULT);
	assert_int_equal(queue->driver->index, 6);
	/* Beyond the descriptors that there are. */
	b[0].token = 30;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 3), -EINVAL);
	b[0].token = 32;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 3), -EINVAL);
	b[0].token = UINT16_MAX;
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 3), -EINVAL);
	assert_int_equal(queue_chain(0, 3, 0x1000, 3), -EFAULT);
	assert_int_equal(queue_chain(0, 4, (uint64_t)b, 3), -ENODEV);
	assert_int_equal(queue_chain(0, 3, (uint64_t)b, 0), 0);
	/* They end out of order, by their first descriptors. */
	for (uint16_t i = 0; i < 6; i++) {
		queue->device->ring[i].id = 15u - 3u * i;
		queue->device->ring[i].length = 513;
	}
	queue->device->index = 6;
	assert_int_equal(queue_reap(0, 3, (uint64_t)completions, 8), 6);
	assert_int_equal(completions[0].token, 15);
	assert_int_equal(completions[5].token, 0);
	assert_int_equal(completions[5].length, 0);
}

/* The device's own registers, behind an array of bytes. */
static void config(void **unused)
{
	static uint8_t page[2 * PAGE] __attribute__((aligned(4096)));
	struct device *device = devices[2];
	device->registers = page + 0xd00;
	for (unsigned i = 0; i < 0x100; i++)
		page[0xe00 + i] = (uint8_t)i;
	assert_int_equal(device_config(2, 0, 1), 0);
	assert_int_equal(device_config(2, 5, 1), 5);
	assert_int_equal(device_config(2, 6, 2), 0x0706);
	assert_int_equal(device_config(2, 0xfc, 4), 0xfffefdfc);
	assert_int_equal(device_config(2, 5, 2), -EINVAL);
	assert_int_equal(device_config(2, 6, 4), -EINVAL);
	assert_int_equal(device_config(2, 0, 3), -EINVAL);
	assert_int_equal(device_config(2, 0, 8), -EINVAL);
	assert_int_equal(device_config(2, 0x1ff, 1), page[0xfff]);
	assert_int_equal(device_config(2, 0x200, 1), -EINVAL);
	assert_int_equal(device_config(2, UINT32_MAX, 1), -EINVAL);
	assert_int_equal(device_config(2, UINT32_MAX - 3, 4), -EINVAL);
	assert_int_equal(device_config(9, 0, 1), -ENODEV);
	page[0xd00 + MMIO_GENERATION] = 7;
	assert_int_equal(device_config(2, 0, 0), 7);
	/* At the end of the page there are none. */
	device->registers = page + 0xf00;
	device->config = NULL;
	assert_int_equal(device_config(2, 0, 1), -EINVAL);
	device->registers = page;
	device->pci = true;
	device->config = NULL;
	assert_int_equal(device_config(2, 0, 1), -EINVAL);
	pci_registers = page + 0x800;
	assert_int_equal(device_config(2, 8, 4), 0);
	assert_int_equal(device_config(2, 12, 4), -EINVAL);
	page[PCI_GENERATION] = 9;
	page[PCI_GENERATION + 1] = 1;
	assert_int_equal(device_config(2, 0, 0), 9);
}

static void broken(void **unused)
{
	struct gate_completion completion;
	said = 0;
	devices[0]->queue[3].device->index = 7;
	assert_int_equal(queue_reap(0, 3, (uint64_t)&completion, 1), -EIO);
	assert_true(said > 0);
	assert_int_equal(registers[DEVICE_STATUS], 0);
	assert_int_equal(queue_reap(0, 3, (uint64_t)&completion, 1), -ENODEV);
	assert_int_equal(post_one(0, 2, 0x5a0000000000, 1, 30), -ENODEV);
	assert_int_equal(device_dma(0, 4096), -ENODEV);
	assert_int_equal(device_config(0, 0, 4), -ENODEV);
	assert_int_equal(open_one(0, 8, 32), -EBUSY);
}

static void limits(void **unused)
{
	for (unsigned i = 3; i < DEVICES; i++)
		assert_int_equal(open_one(i, 1, 1), i);
	assert_int_equal(open_one(DEVICES, 1, 1), -ENOSPC);
}

static int release(void **unused)
{
	while (page_runs)
		free(pages[--page_runs]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(opening), cmocka_unit_test(dma_range),
	        cmocka_unit_test(numbers), cmocka_unit_test(batches),
	        cmocka_unit_test(chains),  cmocka_unit_test(config),
	        cmocka_unit_test(broken),  cmocka_unit_test(limits),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, release);
}
