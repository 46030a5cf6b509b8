/* SPDX-License-Identifier: ISC */
/* Robust futexes at the end of a thread: its own locks get the mark, whatever the list.
 */
#include "unit.h"

#include "sched/exit.h"
#include "sched/futex.h"
#include "syscalls.h"
#include <linux/futex.h>

#define LOCKS 4u
#define SELF  1u

static struct robust_list_head head;
static struct entry {
	struct robust_list list;
	uint32_t word;
} locks[LOCKS];

static unsigned wakes;
static uint32_t *woken; /* the last one */

long futex_wake(uint32_t *word, unsigned count, uint32_t bits)
{
	assert_int_equal(count, 1);
	wakes++;
	woken = word;
	return 0;
}

int word_read(const uint32_t *word, uint32_t *found)
{
	if (!good_bytes(word, sizeof *word))
		return -EFAULT;
	*found = *word;
	return 0;
}

int word_compare_exchange(uint32_t *word, uint32_t old, uint32_t new, uint32_t *found)
{
	if (word_read(word, found))
		return -EFAULT;
	if (*found == old)
		*word = new;
	return 0;
}

struct lock threads_lock;

struct thread *thread_find(int id)
{
	return id == 0 || id == 1 ? &thread_first : NULL;
}

/* All are in the list and held by the thread. */
static int start(void **unused)
{
	head = (struct robust_list_head){
	        {&locks[0].list}, offsetof(struct entry, word), NULL};
	for (unsigned n = 0; n < LOCKS; n++)
		locks[n] = (struct entry){
		        {n + 1 < LOCKS ? &locks[n + 1].list : &head.list}, SELF};
	wakes = 0;
	bad_start = bad_end = NULL;
	assert_int_equal(sys_set_robust_list(&head, sizeof head), 0);
	return 0;
}

static void marked(unsigned n, bool is)
{
	assert_int_equal(locks[n].word & FUTEX_OWNER_DIED, is ? FUTEX_OWNER_DIED : 0);
}

static void all_marked(void **unused)
{
	locks[1].word = SELF | FUTEX_WAITERS;
	locks[2].word = 7 | FUTEX_WAITERS; /* somebody else's */
	robust_list_end(&thread_first);
	assert_int_equal(locks[0].word, FUTEX_OWNER_DIED);
	assert_int_equal(locks[1].word, FUTEX_OWNER_DIED | FUTEX_WAITERS);
	assert_int_equal(locks[2].word, 7 | FUTEX_WAITERS);
	assert_int_equal(locks[3].word, FUTEX_OWNER_DIED);
	assert_int_equal(wakes, 1);
	assert_ptr_equal(woken, &locks[1].word);
}

/* One that is being taken or released isn't in the list, or is: it is seen to once. */
static void pending(void **unused)
{
	head.list_op_pending = &locks[1].list;
	locks[1].word = SELF | FUTEX_WAITERS;
	robust_list_end(&thread_first);
	marked(1, true);
	assert_int_equal(wakes, 1);
	start(NULL);
	head.list_op_pending = &locks[1].list;
	locks[1].word = 0; /* released, but nobody has been woken */
	robust_list_end(&thread_first);
	assert_int_equal(locks[1].word, 0);
	assert_int_equal(wakes, 1);
	marked(3, true);
}

/* The lock is handed over elsewhere, so nobody is woken. */
static void inheriting_priority(void **unused)
{
	head.list.next = (struct robust_list *)((uintptr_t)&locks[0].list | 1);
	locks[0].word = SELF | FUTEX_WAITERS;
	robust_list_end(&thread_first);
	marked(0, true);
	marked(3, true);
	assert_int_equal(wakes, 0);
}

static void circle(void **unused)
{
	locks[3].list.next = &locks[0].list;
	robust_list_end(&thread_first);
	for (unsigned n = 0; n < LOCKS; n++)
		marked(n, true);
}

/* What can't be read ends the list; what came before is marked. */
static void bad_pointers(void **unused)
{
	head.list_op_pending = &locks[3].list;
	bad_start = (char *)&locks[1];
	bad_end = (char *)&locks[2];
	robust_list_end(&thread_first);
	marked(0, true);
	marked(2, false);
	marked(3, false);
	/* not an address where a lock can be */
	start(NULL);
	locks[0].list.next = (struct robust_list *)((char *)&locks[1].list + 2);
	locks[1].list.next = NULL;
	robust_list_end(&thread_first);
	marked(0, true);
	marked(2, false);
	start(NULL);
	bad_start = (char *)&head;
	bad_end = (char *)(&head + 1);
	robust_list_end(&thread_first);
	marked(0, false);
	thread_first.robust = NULL;
	robust_list_end(&thread_first);
}

static void set_and_got(void **unused)
{
	struct robust_list_head *list = NULL;
	size_t size = 0;

	assert_int_equal(sys_set_robust_list(NULL, sizeof head - 1), -EINVAL);
	assert_int_equal(sys_get_robust_list(0, &list, &size), 0);
	assert_ptr_equal(list, &head);
	assert_int_equal(size, sizeof head);
	assert_int_equal(sys_get_robust_list(99, &list, &size), -ESRCH);
	bad_start = (char *)&size;
	bad_end = (char *)(&size + 1);
	assert_int_equal(sys_get_robust_list(0, &list, &size), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(all_marked, start),
	        cmocka_unit_test_setup(pending, start),
	        cmocka_unit_test_setup(inheriting_priority, start),
	        cmocka_unit_test_setup(circle, start),
	        cmocka_unit_test_setup(bad_pointers, start),
	        cmocka_unit_test_setup(set_and_got, start),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
