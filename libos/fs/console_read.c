/* SPDX-License-Identifier: ISC */
/*
 * Reading standard input. A raw terminal's bytes go through the line discipline
 * (console_terminal.c); others wait in a buffer until they are copied, so that a bad
 * pointer loses none. Called by read, poll and FIONREAD. Whoever brings something into a
 * buffer and leaves it there tells the others who wait: below nothing new need arrive for
 * them. Lock: terminal_lock guards both buffers; not held while sleeping.
 */
#include "console.h"
#include "sched/lock.h"
#include "sched/wait.h"
#include "terminal.h"

static struct {
	char bytes[CONSOLE_BUFFER];
	size_t first, end;
	bool ended;
} input;
struct lock terminal_lock;
bool input_fresh;

/* Make the buffer hold something. 0: it does, or the input has ended; -EAGAIN; or an
 * error. */
static long input_fill(void)
{
	if (input.first < input.end || input.ended)
		return 0;
	input.first = input.end = 0;
	long n = platform_console_read(input.bytes, sizeof input.bytes);
	if (n == -EAGAIN)
		console_drained();
	if (n < 0)
		return n;
	input_fresh = true;
	input.ended = n == 0;
	input.end = (size_t)n;
	return 0;
}

/* One piece of a read. A terminal gives a line at a time, and can end more than once. */
static long input_take(struct transfer *transfer)
{
	long n = input_fill();

	if (n < 0)
		return n;
	n = transfer_out(transfer, input.bytes + input.first, input.end - input.first);
	if (n > 0)
		input.first += (size_t)n;
	if (n == 0 && stream_terminal(0))
		input.ended = false;
	if (input.first == input.end && !input.ended)
		console_drained();
	return n;
}

/* What there is without sleeping. */
static long input_read(struct transfer *transfer)
{
	long done = 0, n = 0;

	do {
		n = input_take(transfer);
		if (n > 0)
			done += n;
	} while (n > 0 && transfer->left && !stream_terminal(0));
	return done ? done : n;
}

/* Would a read return at once, as far as is known without asking below? */
static bool some_left(void)
{
	return stream_raw(0) ? terminal_ready(&console_terminal)
	                     : input.first < input.end || input.ended;
}

/* Release terminal_lock. Of a terminal's bytes some may be enough for one who waits that
 * aren't for another (VMIN). */
static void release(void)
{
	bool left = stream_raw(0) && terminal_available(&console_terminal);
	bool tell = input_fresh && (left || some_left());

	input_fresh = false;
	lock_release(&terminal_lock);
	if (tell)
		console_arrived();
}

static long read_now(struct transfer *transfer, struct terminal_wait *wait)
{
	lock_acquire(&terminal_lock);
	if (stream_raw(0))
		console_pull();
	long result = stream_raw(0) ? terminal_read(&console_terminal, transfer, wait)
	                            : input_read(transfer);
	release();
	return result;
}

long console_read(struct file *file, struct transfer *transfer)
{
	struct terminal_wait wait = {.deadline = UINT64_MAX,
	                             .nonblocking = file->flags & O_NONBLOCK};

	if (file->stream && !stream_terminal(file->stream))
		return -EBADF;
	for (;;) {
		unsigned seen = console_arrivals();
		long result = transfer->left ? read_now(transfer, &wait) : 0;
		if (result != -EAGAIN || (file->flags & O_NONBLOCK))
			return result;
		int interrupted = wait_console(seen, wait.deadline);
		if (interrupted && interrupted != -ETIMEDOUT)
			return interrupted;
	}
}

size_t console_available(void)
{
	size_t count;

	lock_acquire(&terminal_lock);
	if (stream_raw(0)) {
		console_pull();
		count = terminal_available(&console_terminal);
	} else {
		input_fill();
		count = input.end - input.first;
	}
	release();
	return count;
}

bool console_readable(void)
{
	lock_acquire(&terminal_lock);
	if (stream_raw(0))
		console_pull();
	else
		input_fill();
	bool ready = some_left();
	release();
	return ready;
}
