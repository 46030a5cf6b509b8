/* SPDX-License-Identifier: ISC */
/*
 * The host's files (samara/volume.h): what the files of platform/process that are about
 * them share. A handle is a descriptor of the host: one of O_PATH where it was walked to,
 * an ordinary one where it was opened. Nothing here keeps a record of handles.
 *
 * How a process is kept within its volumes: names are single components below a handle;
 * every call that only looks at a file or changes its attributes goes by the descriptor
 * and process_volume_itself, the one path that the filter lets through; Landlock confines
 * calls that open, make or remove something; and the one way to walk is a constant of
 * openat2(2) that doesn't leave the directory.
 */
#ifndef PLATFORM_PROCESS_VOLUME_H
#define PLATFORM_PROCESS_VOLUME_H

#include "limits.h"
#include "process.h"
#include <linux/openat2.h>

#pragma GCC visibility push(hidden)

#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452 /* Linux 6.6; headers may be older */
#endif

#define PROCESS_DIGITS  12 /* bytes for a handle's number */
#define PROCESS_STREAMS 3  /* descriptors below are the program's streams */

/* What every open(2) for contents has besides, and what making a file has. The filter
 * compares them. */
#define PROCESS_VOLUME_OPEN (O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
#define PROCESS_VOLUME_MAKE (PROCESS_VOLUME_OPEN | O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)

struct process_volume {
	const char *guest; /* its path in the program's tree */
	int handle;
	bool read_only;
};

/* Filled at the start, constant from then on. */
struct process_volumes {
	bool any, writable;   /* there are volumes, such that can be written */
	bool confined;        /* they are not the whole of the host's tree */
	uint8_t closed;       /* bits of streams that were closed */
	int descriptors;      /* of /proc/self/fd; an error where there is none */
	unsigned mask;        /* umask(2) */
	unsigned user, group; /* as whom it acts */
	unsigned count;
	struct process_volume volume[VOLUMES_MAX];
	char directory[4096]; /* the working directory's path; "": none */
};
extern struct process_volumes process_volumes;

/* Constants that the filter knows by their addresses. */
extern const char process_volume_itself[]; /* the empty path: the descriptor's own file */
extern const struct open_how process_volume_walking;

/* volume.c: the name of a handle in `descriptors`, within `digits`. */
const char *process_volume_digits(int handle, char digits[PROCESS_DIGITS]);
/* A new descriptor for a handle's file, opened with O_* `flags`. */
int process_volume_open(int handle, int flags);
int process_volume_status(int handle, struct platform_volume_status *to);

/* volume_name.c, volume_file.c, volume_contents.c: the operations. */
typedef long process_volume_operation(struct platform_volume_request *request);
process_volume_operation process_volume_walk, process_volume_create, process_volume_link,
        process_volume_remove, process_volume_rename, process_volume_reopen,
        process_volume_set, process_volume_permit, process_volume_read_link,
        process_volume_statistics, process_volume_extended_get,
        process_volume_extended_set, process_volume_extended_list,
        process_volume_extended_remove, process_volume_read_at, process_volume_write_at,
        process_volume_seek, process_volume_list, process_volume_sync,
        process_volume_allocate, process_volume_lock, process_volume_map,
        process_volume_poll;

#pragma GCC visibility pop
#endif
