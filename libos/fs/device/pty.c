/* SPDX-License-Identifier: ISC */
/*
 * What both ends of a pseudo terminal share (pty.h): the way to the master, and the
 * terminal's own wishes. All but making and freeing files with the pty's lock held.
 */
#include "pty.h"
#include "fs/device/session.h"
#include "mem/heap.h"
#include "signal/signal.h"

static struct pty *of_terminal(struct terminal *terminal)
{
	return (struct pty *)((char *)terminal - offsetof(struct pty, terminal));
}

unsigned pty_waiting(const struct pty *pty)
{
	return pty->end - pty->first;
}

unsigned pty_space(const struct pty *pty)
{
	unsigned most = PTY_OUTPUT - PTY_ECHO, waiting = pty_waiting(pty);

	return waiting < most ? most - waiting : 0;
}

void pty_put_raw(struct pty *pty, const char *bytes, size_t size)
{
	for (; size && pty_waiting(pty) < PTY_OUTPUT; size--)
		pty->output[pty->end++ % PTY_OUTPUT] = *bytes++;
}

void pty_put(struct pty *pty, unsigned char byte)
{
	char text[TERMINAL_EXPANDED];

	pty_put_raw(pty, text, terminal_output(&pty->terminal, byte, text));
}

void pty_packet(struct pty *pty, uint8_t clear, uint8_t set)
{
	if (!pty->packets)
		return;
	pty->status = (uint8_t)((pty->status & ~clear) | set);
	watch_tell(&pty->master_watches, POLLPRI | POLLIN | POLLRDNORM);
}

void pty_stop(struct pty *pty, bool stops)
{
	if (pty->stopped == stops)
		return;
	pty->stopped = stops;
	pty_packet(pty, stops ? TIOCPKT_START : TIOCPKT_STOP,
	           stops ? TIOCPKT_STOP : TIOCPKT_START);
	if (!stops)
		watch_tell(&pty->slave_watches, POLLOUT | POLLWRNORM);
}

void pty_discard(struct pty *pty, bool typed, bool output)
{
	if (typed) {
		terminal_changed(&pty->terminal, true);
		pty_packet(pty, 0, TIOCPKT_FLUSHREAD);
		watch_tell(&pty->master_watches, POLLOUT | POLLWRNORM);
	}
	if (output) {
		pty->first = pty->end;
		pty_packet(pty, 0, TIOCPKT_FLUSHWRITE);
		watch_tell(&pty->slave_watches, POLLOUT | POLLWRNORM);
	}
}

void pty_signal(struct pty *pty, int signal)
{
	if (session_has(pty))
		signal_raise_process(signal);
}

/* ---- the terminal's ---- */

static void show(struct terminal *terminal, const char *text, size_t size)
{
	struct pty *pty = of_terminal(terminal);

	while (size--)
		pty_put(pty, (unsigned char)*text++);
	watch_tell(&pty->master_watches, POLLIN | POLLRDNORM);
}

static void send(struct terminal *terminal, int signal)
{
	pty_signal(of_terminal(terminal), signal);
}

static void stop(struct terminal *terminal, bool stops)
{
	pty_stop(of_terminal(terminal), stops);
}

const struct terminal_kind pty_kind = {.show = show, .signal = send, .stop = stop};

/* ---- files ---- */

int pty_file_make(struct pty *pty, const struct file_operations *operations,
                  unsigned flags, struct file **file)
{
	struct pty_file *made = heap_allocate(sizeof *made);

	if (!made) {
		entry_put(&pty->entry);
		return -ENOMEM;
	}
	made->file =
	        (struct file){.operations = operations, .references = 1, .flags = flags};
	made->pty = pty;
	*file = &made->file;
	return 0;
}

void pty_file_free(struct file *file)
{
	entry_put(&pty_of(file)->entry);
	heap_free(file, sizeof(struct pty_file));
}
