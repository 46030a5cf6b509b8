/* SPDX-License-Identifier: ISC */
/*
 * epoll_wait(2), epoll_pwait(2), epoll_pwait2(2). One of those who wait is woken for each
 * file that becomes ready; who leaves some in the list wakes the next one. Within
 * call_blocking(). Locks: epoll.h.
 */
#include "event/epoll.h"
#include "signal/mask.h"
#include "syscalls.h"
#include "time/clock.h"

#define EVENTS_MOST (INT32_MAX / (int)sizeof(struct epoll_event))

struct call {
	int number, count;
	struct epoll_event *events; /* the program's */
	uint64_t deadline;          /* UINT64_MAX: none; 0: doesn't wait */
	uint64_t mask;
};

/* The item is ready. */
static int report(struct epoll_item *item, unsigned ready, struct epoll_event *to)
{
	struct epoll_event event = {ready, item->data};

	if (copy_out(to, &event, sizeof event)) {
		epoll_list_again(item, true);
		return -EFAULT;
	}
	if (item->flags & EPOLLONESHOT)
		__atomic_store_n(&item->watch.wanted, 0, __ATOMIC_RELAXED);
	else if (!(item->flags & EPOLLET))
		epoll_list_again(item, false);
	return 0;
}

static unsigned listed(const struct epoll *epoll)
{
	return __atomic_load_n(&epoll->ready_count, __ATOMIC_RELAXED);
}

/* Look once at each that may be ready. How many were; -EFAULT. */
static long look(struct epoll *epoll, const struct call *call)
{
	int done = 0, result = 0;

	mutex_acquire(&epoll->mutex);
	for (unsigned left = listed(epoll); left && done < call->count && !result;
	     left--) {
		struct epoll_item *item = epoll_unlist(epoll);
		unsigned ready = item ? epoll_look(item) : 0;
		if (ready)
			result = report(item, ready, &call->events[done]);
		done += ready && !result;
	}
	mutex_release(&epoll->mutex);
	return done ? done : result;
}

static void pass_on(struct epoll *epoll)
{
	lock_acquire(&epoll->waiters.lock);
	if (epoll->ready)
		queue_wake(&epoll->waiters, 1);
	lock_release(&epoll->waiters.lock);
}

static int sleep(struct epoll *epoll, uint64_t deadline)
{
	lock_acquire(&epoll->waiters.lock);
	if (!epoll->ready)
		return queue_sleep(&epoll->waiters, deadline);
	lock_release(&epoll->waiters.lock);
	return 0;
}

static long wait(struct epoll *epoll, const struct call *call)
{
	long done;
	int result = 0;

	while (!(done = listed(epoll) ? look(epoll, call) : 0) && !result) {
		if (!call->deadline)
			return 0;
		result = sleep(epoll, call->deadline);
	}
	if (listed(epoll))
		pass_on(epoll);
	if (done || result == -ETIMEDOUT)
		return done;
	return is_restart(result) ? -RESTART_NOHAND : result;
}

static long wait_file(void *argument)
{
	const struct call *call = argument;
	struct file *file;

	if (call->count <= 0 || call->count > EVENTS_MOST)
		return -EINVAL;
	if ((uintptr_t)call->events >> 47)
		return -EFAULT;
	file = file_get(call->number);
	if (!file)
		return -EBADF;
	struct epoll *epoll = epoll_of(file);
	long result = epoll ? wait(epoll, call) : -EINVAL;
	file_put(file);
	return result;
}

static long wait_masked(void *argument)
{
	const struct call *call = argument;

	signal_mask_begin(call->mask);
	return signal_mask_end(wait_file(argument));
}

static long call_with(struct call *call, const uint64_t *mask, size_t size)
{
	if (!mask)
		return call_blocking(wait_file, call);
	if (size != sizeof call->mask)
		return -EINVAL;
	if (copy_in(&call->mask, mask, sizeof call->mask))
		return -EFAULT;
	return call_blocking(wait_masked, call);
}

/* full */
long sys_epoll_pwait(int number, struct epoll_event *events, int count, int milliseconds,
                     const uint64_t *mask, size_t size)
{
	struct call call = {number, count, events, 0, 0};

	if (milliseconds < 0)
		call.deadline = UINT64_MAX;
	else if (milliseconds)
		call.deadline = deadline_after((uint64_t)milliseconds * 1000000);
	return call_with(&call, mask, size);
}

/* full */
long sys_epoll_wait(int number, struct epoll_event *events, int count, int milliseconds)
{
	return sys_epoll_pwait(number, events, count, milliseconds, NULL, 0);
}

/* full */
long sys_epoll_pwait2(int number, struct epoll_event *events, int count,
                      const struct __kernel_timespec *time, const uint64_t *mask,
                      size_t size)
{
	struct call call = {number, count, events, UINT64_MAX, 0};
	uint64_t length = UINT64_MAX;
	int result = time ? timespec_in(&length, time) : 0;

	if (result)
		return result;
	if (time)
		call.deadline = length ? deadline_after(length) : 0;
	return call_with(&call, mask, size);
}
