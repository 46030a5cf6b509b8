/* SPDX-License-Identifier: ISC */
/*
 * Timers as files: timerfd_create(2), timerfd_settime(2), timerfd_gettime(2). A periodic
 * timer that has come rests until somebody asks for it, who counts the periods that are
 * over and lets it go on; so a short period that nobody follows costs nothing.
 * Lock: timerfds_lock for all of them; before timer_lock. What expire() changes is
 * atomic.
 */
#include "event/anonymous.h"
#include "event/information.h"
#include "event/watch.h"
#include "identity/capable.h"
#include "mem/heap.h"
#include "sched/timer.h"
#include "syscalls.h"
#include "time/clock.h"
#include "time/clock_set.h"
#include <linux/fs.h>

#define TFD_TIMER_ABSTIME       1
#define TFD_TIMER_CANCEL_ON_SET 2
#define TFD_CLOEXEC             O_CLOEXEC
#define TFD_NONBLOCK            O_NONBLOCK

struct timerfd {
	struct file file;   /* first */
	struct timer timer; /* not pending while `rests` */
	int clock;
	int flags;       /* of timerfd_settime(2) */
	uint64_t at;     /* when it comes, or came, on the monotonic clock; TIMER_NEVER */
	uint64_t period; /* 0: once */
	uint64_t ticks;  /* that nobody has read; atomic */
	bool rests;      /* it has come; atomic */
	bool canceled;   /* the clock was set: the next read says so */
	struct timerfd *next, **link; /* those on the wall clock; link NULL: not one */
	struct watch_list watches;
};

static struct lock timerfds_lock;
static struct timerfd *on_wall_clock;

static struct timerfd *timerfd_of_timer(struct timer *timer)
{
	return (struct timerfd *)((char *)timer - offsetof(struct timerfd, timer));
}

/* ---- the timer ---- */

static uint64_t expire(struct timer *timer)
{
	struct timerfd *timerfd = timerfd_of_timer(timer);

	__atomic_store_n(&timerfd->rests, true, __ATOMIC_RELAXED);
	__atomic_add_fetch(&timerfd->ticks, 1, __ATOMIC_RELEASE);
	watch_tell(&timerfd->watches, POLLIN);
	return TIMER_NEVER;
}

/* expire() isn't running then, and won't until start(). */
static void stop(struct timerfd *timerfd)
{
	timer_cancel(&timerfd->timer);
}

static void start(struct timerfd *timerfd)
{
	if (timerfd->at != TIMER_NEVER && !timerfd->rests)
		timer_set(&timerfd->timer, timerfd->at);
}

/* It is stopped. One with a period that has come goes on; the periods that are over since
 * are ticks. */
static void go_on(struct timerfd *timerfd)
{
	uint64_t now = platform_clock_monotonic(), over;

	if (!timerfd->rests || !timerfd->period)
		return;
	over = now > timerfd->at ? (now - timerfd->at) / timerfd->period : 0;
	timerfd->ticks += over;
	timerfd->at += (over + 1) * timerfd->period;
	timerfd->rests = false;
}

/* ---- the wall clock ---- */

static void leave_wall_clock(struct timerfd *timerfd)
{
	if (!timerfd->link)
		return;
	*timerfd->link = timerfd->next;
	if (timerfd->next)
		timerfd->next->link = timerfd->link;
	timerfd->link = NULL;
}

static void enter_wall_clock(struct timerfd *timerfd)
{
	if (timerfd->link)
		return;
	timerfd->next = on_wall_clock;
	timerfd->link = &on_wall_clock;
	if (timerfd->next)
		timerfd->next->link = &timerfd->next;
	on_wall_clock = timerfd;
}

/* The moments that they wait for don't change; those of the monotonic clock do. */
static void move(struct timerfd *timerfd, int64_t step)
{
	stop(timerfd);
	if (timerfd->at != TIMER_NEVER) {
		int64_t at = (int64_t)timerfd->at - step;
		timerfd->at = at > 0 ? (uint64_t)at : 0;
	}
	if (timerfd->flags & TFD_TIMER_CANCEL_ON_SET) {
		timerfd->canceled = true;
		__atomic_add_fetch(&timerfd->ticks, 1, __ATOMIC_RELEASE);
		watch_tell(&timerfd->watches, POLLIN);
	}
	start(timerfd);
}

void wall_timerfds_move(int64_t step)
{
	lock_acquire(&timerfds_lock);
	for (struct timerfd *timerfd = on_wall_clock; timerfd; timerfd = timerfd->next)
		move(timerfd, step);
	lock_release(&timerfds_lock);
}

/* ---- the file ---- */

static uint64_t ticks_of(const struct timerfd *timerfd)
{
	return __atomic_load_n(&timerfd->ticks, __ATOMIC_ACQUIRE);
}

static bool readable(void *timerfd)
{
	return ticks_of(timerfd);
}

/* Ticks; 0: none; -ECANCELED. */
static long take(struct timerfd *timerfd)
{
	long result = 0;

	if (!ticks_of(timerfd))
		return 0;
	lock_acquire(&timerfds_lock);
	stop(timerfd);
	if (timerfd->canceled) {
		if (timerfd->rests)
			timerfd->at = TIMER_NEVER;
		timerfd->canceled = timerfd->rests = false;
		result = -ECANCELED;
	} else if (timerfd->ticks) {
		go_on(timerfd);
		result = (long)timerfd->ticks;
	}
	timerfd->ticks = 0;
	start(timerfd);
	lock_release(&timerfds_lock);
	return result;
}

static long read(struct file *file, struct transfer *transfer)
{
	struct timerfd *timerfd = (struct timerfd *)file;
	uint64_t ticks;
	long taken;

	if (transfer->left < sizeof ticks)
		return -EINVAL;
	while (!(taken = take(timerfd))) {
		if (file->flags & O_NONBLOCK || transfer->flags & RWF_NOWAIT)
			return -EAGAIN;
		int result = watch_wait(&timerfd->watches, POLLIN, readable, timerfd,
		                        UINT64_MAX);
		if (result)
			return result;
	}
	if (taken < 0)
		return taken;
	ticks = (uint64_t)taken;
	return transfer_out(transfer, &ticks, sizeof ticks) == sizeof ticks
	               ? (long)sizeof ticks
	               : -EFAULT;
}

static unsigned poll(struct file *file)
{
	return ticks_of((struct timerfd *)file) ? POLLIN : 0;
}

static void release(struct file *file)
{
	struct timerfd *timerfd = (struct timerfd *)file;

	lock_acquire(&timerfds_lock);
	stop(timerfd);
	leave_wall_clock(timerfd);
	lock_release(&timerfds_lock);
	heap_free(timerfd, sizeof *timerfd);
}

static void put_time(struct lines *lines, const char *before, uint64_t time)
{
	struct __kernel_timespec split = timespec_of(time);

	lines_decimal(lines, before, (uint64_t)split.tv_sec);
	lines_decimal(lines, ", ", (uint64_t)split.tv_nsec);
	lines_text(lines, ")\n");
}

static size_t information(struct file *file, char *to, size_t size)
{
	const struct timerfd *timerfd = (struct timerfd *)file;
	struct lines lines = {to, size, 0};

	lock_acquire(&timerfds_lock);
	bool waits = timerfd->at != TIMER_NEVER &&
	             !__atomic_load_n(&timerfd->rests, __ATOMIC_RELAXED);
	lines_decimal(&lines, "clockid: ", (uint64_t)timerfd->clock);
	lines_decimal(&lines, "\nticks: ", ticks_of(timerfd));
	lines_text(&lines, "\nsettime flags: 0");
	lines_number(&lines, (uint64_t)timerfd->flags, 8, 1, ' ');
	put_time(&lines, "\nit_value: (", waits ? time_left(timerfd->at) : 0);
	put_time(&lines, "it_interval: (", timerfd->period);
	lock_release(&timerfds_lock);
	return lines.length;
}

static const struct file_operations operations = {
        .read = read,
        .poll = poll,
        .status = anonymous_status,
        .release = release,
        .information = information,
        .name = "anon_inode:[timerfd]",
};

static bool is_alarm(int clock)
{
	return clock == CLOCK_REALTIME_ALARM || clock == CLOCK_BOOTTIME_ALARM;
}

/* full */
long sys_timerfd_create(int clock, int flags)
{
	if (flags & ~(TFD_CLOEXEC | TFD_NONBLOCK) ||
	    (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
	     clock != CLOCK_BOOTTIME && !is_alarm(clock)))
		return -EINVAL;
	if (is_alarm(clock) && !capable(CAP_WAKE_ALARM))
		return -EPERM;
	enter();
	struct timerfd *timerfd = anonymous_make(sizeof *timerfd, &operations,
	                                         O_RDWR | ((unsigned)flags & O_NONBLOCK));
	if (!timerfd)
		return leave(-ENOMEM);
	timerfd->timer.expire = expire;
	timerfd->at = TIMER_NEVER;
	timerfd->clock = clock;
	timerfd->file.watches = &timerfd->watches;
	return leave(file_install(&timerfd->file, flags & TFD_CLOEXEC));
}

/* ---- setting ---- */

struct setting {
	uint64_t value, period; /* ns */
};

static int setting_in(struct setting *to, const struct __kernel_itimerspec *from)
{
	struct __kernel_itimerspec copy;

	if (copy_in(&copy, from, sizeof copy))
		return -EFAULT;
	return timespec_read(&to->value, &copy.it_value) &&
	                       timespec_read(&to->period, &copy.it_interval)
	               ? 0
	               : -EINVAL;
}

static int setting_out(struct __kernel_itimerspec *to, const struct setting *setting)
{
	struct __kernel_itimerspec copy = {timespec_of(setting->period),
	                                   timespec_of(setting->value)};

	return copy_out(to, &copy, sizeof copy);
}

/* It is stopped. One that has come and goes on later is brought up to date. */
static struct setting get(struct timerfd *timerfd)
{
	go_on(timerfd);
	bool waits = timerfd->at != TIMER_NEVER && !timerfd->rests;

	return (struct setting){waits ? time_left(timerfd->at) : 0, timerfd->period};
}

/* It is stopped. -ECANCELED: the clock was set before; it holds all the same. */
static int set(struct timerfd *timerfd, int flags, const struct setting *to)
{
	bool absolute = flags & TFD_TIMER_ABSTIME;

	if (absolute && clock_is_wall(timerfd->clock))
		enter_wall_clock(timerfd);
	else
		leave_wall_clock(timerfd);
	timerfd->flags = timerfd->link ? flags : flags & ~TFD_TIMER_CANCEL_ON_SET;
	timerfd->ticks = 0;
	timerfd->rests = false;
	timerfd->period = to->period;
	timerfd->at = TIMER_NEVER;
	if (to->value)
		timerfd->at = absolute ? clock_deadline(timerfd->clock, to->value)
		                       : deadline_after(to->value);
	bool canceled = timerfd->canceled && timerfd->flags & TFD_TIMER_CANCEL_ON_SET;
	timerfd->canceled = false;
	return canceled ? -ECANCELED : 0;
}

/* NULL and -EBADF or -EINVAL. */
static struct timerfd *find(int number, int *result)
{
	struct file *file = file_get(number);

	*result = file ? 0 : -EBADF;
	if (!file || file->operations == &operations)
		return (struct timerfd *)file;
	*result = file->flags & O_PATH ? -EBADF : -EINVAL;
	file_put(file);
	return NULL;
}

/* `new` NULL: only the old setting. */
static int change(int number, int flags, const struct setting *new, struct setting *old)
{
	int result;
	struct timerfd *timerfd = find(number, &result);

	if (!timerfd)
		return result;
	lock_acquire(&timerfds_lock);
	stop(timerfd);
	*old = get(timerfd);
	if (new)
		result = set(timerfd, flags, new);
	start(timerfd);
	lock_release(&timerfds_lock);
	file_put(&timerfd->file);
	return result;
}

struct call {
	int number, flags;
	const struct setting *new;
	struct __kernel_itimerspec *old; /* the program's; NULL: none */
};

static long act(void *argument)
{
	const struct call *call = argument;
	struct setting old = {0, 0};
	int result = change(call->number, call->flags, call->new, &old);

	bool wanted = call->old || !call->new;
	return result || !wanted ? result : setting_out(call->old, &old);
}

/* full */
long sys_timerfd_settime(int number, int flags, const struct __kernel_itimerspec *new,
                         struct __kernel_itimerspec *old)
{
	struct setting setting;
	struct call call = {number, flags, &setting, old};
	int result = setting_in(&setting, new);

	if (!result && flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
		result = -EINVAL;
	return result ? result : call_blocking(act, &call);
}

/* full */
long sys_timerfd_gettime(int number, struct __kernel_itimerspec *to)
{
	struct call call = {number, 0, NULL, to};

	return call_blocking(act, &call);
}
