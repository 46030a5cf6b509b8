/* SPDX-License-Identifier: ISC */
/*
 * Timers that count processor time. Such a clock goes at most as fast as the CPUs
 * together, so a timer on the monotonic clock comes when the time can be over at the
 * earliest, and looks again. Where the clock stands meanwhile, because nobody runs that
 * it counts, the timer is stopped, and the next thread that begins to run looks whether
 * to set it again: an idle machine stays idle.
 *
 * Who stops a timer says so first and then looks at the clock, who begins to run does it
 * the other way round; one of them takes the mark away, and sets the timer. Lock:
 * cpu_timers_lock guards the list, and who sets a timer in it; before timer_lock.
 */
#include "interval_timer.h"
#include "sched/lock.h"

static struct lock cpu_timers_lock;
static struct interval_timer *set; /* those that are */
static bool any_stopped;

/* Whose task it is to set a stopped timer. */
static bool claim(struct interval_timer *timer)
{
	return __atomic_exchange_n(&timer->stopped, false, __ATOMIC_SEQ_CST);
}

uint64_t cpu_timer_next(struct interval_timer *timer)
{
	if (!cpu_clock_runs(&timer->clock)) {
		__atomic_store_n(&timer->stopped, true, __ATOMIC_SEQ_CST);
		__atomic_store_n(&any_stopped, true, __ATOMIC_SEQ_CST);
		if (!cpu_clock_runs(&timer->clock) || !claim(timer))
			return TIMER_NEVER;
	}
	uint64_t now = cpu_clock_now(&timer->clock),
	         at = __atomic_load_n(&timer->at, __ATOMIC_SEQ_CST),
	         left = at > now ? at - now : 0;
	if (!timer->clock.thread)
		left /= platform_information.cpus;
	return platform_clock_monotonic() + (left > TIMER_GAP ? left : TIMER_GAP);
}

void cpu_timer_set(struct interval_timer *timer)
{
	lock_acquire(&cpu_timers_lock);
	timer->next = set;
	timer->link = &set;
	if (set)
		set->link = &timer->next;
	set = timer;
	timer_set(&timer->timer, cpu_timer_next(timer));
	lock_release(&cpu_timers_lock);
}

void cpu_timer_clear(struct interval_timer *timer)
{
	if (!timer->link)
		return;
	lock_acquire(&cpu_timers_lock);
	*timer->link = timer->next;
	if (timer->next)
		timer->next->link = timer->link;
	timer->link = NULL;
	timer_cancel(&timer->timer);
	timer->stopped = false;
	lock_release(&cpu_timers_lock);
}

void cpu_timers_wake(void)
{
	if (!__atomic_load_n(&any_stopped, __ATOMIC_SEQ_CST))
		return;
	lock_acquire(&cpu_timers_lock);
	__atomic_store_n(&any_stopped, false, __ATOMIC_SEQ_CST);
	for (struct interval_timer *timer = set; timer; timer = timer->next) {
		if (cpu_clock_runs(&timer->clock) && claim(timer)) {
			timer_cancel(&timer->timer);
			timer_add(&timer->timer, cpu_timer_next(timer));
		} else if (__atomic_load_n(&timer->stopped, __ATOMIC_SEQ_CST)) {
			__atomic_store_n(&any_stopped, true, __ATOMIC_SEQ_CST);
		}
	}
	lock_release(&cpu_timers_lock);
}
