/* SPDX-License-Identifier: ISC */
/*
 * The slave of a pseudo terminal (pty.h): the terminal as its programs have it.
 */
#include "fs/device/session.h"
#include "fs/stat.h"
#include "pty.h"

#define PIECE 256u

static long read_now(struct pty *pty, struct transfer *transfer,
                     struct terminal_wait *wait)
{
	long result = 0;

	lock_acquire(&pty->lock);
	if (!pty->hung_up && transfer->left)
		result = terminal_read(&pty->terminal, transfer, wait);
	if (result > 0)
		watch_tell(&pty->master_watches, POLLOUT | POLLWRNORM);
	lock_release(&pty->lock);
	return result;
}

/* Who waits as it hangs up gets -EIO, who comes later the end of the file. */
static long read_waiting(struct pty *pty, struct transfer *transfer,
                         struct terminal_wait *wait)
{
	struct watch_sleeper sleeper;
	struct watch_thread thread;
	long result;
	int interrupted = 0;

	watch_sleeper_begin(&sleeper);
	watch_sleeper_add(&sleeper, &thread, &pty->slave_watches, WATCH_ALL);
	do {
		result = read_now(pty, transfer, wait);
		if (result == -EAGAIN)
			interrupted = watch_sleep(&sleeper, wait->deadline);
	} while (result == -EAGAIN && (!interrupted || interrupted == -ETIMEDOUT));
	watch_remove(&pty->slave_watches, &thread.watch);
	if (!result && pty->hung_up)
		return -EIO;
	return result == -EAGAIN ? interrupted : result;
}

static long slave_read(struct file *file, struct transfer *transfer)
{
	struct pty *pty = pty_of(file);
	struct terminal_wait wait = {.deadline = UINT64_MAX,
	                             .nonblocking = !pty_waits(file, transfer)};
	long result = read_now(pty, transfer, &wait);

	if (result != -EAGAIN || wait.nonblocking)
		return result;
	return read_waiting(pty, transfer, &wait);
}

/* So many bytes may be written now, whatever they become. */
static unsigned room(const struct pty *pty)
{
	unsigned bytes = pty->stopped ? 0 : pty_space(pty) / TERMINAL_EXPANDED;

	return bytes < PIECE ? bytes : PIECE;
}

static long write_piece(struct pty *pty, struct transfer *transfer)
{
	unsigned char bytes[PIECE];
	long n = -EAGAIN;

	lock_acquire(&pty->lock);
	if (pty->hung_up)
		n = -EIO;
	else if (room(pty))
		n = transfer_in(transfer, bytes, room(pty));
	for (long i = 0; i < n; i++)
		pty_put(pty, bytes[i]);
	if (n > 0)
		watch_tell(&pty->master_watches, POLLIN | POLLRDNORM);
	lock_release(&pty->lock);
	return n;
}

static bool writable(void *object)
{
	struct pty *pty = object;

	lock_acquire(&pty->lock);
	bool result = room(pty) || pty->hung_up;
	lock_release(&pty->lock);
	return result;
}

static long slave_write(struct file *file, struct transfer *transfer)
{
	struct pty *pty = pty_of(file);
	long done = 0, n = 0;

	do {
		n = write_piece(pty, transfer);
		if (n > 0)
			done += n;
		if (n == -EAGAIN && pty_waits(file, transfer))
			n = watch_wait(&pty->slave_watches, POLLOUT, writable, pty,
			               UINT64_MAX);
	} while (n >= 0 && transfer->left);
	return done ? done : n;
}

static unsigned slave_poll(struct file *file)
{
	struct pty *pty = pty_of(file);
	unsigned ready = 0;

	lock_acquire(&pty->lock);
	if (pty->hung_up)
		ready = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLERR | POLLHUP;
	if (terminal_ready(&pty->terminal))
		ready |= POLLIN | POLLRDNORM;
	if (room(pty))
		ready |= POLLOUT | POLLWRNORM;
	lock_release(&pty->lock);
	return ready;
}

static long slave_control(struct file *file, unsigned long request, void *argument)
{
	if (__atomic_load_n(&pty_of(file)->hung_up, __ATOMIC_RELAXED))
		return request == TIOCSPGRP ? -ENOTTY : -EIO;
	return pty_control(file, false, request, argument);
}

static void slave_release(struct file *file)
{
	struct pty *pty = pty_of(file);

	lock_acquire(&pty->lock);
	if (!--pty->slaves) {
		pty->left = true;
		watch_tell(&pty->master_watches, POLLHUP | POLLIN | POLLRDNORM);
	}
	lock_release(&pty->lock);
	pty_file_free(file);
}

static const struct file_operations operations = {
        .read = slave_read,
        .write = slave_write,
        .control = slave_control,
        .poll = slave_poll,
        .status = tree_status,
        .release = slave_release,
};

/* One more file of it; false: it can't be opened. */
static bool add(struct pty *pty)
{
	lock_acquire(&pty->lock);
	bool can = !pty->locked && !pty->hung_up;
	if (can) {
		pty->slaves++;
		pty->left = false;
	}
	lock_release(&pty->lock);
	return can;
}

int pty_slave_open(struct pty *pty, unsigned flags, struct file **file)
{
	entry_get(&pty->entry);
	int result = pty_file_make(pty, &operations, flags & ~(unsigned)O_NOCTTY, file);

	if (result)
		return result;
	if (!add(pty)) {
		pty_file_free(*file);
		return -EIO;
	}
	(*file)->watches = &pty->slave_watches;
	if (!(flags & O_NOCTTY) && (flags & O_ACCMODE) != O_WRONLY)
		session_offer(pty);
	return 0;
}
