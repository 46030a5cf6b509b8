/* SPDX-License-Identifier: ISC */
/*
 * The master of a pseudo terminal (pty.h), as /dev/ptmx makes it.
 */
#include "fs/descriptor.h"
#include "fs/device/device.h"
#include "fs/device/session.h"
#include "fs/stat.h"
#include "pty.h"
#include "signal/signal.h"

#define PIECE 256

/* ---- reading: what the terminal shows ---- */

/* Output in one piece of the ring; how many bytes, or -EFAULT. */
static long take_piece(struct pty *pty, struct transfer *transfer)
{
	unsigned at = pty->first % PTY_OUTPUT, size = pty_waiting(pty);
	long n;

	if (size > PTY_OUTPUT - at)
		size = PTY_OUTPUT - at;
	n = transfer_out(transfer, pty->output + at, size);
	if (n > 0)
		pty->first += (unsigned)n;
	return n;
}

static long take(struct pty *pty, struct transfer *transfer)
{
	long done = 0, n;

	if (pty->packets && pty->status) {
		n = transfer_out(transfer, &pty->status, 1);
		pty->status = n > 0 ? 0 : pty->status;
		return n;
	}
	if (!pty_waiting(pty))
		return pty->left ? -EIO : -EAGAIN;
	if (pty->packets)
		done = transfer_out(transfer, "\0", 1); /* TIOCPKT_DATA */
	if (done < 0)
		return done;
	do {
		n = take_piece(pty, transfer);
		done += n > 0 ? n : 0;
	} while (n > 0 && pty_waiting(pty) && transfer->left);
	watch_tell(&pty->slave_watches, POLLOUT | POLLWRNORM);
	return done ? done : n;
}

static bool readable(struct pty *pty)
{
	return pty_waiting(pty) || pty->left || (pty->packets && pty->status);
}

static bool has_output(void *object)
{
	struct pty *pty = object;

	lock_acquire(&pty->lock);
	bool result = readable(pty);
	lock_release(&pty->lock);
	return result;
}

static long master_read(struct file *file, struct transfer *transfer)
{
	struct pty *pty = pty_of(file);
	long result;

	if (!transfer->left)
		return 0;
	for (;;) {
		lock_acquire(&pty->lock);
		result = take(pty, transfer);
		lock_release(&pty->lock);
		if (result != -EAGAIN || !pty_waits(file, transfer))
			return result;
		result = watch_wait(&pty->master_watches, POLLIN | POLLHUP, has_output,
		                    pty, UINT64_MAX);
		if (result)
			return result;
	}
}

/* ---- writing: typing ---- */

static long type_piece(struct pty *pty, struct transfer *transfer)
{
	unsigned char bytes[PIECE];
	long n = -EAGAIN;

	lock_acquire(&pty->lock);
	if (terminal_room(&pty->terminal)) {
		n = transfer_in(transfer, bytes, sizeof bytes);
		for (long i = 0; i < n; i++)
			terminal_receive(&pty->terminal, bytes[i]);
		watch_tell(&pty->slave_watches, POLLIN | POLLRDNORM);
	}
	lock_release(&pty->lock);
	return n;
}

static bool has_room(void *object)
{
	struct pty *pty = object;

	lock_acquire(&pty->lock);
	bool result = terminal_room(&pty->terminal);
	lock_release(&pty->lock);
	return result;
}

static long master_write(struct file *file, struct transfer *transfer)
{
	struct pty *pty = pty_of(file);
	long done = 0, n = 0;

	while (transfer->left) {
		n = type_piece(pty, transfer);
		if (n > 0) {
			done += n;
			continue;
		}
		if (n != -EAGAIN || !pty_waits(file, transfer))
			break;
		n = watch_wait(&pty->master_watches, POLLOUT, has_room, pty, UINT64_MAX);
		if (n)
			break;
	}
	return done ? done : n;
}

/* ---- the rest ---- */

static unsigned master_poll(struct file *file)
{
	struct pty *pty = pty_of(file);
	unsigned ready = 0;

	lock_acquire(&pty->lock);
	if (pty_waiting(pty) || (pty->packets && pty->status))
		ready |= POLLIN | POLLRDNORM;
	if (pty->packets && pty->status)
		ready |= POLLPRI;
	if (pty->left)
		ready |= POLLHUP;
	if (terminal_room(&pty->terminal))
		ready |= POLLOUT | POLLWRNORM;
	lock_release(&pty->lock);
	return ready;
}

static long open_peer(struct pty *pty, unsigned flags)
{
	struct file *file;
	int result = pty_slave_open(pty, flags & ~(unsigned)O_CLOEXEC, &file);

	if (result)
		return result;
	file->entry = entry_get(&pty->entry);
	return file_install(file, flags & O_CLOEXEC);
}

static void packets_set(struct pty *pty, bool on)
{
	lock_acquire(&pty->lock);
	if (on && !pty->packets)
		pty->status = 0;
	pty->packets = on;
	lock_release(&pty->lock);
}

static long set_word(struct pty *pty, unsigned long request, const int *argument)
{
	int word;

	if (copy_in(&word, argument, sizeof word))
		return -EFAULT;
	if (request == TIOCPKT)
		packets_set(pty, word);
	else
		__atomic_store_n(&pty->locked, word != 0, __ATOMIC_RELAXED);
	return 0;
}

static long get_word(int *argument, int word)
{
	return copy_out(argument, &word, sizeof word);
}

static long send_signal(struct pty *pty, unsigned long signal)
{
	if (signal != SIGINT && signal != SIGQUIT && signal != SIGTSTP)
		return -EINVAL;
	pty_signal(pty, (int)signal);
	return 0;
}

static long master_control(struct file *file, unsigned long request, void *argument)
{
	struct pty *pty = pty_of(file);

	switch (request) {
	case TIOCGPTN:
		return get_word(argument, (int)pty->number);
	case TIOCGPTLCK:
		return get_word(argument, pty->locked);
	case TIOCGPKT:
		return get_word(argument, pty->packets);
	case TIOCSPTLCK:
	case TIOCPKT:
		return set_word(pty, request, argument);
	case TIOCGPTPEER:
		return open_peer(pty, (unsigned)(uintptr_t)argument);
	case TIOCSIG:
		return send_signal(pty, (uintptr_t)argument);
	}
	return pty_control(file, true, request, argument);
}

static void master_release(struct file *file)
{
	struct pty *pty = pty_of(file);

	lock_acquire(&pty->lock);
	pty->hung_up = true;
	pty->stopped = false;
	watch_tell(&pty->slave_watches, WATCH_EVERYBODY);
	lock_release(&pty->lock);
	session_end(pty);
	pty_unlink(pty);
	pty_file_free(file);
}

static const struct file_operations operations = {
        .read = master_read,
        .write = master_write,
        .control = master_control,
        .poll = master_poll,
        .status = tree_status,
        .release = master_release,
};

int ptmx_open(unsigned flags, struct file **file)
{
	struct pty *pty = pty_make();

	if (!pty)
		return -ENOSPC;
	entry_get(&pty->entry);
	int result = pty_file_make(pty, &operations, flags, file);
	if (result)
		pty_unlink(pty);
	else
		(*file)->watches = &pty->master_watches;
	entry_put(&pty->entry);
	return result;
}
