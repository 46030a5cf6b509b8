/* SPDX-License-Identifier: ISC */
/*
 * The disks of a process: files of the host's, or its block devices, that SAMARA_DISKS
 * names, a line FILE or FILE:ro each. They are opened at the start, before the sandbox is
 * shut, and stay open; a file is as large as it was then. It is locked as QEMU locks its
 * images: for itself, or among readers where it is only read.
 */
#include "block.h"
#include <asm/signal.h>
#include <asm/stat.h>
#include <linux/falloc.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mman.h>

__asm__(".globl process_disks_filter"); /* in every image that has this */

#define MODE_KIND        0170000u /* of inode(7) */
#define MODE_FILE        0100000u
#define MODE_DEVICE      0060000u
#define SECTOR           512u
#define DESCRIPTOR_FIRST 3 /* those below are the program's streams, open or not */

struct process_disk process_disks[DISKS_MAX];

/* One sentence: the file, then what is wrong. */
static _Noreturn void refuse(const char *file, const char *why)
{
	process_say("samara: ");
	process_say(file);
	process_say(why);
	process_exit(1);
}

static size_t line_length(const char *text)
{
	size_t length = 0;
	while (text[length] && text[length] != '\n')
		length++;
	return length;
}

static bool ends_read_only(const char *line, size_t length)
{
	return length > 3 && line[length - 3] == ':' && line[length - 2] == 'r' &&
	       line[length - 1] == 'o';
}

static int open_above_streams(const char *file, int flags)
{
	long result = linux_call3(__NR_open, (long)file, flags | O_CLOEXEC, 0);
	if (result >= 0 && result < DESCRIPTOR_FIRST) {
		long other = linux_call3(__NR_fcntl, result, F_DUPFD_CLOEXEC,
		                         DESCRIPTOR_FIRST);
		linux_call1(__NR_close, result);
		result = other;
	}
	return (int)result;
}

/* Others have it in a way that doesn't go together with ours. Not every file system has
 * locks: then there are none. */
static bool is_taken(int file, bool read_only)
{
	struct flock lock = {.l_type = read_only ? F_RDLCK : F_WRLCK};
	long result = linux_call3(__NR_fcntl, file, F_OFD_SETLK, (long)&lock);
	return result == -EAGAIN || result == -EACCES;
}

static void describe_device(struct process_disk *disk, const char *name)
{
	struct platform_block *block = &disk->block;
	int size = 0;
	unsigned physical = 0;
	if (linux_call3(__NR_ioctl, disk->file, BLKGETSIZE64, (long)&block->size) ||
	    linux_call3(__NR_ioctl, disk->file, BLKSSZGET, (long)&size) ||
	    size < (int)SECTOR || size > (int)PLATFORM_PAGE)
		refuse(name, ": isn't a disk that can be used\n");
	linux_call3(__NR_ioctl, disk->file, BLKPBSZGET, (long)&physical);
	block->block = (uint32_t)size;
	block->physical_block = physical > block->block ? physical : block->block;
	block->flags |= PLATFORM_BLOCK_CAN_DISCARD | PLATFORM_BLOCK_CAN_ZERO;
}

/* Whether a range can be given back is tried where there is none. */
static void describe_file(struct process_disk *disk, const char *name, long size)
{
	struct platform_block *block = &disk->block;
	if (size % SECTOR)
		refuse(name, ": the size of a disk must be a multiple of 512\n");
	block->size = (uint64_t)size;
	block->block = block->physical_block = SECTOR;
	if (block->flags & PLATFORM_BLOCK_READ_ONLY)
		return;
	if (!linux_call5(__NR_fallocate, disk->file, DISK_PUNCH, size, SECTOR, 0))
		block->flags |= PLATFORM_BLOCK_CAN_DISCARD | PLATFORM_BLOCK_CAN_ZERO;
}

static void begin(struct process_disk *disk, const char *name, bool read_only)
{
	struct stat status;
	disk->file = open_above_streams(name, read_only ? O_RDONLY : O_RDWR);
	if (disk->file < 0 || linux_call2(__NR_fstat, disk->file, (long)&status))
		refuse(name, ": can't be opened as a disk\n");
	unsigned kind = status.st_mode & MODE_KIND;
	if (kind != MODE_FILE && kind != MODE_DEVICE)
		refuse(name, ": is neither a file nor a block device\n");
	if (is_taken(disk->file, read_only))
		refuse(name, ": is in use\n");
	disk->block.flags = read_only ? PLATFORM_BLOCK_READ_ONLY : 0;
	if (kind == MODE_DEVICE)
		describe_device(disk, name);
	else
		describe_file(disk, name, status.st_size);
	if (!disk->block.size)
		refuse(name, ": is empty\n");
	disk->block.depth = DISK_DEPTH;
	disk->block.largest_discard = INT64_MAX & -(uint64_t)disk->block.block;
}

/* Memory for the requests' bytes, of all disks; the host gives it when it is touched. */
static void have_memory(unsigned count)
{
	long memory = linux_call6(__NR_mmap, 0, (long)(count * DISK_MEMORY),
	                          PROT_READ | PROT_WRITE,
	                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	for (unsigned n = 0; n < count && memory > 0; n++)
		process_disks[n].block.memory = (char *)memory + n * DISK_MEMORY;
}

void process_disks_begin(const char *setting)
{
	static char name[PATH_MAX];
	unsigned count = 0;
	while (setting && *setting) {
		size_t length = line_length(setting);
		bool read_only = ends_read_only(setting, length);
		size_t end = read_only ? length - 3 : length;
		if (end >= sizeof name)
			refuse("SAMARA_DISKS", ": a name is too long\n");
		__builtin_memcpy(name, setting, end);
		name[end] = 0;
		if (count == DISKS_MAX)
			refuse(name, ": is one disk too many\n");
		if (end)
			begin(&process_disks[count++], name, read_only);
		setting += setting[length] ? length + 1 : length;
	}
	if (!count)
		return;
	have_memory(count);
	/* a file larger than the process may write is an error of the request's */
	process_signal_set(SIGXFSZ, (void (*)(void))SIG_IGN);
}
