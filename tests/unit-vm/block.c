/* SPDX-License-Identifier: ISC */
/*
 * The driver of virtio-blk above a gate that is played here: a disk in memory, one whose
 * registers and answers are anything, one that is given up.
 */
#include "platform/vm/block_open.c"
#undef BATCH
#include "platform/vm/block_reap.c"
#undef BATCH
#include "platform/vm/block_submit.c"
#include "platform/vm/wait.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What VM_USES() refers to. */
__asm__(".irp call, dma, device_open, device_config, queue_chain, queue_reap, wait\n"
        ".globl core.call_\\call\n"
        "core.call_\\call:\n"
        ".endr\n");

#define SECTORS 256
#define RANGE   (512u << 10) /* most of a DMA range that there is */

static char dma[RANGE] __attribute__((aligned(4096)));

/* The device. */
static struct {
	bool present, silly, broken;
	uint64_t features;
	uint16_t queue_size;
	uint8_t registers[64];
	unsigned generation, changing; /* how often it changes yet */
	size_t dma_limit, dma_size;
	uint8_t disk[SECTORS * 512];
	struct chain {
		struct gate_buffer buffer[BLOCK_DESCRIPTORS];
		unsigned count;
	} posted[256];
	unsigned posted_count, calls, most;
	uint8_t status; /* of every request; 0: as it should be */
	bool reverse;
	bool held; /* what was posted ends during the next wait */
	unsigned waits;
	uint64_t waited_for;
} d;

static uint32_t noise(void)
{
	return (uint32_t)rand() ^ (uint32_t)rand() << 15;
}

static void set_register(unsigned at, uint64_t value, unsigned width)
{
	memcpy(d.registers + at, &value, width);
}

static void take_chain(const struct chain *chain)
{
	for (unsigned n = 0; n < d.posted_count; n++)
		assert_true(d.posted[n].buffer[0].token != chain->buffer[0].token);
	d.posted[d.posted_count++] = *chain;
	if (d.posted_count > d.most)
		d.most = d.posted_count;
}

static long gate_chain(const struct gate_buffer *buffers, unsigned count)
{
	struct chain chain = {.count = 0};
	for (unsigned n = 0; n < count; n++) {
		assert_true(buffers[n].address >= (uintptr_t)dma && buffers[n].length);
		assert_true(buffers[n].length <= d.dma_size &&
		            buffers[n].address - (uintptr_t)dma <=
		                    d.dma_size - buffers[n].length);
		assert_true(chain.count < BLOCK_DESCRIPTORS);
		chain.buffer[chain.count++] = buffers[n];
		if (buffers[n].write & GATE_BUFFER_NEXT)
			continue;
		assert_true(chain.buffer[0].token % BLOCK_DESCRIPTORS == 0);
		assert_true(chain.buffer[0].token + chain.count <= d.queue_size);
		take_chain(&chain);
		chain.count = 0;
	}
	assert_int_equal(chain.count, 0);
	return count;
}

/* What an honest device does with a request; its status. */
static uint8_t perform(const struct chain *chain)
{
	const struct block_slot *slot = (const void *)chain->buffer[0].address;
	const struct gate_buffer *bytes = &chain->buffer[1],
	                         *last = &chain->buffer[chain->count - 1];
	uint8_t *at = d.disk + slot->sector * 512;
	assert_int_equal(chain->buffer[0].length, 16);
	assert_int_equal(chain->buffer[0].write, GATE_BUFFER_NEXT);
	assert_int_equal(last->length, 1);
	assert_int_equal(last->write, 1);
	assert_int_equal(slot->reserved, 0);
	if (slot->type == FLUSH) {
		assert_int_equal(chain->count, 2);
		return STATUS_OK;
	}
	assert_int_equal(chain->count, 3);
	assert_int_equal(bytes->write, GATE_BUFFER_NEXT | (slot->type == READ));
	if (slot->type == DISCARD || slot->type == WRITE_ZEROES) {
		assert_int_equal(bytes->length, 16);
		assert_true(slot->range.sectors &&
		            slot->range.sector + slot->range.sectors <= SECTORS);
		memset(d.disk + slot->range.sector * 512,
		       slot->type == DISCARD ? 0xdd : slot->range.flags,
		       slot->range.sectors * 512ul);
		return STATUS_OK;
	}
	assert_true(slot->sector * 512 + bytes->length <= sizeof d.disk);
	if (slot->type == READ)
		memcpy((void *)bytes->address, at, bytes->length);
	else
		memcpy(at, (void *)bytes->address, bytes->length);
	return STATUS_OK;
}

static long gate_reap(struct gate_completion *completions, unsigned count)
{
	unsigned done = 0;
	if (d.silly && noise() % 300 == 0)
		d.broken = true;
	if (d.broken)
		return -EIO;
	for (; done < count && d.posted_count; done++) {
		unsigned at = d.silly     ? noise() % d.posted_count
		              : d.reverse ? d.posted_count - 1
		                          : 0;
		struct chain chain = d.posted[at];
		memmove(d.posted + at, d.posted + at + 1,
		        (--d.posted_count - at) * sizeof *d.posted);
		uint8_t *status = (uint8_t *)chain.buffer[chain.count - 1].address;
		uint8_t result = d.silly ? (uint8_t)(noise() % 5) : perform(&chain);
		if (!d.silly || noise() % 4)
			*status = d.status ? d.status : result;
		completions[done] = (struct gate_completion){d.silly ? noise() : 0,
		                                             chain.buffer[0].token, 0};
		if (d.silly && noise() % 3 == 0)
			return done + 1;
	}
	return done;
}

static long gate_config(uint64_t offset, unsigned width)
{
	uint32_t value = 0;
	if (d.silly)
		return noise() % 8 ? (long)(noise() & (width == 1 ? 255 : ~0u)) : -EINVAL;
	if (!width) {
		d.generation += d.changing && d.changing-- > 0;
		return d.generation;
	}
	assert_true(offset % width == 0 && offset + width <= sizeof d.registers);
	memcpy(&value, d.registers + offset, width);
	return value;
}

static long gate(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e,
                 uint64_t f)
{
	struct gate_device *result = (struct gate_device *)f;
	d.calls++;
	switch (call) {
	case GATE_DEVICE_OPEN:
		assert_int_equal(a, DEVICE_BLOCK);
		if (!d.present)
			return -ENODEV;
		memset(result, 0, sizeof *result);
		result->features = d.features & c;
		result->queue_size[0] = d.queue_size;
		return 5;
	case GATE_DMA:
		assert_int_equal(a, 5);
		if (b > d.dma_limit || d.dma_size)
			return -ENOMEM;
		d.dma_size = b;
		return (long)(uintptr_t)dma;
	case GATE_DEVICE_CONFIG:
		return gate_config(b, (unsigned)c);
	case GATE_QUEUE_CHAIN:
		return d.broken ? -ENODEV
		                : gate_chain((const struct gate_buffer *)c, (unsigned)e);
	case GATE_WAIT:
		d.waits++;
		d.waited_for = a;
		/* the interrupt comes during the wait, or somebody else has taken it */
		if (b && !d.held)
			fail_msg("sleeps although there are completions");
		d.held = false;
		return b ? (long)(a & EVENT_QUEUE) : 0;
	case GATE_QUEUE_REAP:
		if (d.held)
			return 0;
		return gate_reap((struct gate_completion *)c, (unsigned)e);
	}
	return -ENOSYS;
}

long vm_gate1(unsigned call, uint64_t a)
{
	return gate(call, a, 0, 0, 0, 0);
}
long vm_gate2(unsigned call, uint64_t a, uint64_t b)
{
	return gate(call, a, b, 0, 0, 0);
}
long vm_gate3(unsigned call, uint64_t a, uint64_t b, uint64_t c)
{
	return gate(call, a, b, c, 0, 0);
}
long vm_gate4(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e)
{
	return gate(call, a, b, c, e, 0);
}
long vm_gate5(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e, uint64_t f)
{
	return gate(call, a, b, c, e, f);
}

/* ---- tests ---- */

static struct platform_block block;

static int setup(void **unused)
{
	memset(&d, 0, sizeof d);
	memset(vm_disks, 0, sizeof vm_disks);
	memset(&block, 0, sizeof block);
	d.present = true;
	d.features = ~0ul & ~(uint64_t)(BLOCK_FEATURE_READ_ONLY | BLOCK_FEATURE_SIZE_MAX);
	d.queue_size = 64;
	d.dma_limit = RANGE;
	set_register(CAPACITY, SECTORS, 8);
	set_register(BLOCK_SIZE, 512, 4);
	set_register(DISCARD_SECTORS, 128, 4);
	set_register(ZEROES_SECTORS, 64, 4);
	return 0;
}

static int open_disk(void)
{
	block.memory_size = 128u << 10;
	return vm_block_open(0, &block);
}

static long run(uint32_t kind, uint64_t position, uint64_t length, size_t memory)
{
	struct platform_block_request request = {kind, 7, position, length,
	                                         block.memory + memory};
	struct platform_block_completion done[2];
	long taken = vm_block_submit(0, &request, 1);
	if (taken != 1)
		return taken;
	assert_int_equal(vm_block_reap(0, done, 2), 1);
	assert_int_equal(done[0].token, 7);
	return done[0].error;
}

static void describing(void **unused)
{
	assert_int_equal(open_disk(), 0);
	assert_int_equal(block.size, SECTORS * 512);
	assert_int_equal(block.block, 512);
	assert_int_equal(block.physical_block, 512);
	assert_int_equal(block.depth, 21);
	assert_int_equal(block.largest, 128u << 10);
	assert_int_equal(block.largest_discard, 64 * 512);
	assert_int_equal(block.flags,
	                 PLATFORM_BLOCK_CAN_DISCARD | PLATFORM_BLOCK_CAN_ZERO);
	assert_ptr_equal(block.memory, dma);
	assert_int_equal(block.memory_size, 128u << 10);
	unsigned calls = d.calls;
	assert_int_equal(open_disk(), 0);
	assert_int_equal(d.calls, calls);
	assert_int_equal(vm_block_open(DISKS_MAX, &block), -ENODEV);
}

/* One register each that isn't what it should be. */
static void strange_registers(void **unused)
{
	static const struct {
		unsigned at;
		uint64_t value;
		unsigned width;
		uint64_t features; /* besides */
		int result;
	} cases[] = {
	        {BLOCK_SIZE, 0, 4, 0, -EIO},
	        {BLOCK_SIZE, 256, 4, 0, -EIO},
	        {BLOCK_SIZE, 1000, 4, 0, -EIO},
	        {BLOCK_SIZE, 8192, 4, 0, -EIO},
	        {BLOCK_SIZE, 0x80000000, 4, 0, -EIO},
	        {SIZE_MAX_, 0, 4, BLOCK_FEATURE_SIZE_MAX, -EIO},
	        {SIZE_MAX_, 511, 4, BLOCK_FEATURE_SIZE_MAX, -EIO},
	        {SIZE_MAX_, 1000, 4, BLOCK_FEATURE_SIZE_MAX, 0},
	        {CAPACITY, 0, 8, 0, 0},
	        {CAPACITY, UINT64_MAX, 8, 0, 0},
	        {CAPACITY, 1ul << 55, 8, 0, 0},
	        {PHYSICAL_EXPONENT, 3, 1, 0, 0},
	        {PHYSICAL_EXPONENT, 255, 1, 0, 0},
	        {DISCARD_SECTORS, UINT32_MAX, 4, 0, 0},
	        {ZEROES_SECTORS, 0, 4, 0, 0},
	};
	for (unsigned n = 0; n < sizeof cases / sizeof *cases; n++) {
		setup(NULL);
		set_register(cases[n].at, cases[n].value, cases[n].width);
		d.features |= cases[n].features;
		assert_int_equal(open_disk(), cases[n].result);
		assert_int_equal(open_disk(), cases[n].result);
		if (cases[n].result)
			continue;
		assert_true(block.size <= INT64_MAX && block.size % block.block == 0);
		assert_true(block.largest && block.largest % block.block == 0);
		assert_true(block.physical_block % block.block == 0);
		if (cases[n].at == SIZE_MAX_)
			assert_int_equal(block.largest, 512);
		if (cases[n].at == PHYSICAL_EXPONENT)
			assert_int_equal(block.physical_block,
			                 cases[n].value == 3 ? 4096 : 512);
		if (cases[n].at == ZEROES_SECTORS)
			assert_int_equal(block.flags, PLATFORM_BLOCK_CAN_DISCARD);
	}
	setup(NULL);
	set_register(BLOCK_SIZE, 4096, 4);
	set_register(CAPACITY, 21, 8);
	set_register(ZEROES_SECTORS, 7, 4);
	assert_int_equal(open_disk(), 0);
	assert_int_equal(block.size, 8192);
	assert_int_equal(block.flags, 0);
	assert_int_equal(run(PLATFORM_BLOCK_READ, 512, 512, 0), -EINVAL);
	setup(NULL);
	d.changing = 5;
	assert_int_equal(open_disk(), 0);
	setup(NULL);
	d.changing = UINT32_MAX;
	assert_int_equal(open_disk(), -EIO);
	setup(NULL);
	d.queue_size = 2;
	assert_int_equal(open_disk(), -EIO);
	setup(NULL);
	d.present = false;
	assert_int_equal(open_disk(), -ENODEV);
	assert_int_equal(vm_block_submit(0, NULL, 0), -ENODEV);
	assert_int_equal(vm_block_reap(0, NULL, 0), -ENODEV);
}

static void little_memory(void **unused)
{
	d.dma_limit = 80u << 10;
	assert_int_equal(open_disk(), 0);
	assert_int_equal(block.memory_size, 64u << 10);
	assert_int_equal(block.largest, 64u << 10);
	setup(NULL);
	d.dma_limit = 60u << 10;
	assert_int_equal(open_disk(), -ENOMEM);
}

static void requests(void **unused)
{
	assert_int_equal(open_disk(), 0);
	for (unsigned n = 0; n < sizeof d.disk; n++)
		d.disk[n] = (uint8_t)(n / 512);
	assert_int_equal(run(PLATFORM_BLOCK_READ, 512, 1024, 5), 0);
	assert_int_equal(block.memory[5], 1);
	assert_int_equal(block.memory[5 + 512], 2);
	memset(block.memory, 9, 1024);
	assert_int_equal(run(PLATFORM_BLOCK_WRITE, sizeof d.disk - 1024, 1024, 0), 0);
	assert_int_equal(d.disk[sizeof d.disk - 1025], 253);
	assert_int_equal(d.disk[sizeof d.disk - 1024], 9);
	assert_int_equal(d.disk[sizeof d.disk - 1], 9);
	assert_int_equal(run(PLATFORM_BLOCK_FLUSH, 0, 0, 0), 0);
	assert_int_equal(run(PLATFORM_BLOCK_ZERO, 512, 512, 0), 0);
	assert_int_equal(d.disk[512], 0);
	assert_int_equal(run(PLATFORM_BLOCK_PUNCH, 512, 512, 0), 0);
	assert_int_equal(d.disk[512], 1);
	assert_int_equal(run(PLATFORM_BLOCK_DISCARD, 1024, 64 * 512, 0), 0);
	assert_int_equal(d.disk[1023], 1);
	assert_int_equal(d.disk[1024], 0xdd);
	assert_int_equal(run(PLATFORM_BLOCK_DISCARD, 1024, 65 * 512, 0), -EINVAL);
}

static void refused(void **unused)
{
	d.features |= BLOCK_FEATURE_READ_ONLY;
	d.features &= ~(uint64_t)(BLOCK_FEATURE_DISCARD | BLOCK_FEATURE_FLUSH);
	assert_int_equal(open_disk(), 0);
	assert_int_equal(run(PLATFORM_BLOCK_WRITE, 0, 512, 0), -EPERM);
	assert_int_equal(run(PLATFORM_BLOCK_ZERO, 0, 512, 0), -EPERM);
	assert_int_equal(run(PLATFORM_BLOCK_FLUSH, 0, 0, 0), 0);
	assert_int_equal(d.most, 0);
	vm_disks[0].block.flags = 0;
	assert_int_equal(run(PLATFORM_BLOCK_DISCARD, 0, 512, 0), -EOPNOTSUPP);
}

static void statuses(void **unused)
{
	static const int results[] = {0, -EIO, -EOPNOTSUPP, -EIO, -EIO};
	assert_int_equal(open_disk(), 0);
	for (uint8_t status = 0; status < 5; status++) {
		d.status = status;
		assert_int_equal(run(PLATFORM_BLOCK_READ, 0, 512, 0), results[status]);
	}
	d.status = NOT_STATUS; /* none was written */
	assert_int_equal(run(PLATFORM_BLOCK_READ, 0, 512, 0), -EIO);
}

/* All at once, ending in the opposite order, looked for before they are taken. */
static void many(void **unused)
{
	struct platform_block_request batch[21];
	struct platform_block_completion done[21];
	assert_int_equal(open_disk(), 0);
	for (unsigned n = 0; n < 21; n++)
		batch[n] = (struct platform_block_request){
		        PLATFORM_BLOCK_READ, n, n * 512, 512, block.memory + n * 512};
	d.reverse = true;
	for (unsigned round = 0; round < 10; round++) {
		assert_int_equal(vm_block_submit(0, batch, 21), 21);
		assert_int_equal(vm_block_submit(0, batch + 20, 1), -EINVAL);
		assert_int_equal(d.posted_count, 21);
		assert_true(vm_block_pending());
		assert_int_equal(vm_block_submit(0, batch + 20, 1), -EINVAL);
		for (unsigned n = 0; n < 21; n++) {
			assert_int_equal(vm_block_reap(0, done, 1), 1);
			assert_int_equal(done[0].token, 20 - n);
			assert_int_equal(done[0].error, 0);
		}
		assert_false(vm_block_pending());
		assert_int_equal(vm_block_reap(0, done, 21), 0);
	}
	batch[5].position = 100;
	assert_int_equal(vm_block_submit(0, batch, 21), 5);
	assert_int_equal(vm_block_reap(0, done, 21), 5);
}

/* What was under way when the device was given up, and what comes after, ends once. */
static void given_up(void **unused)
{
	struct platform_block_request batch[4];
	struct platform_block_completion done[8];
	assert_int_equal(open_disk(), 0);
	for (unsigned n = 0; n < 4; n++)
		batch[n] = (struct platform_block_request){PLATFORM_BLOCK_WRITE, n,
		                                           n * 512, 512, block.memory};
	assert_int_equal(vm_block_submit(0, batch, 3), 3);
	d.broken = true;
	assert_int_equal(vm_block_submit(0, batch + 3, 1), 1);
	assert_int_equal(vm_block_submit(0, batch + 3, 1), -EINVAL);
	assert_true(vm_block_pending());
	assert_int_equal(vm_block_reap(0, done, 8), 4);
	for (unsigned n = 0; n < 4; n++) {
		assert_int_equal(done[n].token, n);
		assert_int_equal(done[n].error, -EIO);
	}
	assert_int_equal(vm_block_reap(0, done, 8), 0);
	assert_false(vm_block_pending());
	assert_int_equal(run(PLATFORM_BLOCK_READ, 0, 512, 0), -EIO);
	assert_int_equal(open_disk(), 0);
}

/* Whether or not its event was taken by somebody else, nobody sleeps on a completion. */
static void waiting(void **unused)
{
	const volatile uint8_t never = 0;
	struct platform_block_request request = {PLATFORM_BLOCK_READ, 3, 0, 512, NULL};
	struct platform_block_completion done;
	assert_int_equal(open_disk(), 0);
	request.memory = block.memory;
	for (unsigned held = 0; held < 2; held++) {
		d.waits = 0;
		assert_int_equal(vm_block_submit(0, &request, 1), 1);
		d.held = held;
		assert_int_equal(vm_wait(PLATFORM_EVENT_BLOCK | PLATFORM_EVENT_TIMER,
		                         UINT64_MAX, &never),
		                 PLATFORM_EVENT_BLOCK);
		assert_int_equal(d.waits, 1 + held);
		assert_int_equal(d.waited_for, EVENT_QUEUE | PLATFORM_EVENT_TIMER);
		assert_int_equal(vm_block_reap(0, &done, 1), 1);
		assert_int_equal(done.token, 3);
	}
	/* who doesn't wait for disks isn't told of them */
	assert_int_equal(vm_block_submit(0, &request, 1), 1);
	assert_int_equal(vm_wait(PLATFORM_EVENT_TIMER, 0, &never), 0);
	assert_int_equal(d.waited_for, PLATFORM_EVENT_TIMER);
}

/* Registers and answers at random: no assertion, no hang, and each request ends once. */
static void anything(void **unused)
{
	for (unsigned round = 0; round < 2000; round++) {
		bool busy[BLOCK_DEPTH] = {false};
		setup(NULL);
		srand(round);
		d.silly = true;
		d.features = noise() | (uint64_t)noise() << 32;
		d.queue_size = (uint16_t)(1u << noise() % 9);
		d.dma_limit = noise() % RANGE;
		if (open_disk())
			continue;
		for (unsigned step = 0; step < 200; step++) {
			struct platform_block_request request = {
			        noise() % 7, noise() % (block.depth + 1),
			        noise() % 64 * 512ul, noise() % 4 * 512ul,
			        block.memory + noise() % 4096};
			struct platform_block_completion done[4];
			long taken = vm_block_submit(0, &request, 1);
			assert_true(taken == 1 || taken == -EINVAL);
			if (taken == 1) {
				assert_false(busy[request.token]);
				busy[request.token] = true;
			}
			if (noise() % 2)
				vm_block_pending();
			long found = vm_block_reap(0, done, noise() % 5);
			assert_true(found >= 0 && found <= 4);
			for (long n = 0; n < found; n++) {
				assert_true(busy[done[n].token]);
				assert_true(done[n].error <= 0);
				busy[done[n].token] = false;
			}
		}
		d.broken = true;
		struct platform_block_completion done[BLOCK_DEPTH];
		long found = vm_block_reap(0, done, BLOCK_DEPTH);
		for (long n = 0; n < found; n++) {
			assert_true(busy[done[n].token]);
			busy[done[n].token] = false;
		}
		for (unsigned n = 0; n < BLOCK_DEPTH; n++)
			assert_false(busy[n]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(describing, setup),
	        cmocka_unit_test_setup(strange_registers, setup),
	        cmocka_unit_test_setup(little_memory, setup),
	        cmocka_unit_test_setup(requests, setup),
	        cmocka_unit_test_setup(refused, setup),
	        cmocka_unit_test_setup(statuses, setup),
	        cmocka_unit_test_setup(many, setup),
	        cmocka_unit_test_setup(given_up, setup),
	        cmocka_unit_test_setup(waiting, setup),
	        cmocka_unit_test_setup(anything, setup),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
