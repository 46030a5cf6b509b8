/* SPDX-License-Identifier: ISC */
/*
 * Locks on the host's files, so that its other processes see those of this one and the
 * other way round (locks.h). An open file's are taken by its handle; the process's record
 * locks by a handle that the inode keeps for them. Caller: locks.c, with its lock.
 */
#include "host.h"

static int handle_of_process(struct host_inode *node)
{
	static const unsigned modes[] = {PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE,
	                                 PLATFORM_VOLUME_READ, PLATFORM_VOLUME_WRITE};
	struct platform_volume_request request;
	long result = -EACCES;

	for (unsigned n = 0; !node->locks && n < 3; n++) {
		request.flags = modes[n];
		result = host_ask(&request, PLATFORM_VOLUME_OPEN, node->handle);
		if (!result)
			node->locks = request.handle;
	}
	return node->locks ? node->locks : (int)result;
}

/* Directories and special files have no handle for each open file. */
static int handle_of(struct inode *inode, const struct file_lock *wanted)
{
	struct host_inode *node = host_inode(inode);

	if (wanted->owner == LOCKS_PROCESS || !is_kind(inode, MODE_REGULAR))
		return handle_of_process(node);
	return ((const struct host_file *)wanted->owner)->handle;
}

static void tell(struct file_lock *to, const struct platform_volume_request *from)
{
	to->exclusive = from->flags & PLATFORM_VOLUME_WRITE;
	to->start = from->position;
	to->end = from->length ? from->position + from->length - 1 : UINT64_MAX;
	to->owner = NULL;
	to->process = from->process;
}

int host_lock_file(struct inode *inode, struct file_lock *wanted, enum lock_step step)
{
	struct platform_volume_request request = {
	        .flags = (step == LOCK_DROP   ? 0
	                  : wanted->exclusive ? PLATFORM_VOLUME_WRITE
	                                      : PLATFORM_VOLUME_READ) |
	                 (wanted->family == LOCK_WHOLE ? PLATFORM_VOLUME_WHOLE : 0) |
	                 (step == LOCK_TEST ? PLATFORM_VOLUME_TEST : 0),
	        .position = wanted->start,
	        .length =
	                wanted->end == UINT64_MAX ? 0 : wanted->end - wanted->start + 1};
	int handle = step == LOCK_DROP && wanted->owner == LOCKS_PROCESS
	                     ? host_inode(inode)->locks
	                     : handle_of(inode, wanted);

	if (handle <= 0)
		return handle;
	long result = host_ask(&request, PLATFORM_VOLUME_LOCK, handle);
	if (step != LOCK_TEST || result || !request.flags)
		return (int)result;
	tell(wanted, &request);
	return -EAGAIN;
}
