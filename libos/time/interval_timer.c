/* SPDX-License-Identifier: ISC */
/*
 * Timers that come once or at even intervals. A period shorter than the libos can keep up
 * with isn't followed one by one: what was missed is counted. No lock: the owner's, and
 * the CPU's timer_lock around expire().
 */
#include "interval_timer.h"

uint64_t interval_timer_now(const struct interval_timer *timer)
{
	return timer->counts ? cpu_clock_now(&timer->clock) : platform_clock_monotonic();
}

/* It is due: go on to the first period that isn't over. How many are. */
static uint64_t advance(struct interval_timer *timer, uint64_t now)
{
	uint64_t at = timer->at, period = timer->period;
	uint64_t count = 1 + (period ? (now - at) / period : 0);

	__atomic_store_n(&timer->at, period ? at + count * period : TIMER_NEVER,
	                 __ATOMIC_SEQ_CST);
	return count;
}

/* Until it may come again: more where it came late, because the program had no time. */
static uint64_t gap(const struct interval_timer *timer, uint64_t now)
{
	uint64_t late = 2 * (now - timer->timer.deadline);

	return late < TIMER_GAP        ? TIMER_GAP
	       : late > TIMER_GAP_MOST ? TIMER_GAP_MOST
	                               : late;
}

static uint64_t expire(struct timer *base)
{
	struct interval_timer *timer = (struct interval_timer *)base;
	uint64_t now = interval_timer_now(timer);

	if (timer->at <= now)
		timer->expired(timer, advance(timer, now));
	if (timer->at == TIMER_NEVER)
		return TIMER_NEVER;
	if (timer->counts)
		return cpu_timer_next(timer);
	uint64_t earliest = now + gap(timer, now);
	return timer->at > earliest ? timer->at : earliest;
}

void interval_timer_set(struct interval_timer *timer, uint64_t at, uint64_t period)
{
	timer->timer.expire = expire;
	timer->period = period;
	timer->at = at;
	if (at == TIMER_NEVER)
		return;
	if (timer->counts)
		cpu_timer_set(timer);
	else
		timer_set(&timer->timer, at);
}

void interval_timer_stop(struct interval_timer *timer)
{
	if (timer->counts)
		cpu_timer_clear(timer);
	else
		timer_cancel(&timer->timer);
}

void interval_timer_clear(struct interval_timer *timer)
{
	interval_timer_stop(timer);
	timer->at = TIMER_NEVER;
}

uint64_t interval_timer_left(const struct interval_timer *timer)
{
	uint64_t at = __atomic_load_n(&timer->at, __ATOMIC_SEQ_CST),
	         period = timer->period, now = interval_timer_now(timer);

	if (at == TIMER_NEVER)
		return 0;
	if (at > now)
		return at - now;
	return period ? period - (now - at) % period : 1;
}
