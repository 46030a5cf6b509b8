/* SPDX-License-Identifier: ISC */
/*
 * futex(2), set_robust_list(2), get_robust_list(2).
 */
#include "sched/futex.h"
#include "syscalls.h"
#include "time/clock.h"
#include <linux/futex.h>

struct request {
	uint32_t *word;
	int operation;
	uint32_t value;
	uint64_t deadline;
	uint32_t value2;
	uint32_t *word2;
	uint32_t value3;
};

static bool aligned(const uint32_t *word)
{
	return (uintptr_t)word % sizeof *word == 0;
}

static long wait(const struct request *request, uint32_t bits)
{
	struct futex_waiter waiter = {
	        .thread = thread_this(), .word = request->word, .bits = bits};
	struct futex_bucket *bucket = futex_bucket(request->word);
	uint32_t found;

	if (!bits)
		return -EINVAL;
	lock_acquire(&bucket->lock);
	int result = word_read(request->word, &found);
	if (!result && found != request->value)
		result = -EAGAIN;
	if (result) {
		lock_release(&bucket->lock);
		return result;
	}
	futex_add(bucket, &waiter);
	result = futex_sleep(bucket, &waiter, request->deadline);
	return result == -RESTART_SYS && request->deadline != UINT64_MAX ? -RESTART_NOHAND
	                                                                 : result;
}

/* A word is looked at as if somebody waited there. */
static long wake(uint32_t *word, uint32_t count, uint32_t bits)
{
	if (!bits)
		return -EINVAL;
	if ((uintptr_t)word >> 47)
		return -EFAULT;
	return futex_wake(word, (int)count > 0 ? count : 1, bits);
}

static void lock_both(struct futex_bucket *a, struct futex_bucket *b)
{
	lock_acquire(a < b ? &a->lock : &b->lock);
	if (a != b)
		lock_acquire(a < b ? &b->lock : &a->lock);
}

static void unlock_both(struct futex_bucket *a, struct futex_bucket *b)
{
	lock_release(&a->lock);
	if (a != b)
		lock_release(&b->lock);
}

/* What Linux takes to tell futexes apart is the address of a private one, which must be a
 * program's, and the page of any other, which must be there. */
static bool has_key(const uint32_t *word, int operation)
{
	uint32_t value;

	return operation & FUTEX_PRIVATE_FLAG ? !((uintptr_t)word >> 47)
	                                      : !copy_in(&value, word, sizeof value);
}

/* Wake `value` waiters of the first word, move `value2` others to the second. */
static long requeue(const struct request *request, bool compare)
{
	struct futex_bucket *from = futex_bucket(request->word),
	                    *to = futex_bucket(request->word2);
	struct futex_waiter *waiter, *next;
	uint32_t found, woken = 0, moved = 0;
	int result = 0;

	if ((int)request->value < 0 || (int)request->value2 < 0)
		return -EINVAL;
	if (!has_key(request->word, request->operation) ||
	    !has_key(request->word2, request->operation))
		return -EFAULT;
	lock_both(from, to);
	if (compare)
		result = word_read(request->word, &found);
	if (!result && compare && found != request->value3)
		result = -EAGAIN;
	for (waiter = result ? NULL : from->first; waiter; waiter = next) {
		next = waiter->next;
		if (waiter->word != request->word || waiter->owner)
			continue;
		if (woken < request->value) {
			struct thread *thread = waiter->thread;
			futex_take_out(from, waiter);
			thread_wake(thread);
			woken++;
		} else if (moved < request->value2) {
			futex_take_out(from, waiter);
			__atomic_store_n(&waiter->word, request->word2, __ATOMIC_RELEASE);
			futex_add(to, waiter);
			moved++;
		}
	}
	unlock_both(from, to);
	if (result)
		return result;
	return woken + moved;
}

/* ---- FUTEX_WAKE_OP: an operation and a comparison in one word ---- */

static int field(uint32_t encoded, unsigned shift)
{
	return (int32_t)(encoded << (20 - shift)) >> 20; /* 12 bits, with a sign */
}

static bool compares(uint32_t encoded, int32_t value)
{
	int with = field(encoded, 0);

	switch (encoded >> 24 & 15) {
	case FUTEX_OP_CMP_EQ:
		return value == with;
	case FUTEX_OP_CMP_NE:
		return value != with;
	case FUTEX_OP_CMP_LT:
		return value < with;
	case FUTEX_OP_CMP_LE:
		return value <= with;
	case FUTEX_OP_CMP_GT:
		return value > with;
	}
	return value >= with; /* FUTEX_OP_CMP_GE */
}

static uint32_t operated(uint32_t encoded, uint32_t value)
{
	uint32_t by = (uint32_t)field(encoded, 12);

	if (encoded >> 28 & FUTEX_OP_OPARG_SHIFT)
		by = 1u << (by & 31);
	switch (encoded >> 28 & 7) {
	case FUTEX_OP_SET:
		return by;
	case FUTEX_OP_ADD:
		return value + by;
	case FUTEX_OP_OR:
		return value | by;
	case FUTEX_OP_ANDN:
		return value & ~by;
	}
	return value ^ by; /* FUTEX_OP_XOR */
}

static long wake_op(const struct request *request)
{
	uint32_t encoded = request->value3, old, found;

	if ((encoded >> 28 & 7) > FUTEX_OP_XOR || (encoded >> 24 & 15) > FUTEX_OP_CMP_GE)
		return -ENOSYS;
	int result = word_read(request->word2, &found);
	do {
		old = found;
		if (!result)
			result = word_compare_exchange(request->word2, old,
			                               operated(encoded, old), &found);
		if (result)
			return result;
	} while (found != old);
	long woken = futex_wake(request->word,
	                        (int)request->value > 0 ? request->value : 1, FUTEX_ANY);
	if (compares(encoded, (int32_t)old))
		woken += futex_wake(request->word2,
		                    (int)request->value2 > 0 ? request->value2 : 1,
		                    FUTEX_ANY);
	return woken;
}

static long act(void *arguments)
{
	const struct request *request = arguments;

	switch (request->operation & FUTEX_CMD_MASK) {
	case FUTEX_WAIT:
		return wait(request, FUTEX_ANY);
	case FUTEX_WAIT_BITSET:
		return wait(request, request->value3);
	case FUTEX_REQUEUE:
		return requeue(request, false);
	case FUTEX_CMP_REQUEUE:
		return requeue(request, true);
	case FUTEX_WAKE_OP:
		return wake_op(request);
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
		return futex_lock_pi(request->word, request->deadline, false);
	case FUTEX_TRYLOCK_PI:
		return futex_lock_pi(request->word, request->deadline, true);
	case FUTEX_UNLOCK_PI:
		return futex_unlock_pi(request->word);
	}
	return -ENOSYS;
}

/* A moment of the real-time clock, on the monotonic one. */
static uint64_t deadline_real(uint64_t limit)
{
	uint64_t now = 0;

	clock_now(CLOCK_REALTIME, &now);
	return deadline_after(limit > now ? limit - now : 0);
}

/* Which time limit an operation has; -EINVAL. FUTEX_WAIT's counts from now,
 * FUTEX_LOCK_PI's is on the real-time clock; only the others can choose. */
static int deadline_of(struct request *request, const struct __kernel_timespec *time)
{
	int command = request->operation & FUTEX_CMD_MASK;
	bool real = request->operation & FUTEX_CLOCK_REALTIME;
	bool chooses = command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI2;
	bool limited =
	        time && (chooses || command == FUTEX_WAIT || command == FUTEX_LOCK_PI);
	uint64_t limit = 0;
	int result = limited ? timespec_in(&limit, time) : 0;

	if (result)
		return result;
	if (real && !chooses)
		return -ENOSYS;
	if (!limited)
		request->deadline = UINT64_MAX;
	else if (command == FUTEX_WAIT)
		request->deadline = deadline_after(limit);
	else if (command == FUTEX_LOCK_PI || real)
		request->deadline = deadline_real(limit);
	else
		request->deadline = limit;
	if (limited && request->deadline == UINT64_MAX)
		request->deadline--; /* a limit even so: it isn't begun again */
	return 0;
}

/* partial: FUTEX_WAIT_REQUEUE_PI, FUTEX_CMP_REQUEUE_PI and FUTEX_FD are -ENOSYS; a lock
 * with priority inheritance raises nobody's priority */
long sys_futex(uint32_t *word, int operation, uint32_t value,
               const struct __kernel_timespec *time, uint32_t *word2, uint32_t value3)
{
	struct request request = {.word = word,
	                          .operation = operation,
	                          .value = value,
	                          .value2 = (uint32_t)(uintptr_t)time,
	                          .word2 = word2,
	                          .value3 = value3};
	int command = operation & FUTEX_CMD_MASK;

	if (command == FUTEX_WAKE || command == FUTEX_WAKE_BITSET) {
		if (operation & FUTEX_CLOCK_REALTIME)
			return -ENOSYS;
		if (!aligned(word))
			return -EINVAL;
		if (command == FUTEX_WAKE_BITSET && !value3)
			return -EINVAL;
		if (!has_key(word, operation))
			return -EFAULT;
		enter();
		return leave(
		        wake(word, value, command == FUTEX_WAKE ? FUTEX_ANY : value3));
	}
	int result = deadline_of(&request, time);
	if (result)
		return result;
	if (!aligned(word))
		return -EINVAL;
	if ((command == FUTEX_REQUEUE || command == FUTEX_CMP_REQUEUE ||
	     command == FUTEX_WAKE_OP) &&
	    !aligned(word2))
		return -EINVAL;
	if (command == FUTEX_WAKE_OP && !has_key(word, operation))
		return -EFAULT;
	return call_blocking(act, &request);
}
