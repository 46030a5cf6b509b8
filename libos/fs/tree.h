/* SPDX-License-Identifier: ISC */
/*
 * The tree of names. An inode is a file or a directory; an entry is an inode under a name
 * in a directory (what Linux calls a dentry), and the way to reach it: open files, the
 * working directory and mount points refer to entries. Each kind of file system (tmpfs/,
 * host/, proc/) makes inodes and entries, embedded in structures of its own, and keeps
 * them as long as it likes; the walk (path.h) and the system calls beside it are common.
 * A file system is mounted at one place.
 *
 * References: an entry holds its parent, its inode, and, at the root of a file system,
 * nothing else; whoever keeps a pointer holds a reference. Counts are atomic.
 * Locks: file_system.names, a mutex, guards the names of one file system: entry.parent,
 * entry.name, entry.removed, and every call of a directory operation; two file systems'
 * are never held together. inode.mutex orders reads, writes and truncation of contents;
 * it is taken after `names`. Attributes are single words, changed with inode.mutex held.
 */
#ifndef LIBOS_FS_TREE_H
#define LIBOS_FS_TREE_H

#include "fs/file.h"
#include "sched/mutex.h"

#pragma GCC visibility push(hidden)

struct file_system;
struct inode;
struct statfs;
struct file_lock;

enum lock_step { LOCK_TAKE, LOCK_DROP, LOCK_TEST };

/* inode(7); all are octal digits of Linux's ABI. */
#define MODE_TYPE      0170000u
#define MODE_FIFO      0010000u
#define MODE_CHARACTER 0020000u
#define MODE_DIRECTORY 0040000u
#define MODE_BLOCK     0060000u
#define MODE_REGULAR   0100000u
#define MODE_LINK      0120000u
#define MODE_SOCKET    0140000u
#define MODE_SET_USER  04000u
#define MODE_SET_GROUP 02000u
#define MODE_STICKY    01000u
#define MODE_BITS      07777u /* what chmod(2) changes */

#define NAME_LONGEST 255 /* bytes of one name, without a NUL */

struct name {
	const char *text; /* not terminated */
	unsigned length;
};

struct attributes {
	uint32_t mode; /* type and permissions; the type never changes */
	uint32_t user, group;
	uint32_t links;
	uint64_t device; /* of a device node: major << 8 | minor */
	uint64_t size;   /* bytes */
	uint64_t blocks; /* of 512 bytes, in use */
	int64_t accessed, modified, changed,
	        created; /* ns since 1970; created 0: unknown */
};

/* Which ones a change is about. */
#define ATTRIBUTE_MODE     1u
#define ATTRIBUTE_USER     2u
#define ATTRIBUTE_GROUP    4u
#define ATTRIBUTE_SIZE     8u
#define ATTRIBUTE_ACCESSED 16u
#define ATTRIBUTE_MODIFIED 32u
#define ATTRIBUTE_NOW      64u /* both times are this moment, whoever owns the file */

/* What is new: type and permissions in `mode` (umask applied), owner, and for a device
 * node its number, for a symbolic link its text. */
struct creation {
	uint32_t mode, user, group;
	uint64_t device;
	const char *link; /* terminated */
};

/* A record of a directory: false where there is no room for it, and the list ends before
 * it. `type`: MODE_* bits. `next`: the position behind it. */
struct listing {
	bool (*add)(struct listing *listing, const struct name *name, uint64_t number,
	            uint32_t type, uint64_t next);
};

/* What a kind of inode does. NULL: see each. Those on directories run with the file
 * system's `names` held, and permissions and kinds checked. */
struct inode_operations {
	/* The entry of that name, with a reference; -ENOENT. NULL: always that. */
	int (*lookup)(struct entry *directory, const struct name *name,
	              struct entry **found);
	/* -EEXIST has been looked for. NULL: -EPERM. -ENOSPC, -ENOMEM, -ENAMETOOLONG. */
	int (*create)(struct entry *directory, const struct name *name,
	              const struct creation *what, struct entry **made);
	int (*link)(struct entry *directory, const struct name *name,
	            struct inode *inode);
	/* The name goes; a directory must be empty: -ENOTEMPTY. */
	int (*remove)(struct entry *directory, struct entry *entry);
	/* `flags`: 0 (`there` is replaced; NULL: nothing is there) or RENAME_EXCHANGE;
	 * cycles and kinds are checked. */
	int (*rename)(struct entry *from, struct entry *entry, struct entry *to,
	              const struct name *name, struct entry *there, unsigned flags);
	/* O_TMPFILE: an entry that no directory has. NULL: -EOPNOTSUPP. */
	int (*create_unnamed)(struct entry *directory, const struct creation *what,
	                      struct entry **made);
	/* Records from `position` on (0: the first behind "." and "..") until add() says
	 * no. NULL for what isn't a directory. */
	int (*list)(struct entry *directory, uint64_t position, struct listing *to);

	/* The text of a symbolic link, not terminated: its length, at most `size`. */
	long (*read_link)(struct inode *inode, char *to, size_t size);
	/* Instead of the text: where the link leads (/proc/self/fd), with a reference. */
	int (*follow)(struct inode *inode, struct entry **to);

	/* A new file, with one reference and `flags` set; the caller sets its entry.
	 * Kinds without one of their own have tree_open_special(). */
	int (*open)(struct entry *entry, unsigned flags, struct file **file);
	/* Bring inode->attributes up to date. NULL: they are. */
	int (*refresh)(struct inode *inode);
	/* Those of `which`; sets what follows from them (`changed`; permissions are the
	 * caller's). inode.mutex is held. NULL: -EPERM. */
	int (*change)(struct inode *inode, const struct attributes *to, unsigned which);
	/* Extended attributes (xattr(7)). NULL: -EOPNOTSUPP. `size` 0: only the length.
	 * -ENODATA, -ERANGE, -EEXIST, -ENOSPC. The list is names, each with its NUL. */
	long (*extended_get)(struct inode *inode, const char *name, void *to,
	                     size_t size);
	int (*extended_set)(struct inode *inode, const char *name, const void *from,
	                    size_t size, int flags);
	long (*extended_list)(struct inode *inode, char *to, size_t size);
	int (*extended_remove)(struct inode *inode, const char *name);
	/* May it be accessed (MAY_*)? 0, -errno, PERMIT_BY_MODE. NULL: that. */
	int (*permit)(struct inode *inode, unsigned access);
	/* Put a directory's names on the storage. NULL: the file system's sync(). */
	int (*sync)(struct inode *inode, bool data_only);
	/* Locks that others than this program see (locks.h). NULL: nobody else. */
	int (*lock)(struct inode *inode, struct file_lock *lock, enum lock_step step);
	void (*release)(struct inode *inode); /* the last reference is gone */
};

struct inode {
	const struct inode_operations *operations;
	struct file_system *system;
	unsigned references;
	uint64_t number;
	uint64_t device; /* st_dev where it isn't its file system's; else 0 */
	struct attributes attributes;
	struct mutex mutex;
	struct file_locks *locks; /* record and whole-file locks (lock.c); NULL: none */
	struct marks *marks;      /* inotify's; NULL: none */
	void *bound;              /* the socket or FIFO that goes by this name */
};

struct entry {
	struct entry *parent; /* of a file system's root: itself */
	struct inode *inode;
	unsigned references;
	bool removed;                /* no directory has it any more */
	struct file_system *mounted; /* on it; NULL: nothing */
	unsigned name_length;
	char *name; /* terminated, from the heap; of a root: empty */
	/* The last reference is gone: frees the entry, after entry_end(). */
	void (*release)(struct entry *entry);
};

struct file_system_operations {
	int (*statistics)(struct file_system *system, struct statfs *to);
	int (*sync)(struct file_system *system); /* NULL: nothing to do */
};

struct file_system {
	const struct file_system_operations *operations;
	const char *type, *source; /* as /proc/mounts has them */
	unsigned long flags;       /* MS_RDONLY, MS_NOEXEC... of mount(2) */
	uint64_t device;           /* st_dev */
	struct entry *root;
	struct entry *at; /* where it is mounted; NULL: the root */
	struct mutex names;
	struct file_system *next; /* mounted after it */
};

/* entry.c */
struct entry *entry_get(struct entry *entry); /* the same, with one reference more */
void entry_put(struct entry *entry);
struct inode *inode_get(struct inode *inode);
bool inode_get_unless_gone(struct inode *inode); /* false: its last is going just now */
void inode_put(struct inode *inode);
/* For file systems: fill in a new entry with one reference (the parent's and the inode's
 * are taken over from the caller for the inode, got for the parent); -ENOMEM for the
 * name. entry_end() gives all of it back. */
int entry_begin(struct entry *entry, struct entry *parent, const struct name *name,
                struct inode *inode);
void entry_end(struct entry *entry);
int entry_rename(struct entry *entry, struct entry *parent, const struct name *name);

/* mount.c */
extern struct file_system *file_systems; /* in the order of mounting; the first is / */
int tree_begin(void); /* before anything else, each time; 0 or -ENOMEM */
/* Mount on `at`, whose reference is handed over; sets system->device. */
void file_system_mount(struct file_system *system, struct entry *at);

/* event/inotify_tell.c, linked with inotify(7): what has happened, IN_* bits. No lock is
 * held. The first tells an inode and its directory. */
void tree_notify(struct entry *entry, unsigned event) WEAK;
void tree_notify_name(struct inode *directory, const struct name *name, unsigned event,
                      unsigned cookie, bool is_directory_too) WEAK;
void tree_notify_removed(struct entry *directory, struct entry *entry) WEAK;
void tree_notify_moved(struct entry *from, const struct name *old_name, struct entry *to,
                       const struct name *new_name, struct entry *entry) WEAK;

/* mount_point.c: the directory of that name in the root, made where the root is in
 * memory; with a reference. */
int mount_point(const char *name, struct entry **at);

/* attributes.c: those of `which`, but for the size, with inode.mutex held. */
void attributes_change(struct inode *inode, const struct attributes *to, unsigned which);

/* tree_open.c: open by kind what isn't a regular file or a directory: devices, FIFOs;
 * -ENXIO for sockets and what isn't there. */
int tree_open_special(struct entry *entry, unsigned flags, struct file **file);
/* A device node's driver, where it is linked; `minor` below the major. */
int device_character_open(uint64_t device, struct entry *entry, unsigned flags,
                          struct file **file) WEAK;
int device_block_open(uint64_t device, unsigned flags, struct file **file) WEAK;
/* A FIFO's pipe is kept in inode->bound, whose lock is inode.mutex. */
int fifo_open(struct inode *inode, unsigned flags, struct file **file) WEAK;

/* directory.c: the file that is an open directory. */
int directory_open(struct entry *entry, unsigned flags, struct file **file);

/* permission.c. */
#define PERMIT_BY_MODE 1 /* if the mode lets the owner, group or others */
#define MAY_EXECUTE    1u
#define MAY_WRITE      2u
#define MAY_READ       4u
int inode_permit(struct inode *inode, unsigned access);      /* 0, -EACCES, -EROFS */
int inode_permit_real(struct inode *inode, unsigned access); /* to the real ids */
bool inode_owned(const struct inode *inode); /* by this user, or one who may all */
bool group_mine(uint32_t group);
uint32_t user_for_files(void), group_for_files(void); /* who owns what is new */
uint32_t umask_now(void);

static inline bool is_kind(const struct inode *inode, uint32_t type)
{
	return (inode->attributes.mode & MODE_TYPE) == type;
}

static inline bool is_directory(const struct inode *inode)
{
	return is_kind(inode, MODE_DIRECTORY);
}

/* Through which an open file's contents are reached; NULL for pipes and the like. */
static inline struct inode *file_inode(const struct file *file)
{
	return file->entry ? file->entry->inode : NULL;
}

#pragma GCC visibility pop
#endif
