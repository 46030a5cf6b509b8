/* SPDX-License-Identifier: ISC */
/*
 * A terminal's line discipline, as termios(3) describes it: the console has one where the
 * platform has none, and each pseudo terminal. Lock: the owner's; all functions are
 * called with it, and so are those of `kind`.
 */
#ifndef LIBOS_FS_TERMINAL_H
#define LIBOS_FS_TERMINAL_H

#include "file.h"
#include <asm/ioctls.h>
#include <asm/termios.h>

#pragma GCC visibility push(hidden)

struct terminal;

/* How it is connected. */
struct terminal_kind {
	void (*show)(struct terminal *terminal, const char *text, size_t size); /* echo */
	void (*signal)(struct terminal *terminal, int signal); /* to who it belongs to */
	/* VSTOP and VSTART were typed. NULL: output never stops, so that nobody waits for
	 * a key that can't come. */
	void (*stop)(struct terminal *terminal, bool stops);
};

/* Bytes that were typed wait in one queue, whose index is modulo its length:
 *
 *	first ... lines		completed lines, or what came in non-canonical mode
 *	lines ... end		the line that is being edited
 */
struct terminal {
	const struct terminal_kind *kind;
	struct termios *settings;
	unsigned column;      /* of the cursor */
	unsigned line_column; /* where the line that is being edited begins */
	bool literal;         /* the next byte has no meaning (VLNEXT) */
	bool ended;           /* nothing is typed any more */
	unsigned first, lines, end;
	uint16_t entry[TERMINAL_QUEUE];
};

/* A read that may have to wait: until when, and whether bytes of it have come (VMIN,
 * VTIME). */
struct terminal_wait {
	uint64_t deadline;
	bool started;
	size_t waiting;   /* bytes that were there when it last looked */
	bool nonblocking; /* never wait for VMIN bytes */
};

/* A byte was typed. Without room it is dropped. */
void terminal_receive(struct terminal *terminal, unsigned char byte);
bool terminal_room(const struct terminal *terminal); /* for some more */
void terminal_end(struct terminal *terminal);        /* nothing comes any more */
/* The settings have changed; `discard`: what was typed so far is dropped. */
void terminal_changed(struct terminal *terminal, bool discard);

/* Copy what a read gives now. Count, 0 at end of file or after VTIME, -EFAULT; -EAGAIN:
 * wait for input until wait->deadline, then ask again. */
long terminal_read(struct terminal *terminal, struct transfer *transfer,
                   struct terminal_wait *wait);
size_t terminal_available(const struct terminal *terminal); /* bytes a read would give */
bool terminal_ready(const struct terminal *terminal);       /* it would return at once */

/* The output side: the cursor goes where these bytes bring it. */
void terminal_written(struct terminal *terminal, const char *text, size_t size);

/* terminal_output.c: what a byte that is written becomes (c_oflag), up to
 * TERMINAL_EXPANDED bytes; how many. */
#define TERMINAL_EXPANDED 8
unsigned terminal_output(struct terminal *terminal, unsigned char byte, char *to);

#pragma GCC visibility pop
#endif
