/* SPDX-License-Identifier: ISC */
/*
 * The libos's own memory: what is given out overlaps nothing, what is given back leaves
 * the account and is used again, also where the platform fails, and the account's limit
 * holds.
 */
#include "unit.h"

#include "mem/memory.h"

#define PAGE   4096ul
#define PAGES  65536u /* of the space; the region is a 64th */
#define BLOCKS 60
#define STEPS  20000

static char *base; /* real memory: the nodes of places are written to */
static bool mapped[PAGES];
static unsigned fail_one_in;

static struct block {
	char *at;
	size_t size;
} blocks[BLOCKS];

static bool set(const void *address, size_t length, bool value)
{
	size_t first = (size_t)((const char *)address - base) / PAGE;

	assert_true(first + length / PAGE <= PAGES);
	if (fail_one_in && random_number(fail_one_in) == 0)
		return false;
	for (size_t i = first; i < first + length / PAGE; i++) {
		assert_int_equal(mapped[i], !value);
		mapped[i] = value;
	}
	return true;
}

int platform_memory_map(unsigned space, void *address, size_t length, unsigned protection)
{
	return set(address, length, true) ? 0 : -ENOMEM;
}

int platform_memory_unmap(unsigned space, void *address, size_t length)
{
	return set(address, length, false) ? 0 : -ENOMEM;
}

static size_t pages_mapped(void)
{
	size_t count = 0;

	for (unsigned i = 0; i < PAGES; i++)
		count += mapped[i];
	return count;
}

static size_t sum(void)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < BLOCKS; i++)
		bytes += (blocks[i].size + PAGE - 1) & -PAGE;
	return bytes;
}

static void step(void)
{
	struct block *block = &blocks[random_number(BLOCKS)];

	if (block->size) {
		memory_unmap(block->at, block->size);
		*block = (struct block){0};
		return;
	}
	size_t size = 1 + random_number(random_number(4) ? 20000 : 100000);
	block->at = memory_map(size);
	block->size = block->at ? size : 0;
	assert_true(block->at || fail_one_in);
	assert_int_equal((uintptr_t)block->at % PAGE, 0);
}

static void random_blocks(void **unused)
{
	for (unsigned n = 0; n < STEPS; n++) {
		step();
		assert_in_range(memory_mapped(), sum(), sum() + 8 * PAGE);
		assert_int_equal(pages_mapped() * PAGE, memory_mapped());
	}
}

/* The account and the platform agree whatever fails; only places can get lost. */
static void failures(void **unused)
{
	fail_one_in = 10;
	for (unsigned n = 0; n < 200; n++) {
		step();
		assert_int_equal(pages_mapped() * PAGE, memory_mapped());
	}
	fail_one_in = 0;
}

static void limit(void **unused)
{
	size_t memory = memory_mapped() + 600 * PAGE;

	platform_information.memory = memory;
	assert_true(memory_promise(500 * PAGE));
	assert_false(memory_promise(601 * PAGE));
	assert_true(memory_promise(501 * PAGE));
	assert_null(memory_map(100 * PAGE));
	assert_true(memory_promise(0));
	char *block = memory_map(100 * PAGE);
	assert_non_null(block);
	assert_false(memory_promise(500 * PAGE));
	memory_unmap(block, 100 * PAGE);
	assert_true(memory_promise(500 * PAGE));
	assert_true(memory_promise(0));
	platform_information.memory = SIZE_MAX;
}

static int begin(void **unused)
{
	base = aligned_alloc(PAGE, PAGES * PAGE);
	platform_information.space_low = (uintptr_t)base;
	platform_information.space_high = (uintptr_t)base + PAGES * PAGE;
	platform_information.memory = SIZE_MAX;
	return base ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(random_blocks),
	        cmocka_unit_test(failures),
	        cmocka_unit_test(limit),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, begin, NULL);
}
