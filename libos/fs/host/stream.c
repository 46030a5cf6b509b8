/* SPDX-License-Identifier: ISC */
/*
 * Standard streams that are files of the host's: read, written and moved in as the host
 * does it, at the position that they share with whoever else has them open. Others stay
 * the console's, but tell what they are. Before the program runs; without locks.
 */
#include "fs/console.h"
#include "fs/descriptor.h"
#include "fs/position.h"
#include "fs/size.h"
#include "fs/stat.h"
#include "host.h"
#include <asm/stat.h>
#include <linux/fs.h>

LINKS(position_acquire);

#define MAJOR(device) ((device) >> 8 & 0xfff)
#define MAJOR_MEMORY  1 /* of /dev/null and its like, which never wait */

static long read(struct file *file, struct transfer *transfer)
{
	return host_transfer(transfer, PLATFORM_VOLUME_READ_AT, file->stream, 0,
	                     UINT64_MAX);
}

static long write(struct file *file, struct transfer *transfer)
{
	return host_transfer(transfer, PLATFORM_VOLUME_WRITE_AT, file->stream, 0,
	                     UINT64_MAX);
}

int host_stream_status(int stream, struct stat *status)
{
	struct platform_volume_request request;
	struct attributes attributes;
	long result = host_ask(&request, PLATFORM_VOLUME_STATUS, stream);

	if (result)
		return (int)result;
	host_attributes(&attributes, &request.status);
	attributes_status(&attributes, status);
	status->st_dev = request.status.device;
	status->st_ino = request.status.number;
	return 0;
}

static int status(struct file *file, struct stat *status)
{
	return host_stream_status(file->stream, status);
}

long position_below(struct file *file, long offset, int whence)
{
	struct platform_volume_request request = {.position = (uint64_t)offset,
	                                          .flags = (unsigned)whence};

	return host_ask(&request, PLATFORM_VOLUME_SEEK, file->stream);
}

static int map(struct file *file, struct mapping *mapping)
{
	return host_map(file->stream, mapping);
}

static int sync(struct file *file, bool data_only)
{
	struct platform_volume_request request = {
	        .flags = data_only ? PLATFORM_VOLUME_DATA_SAFE : 0};

	return (int)host_ask(&request, PLATFORM_VOLUME_SYNC, file->stream);
}

static int allocate(struct file *file, int mode, uint64_t offset, uint64_t length)
{
	struct platform_volume_request request = {
	        .flags = (unsigned)mode, .position = offset, .length = length};

	if (mode != ALLOCATE_RESIZE)
		return (int)host_ask(&request, PLATFORM_VOLUME_ALLOCATE, file->stream);
	request.flags = PLATFORM_VOLUME_SET_SIZE;
	request.status.size = offset;
	return (int)host_ask(&request, PLATFORM_VOLUME_SET, file->stream);
}

/* Through /dev/stdin and its like: another file of the stream, with the position that the
 * stream has below, and no more access than that has. */
static int reopen(struct file *file, unsigned flags, struct file **again)
{
	unsigned has = file->flags & O_ACCMODE, wants = flags & O_ACCMODE;

	if (has != O_RDWR && has != wants)
		return -EACCES;
	return console_reopen ? console_reopen(file, flags, again) : -ENXIO;
}

static const struct file_operations operations = {
        .read = read,
        .write = write,
        .status = status,
        .seek = position_below,
        .map = map,
        .sync = sync,
        .allocate = allocate,
        .release = console_release,
        .reopen = reopen,
        .name = "file",
};

static unsigned flags_of(unsigned below)
{
	const unsigned both = PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE;
	unsigned mode = (below & both) == both          ? O_RDWR
	                : below & PLATFORM_VOLUME_WRITE ? O_WRONLY
	                                                : O_RDONLY;

	return mode | (below & PLATFORM_VOLUME_APPEND ? O_APPEND : 0);
}

static void begin(int stream)
{
	struct platform_volume_request request;
	struct file *file = &console_files[stream];

	if (host_ask(&request, PLATFORM_VOLUME_STATUS, stream)) {
		descriptors[stream].file = NULL; /* it was closed */
		return;
	}
	file->flags = flags_of(request.flags);
	uint32_t type = request.status.mode & MODE_TYPE;
	if (type == MODE_REGULAR ||
	    (type == MODE_CHARACTER && MAJOR(request.status.special) == MAJOR_MEMORY))
		file->operations = &operations;
}

void host_streams_begin(void)
{
	for (int stream = 0; stream < 3; stream++)
		begin(stream);
}
