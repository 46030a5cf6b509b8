/* SPDX-License-Identifier: ISC */
/*
 * timer_create(2), timer_delete(2).
 */
#include "clock.h"
#include "identity/limit.h"
#include "mem/memory.h"
#include "posix_timer.h"
#include "syscalls.h"
#include <asm/siginfo.h>

LINKS(thread_leave);

/* struct sigevent of the Linux ABI, as far as it means anything. */
struct event {
	uint64_t value;
	int signal, notify, thread, padding[11];
};

struct lock timers_lock;
struct posix_timer *posix_timers[TIMER_HASH];
static struct slab slab = {.size = sizeof(struct posix_timer)};
static unsigned count;
static int last_id = -1;

static struct posix_timer **bucket(int id)
{
	return &posix_timers[(unsigned)id % TIMER_HASH];
}

struct posix_timer *posix_timer_find(int id)
{
	struct posix_timer *timer = *bucket(id);

	while (timer && timer->id != id)
		timer = timer->next;
	return timer;
}

static int id_next(void)
{
	do
		last_id = last_id < INT32_MAX ? last_id + 1 : 0;
	while (posix_timer_find(last_id));
	return last_id;
}

static struct posix_timer *make(void)
{
	struct posix_timer *timer;

	if (count >= limit_get(RLIMIT_SIGPENDING) || slab_reserve(&slab, 1))
		return NULL;
	timer = slab_take(&slab);
	memset(timer, 0, sizeof *timer);
	timer->id = id_next();
	timer->next = *bucket(timer->id);
	*bucket(timer->id) = timer;
	count++;
	return timer;
}

static void unmake(struct posix_timer *timer)
{
	struct posix_timer **link = bucket(timer->id);

	while (*link != timer)
		link = &(*link)->next;
	*link = timer->next;
	slab_give(&slab, timer);
	count--;
}

static bool is_for_thread(const struct event *event)
{
	return event->notify == (SIGEV_SIGNAL | SIGEV_THREAD_ID);
}

static bool is_good(const struct event *event)
{
	if (event->notify == SIGEV_NONE)
		return true;
	if (is_for_thread(event)) {
		if (event->thread <= 0 || !cpu_clock_of_thread(event->thread))
			return false;
	} else if (event->notify != SIGEV_SIGNAL && event->notify != SIGEV_THREAD) {
		return false;
	}
	return event->signal > 0 && event->signal <= SIGNALS;
}

static void expired(struct interval_timer *base, uint64_t times)
{
	struct posix_timer *timer = (struct posix_timer *)base;

	signal_send_item(timer->thread, &timer->item, times);
}

static uint64_t missed(struct signal_item *item)
{
	struct posix_timer *timer =
	        (struct posix_timer *)((char *)item - offsetof(struct posix_timer, item));

	return interval_timer_missed(&timer->timer);
}

static void set_event(struct posix_timer *timer, const struct event *event)
{
	timer->silent = event->notify == SIGEV_NONE;
	timer->thread = is_for_thread(event) ? event->thread : 0;
	timer->item.missed = missed;
	timer->item.information = (struct signal_information){
	        .signal = event->signal,
	        .code = SI_TIMER,
	        .timer = {.id = timer->id, .value = event->value}};
}

/* The new timer's id, -EINVAL, -EOPNOTSUPP or -EAGAIN. `event` NULL: SIGALRM to the
 * process, with the id. */
static int create(int clock, const struct event *event)
{
	struct cpu_clock cpu = {NULL};
	int result = clock_waits(clock);
	bool counts = result == -EINVAL;

	if (counts && cpu_clock_find(&cpu, clock, false))
		result = 0;
	if (result)
		return result;
	if (event && !is_good(event)) { /* the clock comes first, as on Linux */
		cpu_clock_drop(&cpu);
		return -EINVAL;
	}
	lock_acquire(&timers_lock);
	struct posix_timer *timer = make();
	if (timer) {
		struct event usual = {.signal = SIGALRM, .value = (uint64_t)timer->id};
		timer->clock = clock;
		timer->timer.expired = expired;
		timer->timer.at = TIMER_NEVER;
		timer->timer.counts = counts;
		timer->timer.clock = cpu;
		set_event(timer, event ? event : &usual);
	}
	result = timer ? timer->id : -EAGAIN;
	if (!timer)
		cpu_clock_drop(&cpu);
	lock_release(&timers_lock);
	return result;
}

static int destroy(int id)
{
	int result = -EINVAL;

	lock_acquire(&timers_lock);
	struct posix_timer *timer = posix_timer_find(id);
	if (timer) {
		interval_timer_clear(&timer->timer);
		signal_withdraw(&timer->item);
		cpu_clock_drop(&timer->timer.clock);
		unmake(timer);
		result = 0;
	}
	lock_release(&timers_lock);
	return result;
}

/* full */
long sys_timer_create(int clock, const struct sigevent *event, int *id)
{
	struct event copy;

	if (event && copy_in(&copy, event, sizeof copy))
		return -EFAULT;
	enter();
	int made = create(clock, event ? &copy : NULL);
	if (made < 0 || !copy_out(id, &made, sizeof made))
		return leave(made < 0 ? made : 0);
	destroy(made);
	return leave(-EFAULT);
}

/* full */
long sys_timer_delete(int id)
{
	enter();
	return leave(destroy(id));
}
