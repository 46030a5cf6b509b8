/* SPDX-License-Identifier: ISC */
/*
 * Sending signals (send.h): where one waits, and which thread it wakes.
 *
 * A sender makes the signal pending and then looks where the thread is; a thread looks
 * for what is pending after it has said that it sleeps, or runs (schedule.c), so that one
 * of them sees the other.
 */
#include "action.h"
#include "queue.h"
#include "sched/ready.h"
#include "sched/wait.h"

LINKS(signal_raised);
LINKS(signal_deliver);
LINKS(thread_leave);
LINKS(sched_begin);

struct lock signal_lock;
struct action signal_actions[SIGNALS];
struct signal_queue signal_process;

/* All threads; the main one is the first as long as it runs. */
static struct thread *threads_here = &thread_first;

static struct thread *find(int id)
{
	struct thread *thread = thread_this();

	if (thread && thread->id == id)
		return thread;
	thread = threads_here;
	while (thread && thread->id != id)
		thread = thread->signals.next;
	return thread;
}

static uint64_t blocked_by(const struct thread *thread)
{
	return __atomic_load_n(&thread->signals.blocked, __ATOMIC_SEQ_CST);
}

static uint64_t waited_by(const struct thread *thread)
{
	return __atomic_load_n(&thread->signals.waited, __ATOMIC_SEQ_CST);
}

/* Let the thread look at its signals soon. */
static void alert(struct thread *thread)
{
	thread_wake(thread);
	for (unsigned n = 0; n < cpus_count(); n++)
		if (__atomic_load_n(&cpus[n]->thread, __ATOMIC_SEQ_CST) == thread)
			cpu_interrupt(cpus[n]);
}

void signal_alert_process(uint64_t set)
{
	for (; set; set &= set - 1) {
		struct thread *thread = threads_here;
		while (thread && blocked_by(thread) & set & -set)
			thread = thread->signals.next;
		if (!thread)
			continue;
		__atomic_or_fetch(&thread->signals.given, set & -set, __ATOMIC_SEQ_CST);
		alert(thread);
	}
}

bool signal_is_ignored(int signal)
{
	uintptr_t handler = signal_actions[signal - 1].handler;

	return handler == SIG_IGN ||
	       (handler == SIG_DFL && signal_bit(signal) & SIGNALS_IGNORED);
}

/* Is it dropped? `thread`: whose mask counts. */
static bool is_dropped(const struct thread *thread, int signal)
{
	uint64_t kept = thread ? blocked_by(thread) | waited_by(thread) : 0;

	return !(kept & signal_bit(signal)) && signal_is_ignored(signal);
}

void signal_flush(uint64_t set)
{
	signal_queue_flush(&signal_process, set);
	for (struct thread *thread = threads_here; thread; thread = thread->signals.next)
		signal_queue_flush(&thread->signals.queue, set);
}

/* SIGCONT and what stops cancel each other out, even where they are ignored. */
static void cancel_opposite(int signal)
{
	if (signal == SIGCONT)
		signal_flush(SIGNALS_STOP);
	else if (signal_bit(signal) & SIGNALS_STOP)
		signal_flush(signal_bit(SIGCONT));
}

/* Where a signal to a thread, or with NULL to the process, waits. NULL: it is dropped. */
static struct signal_queue *queue_for(struct thread *thread, int signal)
{
	cancel_opposite(signal);
	if (is_dropped(thread ? thread : threads_here, signal))
		return NULL;
	return thread ? &thread->signals.queue : &signal_process;
}

static void alert_of(struct thread *thread, int signal)
{
	if (signal_watchers_tell)
		signal_watchers_tell();
	if (!thread)
		signal_alert_process(signal_bit(signal));
	else if (!(blocked_by(thread) & signal_bit(signal)))
		alert(thread);
}

static int queue(struct signal_queue *queue, const struct signal_information *information)
{
	bool standard = information->signal < SIGNAL_REALTIME;

	if (standard && queue->pending & signal_bit(information->signal))
		return 0;
	struct signal_item *item = signal_item_make(standard && information->code >= 0);
	if (item) {
		item->information = *information;
		signal_queue_add(queue, item);
	} else if (!standard && information->code != SI_USER) {
		return -EAGAIN;
	} else {
		signal_queue_mark(queue, information->signal);
	}
	return 0;
}

static int send(struct thread *thread, const struct signal_information *information)
{
	struct signal_queue *to = queue_for(thread, information->signal);
	int result = to ? queue(to, information) : 0;

	if (to && !result)
		alert_of(thread, information->signal);
	return result;
}

int signal_send(int id, const struct signal_information *information)
{
	lock_acquire(&signal_lock);
	struct thread *thread = id ? find(id) : NULL;
	int result = id && !thread ? -ESRCH : 0;
	if (!result && information->signal)
		result = send(thread, information);
	lock_release(&signal_lock);
	return result;
}

static bool send_item(struct thread *thread, struct signal_item *item)
{
	int signal = item->information.signal;
	struct signal_queue *to = item->queue ? NULL : queue_for(thread, signal);

	if (!to)
		return false;
	item->owned = true;
	signal_queue_add(to, item);
	alert_of(thread, signal);
	return true;
}

bool signal_send_item(int id, struct signal_item *item, uint64_t expirations)
{
	bool sent = false;

	lock_acquire(&signal_lock);
	struct thread *thread = id ? find(id) : NULL;
	if (!id || thread) {
		sent = send_item(thread, item);
		signal_item_overrun(item, expirations - sent);
	}
	lock_release(&signal_lock);
	return sent;
}

void signal_withdraw(struct signal_item *item)
{
	lock_acquire(&signal_lock);
	if (item->queue)
		signal_queue_remove(item->queue, item);
	item->overrun = 0;
	__atomic_store_n(&item->taken_overrun, 0, __ATOMIC_RELAXED);
	lock_release(&signal_lock);
}

int signal_overrun(const struct signal_item *item)
{
	return (int)__atomic_load_n(&item->taken_overrun, __ATOMIC_RELAXED);
}

void signal_thread_begin(struct thread *thread, const struct thread *maker)
{
	lock_acquire(&signal_lock);
	struct thread **link = threads_here ? &threads_here->signals.next : &threads_here;
	thread->signals.blocked = maker->signals.blocked;
	thread->signals.next = *link;
	thread->signals.link = link;
	if (*link)
		(*link)->signals.link = &thread->signals.next;
	*link = thread;
	lock_release(&signal_lock);
}

void signal_thread_end(struct thread *thread)
{
	struct thread_signals *signals = &thread->signals;

	lock_acquire(&signal_lock);
	struct thread **link = signals->link ? signals->link : &threads_here;
	*link = signals->next;
	if (*link)
		(*link)->signals.link = link;
	signal_queue_flush(&signals->queue, ~0ull);
	signal_alert_process(signal_process.pending & ~signals->blocked);
	lock_release(&signal_lock);
}

bool signal_waits(const struct thread *thread)
{
	uint64_t given = __atomic_load_n(&thread->signals.given, __ATOMIC_SEQ_CST);
	uint64_t pending = signal_pending(&thread->signals.queue) |
	                   (signal_pending(&signal_process) & given);

	return pending & ~blocked_by(thread);
}
