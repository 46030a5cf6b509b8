/* SPDX-License-Identifier: ISC */
/*
 * The end of a thread.
 */
#include "sched/exit.h"
#include "sched/futex.h"
#include "sched/leave.h"
#include "sched/thread_memory.h"
#include "signal/send.h"
#include "time/cpu_clock.h"

/* CLONE_CHILD_CLEARTID: whoever waits for the thread's end waits for this word to be 0.
 */
static void clear_id(struct thread *thread)
{
	const int zero = 0;

	if (thread->clear_id && !copy_out(thread->clear_id, &zero, sizeof zero))
		futex_wake((uint32_t *)thread->clear_id, 1, FUTEX_ANY);
}

static void end(uintptr_t status)
{
	struct thread *thread = thread_this();

	if (robust_list_end)
		robust_list_end(thread);
	if (futex_pi_end)
		futex_pi_end(thread);
	if (signal_thread_end)
		signal_thread_end(thread);
	lock_acquire(&threads_lock);
	thread_unmake(thread);
	bool last = !threads_count;
	lock_release(&threads_lock);
	if (last)
		platform_exit((int)status);
	/* who waits for this finds one thread less, and its memory soon */
	clear_id(thread);
	__atomic_store_n(&thread->state, THREAD_ENDED, __ATOMIC_SEQ_CST);
	schedule();
	panic("exit: a thread that has ended runs");
}

_Noreturn void thread_exit(int status)
{
	enter();
	stack_continue(thread_this(), end, (uintptr_t)status);
}
