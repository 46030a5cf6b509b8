/* SPDX-License-Identifier: ISC */
/*
 * Robust futexes (set_robust_list(2), get_robust_list(2)): a list in the program's memory
 * of the locks that a thread holds. When it ends, each gets a mark, and one of those who
 * wait for it is woken. Every pointer comes from the program, and a list may be a circle.
 */
#include "sched/exit.h"
#include "sched/futex.h"
#include "syscalls.h"
#include <linux/futex.h>

#define PI_LOCK 1ul /* bit of a pointer in the list */

/* False: no place for a lock; as on Linux the list ends there. */
static bool mark(uintptr_t entry, long offset, bool pending)
{
	uint32_t *word = (uint32_t *)((entry & ~PI_LOCK) + (uintptr_t)offset);
	uint32_t id = (uint32_t)thread_this()->id, old, found;
	bool pi = entry & PI_LOCK;

	if ((uintptr_t)word % sizeof *word || word_read(word, &found))
		return false;
	/* taken out of the lock, not yet told those who wait: see the kernel's
	 * Documentation/locking/robust-futex-ABI */
	if (pending && !pi && !(found & FUTEX_TID_MASK)) {
		futex_wake(word, 1, FUTEX_ANY);
		return true;
	}
	do {
		if ((found & FUTEX_TID_MASK) != id)
			return true;
		old = found;
		if (word_compare_exchange(
		            word, old, (old & FUTEX_WAITERS) | FUTEX_OWNER_DIED, &found))
			return false;
	} while (found != old);
	/* who waits for a lock with priority inheritance gets it from futex_pi_end() */
	if (old & FUTEX_WAITERS && !pi)
		futex_wake(word, 1, FUTEX_ANY);
	return true;
}

void robust_list_end(struct thread *thread)
{
	struct robust_list_head head;
	uintptr_t entry, next, pending;

	if (!thread->robust || copy_in(&head, thread->robust, sizeof head))
		return;
	pending = (uintptr_t)head.list_op_pending;
	entry = (uintptr_t)head.list.next;
	for (unsigned n = 0; n < ROBUST_LIST_LIMIT; n++) {
		if ((entry & ~PI_LOCK) == (uintptr_t)thread->robust)
			break;
		bool more = !copy_in(&next, (void *)(entry & ~PI_LOCK), sizeof next);
		if (entry != pending && !mark(entry, head.futex_offset, false))
			return;
		if (!more)
			return;
		entry = next;
	}
	if (pending)
		mark(pending, head.futex_offset, true);
}

/* full */
long sys_set_robust_list(struct robust_list_head *head, size_t size)
{
	if (size != sizeof *head)
		return -EINVAL;
	thread_this()->robust = head;
	return 0;
}

/* full */
long sys_get_robust_list(int id, struct robust_list_head **head, size_t *size)
{
	struct robust_list_head *list = NULL;
	const size_t length = sizeof *list;

	enter();
	lock_acquire(&threads_lock);
	struct thread *thread = thread_find(id);
	if (thread)
		list = thread->robust;
	lock_release(&threads_lock);
	if (!thread)
		return leave(-ESRCH);
	if (copy_out(size, &length, sizeof length))
		return leave(-EFAULT);
	return leave(copy_out(head, &list, sizeof list));
}
