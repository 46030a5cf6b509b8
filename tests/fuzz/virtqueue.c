/* SPDX-License-Identifier: ISC */
/*
 * A virtqueue (core/device/virtqueue.c) whose device writes anything into its ring. The
 * input is a queue size, then steps: post, publish, write into the ring, reap. What is
 * reaped must have been posted, once, and never be longer than it was.
 */
#include "core/device/virtqueue.c"
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>

static struct virtqueue queue;
static bool in_flight[VIRTQUEUE_SIZE_LIMIT];
static uint32_t writable[VIRTQUEUE_SIZE_LIMIT]; /* bytes the device may write */

static void post(struct bytes *input)
{
	uint8_t flags = take_byte(input);
	uint16_t token = (uint16_t)(take_byte(input) | (flags & 2) << 7);
	uint32_t length = take_word(input);
	int error = virtqueue_post(&queue, token, 0x1000, length, flags & 1);
	MUST(error == (token >= queue.size ? -EINVAL : in_flight[token] ? -EBUSY : 0));
	if (error)
		return;
	in_flight[token] = true;
	writable[token] = flags & 1 ? length : 0;
}

/* The device: an entry of its ring, then perhaps the index. */
static void device(struct bytes *input)
{
	uint8_t flags = take_byte(input);
	unsigned at = flags & 1 ? take_byte(input) : queue.device->index;
	at &= queue.size - 1u;
	queue.device->ring[at].id = flags & 2 ? take_word(input) : take_byte(input);
	queue.device->ring[at].length = take_word(input);
	queue.device->index =
	        (uint16_t)(flags & 4 ? take_word(input) : queue.device->index + 1u);
	queue.device->flags = flags >> 3;
}

/* False: the device is given up. */
static bool reap(void)
{
	uint16_t token;
	uint32_t length;
	int count = virtqueue_reap(&queue, &token, &length);
	MUST(count == 0 || count == 1 || count == -EIO);
	if (count == 1) {
		MUST(token < queue.size && in_flight[token] && length <= writable[token]);
		in_flight[token] = false;
	}
	return count >= 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = {data, data + size};
	unsigned entries = 1u << take_byte(&input) % 9;
	void *memory = aligned_alloc(16, virtqueue_bytes(entries));
	bool usable = true;
	memset(memory, 0, virtqueue_bytes(entries));
	memset(in_flight, 0, sizeof in_flight);
	queue = (struct virtqueue){0};
	virtqueue_begin(&queue, memory, (uint16_t)entries);
	while (usable && input.at < input.end)
		switch (take_byte(&input) % 4) {
		case 0:
			post(&input);
			break;
		case 1:
			virtqueue_publish(&queue);
			break;
		case 2:
			device(&input);
			break;
		case 3:
			usable = reap();
			break;
		}
	free(memory);
	return 0;
}
