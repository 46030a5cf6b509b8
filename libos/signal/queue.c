/* SPDX-License-Identifier: ISC */
/*
 * Queues of signals that wait (queue.h): one list in the order of sending, and a bit for
 * each signal that is in it, or was sent when there was no item for it.
 * Lock: signal_lock.
 */
#include "queue.h"
#include "identity/limit.h"
#include "mem/memory.h"

static struct slab items = {.size = sizeof(struct signal_item)};
static unsigned long count;

struct signal_item *signal_item_make(bool forced)
{
	if ((!forced && count >= limit_get(RLIMIT_SIGPENDING)) || slab_reserve(&items, 1))
		return NULL;
	struct signal_item *item = slab_take(&items);
	memset(item, 0, sizeof *item);
	count++;
	return item;
}

unsigned long signals_queued(void)
{
	return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

void signal_item_overrun(struct signal_item *item, uint64_t times)
{
	item->overrun = times > INT32_MAX - item->overrun
	                        ? INT32_MAX
	                        : item->overrun + (unsigned)times;
}

/* It left its queue. */
static void release(struct signal_item *item)
{
	item->queue = NULL;
	if (item->owned)
		return;
	slab_give(&items, item);
	count--;
}

static void set_pending(struct signal_queue *queue, uint64_t pending)
{
	__atomic_store_n(&queue->pending, pending, __ATOMIC_SEQ_CST);
}

void signal_queue_mark(struct signal_queue *queue, int signal)
{
	set_pending(queue, queue->pending | signal_bit(signal));
}

void signal_queue_add(struct signal_queue *queue, struct signal_item *item)
{
	item->next = NULL;
	item->queue = queue;
	if (queue->first)
		queue->last->next = item;
	else
		queue->first = item;
	queue->last = item;
	signal_queue_mark(queue, item->information.signal);
}

static void unlink_after(struct signal_queue *queue, struct signal_item *before,
                         struct signal_item *item)
{
	if (before)
		before->next = item->next;
	else
		queue->first = item->next;
	if (queue->last == item)
		queue->last = before;
}

/* The first of a signal behind `before` (NULL: of all), and what it stands behind. */
static struct signal_item *find(const struct signal_queue *queue, int signal,
                                struct signal_item **before)
{
	struct signal_item *item = *before ? (*before)->next : queue->first;

	for (; item && item->information.signal != signal; item = item->next)
		*before = item;
	return item;
}

/* The bit stays as long as there is one more. */
static void unmark(struct signal_queue *queue, int signal, struct signal_item *behind)
{
	if (!find(queue, signal, &behind))
		set_pending(queue, queue->pending & ~signal_bit(signal));
}

static int take_overrun(struct signal_item *item)
{
	if (item->missed)
		signal_item_overrun(item, item->missed(item));
	__atomic_store_n(&item->taken_overrun, item->overrun, __ATOMIC_RELAXED);
	item->overrun = 0;
	return (int)__atomic_load_n(&item->taken_overrun, __ATOMIC_RELAXED);
}

/* The first item of a signal that is pending. */
static void take(struct signal_queue *queue, int signal,
                 struct signal_information *information)
{
	struct signal_item *before = NULL, *item = find(queue, signal, &before);

	*information = (struct signal_information){.signal = signal};
	if (item) {
		*information = item->information;
		if (item->owned)
			information->timer.overrun = take_overrun(item);
		unlink_after(queue, before, item);
		release(item);
	}
	unmark(queue, signal, before);
}

static int next(const struct signal_queue *queue, uint64_t set)
{
	const uint64_t first = signal_bit(SIGSEGV) | signal_bit(SIGBUS) |
	                       signal_bit(SIGILL) | signal_bit(SIGTRAP) |
	                       signal_bit(SIGFPE) | signal_bit(SIGSYS);
	uint64_t ready = queue->pending & set;

	if (ready & first)
		ready &= first;
	return ready ? __builtin_ctzll(ready) + 1 : 0;
}

int signal_take(struct thread *thread, uint64_t set, uint64_t of_process,
                struct signal_information *information)
{
	struct signal_queue *queue = &thread->signals.queue;
	int signal = next(queue, set);

	if (!signal) {
		queue = &signal_process;
		signal = next(queue, set & of_process);
	}
	if (signal)
		take(queue, signal, information);
	if (signal && !(signal_process.pending & signal_bit(signal)))
		__atomic_and_fetch(&thread->signals.given, ~signal_bit(signal),
		                   __ATOMIC_SEQ_CST);
	return signal;
}

void signal_queue_flush(struct signal_queue *queue, uint64_t set)
{
	struct signal_item *before = NULL, *item = queue->first, *next;

	set_pending(queue, queue->pending & ~set);
	for (; item; item = next) {
		next = item->next;
		if (set & signal_bit(item->information.signal)) {
			unlink_after(queue, before, item);
			signal_item_overrun(item, 1); /* it was sent in vain */
			release(item);
		} else {
			before = item;
		}
	}
}

void signal_queue_remove(struct signal_queue *queue, struct signal_item *item)
{
	struct signal_item *before = NULL;

	for (struct signal_item *at = queue->first; at != item; at = at->next)
		before = at;
	unlink_after(queue, before, item);
	release(item);
	unmark(queue, item->information.signal, NULL);
}
