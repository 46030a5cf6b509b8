/* SPDX-License-Identifier: ISC */
/*
 * timer_settime(2), timer_gettime(2), timer_getoverrun(2).
 */
#include "clock.h"
#include "clock_set.h"
#include "posix_timer.h"
#include "syscalls.h"

struct setting {
	uint64_t value, period; /* ns */
};

/* A timer that nobody is told of, and that comes once, counts as not set when it is over;
 * so does any whose clock has ended with its thread. */
static struct setting get(const struct posix_timer *timer)
{
	if (cpu_clock_ended(&timer->timer.clock))
		return (struct setting){0, 0};
	uint64_t left = interval_timer_left(&timer->timer);

	if (timer->silent && !timer->timer.period &&
	    timer->timer.at <= interval_timer_now(&timer->timer))
		left = 0;
	return (struct setting){left, timer->timer.period};
}

static uint64_t moment(const struct posix_timer *timer, uint64_t value, bool absolute)
{
	uint64_t now = interval_timer_now(&timer->timer);

	if (!value)
		return TIMER_NEVER;
	if (absolute)
		return timer->wall ? clock_deadline(timer->clock, value) : value;
	return value < TIMER_NEVER - now ? now + value : TIMER_NEVER;
}

/* Nothing is to happen when a silent timer comes. */
static void arm(struct posix_timer *timer, uint64_t at, uint64_t period)
{
	if (!timer->silent) {
		interval_timer_set(&timer->timer, at, period);
		return;
	}
	timer->timer.at = at;
	timer->timer.period = period;
}

static void set(struct posix_timer *timer, bool absolute, struct setting setting)
{
	interval_timer_clear(&timer->timer);
	signal_withdraw(&timer->item); /* as Linux does, too, since 6.13 */
	timer->wall = absolute && clock_is_wall(timer->clock);
	if (!setting.value) /* one that isn't set has no period */
		setting.period = 0;
	arm(timer, moment(timer, setting.value, absolute), setting.period);
}

static int in(struct setting *to, const struct __kernel_itimerspec *from)
{
	struct __kernel_itimerspec copy;

	if (!from)
		return -EINVAL;
	if (copy_in(&copy, from, sizeof copy))
		return -EFAULT;
	return timespec_read(&to->value, &copy.it_value) &&
	                       timespec_read(&to->period, &copy.it_interval)
	               ? 0
	               : -EINVAL;
}

static int out(struct __kernel_itimerspec *to, struct setting setting)
{
	struct __kernel_itimerspec copy = {timespec_of(setting.period),
	                                   timespec_of(setting.value)};

	return copy_out(to, &copy, sizeof copy);
}

/* full */
long sys_timer_settime(int id, int flags, const struct __kernel_itimerspec *new,
                       struct __kernel_itimerspec *old)
{
	struct setting setting, before = {0, 0};
	int result = in(&setting, new);

	if (result)
		return result;
	enter();
	lock_acquire(&timers_lock);
	struct posix_timer *timer = posix_timer_find(id);
	if (!timer) {
		result = -EINVAL;
	} else if (cpu_clock_ended(&timer->timer.clock)) {
		result = -ESRCH;
	} else {
		before = get(timer);
		set(timer, flags & TIMER_ABSTIME, setting);
	}
	lock_release(&timers_lock);
	return leave(!result && old ? out(old, before) : result);
}

/* full */
long sys_timer_gettime(int id, struct __kernel_itimerspec *to)
{
	struct setting setting = {0, 0};

	enter();
	lock_acquire(&timers_lock);
	struct posix_timer *timer = posix_timer_find(id);
	if (timer)
		setting = get(timer);
	lock_release(&timers_lock);
	return leave(timer ? out(to, setting) : -EINVAL);
}

/* full */
long sys_timer_getoverrun(int id)
{
	long result = -EINVAL;

	enter();
	lock_acquire(&timers_lock);
	struct posix_timer *timer = posix_timer_find(id);
	if (timer)
		result = signal_overrun(&timer->item);
	lock_release(&timers_lock);
	return leave(result);
}

/* The moments that timers wait for don't change; those of the monotonic clock do. */
static void move(struct posix_timer *timer, int64_t step)
{
	interval_timer_stop(&timer->timer);
	/* nobody counts what it missed meanwhile */
	uint64_t at =
	        __atomic_exchange_n(&timer->timer.at, TIMER_NEVER, __ATOMIC_SEQ_CST);
	if (at == TIMER_NEVER)
		return;
	int64_t moved = (int64_t)at - step;
	arm(timer, moved > 0 ? (uint64_t)moved : 0, timer->timer.period);
}

void wall_timers_move(int64_t step)
{
	lock_acquire(&timers_lock);
	for (unsigned n = 0; n < TIMER_HASH; n++)
		for (struct posix_timer *timer = posix_timers[n]; timer;
		     timer = timer->next)
			if (timer->wall)
				move(timer, step);
	lock_release(&timers_lock);
}
