/* SPDX-License-Identifier: ISC */
/*
 * The input side of the line discipline of a raw terminal, as termios(3) describes it.
 * The caller holds terminal_lock.
 */
#ifndef LIBOS_FS_TERMINAL_H
#define LIBOS_FS_TERMINAL_H

#include "file.h"

#pragma GCC visibility push(hidden)

extern struct lock terminal_lock; /* console_read.c */

/* A read that may have to wait: until when, and whether bytes of it have come (VMIN,
 * VTIME). */
struct terminal_wait {
	uint64_t deadline;
	bool started;
	size_t waiting;   /* bytes that were there when it last looked */
	bool nonblocking; /* never wait for VMIN bytes */
};

/* Copy what a read gives now. Count, 0 at end of file or after VTIME, -EFAULT; -EAGAIN:
 * wait for input until wait->deadline, then ask again. */
long terminal_read(struct transfer *transfer, struct terminal_wait *wait);
size_t terminal_available(void); /* bytes that a read would give now */
bool terminal_ready(void);       /* a read would return at once, if only with 0 bytes */

#pragma GCC visibility pop
#endif
