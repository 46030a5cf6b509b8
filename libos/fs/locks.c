/* SPDX-License-Identifier: ISC */
/*
 * Lists of file locks (locks.h). An owner's own locks never conflict: a new one takes the
 * place of what it covers, and neighbours of one kind become one.
 * Lock: the list's; heap_lock may be taken under it.
 */
#include "fs/locks.h"
#include "fs/descriptor.h"
#include "mem/heap.h"

const char locks_process;

/* The inode's list; NULL: out of memory. */
static struct file_locks *locks_of(struct inode *inode)
{
	struct file_locks *locks = __atomic_load_n(&inode->locks, __ATOMIC_ACQUIRE),
	                  *none;

	if (locks)
		return locks;
	locks = heap_allocate(sizeof *locks);
	none = NULL;
	if (locks && !__atomic_compare_exchange_n(&inode->locks, &none, locks, false,
	                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
		heap_free(locks, sizeof *locks);
		return none;
	}
	return locks;
}

static bool overlap(const struct file_lock *a, const struct file_lock *b)
{
	return a->start <= b->end && b->start <= a->end;
}

static bool alike(const struct file_lock *a, const struct file_lock *b)
{
	return a->family == b->family && a->owner == b->owner;
}

static const struct file_lock *conflict(const struct file_locks *locks,
                                        const struct file_lock *wanted)
{
	const struct file_lock *lock = locks->first;

	while (lock &&
	       (lock->family != wanted->family || lock->owner == wanted->owner ||
	        !overlap(lock, wanted) || !(lock->exclusive || wanted->exclusive)))
		lock = lock->next;
	return lock;
}

static void drop(struct file_lock **at)
{
	struct file_lock *lock = *at;

	*at = lock->next;
	heap_free(lock, sizeof *lock);
}

/* Cut the range out of a lock of the same owner; `spare` becomes the part behind it.
 * True: it has been used. */
static bool cut(struct file_lock **at, const struct file_lock *range,
                struct file_lock *spare)
{
	struct file_lock *lock = *at;

	if (lock->start < range->start && lock->end > range->end) {
		*spare = *lock;
		spare->start = range->end + 1;
		lock->next = spare;
		lock->end = range->start - 1;
		return true;
	}
	if (lock->start < range->start)
		lock->end = range->start - 1;
	else if (lock->end > range->end)
		lock->start = range->end + 1;
	else
		drop(at);
	return false;
}

static bool joins(const struct file_lock *a, const struct file_lock *b)
{
	return alike(a, b) && a->exclusive == b->exclusive &&
	       (a->end == UINT64_MAX || b->start <= a->end + 1) &&
	       (b->end == UINT64_MAX || a->start <= b->end + 1);
}

static void add(struct file_locks *locks, struct file_lock *new)
{
	for (struct file_lock **at = &locks->first; *at;) {
		if (!joins(*at, new)) {
			at = &(*at)->next;
			continue;
		}
		new->start = new->start < (*at)->start ? new->start : (*at)->start;
		new->end = new->end > (*at)->end ? new->end : (*at)->end;
		drop(at);
	}
	new->next = locks->first;
	locks->first = new;
}

/* With the list's lock. Uses or frees both spares. */
static void replace(struct file_locks *locks, const struct file_lock *wanted, bool unlock,
                    struct file_lock *new, struct file_lock *spare)
{
	for (struct file_lock **at = &locks->first; *at;) {
		struct file_lock *lock = *at;
		if (!alike(lock, wanted) || !overlap(lock, wanted)) {
			at = &lock->next;
			continue;
		}
		if (cut(at, wanted, spare)) {
			spare = NULL;
			break; /* it lay within this one: no other overlaps */
		}
		if (*at == lock)
			at = &lock->next;
	}
	heap_free(spare, sizeof *spare);
	if (unlock) {
		heap_free(new, sizeof *new);
		return;
	}
	*new = *wanted;
	add(locks, new);
}

/* With the list's lock: do others than this program let it? */
static int ask_others(struct inode *inode, const struct file_lock *wanted,
                      enum lock_step step)
{
	struct file_lock lock = *wanted;

	return inode->operations->lock ? inode->operations->lock(inode, &lock, step) : 0;
}

/* 0, -EAGAIN, -ENOLCK, or what others say. */
static int try(struct inode *inode, const struct file_lock *wanted, bool unlock)
{
	struct file_locks *locks = inode->locks;
	struct file_lock *new = heap_allocate(sizeof *new),
	                 *spare = heap_allocate(sizeof *spare);
	int result = new &&spare ? 0 : -ENOLCK;

	lock_acquire(&locks->lock);
	if (!result && !unlock && conflict(locks, wanted))
		result = -EAGAIN;
	if (!result)
		result = ask_others(inode, wanted, unlock ? LOCK_DROP : LOCK_TAKE);
	if (!result)
		replace(locks, wanted, unlock, new, spare);
	lock_release(&locks->lock);
	if (result) {
		heap_free(new, sizeof *new);
		heap_free(spare, sizeof *spare);
	} else {
		watch_tell(&locks->freed, POLLIN);
	}
	return result;
}

struct attempt {
	struct file_locks *locks;
	const struct file_lock *wanted;
};

static bool is_free(void *argument)
{
	const struct attempt *attempt = argument;

	lock_acquire(&attempt->locks->lock);
	bool none = !conflict(attempt->locks, attempt->wanted);
	lock_release(&attempt->locks->lock);
	return none;
}

/* Nobody tells when others give a lock back. */
static int wait_for_others(void)
{
	int result = thread_sleep(NULL, platform_clock_monotonic() + LOCK_PAUSE);

	return result == -ETIMEDOUT ? 0 : result;
}

int file_lock_set(struct inode *inode, const struct file_lock *wanted, bool unlock,
                  bool waits)
{
	struct attempt attempt = {locks_of(inode), wanted};
	int result = attempt.locks ? try(inode, wanted, unlock) : -ENOLCK;

	while (result == -EAGAIN && waits) {
		if (is_free(&attempt))
			result = wait_for_others();
		else
			result = watch_wait(&attempt.locks->freed, WATCH_ALL, is_free,
			                    &attempt, UINT64_MAX);
		if (!result)
			result = try(inode, wanted, unlock);
	}
	return result;
}

int file_lock_blocked(struct inode *inode, struct file_lock *wanted)
{
	struct file_locks *locks = locks_of(inode);
	const struct file_lock *other;
	int result = 0;

	if (!locks)
		return -ENOLCK;
	lock_acquire(&locks->lock);
	other = conflict(locks, wanted);
	if (other)
		*wanted = *other;
	else if (inode->operations->lock)
		result = inode->operations->lock(inode, wanted, LOCK_TEST);
	lock_release(&locks->lock);
	return other ? -EAGAIN : result;
}

void file_locks_release(struct inode *inode, const void *owner)
{
	struct file_lock all = {.owner = owner, .end = UINT64_MAX};
	struct file_locks *locks = inode->locks;
	bool any[2] = {false, false};

	if (!locks)
		return;
	lock_acquire(&locks->lock);
	for (struct file_lock **at = &locks->first; *at;) {
		if ((*at)->owner != owner) {
			at = &(*at)->next;
			continue;
		}
		any[(*at)->family] = true;
		drop(at);
	}
	for (all.family = LOCK_RECORD; all.family <= LOCK_WHOLE; all.family++)
		if (any[all.family])
			ask_others(inode, &all, LOCK_DROP);
	lock_release(&locks->lock);
	if (any[LOCK_RECORD] || any[LOCK_WHOLE])
		watch_tell(&locks->freed, POLLIN);
}

void file_locks_closed(struct file *file)
{
	if (file->entry)
		file_locks_release(file->entry->inode, LOCKS_PROCESS);
}

void file_locks_free(struct inode *inode)
{
	struct file_locks *locks = inode->locks;

	while (locks->first)
		drop(&locks->first);
	heap_free(locks, sizeof *locks);
}
