/* SPDX-License-Identifier: ISC */
/*
 * Timers that come once or at even intervals. A period shorter than the libos can keep up
 * with isn't followed one by one: what was missed is counted, by whoever looks first, the
 * timer or who asks. No lock: the owner's, and the CPU's timer_lock around expire().
 */
#include "interval_timer.h"

uint64_t interval_timer_now(const struct interval_timer *timer)
{
	return timer->counts ? cpu_clock_now(&timer->clock) : platform_clock_monotonic();
}

static uint64_t moment(const struct interval_timer *timer)
{
	return __atomic_load_n(&timer->at, __ATOMIC_SEQ_CST);
}

static uint64_t period_of(const struct interval_timer *timer)
{
	return __atomic_load_n(&timer->period, __ATOMIC_RELAXED);
}

/* Go on to the first period that isn't over. How many are. */
static uint64_t advance(struct interval_timer *timer, uint64_t now)
{
	uint64_t at = moment(timer), period = period_of(timer), count, next;

	do {
		if (at == TIMER_NEVER || at > now)
			return 0;
		count = 1 + (period ? (now - at) / period : 0);
		next = at + count * period;
		if (!period || next <= now) /* beyond all time */
			next = TIMER_NEVER;
	} while (!__atomic_compare_exchange_n(&timer->at, &at, next, false,
	                                      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return count;
}

uint64_t interval_timer_missed(struct interval_timer *timer)
{
	return period_of(timer) ? advance(timer, interval_timer_now(timer)) : 0;
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
	uint64_t now = interval_timer_now(timer), count = advance(timer, now);

	if (count)
		timer->expired(timer, count);
	uint64_t at = moment(timer);
	if (at == TIMER_NEVER)
		return TIMER_NEVER;
	if (timer->counts)
		return cpu_timer_next(timer);
	uint64_t earliest = now + gap(timer, now);
	return at > earliest ? at : earliest;
}

void interval_timer_set(struct interval_timer *timer, uint64_t at, uint64_t period)
{
	timer->timer.expire = expire;
	__atomic_store_n(&timer->period, period, __ATOMIC_RELAXED);
	__atomic_store_n(&timer->at, at, __ATOMIC_SEQ_CST);
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
	__atomic_store_n(&timer->at, TIMER_NEVER, __ATOMIC_SEQ_CST);
}

uint64_t interval_timer_left(const struct interval_timer *timer)
{
	uint64_t at = moment(timer), period = period_of(timer),
	         now = interval_timer_now(timer);

	if (at == TIMER_NEVER)
		return 0;
	if (at > now)
		return at - now;
	return period ? period - (now - at) % period : 1;
}
