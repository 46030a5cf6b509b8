/* SPDX-License-Identifier: ISC */
/*
 * File systems whose files are made by functions at the moment of reading: /proc and
 * /sys. Such a file system is a table of paths, all files of a directory in a row:
 *
 *	uptime			a file
 *	sys/kernel/ostype	a file, and so two directories
 *	#/stat			a file in each directory whose name is a number
 *	cpu/cpu#/online		the same, with a word before the number
 *
 * What is read through one open file is made at its beginning, so that reads in pieces
 * fit together. Directories without a number in their path are kept once they are found;
 * others are made anew each time.
 * Locks: those of tree.h; the functions are called within call_blocking(), the ones that
 * find numbers with the file system's `names` held.
 */
#ifndef LIBOS_FS_SYNTHETIC_H
#define LIBOS_FS_SYNTHETIC_H

#include "fs/text.h"
#include "fs/tree.h"

#pragma GCC visibility push(hidden)

#define SYNTHETIC_NUMBERS 2
#define SYNTHETIC_NONE    (~0u) /* no number */

struct synthetic_row;

/* Which one of the files that a row stands for. */
struct synthetic_node {
	const struct synthetic_row *row;
	unsigned number[SYNTHETIC_NUMBERS]; /* in the order of the path */
	bool inner; /* below a directory that another one stands for (`same`) */
};

struct synthetic_row {
	/* Below the root. Where there are no functions, a NUL and the contents follow,
	 * without the newline at their end. */
	const char *path;
	uint16_t mode; /* permissions, and SYNTHETIC_ bits */
	/* A regular file's contents. -errno: it can't be read now. */
	int (*show)(struct text *to, const struct synthetic_node *of);
	/* What is written to it, without spaces at its ends, terminated; 0 or -errno. Of
	 * a link: where it leads (tree.h, follow). NULL: it can't be written. */
	union {
		int (*store)(const struct synthetic_node *of, char *text, size_t length);
		int (*follow)(const struct synthetic_node *of, struct entry **to);
	};
};
#define SYNTHETIC_LINK    0x2000u /* a symbolic link, whose text `show` makes */
#define SYNTHETIC_EMPTY   0x4000u /* a directory with nothing in it but numbers */
#define SYNTHETIC_CONTROL 0x8000u /* below sys/: its mode holds for root, too */

/* The numbers that there are at the end of a path. */
struct synthetic_range {
	const char *path;
	/* The lowest one from `from` on, or `from` itself if `exact`; SYNTHETIC_NONE. */
	unsigned (*next)(const struct synthetic_node *of, unsigned from, bool exact);
};

struct synthetic {
	struct file_system system; /* first */
	const struct synthetic_row *rows;
	unsigned row_count;
	const struct synthetic_range *ranges;
	/* A directory whose contents are those of another one, with the number that
	 * belongs there; NULL: none. */
	const char *same_path, *same_as;
	uint32_t magic; /* statfs(2) */
	/* Who owns what has a number in its path; NULL: root. */
	uint32_t (*owner)(const struct synthetic_node *of, bool group);
	struct synthetic_entry *kept;
};

/* Make the root and mount it on `at`, whose reference is handed over. 0 or -ENOMEM. */
int synthetic_mount(struct synthetic *synthetic, struct entry *at);

/* synthetic_file.c */
int synthetic_open(const struct synthetic_node *node, unsigned flags, struct file **file);

/* Which one an inode is. */
const struct synthetic_node *synthetic_node(const struct inode *inode);

#pragma GCC visibility pop
#endif
