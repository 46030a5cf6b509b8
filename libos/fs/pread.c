/* SPDX-License-Identifier: ISC */
/*
 * pread(2), pwrite(2), preadv(2), pwritev(2): pipes and terminals have no positions, and
 * there are no other files yet.
 */
#include "file.h"
#include "sched/cpu.h"
#include "syscalls.h"

static long no_position(int number, long offset)
{
	if (offset < 0)
		return -EINVAL;
	enter();
	struct file *file = file_get(number);
	if (file)
		file_put(file);
	return leave(file ? -ESPIPE : -EBADF);
}

/* partial: -ESPIPE, also where a stream is a file of the host */
long sys_pread64(int number, void *bytes, size_t size, long offset)
{
	return no_position(number, offset);
}

/* partial: as pread64 */
long sys_pwrite64(int number, const void *bytes, size_t size, long offset)
{
	return no_position(number, offset);
}

/* partial: as pread64 */
long sys_preadv(int number, const struct iovec *vector, long count, long offset)
{
	return no_position(number, offset);
}

/* partial: as pread64 */
long sys_pwritev(int number, const struct iovec *vector, long count, long offset)
{
	return no_position(number, offset);
}
