/* SPDX-License-Identifier: ISC */
/*
 * Futexes and queues of sleepers with a thread that is played: when it would sleep, the
 * next of its wake-ups happens. Errors and their order, what the operations do to words,
 * who is woken first.
 */
#include "unit.h"

#include "sched/futex.h"
#include "syscalls.h"
#include "time/clock.h"
#include <linux/futex.h>

/* FUTEX_WAKE_OP's encoding; the one of the header overflows an int. */
#define ENCODED(operation, by, comparison, with)                      \
	((uint32_t)(operation) << 28 | (uint32_t)(comparison) << 24 | \
	 ((uint32_t)(by)&0xfff) << 12 | ((uint32_t)(with)&0xfff))

#define NOWHERE ((uint32_t *)0x800000000000) /* not the program's */

static uint64_t now = 1000;
static uint32_t word, other;

/* ---- the scheduler, played ---- */

static void (*while_asleep)(void); /* what wakes the thread; NULL: nothing */
static int wakes;                  /* how often thread_wake() was called */
static struct thread *woken[8];

int thread_sleep(struct lock *lock, uint64_t deadline)
{
	int before = wakes;
	void (*happen)(void) = while_asleep;

	assert_true(lock->held);
	lock_release(lock);
	while_asleep = NULL;
	if (happen)
		happen();
	if (wakes > before)
		return 0;
	assert_int_not_equal(deadline, UINT64_MAX); /* would sleep for ever */
	now = now > deadline ? now : deadline;
	return -ETIMEDOUT;
}

void thread_wake(struct thread *thread)
{
	woken[wakes++ % 8] = thread;
}

long call_blocking(long (*body)(void *), void *arguments)
{
	return body(arguments);
}

struct lock threads_lock;
static struct thread second = {.id = 2};

struct thread *thread_find(int id)
{
	return id == 1 ? &thread_first : id == 2 ? &second : NULL;
}

uint64_t platform_clock_monotonic(void)
{
	return now;
}

uint64_t platform_clock_wall(void)
{
	return now + 1000 * SECOND;
}

int word_read(const uint32_t *from, uint32_t *found)
{
	if (from == NOWHERE || !good_bytes(from, sizeof *from))
		return -EFAULT;
	*found = *from;
	return 0;
}

int word_compare_exchange(uint32_t *to, uint32_t old, uint32_t new, uint32_t *found)
{
	if (word_read(to, found))
		return -EFAULT;
	if (*found == old)
		*to = new;
	return 0;
}

/* ---- helpers ---- */

static long futex(uint32_t *at, int operation, uint32_t value, const void *time,
                  uint32_t *at2, uint32_t value3)
{
	return sys_futex(at, operation, value, time, at2, value3);
}

static const void *number(uintptr_t value)
{
	return (const void *)value;
}

/* Others who wait. */
static struct futex_waiter waiters[3];
static struct thread threads_waiting[3];

static void wait_there(unsigned n, uint32_t *at, uint32_t bits)
{
	threads_waiting[n].id = 10 + (int)n;
	waiters[n] = (struct futex_waiter){
	        .thread = &threads_waiting[n], .word = at, .bits = bits};
	futex_add(futex_bucket(at), &waiters[n]);
}

static int start(void **unused)
{
	word = other = 0;
	wakes = 0;
	while_asleep = NULL;
	bad_start = bad_end = NULL;
	return 0;
}

/* ---- tests ---- */

static void errors(void **unused)
{
	uint32_t *odd = (uint32_t *)((char *)&word + 1);
	struct __kernel_timespec wrong = {0, 1000000000}, negative = {-1, 0};

	assert_int_equal(futex(odd, FUTEX_WAIT, 0, NULL, NULL, 0), -EINVAL);
	assert_int_equal(futex(odd, FUTEX_WAKE, 1, NULL, NULL, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_REQUEUE, 1, number(1), odd, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_WAKE_OP, 1, number(1), odd, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_WAIT, 0, &wrong, NULL, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_WAIT, 0, &negative, NULL, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_WAIT, 1, NULL, NULL, 0), -EAGAIN);
	assert_int_equal(futex(NOWHERE, FUTEX_WAIT, 0, NULL, NULL, 0), -EFAULT);
	assert_int_equal(futex(NOWHERE, FUTEX_WAKE, 1, NULL, NULL, 0), -EFAULT);
	assert_int_equal(futex(&word, FUTEX_WAKE_OP, 1, NULL, NOWHERE, 0), -EFAULT);
	assert_int_equal(futex(NOWHERE, FUTEX_CMP_REQUEUE, 1, NULL, &other, 0), -EFAULT);
	assert_int_equal(futex(&word, FUTEX_CMP_REQUEUE, 1, NULL, &other, 1), -EAGAIN);
	assert_int_equal(futex(&word, FUTEX_CMP_REQUEUE, ~0u, NULL, &other, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_REQUEUE, 0, number(~0u), &other, 0), -EINVAL);
	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, &wrong, NULL, 0), -EINVAL);
	assert_int_equal(futex(&word, 99, 0, NULL, NULL, 0), -ENOSYS);
	assert_int_equal(futex(&word, FUTEX_FD, 0, NULL, NULL, 0), -ENOSYS);
	bad_start = (char *)&wrong;
	bad_end = (char *)(&wrong + 1);
	assert_int_equal(futex(&word, FUTEX_WAIT, 0, &wrong, NULL, 0), -EFAULT);
	assert_int_equal(wakes, 0);
}

static void time_limits(void **unused)
{
	struct __kernel_timespec limit = {2, 5};
	uint64_t begin = now;

	assert_int_equal(futex(&word, FUTEX_WAIT, 0, &limit, NULL, 0), -ETIMEDOUT);
	assert_int_equal(now - begin, 2 * SECOND + 5);
	/* a moment of the monotonic clock */
	limit = timespec_of(now + 7);
	begin = now;
	assert_int_equal(futex(&word, FUTEX_WAIT_BITSET, 0, &limit, NULL, 1), -ETIMEDOUT);
	assert_int_equal(now - begin, 7);
	assert_int_equal(futex(&word, FUTEX_WAIT_BITSET, 0, &limit, NULL, 1), -ETIMEDOUT);
	assert_int_equal(now - begin, 7);
	/* and of the other */
	limit = timespec_of(platform_clock_wall() + 9);
	assert_int_equal(futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &limit,
	                       NULL, 1),
	                 -ETIMEDOUT);
	assert_int_equal(now - begin, 16);
	/* nobody is left in the list */
	assert_int_equal(futex(&word, FUTEX_WAKE, 9, NULL, NULL, 0), 0);
}

static void wake_me(void)
{
	assert_int_equal(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 2), 0);
	assert_int_equal(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 4), 1);
}

/* Woken for no reason, then at last: it sleeps on in between. */
static void wake_falsely(void)
{
	thread_wake(&thread_first);
	while_asleep = wake_me;
}

static void waking(void **unused)
{
	while_asleep = wake_falsely;
	assert_int_equal(futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 5), 0);
	assert_int_equal(wakes, 2);
	for (unsigned n = 0; n < 3; n++)
		wait_there(n, &word, FUTEX_ANY);
	wakes = 0;
	assert_int_equal(futex(&word, FUTEX_WAKE, 2, NULL, NULL, 0), 2);
	assert_ptr_equal(woken[0], &threads_waiting[0]);
	assert_ptr_equal(woken[1], &threads_waiting[1]);
	assert_null(waiters[0].link);
	assert_non_null(waiters[2].link);
	assert_int_equal(futex(&word, FUTEX_WAKE, 0, NULL, NULL, 0), 1); /* 0 is 1 */
	assert_int_equal(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
}

static void move_me(void)
{
	assert_int_equal(futex(&word, FUTEX_CMP_REQUEUE, 0, number(1), &other, 0), 1);
	assert_int_equal(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	assert_int_equal(futex(&other, FUTEX_WAKE, 1, NULL, NULL, 0), 1);
}

static void move_me_only(void)
{
	assert_int_equal(futex(&word, FUTEX_REQUEUE, 0, number(1), &other, 0), 1);
}

static void requeue(void **unused)
{
	struct __kernel_timespec limit = {0, 1};

	while_asleep = move_me;
	assert_int_equal(futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0), 0);
	/* its time is over where it was moved to */
	while_asleep = move_me_only;
	assert_int_equal(futex(&word, FUTEX_WAIT, 0, &limit, NULL, 0), -ETIMEDOUT);
	assert_int_equal(futex(&other, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	for (unsigned n = 0; n < 3; n++)
		wait_there(n, &word, FUTEX_ANY);
	wakes = 0;
	assert_int_equal(futex(&word, FUTEX_REQUEUE, 1, number(1), &other, 0), 2);
	assert_int_equal(wakes, 1);
	assert_ptr_equal(waiters[1].word, &other);
	assert_ptr_equal(waiters[2].word, &word);
	assert_int_equal(futex(&word, FUTEX_WAKE, 9, NULL, NULL, 0), 1);
	assert_int_equal(futex(&other, FUTEX_WAKE, 9, NULL, NULL, 0), 1);
}

static long operate(uint32_t encoded, uint32_t value)
{
	other = value;
	wait_there(0, &word, FUTEX_ANY);
	wait_there(1, &other, FUTEX_ANY);
	long result = futex(&word, FUTEX_WAKE_OP, 1, number(1), &other, encoded);
	futex(&word, FUTEX_WAKE, 9, NULL, NULL, 0);
	futex(&other, FUTEX_WAKE, 9, NULL, NULL, 0);
	return result;
}

static void operations(void **unused)
{
	assert_int_equal(operate(ENCODED(FUTEX_OP_SET, 7, FUTEX_OP_CMP_EQ, 3), 3), 2);
	assert_int_equal(other, 7);
	assert_int_equal(operate(ENCODED(FUTEX_OP_ADD, -2, FUTEX_OP_CMP_NE, 3), 3), 1);
	assert_int_equal(other, 1);
	assert_int_equal(operate(ENCODED(FUTEX_OP_OR, 6, FUTEX_OP_CMP_LT, -1), ~1u), 2);
	assert_int_equal(other, ~1u);
	assert_int_equal(operate(ENCODED(FUTEX_OP_ANDN, 6, FUTEX_OP_CMP_LE, 7), 7), 2);
	assert_int_equal(other, 1);
	assert_int_equal(operate(ENCODED(FUTEX_OP_XOR, 6, FUTEX_OP_CMP_GT, 7), 7), 1);
	assert_int_equal(other, 1);
	assert_int_equal(operate(ENCODED((FUTEX_OP_OR | FUTEX_OP_OPARG_SHIFT), 31,
	                                 FUTEX_OP_CMP_GE, 0),
	                         0),
	                 2);
	assert_int_equal(other, 1u << 31);
	assert_int_equal(futex(&word, FUTEX_WAKE_OP, 1, NULL, &other, 5u << 28), -ENOSYS);
	assert_int_equal(futex(&word, FUTEX_WAKE_OP, 1, NULL, &other, 6u << 24), -ENOSYS);
}

static void unlock_for_me(void)
{
	assert_int_equal(word, 2 | FUTEX_WAITERS);
	unit_cpu.thread = &second;
	assert_int_equal(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), 0);
	unit_cpu.thread = &thread_first;
}

static void handed_over(void **unused)
{
	struct __kernel_timespec limit = timespec_of(platform_clock_wall() + 9);

	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0), 0);
	assert_int_equal(word, 1);
	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0), -EDEADLK);
	assert_int_equal(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0), -EDEADLK);
	assert_int_equal(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), 0);
	assert_int_equal(word, 0);
	assert_int_equal(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), -EPERM);
	word = 2;
	assert_int_equal(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), -EPERM);
	assert_int_equal(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0), -EAGAIN);
	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, &limit, NULL, 0), -ETIMEDOUT);
	assert_int_equal(word, 2 | FUTEX_WAITERS);
	while_asleep = unlock_for_me;
	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0), 0);
	assert_int_equal(word & FUTEX_TID_MASK, 1);
	word = 77; /* nobody */
	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0), -ESRCH);
	assert_int_equal(futex(NOWHERE, FUTEX_LOCK_PI, 0, NULL, NULL, 0), -EFAULT);
	assert_int_equal(futex(NOWHERE, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), -EFAULT);
	/* who owned it has ended: no owner, and a mark that stays for the next */
	word = FUTEX_OWNER_DIED;
	assert_int_equal(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0), 0);
	assert_int_equal(word, FUTEX_OWNER_DIED | 1);
}

/* ---- queues ---- */

static struct wait_queue queue;
static unsigned number_woken;

static void wake_queue(void)
{
	lock_acquire(&queue.lock);
	number_woken = queue_wake(&queue, 2);
	lock_release(&queue.lock);
}

static void wake_queue_falsely(void)
{
	thread_wake(&thread_first);
	while_asleep = wake_queue;
}

static void queues(void **unused)
{
	lock_acquire(&queue.lock);
	assert_int_equal(queue_wake(&queue, 1), 0);
	while_asleep = wake_queue_falsely;
	assert_int_equal(queue_sleep(&queue, UINT64_MAX), 0);
	assert_int_equal(number_woken, 1);
	assert_false(queue.lock.held);
	lock_acquire(&queue.lock);
	assert_int_equal(queue_sleep(&queue, now + 3), -ETIMEDOUT);
	wake_queue();
	assert_int_equal(number_woken, 0);
	assert_null(queue.first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(errors, start),
	        cmocka_unit_test_setup(time_limits, start),
	        cmocka_unit_test_setup(waking, start),
	        cmocka_unit_test_setup(requeue, start),
	        cmocka_unit_test_setup(operations, start),
	        cmocka_unit_test_setup(handed_over, start),
	        cmocka_unit_test_setup(queues, start),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
