/* SPDX-License-Identifier: ISC */
/*
 * The calling thread's mask (mask.h).
 */
#include "mask.h"
#include "action.h"
#include "outside.h"
#include "queue.h"
#include "sched/wait.h"

/* What the process was sent and this thread won't take any more is for another one. */
void signal_mask_set(uint64_t mask)
{
	struct thread *thread = thread_this();
	uint64_t before = thread->signals.blocked;

	mask &= ~SIGNALS_UNSTOPPABLE;
	lock_acquire(&signal_lock);
	__atomic_store_n(&thread->signals.blocked, mask, __ATOMIC_SEQ_CST);
	__atomic_or_fetch(&thread->signals.given, signal_process.pending & before & ~mask,
	                  __ATOMIC_SEQ_CST);
	signal_alert_process(signal_process.pending & mask & ~before);
	signal_want_blocked(mask);
	lock_release(&signal_lock);
	if (signal_waits(thread))
		__atomic_store_n(&cpu_this()->attention, 1, __ATOMIC_RELAXED);
}

void signal_mask_begin(uint64_t mask)
{
	struct thread_signals *signals = &thread_this()->signals;

	signals->saved = signals->blocked;
	signals->restore = true;
	signal_mask_set(mask);
}

void signal_mask_restore(void)
{
	struct thread_signals *signals = &thread_this()->signals;

	signals->restore = false;
	signal_mask_set(signals->saved);
}

long signal_mask_end(long result)
{
	if (is_restart(result))
		__atomic_store_n(&cpu_this()->attention, 1, __ATOMIC_RELAXED);
	else
		signal_mask_restore();
	return result;
}
