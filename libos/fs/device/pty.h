/* SPDX-License-Identifier: ISC */
/*
 * Pseudo terminals (pty(7)): two files with a line discipline between them. What is
 * written to the master is typed at the terminal, whose programs have the slave open;
 * what they write, and the echo, waits in `output` for the master. A pty lives as long as
 * its name in /dev/pts, which its files hold.
 * Lock: the pty's own, for all of it but `inode` and `entry`, which tree.h guards; under
 * it come watch lists and signal_lock.
 */
#ifndef LIBOS_FS_DEVICE_PTY_H
#define LIBOS_FS_DEVICE_PTY_H

#include "event/watch.h"
#include "fs/terminal.h"
#include "fs/tree.h"
#include <linux/fs.h>

#pragma GCC visibility push(hidden)

struct pty {
	struct inode inode; /* first: /dev/pts/N */
	struct entry entry;
	struct pty *next; /* by number (pts.c) */
	unsigned number;

	struct lock lock;
	struct terminal terminal;
	struct termios settings;
	struct winsize size;
	bool locked;     /* the slave can't be opened: TIOCSPTLCK */
	bool hung_up;    /* the master is closed */
	bool stopped;    /* output, by VSTOP or TCOOFF */
	bool left;       /* the last slave is closed, and there was one */
	bool packets;    /* TIOCPKT */
	uint8_t status;  /* TIOCPKT_* for the next packet */
	unsigned slaves; /* open files */
	struct watch_list master_watches, slave_watches;

	unsigned first, end; /* of output; they run freely */
	char output[PTY_OUTPUT];
};

/* Either end. */
struct pty_file {
	struct file file;
	struct pty *pty; /* and so a reference to its entry */
};

static inline struct pty *pty_of(const struct file *file)
{
	return ((const struct pty_file *)file)->pty;
}

/* May a transfer sleep? */
static inline bool pty_waits(const struct file *file, const struct transfer *transfer)
{
	return !(file->flags & O_NONBLOCK) && !(transfer->flags & RWF_NOWAIT);
}

/* pts.c: a new one with a name and one reference, and its end; opening a slave by its
 * inode. */
struct pty *pty_make(void); /* NULL: out of memory, or of numbers */
void pty_unlink(struct pty *pty);

/* pty_slave.c. -EIO: it is locked or hung up. */
int pty_slave_open(struct pty *pty, unsigned flags, struct file **file);

/* pty.c. Each file's struct; the caller's reference to the entry is taken over. */
int pty_file_make(struct pty *pty, const struct file_operations *operations,
                  unsigned flags, struct file **file);
void pty_file_free(struct file *file);
extern const struct terminal_kind pty_kind;
/* Under the lock. */
unsigned pty_waiting(const struct pty *pty); /* bytes of output */
unsigned pty_space(const struct pty *pty);   /* for output, without what echo needs */
void pty_put(struct pty *pty, unsigned char byte); /* output, as c_oflag has it */
void pty_put_raw(struct pty *pty, const char *bytes, size_t size);
void pty_stop(struct pty *pty, bool stops);
void pty_discard(struct pty *pty, bool typed, bool output);
void pty_packet(struct pty *pty, uint8_t clear, uint8_t set); /* tell the master */
void pty_signal(struct pty *pty, int signal);

/* pty_control.c: requests that both ends know. */
long pty_control(struct file *file, bool master, unsigned long request, void *argument);

#pragma GCC visibility pop
#endif
