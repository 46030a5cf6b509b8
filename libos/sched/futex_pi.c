/* SPDX-License-Identifier: ISC */
/*
 * Locks with priority inheritance (futex(2)): the word holds the owner's thread id, and a
 * bit that says that others wait. Priorities are accepted and not acted on (sched(7)), so
 * nobody's has to be raised; what remains is to hand the lock to the first who waits.
 */
#include "sched/futex.h"
#include <linux/futex.h>

static unsigned waiting; /* threads that wait to own some word */

/* The first who waits to own the word. */
static struct futex_waiter *first_owner(struct futex_bucket *bucket, const uint32_t *word)
{
	struct futex_waiter *waiter = bucket->first;

	while (waiter && (waiter->word != word || !waiter->owner))
		waiter = waiter->next;
	return waiter;
}

/* Will it hand over what it holds? */
static bool exists(int id)
{
	lock_acquire(&threads_lock);
	const struct thread *thread = id ? thread_find(id) : NULL;
	bool found = thread && !thread->ending;
	lock_release(&threads_lock);
	return found;
}

/* With the bucket's lock: the word becomes ours, or says that we wait. 0: ours. -EBUSY:
 * it is *holder's. */
static int take(uint32_t *word, bool others, bool try, uint32_t *holder)
{
	uint32_t id = (uint32_t)thread_this()->id, old, found, new;
	int result = word_read(word, &found);

	while (!result) {
		uint32_t owner = found & FUTEX_TID_MASK;
		if (owner == id)
			return -EDEADLK;
		if (owner && !exists((int)owner)) {
			/* it may have released the word before it ended */
			result = word_read(word, &old);
			if (!result && old == found)
				return -ESRCH;
			found = old;
			continue;
		}
		if (owner && try)
			return -EAGAIN;
		old = found;
		*holder = owner;
		if (owner)
			new = old | FUTEX_WAITERS;
		else
			new = id | (old & FUTEX_OWNER_DIED) |
			      (others ? FUTEX_WAITERS : 0);
		result = word_compare_exchange(word, old, new, &found);
		if (!result && found == old)
			return owner ? -EBUSY : 0;
	}
	return result;
}

long futex_lock_pi(uint32_t *word, uint64_t deadline, bool try)
{
	struct futex_waiter waiter = {
	        .thread = thread_this(), .word = word, .bits = FUTEX_ANY, .owner = true};
	struct futex_bucket *bucket = futex_bucket(word);

	/* first, so that a holder who is found and ends after that sees it */
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	lock_acquire(&bucket->lock);
	int result = take(word, first_owner(bucket, word), try, &waiter.holder);
	if (result == -EBUSY) {
		futex_add(bucket, &waiter);
		result = futex_sleep(bucket, &waiter, deadline);
	} else {
		lock_release(&bucket->lock);
	}
	__atomic_sub_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	return result == -RESTART_SYS ? -RESTART_NOINTR : result;
}

/* The word, which is ours or nobody's, goes to the first who waits. */
static int hand_over(struct futex_bucket *bucket, uint32_t *word, uint32_t keep)
{
	struct futex_waiter *waiter = first_owner(bucket, word), *next;
	uint32_t old, found, new = keep;

	if (waiter) {
		futex_take_out(bucket, waiter);
		next = first_owner(bucket, word);
		new |= (uint32_t)waiter->thread->id | (next ? FUTEX_WAITERS : 0);
		for (; next; next = next->next)
			if (next->owner && next->word == word)
				next->holder = (uint32_t)waiter->thread->id;
	}
	int result = word_read(word, &found);
	do {
		old = found;
		if (!result)
			result = word_compare_exchange(word, old, new, &found);
	} while (!result && found != old);
	if (waiter)
		thread_wake(waiter->thread);
	return result;
}

/* The word of somebody who waits for what the ended thread held; NULL. */
static uint32_t *held(const struct futex_bucket *bucket, uint32_t holder)
{
	const struct futex_waiter *waiter = bucket->first;

	while (waiter && (!waiter->owner || waiter->holder != holder))
		waiter = waiter->next;
	return waiter ? waiter->word : NULL;
}

void futex_pi_end(struct thread *thread)
{
	uint32_t *word;

	lock_acquire(&threads_lock);
	thread->ending = true;
	lock_release(&threads_lock);
	if (!__atomic_load_n(&waiting, __ATOMIC_SEQ_CST))
		return;
	for (unsigned n = 0; n < FUTEX_BUCKETS; n++) {
		struct futex_bucket *bucket = &futex_buckets[n];
		lock_acquire(&bucket->lock);
		while ((word = held(bucket, (uint32_t)thread->id)))
			hand_over(bucket, word, FUTEX_OWNER_DIED);
		lock_release(&bucket->lock);
	}
}

long futex_unlock_pi(uint32_t *word)
{
	struct futex_bucket *bucket = futex_bucket(word);
	uint32_t found;

	lock_acquire(&bucket->lock);
	long result = word_read(word, &found);
	if (!result && (found & FUTEX_TID_MASK) != (uint32_t)thread_this()->id)
		result = -EPERM;
	if (!result)
		result = hand_over(bucket, word, 0);
	lock_release(&bucket->lock);
	return result;
}
