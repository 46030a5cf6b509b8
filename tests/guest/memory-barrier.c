/* SPDX-License-Identifier: ISC */
/*
 * membarrier(2): what it offers, and what must be asked for first. remap_file_pages(2)
 * on private memory.
 */
#define _GNU_SOURCE
#include "check.h"
#include <linux/membarrier.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static long membarrier(int command, unsigned flags)
{
	return syscall(SYS_membarrier, command, flags, 0);
}

int main(void)
{
	long offered = membarrier(MEMBARRIER_CMD_QUERY, 0);
	CHECK(offered & MEMBARRIER_CMD_GLOBAL);
	CHECK(offered & MEMBARRIER_CMD_PRIVATE_EXPEDITED);
	CHECK(offered & MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE);
	CHECK_FAILS(membarrier(MEMBARRIER_CMD_QUERY, 2), EINVAL);
	CHECK_FAILS(membarrier(1 << 20, 0), EINVAL);
	CHECK_FAILS(membarrier(-1, 0), EINVAL);
	CHECK(membarrier(MEMBARRIER_CMD_GLOBAL, 0) == 0);
	CHECK_FAILS(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0), EPERM);
	CHECK(membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0) == 0);
	CHECK(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0) == 0);
	CHECK_FAILS(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0), EPERM);
	CHECK(membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0) == 0);
	CHECK(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0) == 0);
	CHECK(membarrier(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0) == 0);
	CHECK(membarrier(MEMBARRIER_CMD_GLOBAL_EXPEDITED, 0) == 0);
	char *at = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK_FAILS(syscall(SYS_remap_file_pages, at, 4096, 0, 1, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_remap_file_pages, at, 4096, 1, 0, 0), EINVAL);
	return check_result();
}
