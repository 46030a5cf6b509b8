/* SPDX-License-Identifier: ISC */
/*
 * Sleeping on a word of the program's memory (futex(2)). A futex is known by its address:
 * there is one address space, so shared and private are the same.
 */
#ifndef LIBOS_SCHED_FUTEX_H
#define LIBOS_SCHED_FUTEX_H

#include "sched/wait.h"

#pragma GCC visibility push(hidden)

#define FUTEX_ANY 0xffffffffu /* FUTEX_BITSET_MATCH_ANY */

/* A sleeper, on its stack; in the list of its word's bucket. */
struct futex_waiter {
	struct thread *thread;
	uint32_t *word;
	uint32_t bits;
	bool owner;      /* FUTEX_LOCK_PI: waits to own the word, not to be woken */
	uint32_t holder; /* id of the thread that owns it meanwhile */
	struct futex_waiter *next, **link; /* link NULL: it has been woken */
};

struct futex_bucket {
	struct lock lock;
	struct futex_waiter *first, **last;
};

extern struct futex_bucket futex_buckets[FUTEX_BUCKETS];
struct futex_bucket *futex_bucket(const uint32_t *word);
void futex_add(struct futex_bucket *bucket, struct futex_waiter *waiter);
void futex_take_out(struct futex_bucket *bucket, struct futex_waiter *waiter);

/* With the bucket's lock held, which they release: sleep until `waiter`, which is in its
 * bucket, is woken. The word and so the bucket may change meanwhile. 0, -ETIMEDOUT,
 * -RESTART_SYS, -EINTR; not 0: it is in no bucket any more. */
int futex_sleep(struct futex_bucket *bucket, struct futex_waiter *waiter,
                uint64_t deadline);

/* Wake up to `count` waiters whose bits meet `bits`; how many. Takes the bucket's lock.
 */
long futex_wake(uint32_t *word, unsigned count, uint32_t bits);

/* futex_pi.c: locks that the kernel hands over (FUTEX_LOCK_PI and relatives). */
long futex_lock_pi(uint32_t *word, uint64_t deadline, bool try);
long futex_unlock_pi(uint32_t *word);
void futex_pi_end(struct thread *thread) WEAK; /* what it held goes to others */

/* mem/x86_64/word.S: a word of the program in one step; 0 or -EFAULT. The exchange leaves
 * in *found what was there, and stores `new` only where that is `old`. */
int word_read(const uint32_t *word, uint32_t *found);
int word_compare_exchange(uint32_t *word, uint32_t old, uint32_t new, uint32_t *found);

#pragma GCC visibility pop
#endif
