/* SPDX-License-Identifier: ISC */
/*
 * select(2), by way of poll's entries. Within call_blocking(); no lock.
 */
#include "event/select.h"
#include "event/poll.h"
#include "fs/descriptor.h"
#include "mem/heap.h"
#include "syscalls.h"
#include "time/clock.h"

LINKS(console_poll);

#define WORD   64  /* bits */
#define FEW    16  /* words of a set on the stack: FD_SETSIZE */
#define TABLE  64u /* descriptors that Linux has room for at the start */
#define NORMAL (POLLIN | POLLRDNORM | POLLRDBAND)
#define ROOM   (POLLOUT | POLLWRNORM | POLLWRBAND)

static const unsigned wanted[3] = {NORMAL, ROOM, POLLPRI};
static const unsigned found[3] = {NORMAL | POLLHUP | POLLERR | POLLNVAL,
                                  ROOM | POLLERR | POLLNVAL, POLLPRI | POLLNVAL};

/* The three sets, one behind the other; bits from `count` on aren't looked at. */
struct sets {
	unsigned long *words;
	size_t size; /* of each, in words */
	unsigned count;
};

static unsigned long *word_of(const struct sets *sets, unsigned set, unsigned number)
{
	return &sets->words[set * sets->size + number / WORD];
}

static bool has(const struct sets *sets, unsigned set, unsigned number)
{
	return *word_of(sets, set, number) >> number % WORD & 1;
}

static unsigned events_of(const struct sets *sets, unsigned number)
{
	unsigned events = 0;

	for (unsigned set = 0; set < 3; set++)
		if (has(sets, set, number))
			events |= wanted[set];
	return events;
}

static int in(const struct sets *sets, unsigned long *const from[3])
{
	memset(sets->words, 0, 3 * sets->size * sizeof *sets->words);
	for (unsigned set = 0; set < 3; set++)
		if (from[set] && copy_in(word_of(sets, set, 0), from[set],
		                         sets->size * sizeof *sets->words))
			return -EFAULT;
	return 0;
}

static int out(const struct sets *sets, unsigned long *const to[3])
{
	for (unsigned set = 0; set < 3; set++)
		if (to[set] && copy_out(to[set], word_of(sets, set, 0),
		                        sets->size * sizeof *sets->words))
			return -EFAULT;
	return 0;
}

/* How many descriptors are in a set. -EBADF: one of them isn't open. */
static int count(const struct sets *sets)
{
	int result = 0;

	lock_acquire(&descriptor_lock);
	for (unsigned n = 0; n < sets->count && result >= 0; n++) {
		if (!events_of(sets, n))
			continue;
		struct descriptor *descriptor = descriptor_find((int)n);
		result = descriptor && !(descriptor->file->flags & O_PATH) ? result + 1
		                                                           : -EBADF;
	}
	lock_release(&descriptor_lock);
	return result;
}

static void entries_of(const struct sets *sets, struct poll_entry *entry)
{
	for (unsigned n = 0; n < sets->count; n++) {
		unsigned events = events_of(sets, n);
		if (events)
			(entry++)->poll =
			        (struct pollfd){.fd = (int)n, .events = (short)events};
	}
}

/* Leave the bits of what was found; how many. */
static long results(const struct sets *sets, const struct poll_entry *entry)
{
	long bits = 0;

	for (unsigned n = 0; n < sets->count; n++) {
		if (!events_of(sets, n))
			continue;
		unsigned events = (unsigned short)(entry++)->poll.revents;
		for (unsigned set = 0; set < 3; set++) {
			bool is = has(sets, set, n) && events & found[set];
			bits += is;
			if (!is)
				*word_of(sets, set, n) &= ~(1ul << n % WORD);
		}
	}
	return bits;
}

/* What lies behind `count` in the last word isn't the program's question. */
static void trim(const struct sets *sets)
{
	if (sets->count % WORD)
		for (unsigned set = 0; set < 3; set++)
			*word_of(sets, set, sets->count) &=
			        (1ul << sets->count % WORD) - 1;
}

static long wait(const struct sets *sets, const struct select_call *call)
{
	struct poll_entry few[POLL_FEW], *entries;
	int used = count(sets);

	if (used < 0)
		return used;
	entries = poll_entries_get(few, (unsigned)used);
	if (!entries)
		return -ENOMEM;
	entries_of(sets, entries);
	long result = poll_wait(entries, (unsigned)used, call->deadline);
	if (result >= 0) {
		result = results(sets, entries);
		trim(sets);
	}
	poll_entries_put(entries, few, (unsigned)used);
	return result;
}

/* The table only grows, and nothing beyond it is open. */
static unsigned table_size(void)
{
	unsigned size = __atomic_load_n(&descriptor_count, __ATOMIC_RELAXED);

	return size > TABLE ? size : TABLE;
}

long select_program(void *argument)
{
	const struct select_call *call = argument;
	unsigned long few[3 * FEW];
	struct sets sets = {.words = few, .count = (unsigned)call->count};

	if (call->count < 0)
		return -EINVAL;
	if (sets.count > table_size())
		sets.count = table_size();
	sets.size = (sets.count + WORD - 1) / WORD;
	size_t bytes = 3 * sets.size * sizeof *sets.words;
	if (sets.size > FEW)
		sets.words = heap_allocate(bytes);
	if (!sets.words)
		return -ENOMEM;
	long result = in(&sets, call->sets);
	if (!result)
		result = wait(&sets, call);
	if (result >= 0 && out(&sets, call->sets))
		result = -EFAULT;
	if (sets.words != few)
		heap_free(sets.words, bytes);
	return result;
}

/* full */
long sys_select(int count, unsigned long *in, unsigned long *out, unsigned long *other,
                struct __kernel_old_timeval *time)
{
	struct select_call call = {count, {in, out, other}, UINT64_MAX};
	struct __kernel_old_timeval copy = {0, 0};
	struct __kernel_timespec exact;
	uint64_t length = 0;

	if (time && copy_in(&copy, time, sizeof copy))
		return -EFAULT;
	exact = (struct __kernel_timespec){
	        copy.tv_sec + copy.tv_usec / 1000000,
	        copy.tv_usec % 1000000 * (long)MICROSECOND,
	};
	if (!timespec_read(&length, &exact))
		return -EINVAL;
	if (time)
		call.deadline = deadline_after(length);
	long result = call_blocking(select_program, &call);
	if (length) { /* no time at all is left as it is */
		copy = timeval_of(time_left(call.deadline));
		copy_out(time, &copy, sizeof copy);
	}
	return result;
}
