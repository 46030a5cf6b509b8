/* SPDX-License-Identifier: ISC */
/*
 * The driver of virtio-blk (platform/vm/block_*.c) above a gate whose device says and
 * answers anything. The input is the device's registers, then steps: submit, look, reap.
 * Descriptors must lie in the DMA range, and each request ends once.
 */
#include "platform/vm/block_open.c"
#undef BATCH
#include "platform/vm/block_reap.c"
#undef BATCH
#include "fuzz.h"
#include "platform/vm/block_submit.c"
#include <string.h>

/* What VM_USES() refers to. */
__asm__(".irp call, dma, device_open, device_config, queue_chain, queue_reap\n"
        ".globl core.call_\\call\n"
        "core.call_\\call:\n"
        ".endr\n");

#define MEMORY (128u << 10)

static char dma[256u << 10] __attribute__((aligned(4096)));
static struct bytes input;
static size_t dma_size;
static uint16_t queue_size;
static struct {
	uint16_t token;
	uint8_t *status;
} posted[BLOCK_DEPTH];
static unsigned posted_count;
static bool busy[BLOCK_DEPTH], given_up;

static long chain(const struct gate_buffer *buffers, unsigned count)
{
	uint16_t token = 0;
	bool open = false;
	for (unsigned n = 0; n < count; n++) {
		uint64_t offset = buffers[n].address - (uintptr_t)dma;
		MUST(offset < dma_size && buffers[n].length &&
		     buffers[n].length <= dma_size - offset);
		if (!open)
			token = buffers[n].token;
		open = buffers[n].write & GATE_BUFFER_NEXT;
		if (open)
			continue;
		MUST(token % BLOCK_DESCRIPTORS == 0 && token < queue_size);
		MUST(posted_count < BLOCK_DEPTH && buffers[n].write & 1);
		posted[posted_count].token = token;
		posted[posted_count++].status = (uint8_t *)buffers[n].address;
	}
	MUST(!open);
	return count;
}

/* The core has compared tokens with what is in flight. */
static long reap(struct gate_completion *done, unsigned count)
{
	unsigned taken = 0, most = take_byte(&input) % 8;
	given_up |= take_byte(&input) == 0xff;
	if (given_up)
		return -EIO;
	for (; taken < count && taken < most && posted_count; taken++) {
		unsigned at = take_byte(&input) % posted_count;
		*posted[at].status = take_byte(&input);
		done[taken].token = posted[at].token;
		done[taken].length = take_word(&input);
		posted[at] = posted[--posted_count];
	}
	return taken;
}

static long gate(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t e,
                 uint64_t f)
{
	struct gate_device *opened = (struct gate_device *)f;
	switch (call) {
	case GATE_DEVICE_OPEN:
		memset(opened, 0, sizeof *opened);
		opened->features =
		        c & (take_word(&input) | (uint64_t)take_word(&input) << 32);
		queue_size = opened->queue_size[0] =
		        (uint16_t)(1u << take_byte(&input) % 9);
		return 3;
	case GATE_DMA:
		if (b > sizeof dma || take_byte(&input) == 0xff)
			return -ENOMEM;
		dma_size = b;
		return (long)(uintptr_t)dma;
	case GATE_DEVICE_CONFIG:
		MUST(c == 0 || c == 1 || c == 4);
		return c == 4 ? take_word(&input) : take_byte(&input);
	case GATE_QUEUE_CHAIN:
		return given_up ? -ENODEV : chain((const void *)c, (unsigned)e);
	case GATE_QUEUE_REAP:
		return reap((struct gate_completion *)c, (unsigned)e);
	}
	return -ENOSYS;
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

static void submit(const struct platform_block *block)
{
	struct platform_block_request request = {
	        .kind = take_byte(&input) % 8,
	        .token = take_byte(&input),
	        .position = (uint64_t)take_word(&input) * 512,
	        .length = take_byte(&input) * 512ul,
	        .memory = block->memory + take_word(&input) % (2 * MEMORY),
	};
	long taken = vm_block_submit(0, &request, 1);
	MUST(taken == 1 || taken == -EINVAL);
	if (taken != 1)
		return;
	MUST(request.token < block->depth && !busy[request.token]);
	busy[request.token] = true;
}

static void take(unsigned count)
{
	struct platform_block_completion done[BLOCK_DEPTH];
	long found = vm_block_reap(0, done, count);
	MUST(found >= 0 && found <= (long)count);
	for (long n = 0; n < found; n++) {
		MUST(done[n].token < BLOCK_DEPTH && busy[done[n].token]);
		MUST(done[n].error <= 0);
		busy[done[n].token] = false;
	}
}

static void check_description(const struct platform_block *block)
{
	MUST(block->block >= 512 && block->block <= 4096);
	MUST(!(block->block & (block->block - 1)));
	MUST(block->size <= INT64_MAX && block->size % block->block == 0);
	MUST(block->largest && block->largest % block->block == 0);
	MUST(block->largest <= block->memory_size && block->depth);
	MUST(block->depth <= BLOCK_DEPTH && block->physical_block >= block->block);
	MUST(block->memory_size <= MEMORY && block->memory_size <= dma_size);
	if (block->flags & (PLATFORM_BLOCK_CAN_DISCARD | PLATFORM_BLOCK_CAN_ZERO))
		MUST(block->largest_discard);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct platform_block block = {.memory_size = MEMORY};
	input = (struct bytes){data, data + size};
	memset(vm_disks, 0, sizeof vm_disks);
	memset(busy, 0, sizeof busy);
	posted_count = 0;
	dma_size = 0;
	given_up = false;
	if (vm_block_open(0, &block))
		return 0;
	check_description(&block);
	while (input.at < input.end)
		switch (take_byte(&input) % 4) {
		case 0:
		case 1:
			submit(&block);
			break;
		case 2:
			vm_block_pending();
			break;
		case 3:
			take(take_byte(&input) % BLOCK_DEPTH);
			break;
		}
	given_up = true;
	take(BLOCK_DEPTH);
	take(BLOCK_DEPTH);
	for (unsigned n = 0; n < BLOCK_DEPTH; n++)
		MUST(!busy[n]);
	return 0;
}
