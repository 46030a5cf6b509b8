/* SPDX-License-Identifier: ISC */
/*
 * Reads, writes and changes of a disk that is played here: blocks of all sizes, little
 * memory, requests that end late and in any order, bad blocks, bad pointers. What was
 * done is compared with a copy in memory.
 */
#include "unit.h"

#include "block/block.h"
#include "mem/memory.h"

#define SIZE (1u << 20)

static struct {
	uint8_t bytes[SIZE];
	bool bad[SIZE / 512]; /* can't be read or written */
	struct platform_block is;
	char *memory;
	size_t memory_limit;
	struct platform_block_request under_way[DISK_SLOTS];
	unsigned count, most, flushes, flushes_bad, unsupported;
	bool slow; /* requests end only while somebody sleeps */
} d;
static uint8_t copy[SIZE];
static size_t used;

/* ---- the platform ---- */

int platform_block_open(unsigned number, struct platform_block *block)
{
	size_t size = block->memory_size;

	if (number)
		return -ENODEV;
	if (size > d.memory_limit)
		size = d.memory_limit;
	*block = d.is;
	if (!size)
		return 0;
	free(d.memory);
	d.memory = aligned_alloc(PLATFORM_PAGE, size);
	block->memory = d.memory;
	block->memory_size = size;
	if (block->largest > size)
		block->largest = (uint32_t)size;
	d.is = *block;
	return 0;
}

static int perform(const struct platform_block_request *request)
{
	uint8_t *at = d.bytes + request->position;

	if (request->kind == PLATFORM_BLOCK_FLUSH) {
		d.flushes++;
		return d.flushes_bad && d.flushes_bad-- ? -EIO : 0;
	}
	for (uint64_t n = 0; n < request->length; n += 512)
		if (d.bad[(request->position + n) / 512])
			return -EIO;
	switch (request->kind) {
	case PLATFORM_BLOCK_READ:
		memcpy(request->memory, at, request->length);
		return 0;
	case PLATFORM_BLOCK_WRITE:
		memcpy(at, request->memory, request->length);
		return 0;
	}
	if (d.unsupported)
		return -EOPNOTSUPP;
	memset(at, 0, request->length);
	return 0;
}

/* What the contract asks of a request. */
static void check(const struct platform_block_request *request)
{
	uintptr_t offset = (uintptr_t)request->memory - (uintptr_t)d.memory;

	assert_true(request->token < d.is.depth);
	for (unsigned n = 0; n < d.count; n++)
		assert_true(d.under_way[n].token != request->token);
	if (request->kind == PLATFORM_BLOCK_FLUSH) {
		assert_int_equal(request->length, 0);
		return;
	}
	assert_true(request->length &&
	            (request->position | request->length) % d.is.block == 0);
	assert_true(request->position + request->length <= d.is.size);
	if (request->kind > PLATFORM_BLOCK_WRITE) {
		assert_true(request->length <= d.is.largest_discard);
		return;
	}
	assert_true(request->length <= d.is.largest);
	assert_true(offset + request->length <= d.is.memory_size);
	for (unsigned n = 0; n < d.count; n++)
		if (d.under_way[n].kind <= PLATFORM_BLOCK_WRITE) {
			const struct platform_block_request *other = &d.under_way[n];
			assert_true((char *)request->memory + request->length <=
			                    (char *)other->memory ||
			            (char *)other->memory + other->length <=
			                    (char *)request->memory);
		}
}

long platform_block_submit(unsigned number, const struct platform_block_request *requests,
                           unsigned count)
{
	assert_int_equal(number, 0);
	for (unsigned n = 0; n < count; n++) {
		check(&requests[n]);
		d.under_way[d.count++] = requests[n];
	}
	if (d.count > d.most)
		d.most = d.count;
	return count;
}

static bool asleep;

long platform_block_reap(unsigned number, struct platform_block_completion *done,
                         unsigned count)
{
	unsigned taken = 0;

	while (taken < count && d.count && (!d.slow || asleep)) {
		unsigned at = random_number(d.count);
		struct platform_block_request request = d.under_way[at];
		d.under_way[at] = d.under_way[--d.count];
		done[taken++] = (struct platform_block_completion){request.token,
		                                                   perform(&request)};
		asleep = asleep && random_number(4);
	}
	return taken;
}

bool memory_use(size_t size)
{
	if (used + size > 300u << 10)
		return false;
	used += size;
	return true;
}

void memory_unuse(size_t size)
{
	used -= size;
}

/* ---- the scheduler ---- */

int thread_sleep(struct lock *lock, uint64_t deadline)
{
	assert_true(thread_this()->deaf);
	lock_release(lock);
	assert_true(disks_waited());
	asleep = true;
	disks_arrived();
	asleep = false;
	return 0;
}

void thread_wake(struct thread *thread)
{
	assert_ptr_equal(thread, &thread_first);
}

/* ---- tests ---- */

static struct disk *disk;

static void set_up(uint32_t block, uint32_t largest, uint32_t depth, size_t memory)
{
	memset(disks, 0, sizeof disks);
	memset(d.bad, 0, sizeof d.bad);
	d.is = (struct platform_block){.size = SIZE,
	                               .block = block,
	                               .physical_block = block,
	                               .largest = largest,
	                               .largest_discard = 65536,
	                               .depth = depth,
	                               .flags = PLATFORM_BLOCK_CAN_DISCARD |
	                                        PLATFORM_BLOCK_CAN_ZERO};
	d.memory_limit = memory;
	d.count = d.most = d.flushes = d.flushes_bad = d.unsupported = 0;
	used = 0;
	bad_start = bad_end = NULL;
	for (unsigned n = 0; n < SIZE; n++)
		d.bytes[n] = copy[n] = (uint8_t)random_number(256);
	assert_int_equal(disk_get(0, &disk), 0);
	assert_int_equal(used, disk->is.memory_size);
}

static void opening(void **unused)
{
	struct disk *other;

	set_up(512, UINT32_MAX & -512u, 85, 64u << 20);
	assert_int_equal(disk->is.memory_size, 256u << 10);
	assert_int_equal(disks_count(), 1);
	assert_int_equal(disk_get(1, &other), -ENODEV);
	assert_int_equal(disk_get(DISKS_MAX, &other), -ENODEV);
	assert_int_equal(disk_get(UINT32_MAX, &other), -ENODEV);
	assert_int_equal(used, 256u << 10);
	assert_int_equal(disk_get(0, &other), 0);
	assert_ptr_equal(other, disk);
	/* no memory */
	memset(disks, 0, sizeof disks);
	used = 290u << 10;
	assert_int_equal(disk_get(0, &other), -ENOMEM);
	assert_int_equal(used, 290u << 10);
}

static uint8_t buffer[SIZE + 1];

/* One transfer in up to three pieces of memory. */
static long transfer(bool write, uint64_t position, size_t size)
{
	struct iovec vector[3];
	struct transfer transfer;
	size_t first = random_number((uint32_t)size + 1), second;

	second = random_number((uint32_t)(size - first) + 1);
	vector[0] = (struct iovec){buffer, first};
	vector[1] = (struct iovec){buffer + first, second};
	vector[2] = (struct iovec){buffer + first + second, size - first - second};
	assert_int_equal(transfer_begin(&transfer, vector, 3), 0);
	transfer.position = position;
	long done = write ? disk_write(disk, &transfer) : disk_read(disk, &transfer);
	assert_int_equal(transfer.position - position, done > 0 ? done : 0);
	assert_int_equal(d.count, 0);
	assert_false(disks_waited());
	assert_null(disk->ranges);
	return done;
}

static void some(uint64_t *position, size_t *size)
{
	uint32_t most = random_number(8) ? 20000 : SIZE;

	*position = random_number(4) ? random_number(SIZE) : random_number(SIZE) & -4096u;
	*size = 1 + random_number(most);
	if (*size > SIZE - *position)
		*size = SIZE - *position;
	if (!random_number(4) && *size > 4096)
		*size &= -4096ul;
}

static void read_or_write(void)
{
	uint64_t position;
	size_t size;

	some(&position, &size);
	if (random_number(2)) {
		assert_int_equal(transfer(false, position, size), size);
		assert_memory_equal(buffer, copy + position, size);
		return;
	}
	for (size_t n = 0; n < size; n++)
		buffer[n] = (uint8_t)random_number(256);
	assert_int_equal(transfer(true, position, size), size);
	memcpy(copy + position, buffer, size);
}

static const struct {
	uint32_t block, largest, depth;
	size_t memory;
} kinds[] = {
        {512, UINT32_MAX & -512u, 85, 64u << 20},
        {4096, UINT32_MAX & -4096u, 85, 64u << 20},
        {512, 512, 85, 64u << 20},
        {512, 1536, 5, 64u << 20},
        {4096, 4096, 1, 64u << 10},
        {512, UINT32_MAX & -512u, 1, 64u << 10},
        {2048, 20480, 64, 64u << 10},
        {512, UINT32_MAX & -512u, 2, 64u << 20},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static void set_up_kind(unsigned n)
{
	set_up(kinds[n % KINDS].block, kinds[n % KINDS].largest, kinds[n % KINDS].depth,
	       kinds[n % KINDS].memory);
	d.slow = n / KINDS % 2;
}

static void transfers(void **unused)
{
	for (unsigned n = 0; n < 2 * KINDS; n++) {
		set_up_kind(n);
		for (unsigned round = 0; round < 60; round++)
			read_or_write();
		assert_memory_equal(d.bytes, copy, SIZE);
		assert_true(d.most <= disk->is.depth);
	}
	set_up_kind(0);
	transfer(false, 0, SIZE);
	assert_int_equal(d.most, (256u << 10) / DISK_PIECE); /* all of the memory */
}

/* What was read before a bad block is right, and so is how far that goes. */
static void bad_blocks(void **unused)
{
	for (unsigned n = 0; n < 2 * KINDS; n++) {
		set_up_kind(n);
		for (unsigned round = 0; round < 60; round++) {
			uint64_t position, bad = random_number(SIZE) & -512u;
			size_t size;
			some(&position, &size);
			d.bad[bad / 512] = true;
			uint64_t page = bad & -4096ul, end = position + size;
			long wanted = (long)size, got = transfer(false, position, size);
			if (end > page && position < page + 4096 &&
			    (bad | (disk->is.block - 1)) >= position &&
			    (bad & -(uint64_t)disk->is.block) < end)
				wanted = page > position ? (long)(page - position) : -EIO;
			/* smaller pieces may come closer to it */
			if (wanted != (long)size && got > 0 && got >= wanted)
				assert_true(position + (uint64_t)got <=
				            (bad & -(uint64_t)disk->is.block));
			else
				assert_int_equal(got, wanted);
			if (got > 0)
				assert_memory_equal(buffer, copy + position, (size_t)got);
			d.bad[bad / 512] = false;
		}
	}
}

static void bad_writes(void **unused)
{
	set_up_kind(0);
	d.bad[100] = true;
	assert_int_equal(transfer(true, 51200, 512), -EIO);
	assert_int_equal(transfer(true, 51201, 5), -EIO);
	assert_int_equal(transfer(true, 0, SIZE), -EIO);
	assert_int_equal(transfer(true, 51712, 512), 512);
	/* a block that is read first */
	assert_int_equal(transfer(true, 51100, 612), 100);
	assert_int_equal(disk_read_bytes(disk, 51000, buffer, 1000), -EIO);
	assert_int_equal(disk_write_bytes(disk, 51200, buffer, 512), -EIO);
	assert_int_equal(disk_read_bytes(disk, 7, buffer, 1000), 0);
	assert_memory_equal(buffer, d.bytes + 7, 1000);
	memset(buffer, 7, 1000);
	assert_int_equal(disk_write_bytes(disk, 700, buffer, 1000), 0);
	assert_memory_equal(d.bytes + 700, buffer, 1000);
}

/* The program's memory ends somewhere: what there is of it counts. */
static void bad_pointers(void **unused)
{
	for (unsigned n = 0; n < KINDS; n++) {
		set_up_kind(n);
		for (unsigned round = 0; round < 60; round++) {
			uint64_t position;
			size_t size;
			some(&position, &size);
			size_t good = random_number((uint32_t)size);
			bool write = random_number(2);
			bad_start = (char *)buffer + good;
			bad_end = (char *)buffer + sizeof buffer;
			memset(buffer, 'b', good);
			long done = transfer(write, position, size);
			assert_int_equal(done, good ? (long)good : -EFAULT);
			bad_start = bad_end = NULL;
			if (write)
				memset(copy + position, 'b', good);
			else
				assert_memory_equal(buffer, copy + position, good);
			assert_memory_equal(d.bytes, copy, SIZE);
		}
	}
}

static void changes(void **unused)
{
	for (unsigned unsupported = 0; unsupported < 2; unsupported++) {
		set_up(512, UINT32_MAX & -512u, 8, 64u << 20);
		d.unsupported = unsupported;
		assert_int_equal(disk_change(disk, PLATFORM_BLOCK_ZERO, 512, 700 * 512),
		                 0);
		memset(copy + 512, 0, 700 * 512);
		assert_memory_equal(d.bytes, copy, SIZE);
		assert_int_equal(disk_change(disk, PLATFORM_BLOCK_PUNCH, 0, SIZE),
		                 unsupported ? -EOPNOTSUPP : 0);
		disk->is.flags = 0;
		memset(d.bytes, 9, SIZE);
		assert_int_equal(disk_change(disk, PLATFORM_BLOCK_DISCARD, 0, 512),
		                 -EOPNOTSUPP);
		assert_int_equal(disk_change(disk, PLATFORM_BLOCK_ZERO, 1024, 512), 0);
		assert_int_equal(d.bytes[1023], 9);
		assert_int_equal(d.bytes[1024], 0);
		assert_int_equal(d.bytes[1535], 0);
		assert_int_equal(d.bytes[1536], 9);
		d.bad[9] = true;
		assert_int_equal(disk_change(disk, PLATFORM_BLOCK_ZERO, 0, SIZE), -EIO);
		d.bad[9] = false;
		d.flushes_bad = 1;
		assert_int_equal(disk_flush(disk), -EIO);
		assert_int_equal(disk->flushes_failed, 1);
		assert_int_equal(disk_flush(disk), 0);
		assert_int_equal(d.flushes, 2);
		assert_int_equal(disk->slots, 0xff);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(opening),      cmocka_unit_test(transfers),
	        cmocka_unit_test(bad_blocks),   cmocka_unit_test(bad_writes),
	        cmocka_unit_test(bad_pointers), cmocka_unit_test(changes),
	};

	platform_information.memory = SIZE_MAX;
	platform_information.cpus = 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
