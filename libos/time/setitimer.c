/* SPDX-License-Identifier: ISC */
/*
 * getitimer(2), setitimer(2), alarm(2). All processor time is user time, so
 * ITIMER_VIRTUAL and ITIMER_PROF count the same. Lock: itimer_lock; before timer_lock.
 */
#include "clock.h"
#include "interval_timer.h"
#include "sched/lock.h"
#include "signal/send.h"
#include "syscalls.h"
#include <linux/time.h>

LINKS(thread_leave);

#define KINDS 3 /* ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF */

static void expired(struct interval_timer *timer, uint64_t count);

static struct lock itimer_lock;
static struct interval_timer timers[KINDS] = {
        {.expired = expired, .at = TIMER_NEVER},
        {.expired = expired, .at = TIMER_NEVER, .counts = true},
        {.expired = expired, .at = TIMER_NEVER, .counts = true},
};

static void expired(struct interval_timer *timer, uint64_t count)
{
	static const int signals[KINDS] = {SIGALRM, SIGVTALRM, SIGPROF};
	struct signal_information information = {.signal = signals[timer - timers],
	                                         .code = SI_KERNEL};

	signal_send(0, &information);
}

struct setting {
	uint64_t left, period; /* ns; `left` 0: not set */
};

static struct setting get(const struct interval_timer *timer)
{
	uint64_t left = interval_timer_left(timer);

	/* it isn't seen as not set */
	if (left && left < MICROSECOND)
		left = MICROSECOND;
	return (struct setting){left, timer->period};
}

/* Returns what was before. */
static struct setting set(struct interval_timer *timer, struct setting setting)
{
	uint64_t at = TIMER_NEVER;

	lock_acquire(&itimer_lock);
	struct setting before = get(timer);
	interval_timer_clear(timer);
	if (setting.left && setting.left < TIMER_NEVER - interval_timer_now(timer))
		at = interval_timer_now(timer) + setting.left;
	interval_timer_set(timer, at, setting.period);
	lock_release(&itimer_lock);
	return before;
}

static int out(struct __kernel_old_itimerval *to, struct setting setting)
{
	struct __kernel_old_itimerval copy = {timeval_of(setting.period),
	                                      timeval_of(setting.left)};

	return copy_out(to, &copy, sizeof copy);
}

static bool read(uint64_t *time, const struct __kernel_old_timeval *from)
{
	struct __kernel_timespec copy = {from->tv_sec, from->tv_usec * 1000};

	return (uint64_t)from->tv_usec < 1000000 && timespec_read(time, &copy);
}

/* full */
long sys_getitimer(int kind, struct __kernel_old_itimerval *to)
{
	if ((unsigned)kind >= KINDS)
		return -EINVAL;
	enter();
	lock_acquire(&itimer_lock);
	struct setting setting = get(&timers[kind]);
	lock_release(&itimer_lock);
	return leave(out(to, setting));
}

/* full */
long sys_setitimer(int kind, const struct __kernel_old_itimerval *new,
                   struct __kernel_old_itimerval *old)
{
	struct __kernel_old_itimerval copy = {0};
	struct setting setting;

	if (new &&copy_in(&copy, new, sizeof copy))
		return -EFAULT;
	if (!read(&setting.left, &copy.it_value) ||
	    !read(&setting.period, &copy.it_interval) || (unsigned)kind >= KINDS)
		return -EINVAL;
	enter();
	struct setting before = set(&timers[kind], setting);
	return leave(old ? out(old, before) : 0);
}

/* full */
long sys_alarm(unsigned seconds)
{
	enter();
	struct setting before =
	        set(&timers[ITIMER_REAL], (struct setting){.left = seconds * SECOND});
	uint64_t left = (before.left + SECOND / 2) / SECOND;
	return leave(before.left && !left ? 1 : (long)left);
}
