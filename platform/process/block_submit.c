/* SPDX-License-Identifier: ISC */
/*
 * platform_block_submit: the host does a request during the call, and the caller waits
 * for it there. Without a lock meanwhile, so several CPUs have as many under way.
 */
#include "block.h"
#include <linux/falloc.h>

/* The disk's rules, and the token is taken. */
static bool take(struct process_disk *disk, const struct platform_block_request *request)
{
	const struct platform_block *block = &disk->block;
	uintptr_t offset = (uintptr_t)request->memory - (uintptr_t)block->memory;
	bool bytes = request->kind <= PLATFORM_BLOCK_WRITE;

	if (request->kind > PLATFORM_BLOCK_PUNCH || request->token >= block->depth)
		return false;
	if (request->kind == PLATFORM_BLOCK_FLUSH ? request->length : !request->length)
		return false;
	if ((request->position | request->length) % block->block ||
	    request->position > block->size ||
	    request->length > block->size - request->position)
		return false;
	if (bytes && (offset > block->memory_size ||
	              request->length > block->memory_size - offset))
		return false;
	return !__atomic_test_and_set(&disk->busy[request->token], __ATOMIC_ACQUIRE);
}

/* All bytes: 0 or -errno. A file that is shorter than it was has none to read. */
static long transfer(int file, bool write, const struct platform_block_request *request)
{
	char *at = request->memory;
	uint64_t left = request->length, position = request->position;
	while (left) {
		long n = linux_call5(write ? __NR_pwrite64 : __NR_pread64, file, (long)at,
		                     (long)left, (long)position, 0);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			return n ? n : -EIO;
		at += n;
		position += (uint64_t)n;
		left -= (uint64_t)n;
	}
	return 0;
}

static long change(int file, int mode, const struct platform_block_request *request)
{
	long result;
	do
		result = linux_call5(__NR_fallocate, file, mode, (long)request->position,
		                     (long)request->length, 0);
	while (result == -EINTR);
	return result;
}

static long carry_out(const struct process_disk *disk,
                      const struct platform_block_request *request)
{
	bool read_only = disk->block.flags & PLATFORM_BLOCK_READ_ONLY;

	if (request->kind == PLATFORM_BLOCK_READ)
		return transfer(disk->file, false, request);
	if (request->kind == PLATFORM_BLOCK_FLUSH)
		return read_only ? 0 : linux_call1(__NR_fdatasync, disk->file);
	if (read_only)
		return -EPERM;
	if (request->kind == PLATFORM_BLOCK_WRITE)
		return transfer(disk->file, true, request);
	return change(disk->file,
	              request->kind == PLATFORM_BLOCK_ZERO ? DISK_ZERO : DISK_PUNCH,
	              request);
}

/* Errors of the host's that a disk has, too; all others are EIO to its user. */
static int error_of(long result)
{
	switch (result) {
	case 0:
	case -EPERM:
	case -ENOSPC:
	case -EOPNOTSUPP:
		return (int)result;
	case -EDQUOT:
		return -ENOSPC;
	default:
		return -EIO;
	}
}

static void end(struct process_disk *disk, unsigned token, int error)
{
	process_lock(&disk->lock);
	unsigned at = (disk->done_first + disk->done_count++) % DISK_DEPTH;
	disk->done[at] = (struct platform_block_completion){token, error};
	process_unlock(&disk->lock);
}

long process_block_submit(unsigned number, const struct platform_block_request *requests,
                          unsigned count)
{
	struct process_disk *disk = process_disk(number);
	unsigned taken = 0;
	if (!disk)
		return -ENODEV;
	for (; taken < count && take(disk, &requests[taken]); taken++)
		end(disk, requests[taken].token,
		    error_of(carry_out(disk, &requests[taken])));
	return taken || !count ? (long)taken : -EINVAL;
}
