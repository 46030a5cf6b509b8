/* SPDX-License-Identifier: ISC */
/* The rings of a virtqueue, with a device on the other side that is honest, or not. */
#include "core/device/virtqueue.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct virtqueue queue;
static void *memory;

static void begin(unsigned size)
{
	free(memory);
	memory = aligned_alloc(16, virtqueue_bytes(size));
	memset(memory, 0, virtqueue_bytes(size));
	queue = (struct virtqueue){0};
	virtqueue_begin(&queue, memory, (uint16_t)size);
}

/* The device's side: one completion. */
static void complete(uint32_t id, uint32_t length)
{
	uint16_t at = queue.device->index & (queue.size - 1u);
	queue.device->ring[at].id = id;
	queue.device->ring[at].length = length;
	queue.device->index++;
}

static int reap(uint16_t *token, uint32_t *length)
{
	return virtqueue_reap(&queue, token, length);
}

static void layout(void **unused)
{
	for (unsigned size = 1; size <= VIRTQUEUE_SIZE_LIMIT; size *= 2) {
		begin(size);
		char *start = memory, *driver = (char *)queue.driver,
		     *device = (char *)queue.device;
		assert_int_equal(driver - start, 16 * size);
		assert_true(device >= driver + 6 + 2 * size);
		assert_int_equal((device - start) % 4, 0);
		assert_true(virtqueue_bytes(size) >=
		            (size_t)(device - start) + 6 + 8 * size);
		assert_int_equal(virtqueue_bytes(size) % 16, 0);
	}
}

static void round_trip(void **unused)
{
	uint16_t token;
	uint32_t length;
	begin(4);
	/* Past the end of the indices, which have 16 bits. */
	for (unsigned i = 0; i < 70000; i++) {
		uint16_t mine = i % 4;
		assert_int_equal(virtqueue_post(&queue, mine, 0x1000 + i, 100, i & 1), 0);
		assert_true(virtqueue_publish(&queue));
		assert_int_equal(queue.driver->index, (uint16_t)(i + 1));
		assert_int_equal(queue.driver->ring[i % 4], mine);
		assert_int_equal(queue.table[mine].address, 0x1000 + i);
		assert_int_equal(queue.table[mine].flags, i & 1 ? 2 : 0);
		assert_int_equal(reap(&token, &length), 0);
		complete(mine, 7);
		assert_int_equal(reap(&token, &length), 1);
		assert_int_equal(token, mine);
		assert_int_equal(length, i & 1 ? 7 : 0);
	}
	queue.device->flags = 1;
	assert_false(virtqueue_publish(&queue));
}

static void out_of_order(void **unused)
{
	uint16_t token;
	uint32_t length;
	begin(4);
	for (uint16_t i = 0; i < 4; i++)
		assert_int_equal(virtqueue_post(&queue, i, 0, 10, true), 0);
	complete(2, 1);
	complete(0, 2);
	assert_int_equal(reap(&token, &length), 1);
	assert_int_equal(token, 2);
	assert_int_equal(virtqueue_post(&queue, 0, 0, 10, true), -EBUSY);
	assert_int_equal(virtqueue_post(&queue, 2, 0, 10, true), 0);
	assert_int_equal(reap(&token, &length), 1);
	assert_int_equal(token, 0);
	assert_int_equal(reap(&token, &length), 0);
}

static void bad_tokens(void **unused)
{
	begin(8);
	assert_int_equal(virtqueue_post(&queue, 8, 0, 1, true), -EINVAL);
	assert_int_equal(virtqueue_post(&queue, 0xffff, 0, 1, true), -EINVAL);
	assert_int_equal(virtqueue_post(&queue, 7, 0, 1, true), 0);
	assert_int_equal(virtqueue_post(&queue, 7, 0, 1, true), -EBUSY);
	assert_int_equal(queue.posted, 1);
}

static void interrupts(void **unused)
{
	uint16_t token;
	uint32_t length;
	begin(4);
	assert_int_equal(queue.driver->flags, 1);
	virtqueue_post(&queue, 0, 0, 1, true);
	assert_int_equal(queue.driver->flags, 1);
	assert_int_equal(reap(&token, &length), 0);
	assert_int_equal(queue.driver->flags, 0);
	complete(0, 1);
	assert_int_equal(reap(&token, &length), 1);
	assert_int_equal(queue.driver->flags, 1);
}

/* What a device may write there by mistake or malice, with token 1 in flight. */
static void bad_device(void **unused)
{
	static const uint32_t ids[] = {0, 2, 3, 4, 31, 32, 255, 256, 0x10001, 0xffffffff};
	uint16_t token;
	uint32_t length;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		begin(4);
		virtqueue_post(&queue, 1, 0, 10, true);
		complete(ids[i], 10);
		assert_int_equal(reap(&token, &length), -EIO);
	}
	/* The same one twice. */
	begin(4);
	virtqueue_post(&queue, 1, 0, 10, true);
	complete(1, 10);
	complete(1, 10);
	assert_int_equal(reap(&token, &length), 1);
	assert_int_equal(reap(&token, &length), -EIO);
	/* An index far ahead: the entry there is no buffer of ours. */
	begin(4);
	virtqueue_post(&queue, 1, 0, 10, true);
	queue.device->index = 0x8000;
	assert_int_equal(reap(&token, &length), -EIO);
	/* More bytes than the buffer has, or any in a buffer to read. */
	begin(4);
	virtqueue_post(&queue, 1, 0, 10, true);
	virtqueue_post(&queue, 2, 0, 10, false);
	complete(1, 0xffffffff);
	complete(2, 5);
	assert_int_equal(reap(&token, &length), 1);
	assert_int_equal(length, 10);
	assert_int_equal(reap(&token, &length), 1);
	assert_int_equal(length, 0);
}

/* Every value of the index, and random rings: bounded, and never a token twice. */
static void random_device(void **unused)
{
	srand(1);
	for (unsigned round = 0; round < 20000; round++) {
		unsigned in_flight = 0, size = 1u << rand() % 6;
		uint16_t token;
		uint32_t length;
		begin(size);
		for (unsigned i = 0; i < size; i++)
			if (rand() % 2 &&
			    !virtqueue_post(&queue, (uint16_t)i, 0, 64, rand() % 2))
				in_flight++;
		for (unsigned i = 0; i < size; i++) {
			queue.device->ring[i].id = (uint32_t)rand() % (size + 2);
			queue.device->ring[i].length = (uint32_t)rand();
		}
		queue.device->index = (uint16_t)rand();
		while (reap(&token, &length) > 0) {
			assert_true(token < size && length <= 64 && in_flight > 0);
			in_flight--;
		}
	}
	free(memory);
	memory = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(layout),        cmocka_unit_test(round_trip),
	        cmocka_unit_test(out_of_order),  cmocka_unit_test(bad_tokens),
	        cmocka_unit_test(interrupts),    cmocka_unit_test(bad_device),
	        cmocka_unit_test(random_device),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
