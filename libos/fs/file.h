/* SPDX-License-Identifier: ISC */
/*
 * Open files and the descriptors that name them.
 *
 * struct file is what open(2) calls an open file description; several descriptors may
 * share it. Each kind of file begins a structure of its own with it, and frees that in
 * its release(). A struct transfer is a read or write under way: where the program's
 * bytes are, and from where in the file. Locks: descriptor_lock guards the table and the
 * reference counts; what lies behind a file has its own.
 */
#ifndef LIBOS_FS_FILE_H
#define LIBOS_FS_FILE_H

#include "libos.h"
#include <linux/fcntl.h>
#include <linux/uio.h>

#pragma GCC visibility push(hidden)

struct stat; /* of the Linux ABI, asm/stat.h */
struct file;
struct entry;
struct mapping;
struct watch_list;
struct epoll_item;

/* For the libos's own bytes (sendfile, splice): `at`, and all in `here` and `left`. */
struct transfer {
	const struct iovec *vector; /* the program's entries to come */
	size_t count;               /* of them */
	char *at;          /* the program's bytes of the entry that is being done */
	size_t here;       /* of them */
	size_t left;       /* bytes left in all */
	uint64_t position; /* in a file that has positions */
	unsigned flags;    /* RWF_* of preadv2(2) */
};

/* What a kind of file does. Called within call_blocking() (wait.h), so each may sleep,
 * but for poll, status and control of the console. NULL means: -EINVAL for read and
 * write, -ENOTTY for control, -ESPIPE for seek, -ENODEV for map, -EINVAL for sync,
 * -EOPNOTSUPP for allocate; nothing to do at release; without poll a file is always
 * ready, and epoll refuses it (-EPERM). */
struct file_operations {
	/* As many as there are, up to transfer->left; 0: the end. Kinds that have
	 * positions begin at transfer->position and move that. O_NONBLOCK is in
	 * file->flags, and RWF_NOWAIT in transfer->flags means the same: -EAGAIN. */
	long (*read)(struct file *file, struct transfer *transfer);
	/* O_APPEND sets transfer->position to the end before it writes. */
	long (*write)(struct file *file, struct transfer *transfer);
	long (*control)(struct file *file, unsigned long request, void *argument);
	int (*status)(struct file *file, struct stat *status); /* zeroed before */
	/* POLL* bits that hold now. `watches` of the file tells of changes. */
	unsigned (*poll)(struct file *file);
	void (*release)(struct file *file); /* no descriptor is left; may sleep */
	/* The new position for `offset` and SEEK_*; doesn't set it. */
	long (*seek)(struct file *file, long offset, int whence);
	int (*map)(struct file *file, struct mapping *mapping); /* mem/mapping.h */
	int (*sync)(struct file *file, bool data_only);
	int (*allocate)(struct file *file, int mode, uint64_t offset, uint64_t length);
	/* getdents64(2): whole records, at most `size` bytes, from the position on,
	 * which moves; 0: the end; -EINVAL: no record fits. */
	long (*list)(struct file *file, void *records, size_t size);
	/* fcntl(2) of this kind's own: F_SETPIPE_SZ, F_ADD_SEALS. -EINVAL; for those of
	 * pipes -EBADF. */
	long (*fcntl)(struct file *file, int command, unsigned long argument);
	/* /proc/self/fdinfo: more lines, as Linux has them for the kind. Length. */
	size_t (*information)(struct file *file, char *to, size_t size);
	/* Open what lies behind once more, through /proc/self/fd; only of kinds whose
	 * files have no entry. NULL: -ENXIO. */
	int (*reopen)(struct file *file, unsigned flags, struct file **again);
	const char *name; /* for /proc/self/fd without an entry: "pipe", "socket", or
	                     "anon_inode:[eventpoll]" */
};

struct file {
	const struct file_operations *operations;
	unsigned references;
	unsigned flags;             /* O_* of open(2) */
	int stream;                 /* console: 0, 1 or 2 */
	struct entry *entry;        /* the name it was opened by (tree.h); NULL: none */
	uint64_t position;          /* where it has any */
	struct watch_list *watches; /* of what lies behind; NULL: poll never changes */
	struct epoll_item *epolls;  /* that hold it (event/epoll.c) */
};

/* descriptor.c */
void descriptors_begin(void) WEAK; /* at the start: the streams */
struct file *file_get(int number); /* holds a reference; NULL: not open */
void file_put(struct file *file);  /* may release it, and so sleep */
/* file_end.c, linked where there can be others than the streams: no descriptor is left.
 */
void file_end(struct file *file) WEAK;
void epoll_file_gone(struct file *file) WEAK; /* event/epoll.c: its items go, too */

/* ioctl_common.c, linked as that: ioctl(2). */
struct ioctl_call {
	int number;
	unsigned long request;
	void *argument;
};
long ioctl_common(struct file *file, const struct ioctl_call *call) WEAK;

/* descriptor_allocate.c: a new descriptor, the lowest one free, for a file with one
 * reference, which is handed over, also where it fails: -EMFILE. */
int file_install(struct file *file, bool close_on_exec);
/* descriptor_pair.c: two of them, their numbers given to the program; both references are
 * handed over. 0; -EMFILE, -EFAULT: without a trace. */
int file_install_pair(int *program, struct file *files[2], bool close_on_exec);

/* One buffer of the program's. */
static inline struct transfer transfer_single(void *bytes, size_t size)
{
	size_t most = size < TRANSFER_MAX ? size : TRANSFER_MAX;

	return (struct transfer){.at = bytes, .here = most, .left = most};
}

/* It ends after `size` bytes at the latest. */
static inline void transfer_limit(struct transfer *transfer, size_t size)
{
	if (transfer->left > size)
		transfer->left = size;
	if (transfer->here > size)
		transfer->here = size;
}

/* transfer.c */
int transfer_begin(struct transfer *transfer, const struct iovec *vector, long count);
/* The next bytes, at most `size`; how many, or -EFAULT. */
long transfer_in(struct transfer *transfer, void *to, size_t size);
long transfer_out(struct transfer *transfer, const void *from, size_t size);
/* transfer_piece.c: the next bytes in a row, where they are; unchecked, and taken as
 * done: how many; 0: none are left; -EFAULT. */
long transfer_piece(struct transfer *transfer, char **at);

#pragma GCC visibility pop
#endif
