/* SPDX-License-Identifier: ISC */
/*
 * ---- volumes: requests ----
 *
 * Requests to platform_volume(): the files of a host, as a file server's protocol.
 *
 * A volume is a directory or file of the host that the program may use, with everything
 * below it. A handle, from 0 on, stands for a file, whatever becomes of its name. Handles
 * 0, 1 and 2 are the program's standard streams, of whatever kind those are, for STATUS,
 * SET of a size, LOCK, POLL and what is for contents. Others come from WALK, for names
 * and attributes alone, and from OPEN and CREATE, also for contents.
 *
 * The host decides who may do what: an operation MAY fail with any of the host's errors
 * (errno(3)). Each fails with -EBADF for a handle that isn't one, with -EROFS or -EACCES
 * where something would change in a volume that is read-only, and with -EMFILE for want
 * of handles. After an error no handle has been made. None waits for other processes:
 * -EAGAIN instead.
 */
#ifndef SAMARA_VOLUME_H
#define SAMARA_VOLUME_H

#include <stddef.h>
#include <stdint.h>

/* What is to be done, in `operation`: with `handle`, if nothing else is said. The result
 * is 0 where none is named. */
#define PLATFORM_VOLUME_OPERATIONS 27u

/* ---- volumes: which ones there are ---- */

/* Volume number `position`, from 0 on: its path in the program's tree, absolute, without
 * "." and "..", terminated, in `buffer`; sets `handle`, `flags` (READ_ONLY) and `status`.
 * The result is the path's length; -ENOENT: there are no more, -ENAMETOOLONG. A volume at
 * "/" is the first one, and the whole tree. */
#define PLATFORM_VOLUME_DESCRIBE 0u

/* How the program was started: sets `flags` to its file mode creation mask, and
 * status.user and status.group. The result is the length of its working directory's path
 * in `buffer`, or 0 where it has none within a volume at "/". */
#define PLATFORM_VOLUME_STARTED 1u

/* ---- volumes: names ----
 *
 * Each is one component, terminated, not empty, "." or "..", and without a slash, else
 * -EINVAL. No symbolic link is followed. `handle` is the directory's. */

/* Sets `handle` to that of `name`, and `status`. -ENOENT, -ENOTDIR. */
#define PLATFORM_VOLUME_WALK 2u

/* Make `name`, of the kind and with the permissions of status.mode, for a device node
 * with status.special, for a symbolic link with the text at `buffer`, terminated. Sets
 * `handle` and `status`; the handle of a regular file is open to be read and written,
 * whatever the permissions. `name` NULL: a regular file without a name, which LINK may
 * give it one; MAY be -EOPNOTSUPP. -EEXIST. Device nodes MUST be refused with -EPERM
 * unless the whole tree is the host's. */
#define PLATFORM_VOLUME_CREATE 3u

/* Make `other_name` in the directory `other` another name of the file `handle`. */
#define PLATFORM_VOLUME_LINK 4u

/* Remove `name`: with `flags` DIRECTORY an empty directory, else anything but one. */
#define PLATFORM_VOLUME_REMOVE 5u

/* `name` becomes `other_name` in the directory `other`. `flags` are renameat2(2)'s
 * RENAME_NOREPLACE and RENAME_EXCHANGE. */
#define PLATFORM_VOLUME_RENAME 6u

/* ---- volumes: files ---- */

/* Set `handle` to a new one for the contents. `flags`: READ, WRITE, KEEP_TIME; a
 * directory can only be read. -ENXIO: a socket, or a FIFO that is to be written and
 * nobody reads. */
#define PLATFORM_VOLUME_OPEN 7u

/* The handle is free, whatever the result. */
#define PLATFORM_VOLUME_CLOSE 8u

/* Sets `status`; of a stream also `flags` (READ, WRITE, APPEND): what it is open for. */
#define PLATFORM_VOLUME_STATUS 9u

/* `flags` (PLATFORM_VOLUME_SET_*) say which of `status` is new. */
#define PLATFORM_VOLUME_SET 10u

/* May the one who started the program do what `flags` (READ, WRITE, EXECUTE) say? No:
 * -EACCES. */
#define PLATFORM_VOLUME_PERMIT 11u

/* The text of a symbolic link; its length, at most `size`; not terminated. */
#define PLATFORM_VOLUME_READ_LINK 12u

/* `buffer` becomes a struct statfs of statfs(2). */
#define PLATFORM_VOLUME_STATISTICS 13u

/* Extended attributes (xattr(7)) of a regular file or a directory: read `name` (`size` 0:
 * only its length), set it (`flags` are setxattr(2)'s), list all of them, each
 * terminated, and remove `name`. Lengths, or 0. */
#define PLATFORM_VOLUME_EXTENDED_GET    14u
#define PLATFORM_VOLUME_EXTENDED_SET    15u
#define PLATFORM_VOLUME_EXTENDED_LIST   16u
#define PLATFORM_VOLUME_EXTENDED_REMOVE 17u

/* ---- volumes: contents ----
 *
 * `handle` is one that OPEN or CREATE has opened, or a stream. */

/* Read from `position` on (PLATFORM_VOLUME_HERE: from the handle's own, which moves) into
 * the `size` pieces at `pieces`, one after the other. How many bytes; 0: the end. */
#define PLATFORM_VOLUME_READ_AT 18u

/* Write as READ_AT reads. How many bytes. `flags`: APPEND: at the end instead, in one
 * piece, whoever else does so at the same time; SAFE, DATA_SAFE: they have reached the
 * storage, with or without the file's attributes. */
#define PLATFORM_VOLUME_WRITE_AT 19u

/* The handle's own position becomes what `position` and `flags` say, lseek(2)'s whence,
 * also SEEK_DATA and SEEK_HOLE. The new one. */
#define PLATFORM_VOLUME_SEEK 20u

/* Fill `buffer` with records of a directory as getdents64(2) has them, from `position`
 * on: 0, one that a record names, or PLATFORM_VOLUME_HERE. Bytes; 0: the end; -EINVAL: no
 * record fits. */
#define PLATFORM_VOLUME_LIST 21u

/* What was written reaches the storage: with `flags` DATA_SAFE data alone, with ALL
 * everything in the file system of `handle`. */
#define PLATFORM_VOLUME_SYNC 22u

/* fallocate(2) with its mode in `flags`, `position` and `length`. */
#define PLATFORM_VOLUME_ALLOCATE 23u

/* Take or give back a lock of `length` bytes from `position` on; length 0: up to the
 * largest. `flags`: READ: others may have the same; WRITE: nobody may; neither: give it
 * back. With WHOLE it is one of flock(2). It holds for all of the host, and lasts until
 * the handle is closed. -EAGAIN: somebody has one that is in the way.
 *
 * With TEST nothing is taken: sets `flags`, `position` and `length` of the lock in
 * the way (`flags` 0: none is), and `process` to who has it, or -1. */
#define PLATFORM_VOLUME_LOCK 24u

/* Show `size` bytes from `position` on at `buffer`, addresses and sizes as in
 * platform_memory_map(), with the protection `flags` (READ, WRITE). EXECUTE MUST be
 * refused with -EACCES. SHARED: what is written there is written to the file; else pages
 * that were written are one's own, others MAY show what others write. Touching a page
 * behind the file's end is a fault. Such memory may be protected, unmapped, moved and,
 * unless SHARED, discarded. The handle may be closed meanwhile. */
#define PLATFORM_VOLUME_MAP 25u

/* Which of the POLL* bits of poll(2) in `flags`, POLLERR, POLLHUP hold: the result. */
#define PLATFORM_VOLUME_POLL 26u

/* Bits of `flags`. The first three are those of memory. */
#define PLATFORM_VOLUME_READ      0x1u
#define PLATFORM_VOLUME_WRITE     0x2u
#define PLATFORM_VOLUME_EXECUTE   0x4u
#define PLATFORM_VOLUME_KEEP_TIME 0x10u /* reading doesn't change `accessed` */
#define PLATFORM_VOLUME_DIRECTORY 0x20u
#define PLATFORM_VOLUME_READ_ONLY 0x40u
#define PLATFORM_VOLUME_APPEND    0x100u
#define PLATFORM_VOLUME_SAFE      0x200u
#define PLATFORM_VOLUME_DATA_SAFE 0x400u
#define PLATFORM_VOLUME_ALL       0x800u
#define PLATFORM_VOLUME_WHOLE     0x1000u
#define PLATFORM_VOLUME_TEST      0x2000u
#define PLATFORM_VOLUME_SHARED    0x4000u

/* Bits of `flags` for SET. NOW: this moment, whatever `status` says; who may write to a
 * file may set that, other times are for its owner. */
#define PLATFORM_VOLUME_SET_MODE         0x1u
#define PLATFORM_VOLUME_SET_USER         0x2u
#define PLATFORM_VOLUME_SET_GROUP        0x4u
#define PLATFORM_VOLUME_SET_SIZE         0x8u
#define PLATFORM_VOLUME_SET_ACCESSED     0x10u
#define PLATFORM_VOLUME_SET_MODIFIED     0x20u
#define PLATFORM_VOLUME_SET_ACCESSED_NOW 0x40u
#define PLATFORM_VOLUME_SET_MODIFIED_NOW 0x80u

#define PLATFORM_VOLUME_HERE \
	UINT64_MAX /* as `position` of READ_AT, WRITE_AT: the handle's own */

/* As inode(7) has it; devices as major << 8 | minor, with more bits as in stat(2)'s
 * encoding. */
struct platform_volume_status {
	uint64_t device; /* which file system it lies in */
	uint64_t number; /* in that */
	uint32_t mode;   /* type and permissions */
	uint32_t user, group;
	uint32_t links;
	uint64_t special; /* of a device node */
	uint64_t size;
	uint64_t blocks; /* of 512 bytes */
	uint64_t block;  /* bytes that are good to transfer at once */
	int64_t accessed, modified, changed,
	        created; /* ns since 1970; created 0: unknown */
};

struct platform_volume_piece {
	void *address;
	size_t size;
};

struct platform_volume_request {
	unsigned operation, flags;
	int handle, other;
	const char *name, *other_name;
	const struct platform_volume_piece *pieces;
	void *buffer;
	size_t size;
	uint64_t position, length;
	int process;
	struct platform_volume_status status;
};

#endif
