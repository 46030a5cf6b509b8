/* SPDX-License-Identifier: ISC */
/*
 * The console: what lies behind descriptors 0, 1 and 2. A stream that is a pipe, a file
 * or a terminal with its own line handling passes bytes untouched; on a raw one
 * (PLATFORM_STREAM_RAW) the libos does what a terminal's line discipline does.
 */
#ifndef LIBOS_FS_CONSOLE_H
#define LIBOS_FS_CONSOLE_H

#include "file.h"
#include "terminal.h"

#pragma GCC visibility push(hidden)

/* console_output.c: all of `size` bytes, with the line discipline's output side where the
 * stream is raw. 0, -EPIPE or -EIO. No lock. */
int console_output(int stream, const char *text, size_t size);
/* Of the raw terminal; guarded by the console lock. */
extern struct termios console_termios;

/* console.c */
extern const struct file_operations console_operations;
extern struct file console_files[3];
extern struct lock console_lock;
extern struct watch_list console_watches; /* sched/console_wait.c */

/* console_control.c */
long console_control(struct file *file, unsigned long request, void *argument);

/* Members that a program may leave out; see LINKS(). */
long console_read(struct file *file, struct transfer *transfer) WEAK;
int console_status(struct file *file, struct stat *status) WEAK;
unsigned console_poll(struct file *file) WEAK;
/* device/tty.c, linked where there can be more files of it than the streams. */
void console_release(struct file *file) WEAK;
int console_reopen(struct file *file, unsigned flags, struct file **again) WEAK;
int host_stream_status(int stream, struct stat *status) WEAK; /* host/stream.c */
/* console_read.c: bytes that a read would return now, as far as is known. */
size_t console_available(void) WEAK;
bool console_readable(void); /* a read would return at once */
/* console_terminal.c, linked with reading: termios was set; `discard`: the input so far
 * is dropped. */
void console_changed(bool discard) WEAK;
/* `text` goes to the terminal, which keeps the column. */
void console_written(const char *text, size_t size) WEAK;
/* With terminal_lock, which also guards the terminal: take what was typed. */
void console_pull(void);
extern struct lock terminal_lock; /* console_read.c */
extern bool input_fresh;          /* something came from below, and nobody was told */
extern struct terminal console_terminal;

static inline bool stream_raw(int stream)
{
	return platform_information.stream[stream] & PLATFORM_STREAM_RAW;
}

static inline bool stream_terminal(int stream)
{
	return platform_information.stream[stream] & PLATFORM_STREAM_TERMINAL;
}

#pragma GCC visibility pop
#endif
