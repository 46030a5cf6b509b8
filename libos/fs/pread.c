/* SPDX-License-Identifier: ISC */
/*
 * pread(2), pwrite(2), preadv(2), pwritev(2), preadv2(2), pwritev2(2).
 */
#include "fs/position.h"
#include "sched/wait.h"
#include "syscalls.h"
#include <linux/fs.h>

#define FLAGS_KNOWN (RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND)

struct call {
	int number;
	const struct iovec *vector; /* the program's; NULL: `transfer` is all */
	long count;
	struct transfer transfer;
	long offset;
	bool position; /* the file's own, which moves */
	bool writes;
	unsigned flags;
};

/* What a write has to bring to the disk before it returns. */
static long sync_after(struct file *file, const struct call *call, long done)
{
	bool sync = call->flags & (RWF_SYNC | RWF_DSYNC);
	int result = 0;

	if (call->writes && sync && done > 0 && file->operations->sync)
		result = file->operations->sync(file, !(call->flags & RWF_SYNC));
	return result ? result : done;
}

static long transfer_at(struct file *file, struct call *call)
{
	const struct file_operations *operations = file->operations;
	long (*body)(struct file *, struct transfer *) =
	        call->writes ? operations->write : operations->read;
	struct transfer transfer = call->transfer;
	long result = 0;

	if (call->vector)
		result = transfer_begin(&transfer, call->vector, call->count);
	if (result)
		return result;
	transfer.flags = call->flags;
	if (!body)
		return !call->writes && operations->list ? -EISDIR : -EINVAL;
	if (call->position && operations->seek && position_transfer)
		result = position_transfer(file, &transfer, body);
	else if (!call->position && !operations->seek)
		return -ESPIPE;
	else {
		transfer.position = (uint64_t)call->offset;
		result = position_fits(&transfer) ? body(file, &transfer) : -EINVAL;
	}
	return sync_after(file, call, result);
}

static long transfer(void *argument)
{
	struct call *call = argument;
	struct file *file = file_get(call->number);
	unsigned forbidden = call->writes ? O_RDONLY : O_WRONLY;
	long result = -EBADF;

	if (!file)
		return result;
	if ((file->flags & O_ACCMODE) != forbidden && !(file->flags & O_PATH))
		result = transfer_at(file, call);
	file_put(file);
	return result;
}

static long begin(struct call call)
{
	if (call.offset < 0 && !call.position)
		return -EINVAL;
	if (call.flags & ~(unsigned)FLAGS_KNOWN)
		return -EOPNOTSUPP;
	return call_blocking(transfer, &call);
}

/* full */
long sys_pread64(int number, void *bytes, size_t size, long offset)
{
	if ((long)size < 0)
		return -EINVAL;
	return begin((struct call){number, .transfer = transfer_single(bytes, size),
	                           .offset = offset});
}

/* full */
long sys_pwrite64(int number, const void *bytes, size_t size, long offset)
{
	if ((long)size < 0)
		return -EINVAL;
	return begin((struct call){
	        number, .transfer = transfer_single((void *)(uintptr_t)bytes, size),
	        .offset = offset, .writes = true});
}

/* full */
long sys_preadv(int number, const struct iovec *vector, long count, long offset)
{
	return begin(
	        (struct call){number, vector, count, .offset = offset, .writes = false});
}

/* full */
long sys_pwritev(int number, const struct iovec *vector, long count, long offset)
{
	return begin(
	        (struct call){number, vector, count, .offset = offset, .writes = true});
}

/* full */
long sys_preadv2(int number, const struct iovec *vector, long count, long offset,
                 long unused, int flags)
{
	return begin((struct call){number, vector, count, .offset = offset,
	                           .position = offset == -1, .writes = false,
	                           .flags = (unsigned)flags});
}

/* full */
long sys_pwritev2(int number, const struct iovec *vector, long count, long offset,
                  long unused, int flags)
{
	return begin((struct call){number, vector, count, .offset = offset,
	                           .position = offset == -1, .writes = true,
	                           .flags = (unsigned)flags});
}
