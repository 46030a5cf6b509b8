/* SPDX-License-Identifier: ISC */
/*
 * Watching files. What poll(2) says of a pipe, a socket or a counter changes; whatever
 * can change has a list of those who watch it, and whoever changes it tells them. A
 * thread in a read that waits, poll(2) and epoll are all watchers.
 *
 * Nothing gets lost because both sides keep an order: who waits adds his watch and then
 * looks; who changes something changes it and then tells the list.
 *
 * Locks: each list's own. changed() runs under it, so it neither sleeps nor touches the
 * list; it may wake threads and take locks that nobody holds while telling a list
 * (lock.h).
 */
#ifndef LIBOS_EVENT_WATCH_H
#define LIBOS_EVENT_WATCH_H

#include "sched/wait.h"
#include <asm/poll.h>

#pragma GCC visibility push(hidden)

/* Bits beside POLL* of what a watch wants. Of those who watch alone one is told at a
 * time, in turn, so who was told and leaves something for others tells the list again. */
#define WATCH_ALONE (1u << 31)
#define WATCH_ALL   (WATCH_ALONE - 1) /* any change */

/* For watch_tell(): all of them, also those who watch alone. */
#define WATCH_EVERYBODY (WATCH_ALONE | WATCH_ALL)

struct watch {
	/* `events`: the POLL* bits that may have become true; more than are true may be
	 * said. True: somebody sees to it; false: it doesn't matter here, so another one
	 * who watches alone is told. */
	bool (*changed)(struct watch *watch, unsigned events);
	unsigned wanted;            /* told when one of these bits has changed; atomic */
	struct watch *next, **link; /* link NULL: in no list */
};

/* Those who watch alone are behind the others. */
struct watch_list {
	struct lock lock;
	struct watch *first, **last; /* last NULL: as good as &first */
};

void watch_add(struct watch_list *list, struct watch *watch);
void watch_remove(struct watch_list *list, struct watch *watch); /* if it is in it */
void watch_tell(struct watch_list *list, unsigned events);

/* Is anybody there? For those who would have to do something before they tell. */
static inline bool watch_any(const struct watch_list *list)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* behind the change */
	return __atomic_load_n(&list->first, __ATOMIC_RELAXED);
}

/* The same for those whose change and whose poll() are made with one lock held. */
static inline bool watch_some(const struct watch_list *list)
{
	return __atomic_load_n(&list->first, __ATOMIC_RELAXED);
}

/* A thread that sleeps until one of several lists changes, or a deadline (ns of the
 * monotonic clock; UINT64_MAX: none), or a signal. Begun before it looks at the state. */
struct watch_sleeper {
	struct lock lock;
	struct thread *thread;
	bool told;
};
struct watch_thread { /* one list's watch of it */
	struct watch watch;
	struct watch_sleeper *sleeper;
};
void watch_sleeper_begin(struct watch_sleeper *sleeper);
void watch_sleeper_add(struct watch_sleeper *sleeper, struct watch_thread *thread,
                       struct watch_list *list, unsigned wanted);
/* 0: told, perhaps earlier; -ETIMEDOUT; -RESTART_SYS; -EINTR (wait.h). */
int watch_sleep(struct watch_sleeper *sleeper, uint64_t deadline);

/* The usual case, one list: sleep until ready(object), which is asked without a lock. 0,
 * -ETIMEDOUT, -RESTART_SYS, -EINTR. */
int watch_wait(struct watch_list *list, unsigned wanted, bool (*ready)(void *object),
               void *object, uint64_t deadline);

#pragma GCC visibility pop
#endif
