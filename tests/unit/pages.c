/* SPDX-License-Identifier: ISC */
/*
 * A file's pages against a naive model, an array of bytes that are there or not, under
 * random operations: plain, over a lower source, with mappings, and where memory or the
 * file system's account runs out. The account of memory agrees with the model after each.
 */
#include "unit.h"

#include "fs/pages.h"
#include "mem/chunk.h"
#include "mem/memory.h"
#include <linux/falloc.h>

#define PAGE      4096ul
#define SPACE     (512ul << 20)
#define PAGES     96 /* of the model; some lie far away */
#define FAR       40 /* from this one on */
#define FAR_SHIFT (1ul << 36)
#define STEPS     4000

static char *base;

void *mmap(void *address, size_t length, int protection, int flags, int file,
           long offset);
int madvise(void *address, size_t length, int advice);

/* ---- the platform ---- */

int platform_memory_map(unsigned space, void *address, size_t length, unsigned protection)
{
	memset(address, 0, length);
	return 0;
}

int platform_memory_unmap(unsigned space, void *address, size_t length)
{
	return 0;
}

static unsigned fail_map_file;

int platform_memory_map_file(unsigned space, void *address, size_t length)
{
	return fail_map_file && fail_map_file-- ? -ENOMEM : 0;
}

static bool discard_fails;

int platform_memory_discard(unsigned space, void *address, size_t length)
{
	assert_int_equal((uintptr_t)address % PAGE, 0);
	assert_int_equal(length % PAGE, 0);
	assert_true(length > 0);
	if (discard_fails)
		return -ENOMEM;
	return madvise(address, length, 4 /* MADV_DONTNEED */);
}

/* ---- the model ---- */

static struct {
	uint64_t size;
	unsigned char bytes[PAGES][PAGE];
	bool there[PAGES], blank[PAGES]; /* where `exact` */
} model;
static struct pages pages;
static struct pages_quota quota;
static bool exact; /* no lower source, and no want of memory */
static unsigned unmaps;

/* Who takes pages away tells the mappings. */
void pages_unmap(struct pages *of, uint64_t first, uint64_t end, bool copies)
{
	assert_ptr_equal(of, &pages);
	assert_true(pages.mappings && first < end);
	unmaps++;
}

static uint64_t offset_of(unsigned page)
{
	return page * PAGE + (page >= FAR ? FAR_SHIFT : 0);
}

/* The model's page of an offset; PAGES: it has none. */
static unsigned page_of(uint64_t offset)
{
	uint64_t page = offset / PAGE;

	if (page < FAR)
		return (unsigned)page;
	page -= FAR_SHIFT / PAGE;
	return page >= FAR && page < PAGES ? (unsigned)page : PAGES;
}

static unsigned char byte_at(uint64_t offset)
{
	unsigned page = page_of(offset);

	return page < PAGES ? model.bytes[page][offset % PAGE] : 0;
}

static uint64_t random_offset(void)
{
	uint64_t offset = offset_of(random_number(PAGES));

	return random_number(3) ? offset + random_number(PAGE) : offset;
}

/* To within the same half of the model. */
static uint64_t random_length(uint64_t offset)
{
	uint64_t end = offset < FAR_SHIFT ? offset_of(FAR - 1) + PAGE
	                                  : offset_of(PAGES - 1) + PAGE;
	uint64_t length = 1 + random_number(random_number(4) ? 3 * PAGE : 40 * PAGE);

	return length < end - offset ? length : end - offset;
}

/* ---- what is below ---- */

#define LOWER_SIZE (21 * PAGE + 777)

static char lower_bytes[22 * PAGE] __attribute__((aligned(4096)));
static bool fill_fails;

/* Rows of 5 pages, the third of them zeros. */
static const char *lower_at(struct pages_lower *lower, uint64_t offset, size_t *length)
{
	assert_true(offset < LOWER_SIZE);
	*length = 5 * PAGE - offset % (5 * PAGE);
	return offset / PAGE / 5 == 2 ? NULL : lower_bytes + offset;
}

static int lower_fill(struct pages_lower *lower, uint64_t offset, char *page)
{
	assert_int_equal(offset % PAGE, 0);
	if (fill_fails && random_number(4) == 0)
		return -EIO;
	memcpy(page, lower_bytes + offset, PAGE);
	return 0;
}

static struct pages_lower in_place = {.size = LOWER_SIZE, .at = lower_at},
                          brought_in = {.size = LOWER_SIZE, .fill = lower_fill};

static void begin_lower(struct pages_lower *lower)
{
	for (size_t i = 0; i < LOWER_SIZE; i++)
		lower_bytes[i] = i / PAGE / 5 == 2 ? 0 : (char)(1 + i % 251);
	pages_layer(&pages, lower);
	model.size = LOWER_SIZE;
	memcpy(model.bytes, lower_bytes, LOWER_SIZE);
}

/* ---- operations on both ---- */

static char buffer[64 * PAGE];

static struct transfer transfer_of(struct iovec *entry, uint64_t position, size_t size)
{
	*entry = (struct iovec){buffer, size};
	return (struct transfer){
	        .vector = entry, .count = 1, .left = size, .position = position};
}

static void make_there(uint64_t offset, uint64_t end, bool blank)
{
	for (uint64_t at = offset & -PAGE; at < end; at += PAGE) {
		unsigned page = page_of(at);
		model.blank[page] = blank && (!model.there[page] || model.blank[page]);
		model.there[page] = true;
	}
}

static void step_write(void)
{
	struct iovec entry;
	uint64_t offset = random_offset();
	size_t size = random_length(offset), good = size;

	char mark = (char)(1 + random_number(255));
	for (size_t i = 0; i < size; i += 1 + i % 3)
		buffer[i] = (char)(mark + i % 7);
	if (random_number(6) == 0) { /* the program's bytes end before that */
		good = random_number((uint32_t)size);
		bad_start = buffer + good;
		bad_end = buffer + sizeof buffer;
	}
	struct transfer transfer = transfer_of(&entry, offset, size);
	long done = pages_write(&pages, &transfer);
	bad_start = bad_end = NULL;
	if (done < 0) {
		assert_true((done == -EFAULT && good == 0) || !exact);
		done = 0;
	}
	uint64_t end = offset + (uint64_t)done;
	assert_true((size_t)done <= good);
	assert_true((size_t)done == good || !exact);
	assert_int_equal(transfer.position, end);
	if (done > 0) /* both halves of the model are in a row */
		memcpy(model.bytes[page_of(offset)] + offset % PAGE, buffer,
		       end - offset);
	/* the chunk in which it failed got all its pages */
	uint64_t meant = (end | (CHUNK_SIZE - 1)) + 1;
	make_there(offset, meant < offset + size ? meant : offset + size, false);
	if (done && end > model.size)
		model.size = end;
}

static void step_read(void)
{
	struct iovec entry;
	uint64_t offset = random_offset();
	size_t size = random_length(offset);
	struct transfer transfer = transfer_of(&entry, offset, size);
	uint64_t left = offset < model.size ? model.size - offset : 0;
	size_t wanted = size < left ? size : left;

	memset(buffer, 77, size);
	long done = pages_read(&pages, &transfer);
	if (pages.lower == &brought_in && done < 0)
		return;
	assert_true((size_t)done == wanted || pages.lower == &brought_in);
	for (size_t at = 0, part; at < (size_t)done; at += part) {
		part = PAGE - (offset + at) % PAGE;
		if (part > (size_t)done - at)
			part = (size_t)done - at;
		assert_memory_equal(
		        buffer + at,
		        model.bytes[page_of(offset + at)] + (offset + at) % PAGE, part);
	}
}

/* What is cut off, or punched out: those of whole pages are gone. */
static void clear(uint64_t offset, uint64_t end)
{
	for (unsigned i = 0; i < PAGES; i++) {
		uint64_t low = offset_of(i), high = low + PAGE;
		if (low >= end || high <= offset)
			continue;
		low = low > offset ? low : offset;
		high = high < end ? high : end;
		memset(model.bytes[i] + low % PAGE, 0, high - low);
		if (high - low == PAGE)
			model.there[i] = model.blank[i] = false;
	}
}

/* After a failure there may be the old bytes or zeros. */
static void accept(uint64_t offset, uint64_t length)
{
	for (uint64_t at = offset; at < offset + length && at < model.size; at++) {
		size_t here;
		const char *found = pages_at(&pages, at, &here);
		if (!found && here && byte_at(at))
			model.bytes[page_of(at)][at % PAGE] = 0;
		else if (found && !*found && byte_at(at))
			model.bytes[page_of(at)][at % PAGE] = 0;
	}
}

static void step_resize(void)
{
	uint64_t size = random_number(4) ? random_offset() : 0;
	int result = pages_resize(&pages, size);

	if (result) {
		assert_false(exact);
		accept(size, PAGE - size % PAGE);
		return;
	}
	if (size <= model.size)
		clear(size, UINT64_MAX);
	model.size = size;
}

static void step_punch(void)
{
	uint64_t offset = random_offset(), length = random_length(offset);
	int result = pages_punch(&pages, offset, length);

	if (result) {
		assert_false(exact);
		accept(offset, length);
		return;
	}
	clear(offset, offset + length);
}

static void step_allocate(void)
{
	uint64_t offset = random_offset(), length = random_length(offset);
	uint64_t before = pages.count;

	if (pages.lower == &brought_in)
		return;
	if (pages_allocate(&pages, offset, length)) {
		assert_false(exact);
		assert_int_equal(pages.count, before);
		return;
	}
	make_there(offset, offset + length, true);
	if (random_number(2) && offset + length > model.size) {
		assert_int_equal(pages_resize(&pages, offset + length), 0);
		model.size = offset + length;
	}
}

/* Of a page: is it data, as far as is known? */
static void step_seek(void)
{
	uint64_t offset = random_offset();
	bool data = random_number(2);
	long found = pages_seek(&pages, offset, data ? 3 : 4);
	uint64_t at = offset;

	if (!exact)
		return;
	while (at < model.size) {
		unsigned page = page_of(at);
		bool is = page < PAGES && model.there[page] && !model.blank[page];
		if (is == data)
			break;
		at = page == PAGES ? offset_of(FAR) : (at & -PAGE) + PAGE;
	}
	if (offset >= model.size || (data && at >= model.size))
		assert_int_equal(found, -ENXIO);
	else
		assert_int_equal(found, at < model.size ? at : model.size);
}

/* A fault of a mapping: a page comes, and says what lies around it. */
static void step_fault(void)
{
	uint64_t offset = random_offset();
	bool write = random_number(2);
	struct pages_run run = {.before = random_number(20), .after = random_number(20)};
	uint64_t before = run.before, after = run.after;

	lock_acquire(&pages_lock);
	int result = pages_find(&pages, offset, write, &run);
	lock_release(&pages_lock);
	if (offset >= ((model.size + PAGE - 1) & -PAGE)) {
		assert_int_equal(result, -EFAULT);
		return;
	}
	if (result) {
		assert_int_equal(result, -ENOSPC);
		assert_false(exact);
		return;
	}
	assert_false(write && run.lower);
	if (!run.lower)
		make_there(offset, offset + 1, false);
	assert_true(run.before <= before && run.after <= (after ? after : 1));
	for (uint64_t i = 0; i < run.before + run.after; i++) {
		uint64_t page = (offset & -PAGE) - run.before * PAGE + i * PAGE;
		const unsigned char *at =
		        (unsigned char *)run.at - run.before * PAGE + i * PAGE;
		assert_memory_equal(at, model.bytes[page_of(page)],
		                    page + PAGE <= model.size ? PAGE : model.size - page);
	}
	if (write) { /* perhaps behind the end */
		unsigned at = random_number(PAGE);
		run.at[at] = 99;
		if ((offset & -PAGE) + at < model.size)
			model.bytes[page_of(offset)][at] = 99;
	}
}

static uint64_t model_count(void)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < PAGES; i++)
		count += model.there[i];
	return count;
}

static void check(void)
{
	static const char zero_page[PAGE];

	assert_int_equal(pages.size, model.size);
	assert_int_equal(quota.used, pages.count);
	assert_true(quota.used <= quota.most);
	if (exact) {
		assert_int_equal(pages.count, model_count());
		assert_int_equal(pages_blocks(&pages), 8 * model_count());
	}
	for (uint64_t at = 0; at < model.size;) {
		size_t length;
		const char *found = pages_at(&pages, at, &length);
		unsigned page = page_of(at);
		if (page == PAGES) {
			assert_null(found);
			at = offset_of(FAR);
			continue;
		}
		if (!length && pages.lower == &brought_in)
			return;
		assert_true(length > 0 && length <= model.size - at);
		size_t rest = PAGE - at % PAGE;
		if (length > rest)
			length = rest;
		assert_memory_equal(found ? found : zero_page,
		                    model.bytes[page] + at % PAGE, length);
		at += length;
	}
}

static void run(unsigned steps)
{
	static void (*const step[])(void) = {step_write,  step_write, step_read,
	                                     step_resize, step_punch, step_allocate,
	                                     step_seek,   step_fault};

	for (unsigned i = 0; i < steps; i++) {
		unsigned n = random_number(8);
		if (n == 7 && !pages.mappings)
			continue;
		step[n]();
		if (i % 16 == 0)
			check();
	}
	check();
	pages.mappings = pages.mappings_private = 0;
	pages_unpin(&pages);
	pages_end(&pages);
	assert_int_equal(pages.count, 0);
	assert_int_equal(pages.chunks.nodes, 0);
	assert_int_equal(quota.used, 0);
}

static int begin(void **unused)
{
	memset(&model, 0, sizeof model);
	memset(&pages, 0, sizeof pages);
	quota = (struct pages_quota){.most = UINT64_MAX};
	pages.quota = &quota;
	platform_information.memory = SIZE_MAX;
	exact = true;
	discard_fails = fill_fails = false;
	return 0;
}

static void test_plain(void **unused)
{
	run(STEPS);
}

static void test_mapped(void **unused)
{
	pages.mappings = 1;
	run(STEPS);
	assert_true(unmaps > 0);
}

static void test_mapped_private(void **unused)
{
	pages.mappings = pages.mappings_private = 1;
	run(STEPS);
}

static void test_lower(void **unused)
{
	exact = false;
	begin_lower(&in_place);
	run(STEPS);
}

static void test_lower_mapped(void **unused)
{
	exact = false;
	begin_lower(&in_place);
	pages.mappings = 1;
	run(STEPS);
}

static void test_lower_brought_in(void **unused)
{
	exact = false;
	fill_fails = true;
	begin_lower(&brought_in);
	run(STEPS);
}

static void test_quota(void **unused)
{
	exact = false;
	quota.most = 20;
	run(STEPS);
}

static void test_no_memory(void **unused)
{
	exact = false;
	/* what the libos uses, and a few pages */
	platform_information.memory = memory_mapped() * 2 + (1ul << 20);
	pages.mappings = 1;
	run(STEPS);
}

static void test_discard_fails(void **unused)
{
	discard_fails = true;
	run(STEPS);
}

/* Everything that was counted comes back: so often that anything lost would show. */
static void test_account(void **unused)
{
	size_t used = 0;

	for (unsigned round = 0; round < 200; round++) {
		begin(NULL);
		run(60);
		if (round == 20)
			used = memory_mapped();
	}
	/* kept chunks at most */
	assert_true(memory_mapped() <= used + CHUNKS_KEPT * CHUNK_SIZE);
	platform_information.memory = used + (8ul << 20);
	lock_acquire(&pages_lock);
	assert_false(chunk_count(1ul << 20)); /* too many: what was kept has gone */
	lock_release(&pages_lock);
	assert_true(memory_mapped() <= used);
}

static int begin_all(void **unused)
{
	base = mmap(NULL, SPACE, 3, 0x4022 /* PRIVATE, ANONYMOUS, NORESERVE */, -1, 0);
	base = (char *)(((uintptr_t)base + CHUNK_SIZE - 1) & -CHUNK_SIZE);
	platform_information.space_low = (uintptr_t)base;
	platform_information.space_high = (uintptr_t)base + SPACE - CHUNK_SIZE;
	platform_information.memory = SIZE_MAX;
	fail_map_file = 3;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(test_plain, begin),
	        cmocka_unit_test_setup(test_mapped, begin),
	        cmocka_unit_test_setup(test_mapped_private, begin),
	        cmocka_unit_test_setup(test_lower, begin),
	        cmocka_unit_test_setup(test_lower_mapped, begin),
	        cmocka_unit_test_setup(test_lower_brought_in, begin),
	        cmocka_unit_test_setup(test_quota, begin),
	        cmocka_unit_test_setup(test_no_memory, begin),
	        cmocka_unit_test_setup(test_discard_fails, begin),
	        cmocka_unit_test_setup(test_account, begin),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, begin_all, NULL);
}
