/* SPDX-License-Identifier: ISC */
/*
 * Futexes: a table of lists of sleepers, by the word's address. A waiter looks at the
 * word with its bucket's lock held, and a waker changes the word before it takes that
 * lock, so no wake-up is lost. Lock: each bucket's; two are taken in the order of their
 * addresses.
 */
#include "sched/futex.h"

struct futex_bucket futex_buckets[FUTEX_BUCKETS];

struct futex_bucket *futex_bucket(const uint32_t *word)
{
	uint64_t hash = ((uintptr_t)word >> 2) * 0x9e3779b97f4a7c15ul;

	return &futex_buckets[hash >> 32 & (FUTEX_BUCKETS - 1)];
}

void futex_add(struct futex_bucket *bucket, struct futex_waiter *waiter)
{
	if (!bucket->first)
		bucket->last = &bucket->first;
	waiter->next = NULL;
	waiter->link = bucket->last;
	__atomic_store_n(bucket->last, waiter, __ATOMIC_RELAXED);
	bucket->last = &waiter->next;
}

void futex_take_out(struct futex_bucket *bucket, struct futex_waiter *waiter)
{
	__atomic_store_n(waiter->link, waiter->next, __ATOMIC_RELAXED);
	if (waiter->next)
		waiter->next->link = waiter->link;
	else
		bucket->last = waiter->link;
	waiter->link = NULL;
}

/* The bucket where the waiter is now, locked: a requeue may move it meanwhile. */
static struct futex_bucket *bucket_of(struct futex_waiter *waiter)
{
	for (;;) {
		uint32_t *word = __atomic_load_n(&waiter->word, __ATOMIC_ACQUIRE);
		struct futex_bucket *bucket = futex_bucket(word);
		lock_acquire(&bucket->lock);
		if (waiter->word == word)
			return bucket;
		lock_release(&bucket->lock);
	}
}

int futex_sleep(struct futex_bucket *bucket, struct futex_waiter *waiter,
                uint64_t deadline)
{
	int result;
	bool woken;

	do {
		result = thread_sleep(&bucket->lock, deadline);
		bucket = bucket_of(waiter);
		woken = !waiter->link;
		if (!woken && result)
			futex_take_out(bucket, waiter);
	} while (!woken && !result);
	lock_release(&bucket->lock);
	return woken ? 0 : result;
}

long futex_wake(uint32_t *word, unsigned count, uint32_t bits)
{
	struct futex_bucket *bucket = futex_bucket(word);
	struct futex_waiter *waiter, *next;
	unsigned woken = 0;

	/* who is about to sleep has the lock, or is in the list already, or will see the
	 * word as it is now; in this order */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&bucket->lock.held, __ATOMIC_SEQ_CST) &&
	    !__atomic_load_n(&bucket->first, __ATOMIC_SEQ_CST))
		return 0;
	lock_acquire(&bucket->lock);
	for (waiter = bucket->first; waiter && woken < count; waiter = next) {
		next = waiter->next;
		if (waiter->word != word || waiter->owner || !(waiter->bits & bits))
			continue;
		struct thread *thread = waiter->thread;
		futex_take_out(bucket, waiter);
		thread_wake(thread);
		woken++;
	}
	lock_release(&bucket->lock);
	return woken;
}
