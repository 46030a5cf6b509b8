/* SPDX-License-Identifier: ISC */
/*
 * Walking a path (path_resolution(7)), from a descriptor and the program's string to an
 * entry. For system calls, within call_blocking(): lookup_begin() (or lookup()), then
 * what is to be done, then lookup_end().
 */
#ifndef LIBOS_FS_PATH_H
#define LIBOS_FS_PATH_H

#include "fs/tree.h"

#pragma GCC visibility push(hidden)

#define LOOKUP_FOLLOW 1u /* the last name's symbolic link is followed */
#define LOOKUP_EMPTY  2u /* AT_EMPTY_PATH: "" is the descriptor's own file */
#define LOOKUP_PARENT 4u /* stop before the last name, in its directory */
/* openat2(2): RESOLVE_* bits, above. */
#define LOOKUP_RESOLVE(bits) ((unsigned)(bits) << 8)

struct lookup {
	struct entry *entry; /* what the path names; PARENT: the directory */
	struct name last;    /* PARENT: the last name; valid until lookup_end() */
	enum { LAST_NAME, LAST_DOT, LAST_DOT_DOT, LAST_ROOT } last_kind;
	bool slash; /* PARENT: the last name has a slash behind it */
	/* the walk's own */
	struct entry *base; /* RESOLVE_BENEATH, RESOLVE_IN_ROOT; NULL: none */
	char *buffer, *rest;
	unsigned flags, links;
};

/* 0, with references and buffers that lookup_end() gives back; else -ENOENT, -ENOTDIR,
 * -EACCES, -ELOOP, -ENAMETOOLONG, -EFAULT, -EBADF, -ENOMEM, -EXDEV, and nothing to give
 * back. `directory`: a descriptor or AT_FDCWD. */
int lookup(struct lookup *lookup, int directory, const char *path, unsigned flags);
/* The same with the libos's own terminated string. */
int lookup_own(struct lookup *lookup, int directory, const char *path, unsigned flags);
void lookup_end(struct lookup *lookup);

/* After LOOKUP_PARENT, with entry->inode->system->names held: the entry of the last
 * name, with a reference; -ENOENT. Not crossed into what is mounted there. */
int lookup_last(struct lookup *lookup, struct entry **found);
/* The last name was a symbolic link, whose reference is handed over: go on with it, to
 * the parent of where it leads (LAST_ROOT: `entry` is that itself). Results and duties as
 * lookup(). `names` isn't held any more. */
int lookup_follow_last(struct lookup *lookup, struct entry *link);

/* One name in a directory, through mounts: what is there, with a reference. Takes and
 * releases `names`. -ENOENT, -ENOTDIR, -EACCES. */
int entry_find(struct entry *directory, const struct name *name, struct entry **found);

/* The working directory and the root (chroot(2)), with a reference. */
struct entry *directory_current(void);
struct entry *directory_root(void);
void directory_set(struct entry *current, struct entry *root); /* NULL: stays */

/* The path of an entry as getcwd(2) and /proc tell it, from the root: at the end of
 * `to`, terminated; its first byte. " (deleted)" is added to what has no name any more;
 * "(unreachable)" goes before what isn't below the root. -ENAMETOOLONG as a pointer:
 * NULL. */
char *entry_path(struct entry *entry, char *to, size_t size);

/* Buffers for paths, PATH_MAX bytes. */
char *path_buffer_take(void); /* NULL: out of memory */
void path_buffer_give(char *buffer);

/* tree_open.c: open(2) of a path of the libos's own; file->entry is set. */
int path_open(int directory, const char *path, unsigned flags, uint32_t mode,
              struct file **file);

#pragma GCC visibility pop
#endif
