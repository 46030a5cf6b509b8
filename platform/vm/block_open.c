/* SPDX-License-Identifier: ISC */
/*
 * platform_block_open: find a virtio-blk device, and learn what it is (virtio 1.1,
 * section 5.2.4). What its registers say is made to fit or refused: nothing that the
 * libos counts with is wrong afterwards.
 */
#include "block.h"

#define FEATURES                                                                       \
	(BLOCK_FEATURE_SIZE_MAX | BLOCK_FEATURE_READ_ONLY | BLOCK_FEATURE_BLOCK_SIZE | \
	 BLOCK_FEATURE_FLUSH | BLOCK_FEATURE_TOPOLOGY | BLOCK_FEATURE_DISCARD |        \
	 BLOCK_FEATURE_WRITE_ZEROES)
#define ROUNDS         16         /* of reading while the registers change */
#define SIZE_LIMIT     INT64_MAX  /* bytes of a disk: positions are signed for programs */
#define PHYSICAL_LIMIT (1u << 20) /* bytes: more than any disk has */
#define MEMORY_LEAST   (64u << 10)

enum registers {
	CAPACITY = 0,
	SIZE_MAX_ = 8,
	BLOCK_SIZE = 20,
	PHYSICAL_EXPONENT = 24, /* of 2: logical blocks in a physical one */
	DISCARD_SECTORS = 36,
	ZEROES_SECTORS = 48,
};

/* As the device says it; what it doesn't say is 0. */
struct registers_read {
	uint64_t sectors;
	uint32_t size_max, block, exponent, discard, zeroes;
};

struct vm_disk vm_disks[DISKS_MAX];

static uint32_t field(const struct vm_disk *disk, uint64_t feature, unsigned offset,
                      unsigned width)
{
	if (feature && !(disk->features & feature))
		return 0;
	long value = vm_device_config(disk->device, offset, width);
	return value < 0 ? 0 : (uint32_t)value;
}

static int read_registers(const struct vm_disk *disk, struct registers_read *is)
{
	for (unsigned n = 0; n < ROUNDS; n++) {
		long generation = vm_device_config(disk->device, 0, 0);
		is->sectors = field(disk, 0, CAPACITY, 4) |
		              (uint64_t)field(disk, 0, CAPACITY + 4, 4) << 32;
		is->size_max = field(disk, BLOCK_FEATURE_SIZE_MAX, SIZE_MAX_, 4);
		is->block = field(disk, BLOCK_FEATURE_BLOCK_SIZE, BLOCK_SIZE, 4);
		is->exponent = field(disk, BLOCK_FEATURE_TOPOLOGY, PHYSICAL_EXPONENT, 1);
		is->discard = field(disk, BLOCK_FEATURE_DISCARD, DISCARD_SECTORS, 4);
		is->zeroes = field(disk, BLOCK_FEATURE_WRITE_ZEROES, ZEROES_SECTORS, 4);
		if (vm_device_config(disk->device, 0, 0) == generation)
			return 0;
	}
	return -EIO;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int describe(struct vm_disk *disk, const struct registers_read *is)
{
	struct platform_block *block = &disk->block;
	uint32_t size =
	        disk->features & BLOCK_FEATURE_BLOCK_SIZE ? is->block : BLOCK_SECTOR;
	if (size < BLOCK_SECTOR || size > PLATFORM_PAGE || (size & (size - 1)))
		return -EIO;
	block->block = size;
	block->physical_block = size;
	if (is->exponent < 32 && (uint64_t)size << is->exponent <= PHYSICAL_LIMIT)
		block->physical_block = size << is->exponent;
	block->size = least(is->sectors, SIZE_LIMIT / BLOCK_SECTOR) * BLOCK_SECTOR &
	              -(uint64_t)size;
	block->largest = UINT32_MAX & -size;
	if (disk->features & BLOCK_FEATURE_SIZE_MAX)
		block->largest = is->size_max & -size;
	if (!block->largest)
		return -EIO;
	block->largest_discard = UINT32_MAX;
	if (is->discard) {
		block->flags |= PLATFORM_BLOCK_CAN_DISCARD;
		block->largest_discard = least(block->largest_discard, is->discard);
	}
	if (is->zeroes) {
		block->flags |= PLATFORM_BLOCK_CAN_ZERO;
		block->largest_discard = least(block->largest_discard, is->zeroes);
	}
	block->largest_discard = block->largest_discard * BLOCK_SECTOR & -(uint64_t)size;
	if (!block->largest_discard)
		block->flags = 0;
	if (disk->features & BLOCK_FEATURE_READ_ONLY)
		block->flags |= PLATFORM_BLOCK_READ_ONLY;
	return 0;
}

/* As much as there is in a row, up to `size`. */
static bool have_memory(struct vm_disk *disk, size_t size)
{
	size_t slots = disk->block.depth * sizeof *disk->slots;
	char *memory = NULL;
	size &= -(size_t)PLATFORM_PAGE;
	for (; size >= MEMORY_LEAST; size = size / 2 & -(size_t)PLATFORM_PAGE) {
		memory = vm_dma(disk->device, size + slots);
		if (memory)
			break;
	}
	if (!memory)
		return false;
	disk->block.memory = memory;
	disk->block.memory_size = size;
	disk->block.largest = (uint32_t)least(disk->block.largest, size);
	disk->slots = (struct block_slot *)(memory + size);
	return true;
}

static int find(struct vm_disk *disk, unsigned number)
{
	struct gate_device opened;
	struct registers_read is;
	long device = vm_device_open(DEVICE_BLOCK, number, FEATURES, 1,
	                             BLOCK_DEPTH * BLOCK_DESCRIPTORS + 1, &opened);
	if (device < 0)
		return device == -ENOMEM ? -ENOMEM : -ENODEV;
	disk->device = (unsigned)device;
	disk->features = opened.features;
	disk->block.depth = opened.queue_size[0] / BLOCK_DESCRIPTORS;
	if (!disk->block.depth)
		return -EIO;
	int result = read_registers(disk, &is);
	return result ? result : describe(disk, &is);
}

int vm_block_open(unsigned number, struct platform_block *block)
{
	if (number >= DISKS_MAX)
		return -ENODEV;
	struct vm_disk *disk = &vm_disks[number];
	size_t size = block->memory_size;
	if (disk->state == DISK_UNKNOWN) {
		disk->error = find(disk, number);
		disk->state = disk->error ? DISK_ABSENT : DISK_KNOWN;
	}
	if (disk->state == DISK_ABSENT)
		return disk->error;
	if (disk->state == DISK_KNOWN && size) {
		if (!have_memory(disk, size))
			return -ENOMEM;
		disk->state = DISK_OPEN;
	}
	*block = disk->block;
	return 0;
}
