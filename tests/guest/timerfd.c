/* SPDX-License-Identifier: ISC */
/*
 * timerfd_create(2) and the rest: once and periodic, ticks, settings and what is left of
 * them, absolute moments, setting the clock, poll and epoll, wrong uses.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

static struct itimerspec setting(long long value, long long period)
{
	return (struct itimerspec){.it_value = timespec_of(value),
	                           .it_interval = timespec_of(period)};
}

static int set(int file, int flags, long long value, long long period)
{
	struct itimerspec new = setting(value, period);

	return timerfd_settime(file, flags, &new, NULL);
}

static long long nanoseconds(struct timespec time)
{
	return time.tv_sec * SECOND + time.tv_nsec;
}

static unsigned ready(int file)
{
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT};

	CHECK(poll(&entry, 1, 0) >= 0);
	return (unsigned short)entry.revents;
}

static uint64_t ticks(int file)
{
	uint64_t count = 0;

	CHECK(read(file, &count, sizeof count) == sizeof count);
	return count;
}

static void wrong(void)
{
	struct itimerspec value = setting(SECOND, 0);
	uint64_t count;
	char bytes[4];

	CHECK_FAILS(timerfd_create(CLOCK_MONOTONIC_RAW, 0), EINVAL);
	CHECK_FAILS(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0), EINVAL);
	CHECK_FAILS(timerfd_create(CLOCK_TAI, 0), EINVAL);
	CHECK_FAILS(timerfd_create(99, 0), EINVAL);
	CHECK_FAILS(timerfd_create(CLOCK_MONOTONIC, 1), EINVAL);
	int file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	CHECK(file >= 0 && fcntl(file, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(file, F_GETFL) == (O_RDWR | O_NONBLOCK));
	CHECK_FAILS(read(file, &count, 8), EAGAIN);
	CHECK_FAILS(read(file, bytes, 4), EINVAL);
	CHECK_FAILS(write(file, &count, 8), EINVAL);
	CHECK_FAILS(timerfd_settime(file, 4, &value, NULL), EINVAL);
	CHECK_FAILS(timerfd_settime(99, 0, &value, NULL), EBADF);
	CHECK_FAILS(timerfd_settime(0, 0, &value, NULL), EINVAL);
	CHECK_FAILS(timerfd_gettime(99, &value), EBADF);
	CHECK_FAILS(timerfd_gettime(0, &value), EINVAL);
	CHECK_FAILS(timerfd_settime(file, 0, (struct itimerspec *)16, NULL), EFAULT);
	CHECK_FAILS(timerfd_gettime(file, (struct itimerspec *)16), EFAULT);
	value.it_value.tv_nsec = 1000000000;
	CHECK_FAILS(timerfd_settime(file, 0, &value, NULL), EINVAL);
	value = setting(SECOND, 0);
	value.it_interval.tv_sec = -1;
	CHECK_FAILS(timerfd_settime(file, 0, &value, NULL), EINVAL);
	value = setting(SECOND, 0);
	CHECK_FAILS(timerfd_settime(file, 0, &value, (struct itimerspec *)16), EFAULT);
	CHECK(timerfd_gettime(file, &value) == 0 && nanoseconds(value.it_value) > 0);
	close(file);
	/* clocks that go on while the machine sleeps */
	file = timerfd_create(CLOCK_BOOTTIME, 0);
	CHECK(file >= 0 && set(file, 0, 1, 0) == 0 && ticks(file) == 1);
	close(file);
}

static void once(void)
{
	int file = timerfd_create(CLOCK_MONOTONIC, 0);
	struct itimerspec old;
	long long start = now(CLOCK_MONOTONIC);

	CHECK(timerfd_gettime(file, &old) == 0);
	CHECK(!nanoseconds(old.it_value) && !nanoseconds(old.it_interval));
	CHECK(set(file, 0, 20 * MILLISECOND, 0) == 0);
	CHECK(ticks(file) == 1 && now(CLOCK_MONOTONIC) - start >= 20 * MILLISECOND);
	CHECK(ready(file) == 0);
	CHECK(timerfd_gettime(file, &old) == 0 && !nanoseconds(old.it_value));
	CHECK(set(file, 0, 100 * SECOND, 7 * SECOND) == 0);
	struct itimerspec new = setting(0, 3 * SECOND);
	CHECK(timerfd_settime(file, 0, &new, &old) == 0);
	CHECK(nanoseconds(old.it_value) > 70 * SECOND &&
	      nanoseconds(old.it_value) <= 100 * SECOND &&
	      nanoseconds(old.it_interval) == 7 * SECOND);
	CHECK(timerfd_gettime(file, &old) == 0); /* not set, and yet with a period */
	CHECK(!nanoseconds(old.it_value) && nanoseconds(old.it_interval) == 3 * SECOND);
	CHECK(set(file, 0, 1, 0) == 0 && EVENTUALLY(ready(file) == POLLIN));
	CHECK(set(file, 0, 100 * SECOND, 0) == 0 && ready(file) == 0); /* forgotten */
	CHECK(set(file, TFD_TIMER_ABSTIME, 1, 0) == 0 && ticks(file) == 1); /* over */
	CHECK(set(file, TFD_TIMER_ABSTIME, now(CLOCK_MONOTONIC) + 100 * SECOND, 0) == 0);
	CHECK(timerfd_gettime(file, &old) == 0 &&
	      nanoseconds(old.it_value) > 70 * SECOND);
	close(file);
}

static void periodic(void)
{
	int file = timerfd_create(CLOCK_MONOTONIC, 0);
	const long long period = 2 * MILLISECOND;
	long long start = now(CLOCK_MONOTONIC);
	uint64_t sum = 0;
	struct itimerspec left;

	CHECK(set(file, 0, period, period) == 0);
	while (sum < 10)
		sum += ticks(file);
	CHECK(now(CLOCK_MONOTONIC) - start >= 10 * period);
	sleep_for(10 * period);
	CHECK(ready(file) == POLLIN);
	sum += ticks(file);
	CHECK(sum >= 19 && now(CLOCK_MONOTONIC) - start >= (long long)sum * period);
	/* asking what is left counts, too, and loses none */
	sleep_for(5 * period);
	CHECK(timerfd_gettime(file, &left) == 0);
	CHECK(nanoseconds(left.it_value) <= period &&
	      nanoseconds(left.it_interval) == period);
	CHECK(ready(file) == POLLIN);
	sum += ticks(file);
	CHECK(sum >= 23 && now(CLOCK_MONOTONIC) - start >= (long long)sum * period);
	/* one that is long over has many */
	CHECK(set(file, TFD_TIMER_ABSTIME, 1, 1000) == 0);
	sum = ticks(file);
	CHECK(sum >= (uint64_t)start / 1000 - 2);
	close(file);
}

static void edges(void)
{
	int file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK),
	    epoll = epoll_create1(0);
	struct epoll_event event = {.events = EPOLLIN | EPOLLET};

	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event) == 0);
	CHECK(epoll_wait(epoll, &event, 1, 0) == 0);
	CHECK(set(file, 0, MILLISECOND, MILLISECOND) == 0);
	CHECK(epoll_wait(epoll, &event, 1, -1) == 1);
	CHECK(epoll_wait(epoll, &event, 1, 10) == 0); /* until somebody reads */
	CHECK(ticks(file) >= 1);
	CHECK(epoll_wait(epoll, &event, 1, -1) == 1);
	close(epoll);
	close(file);
}

static int shared;

static void *set_later(void *unused)
{
	(void)unused;
	sleep_for(2 * MILLISECOND);
	CHECK(set(shared, 0, 1, 0) == 0);
	return NULL;
}

static void threads(void)
{
	shared = timerfd_create(CLOCK_REALTIME, 0);
	pthread_t thread = thread_start(set_later, NULL);
	CHECK(ticks(shared) == 1);
	thread_join(thread);
	close(shared);
}

/* Only here: elsewhere the clock is everybody's. */
static void clock_set(void)
{
#ifndef PLAIN_LINUX
	int absolute = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK),
	    relative = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK),
	    cancels = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
	long long start = now(CLOCK_REALTIME);
	struct timespec later = timespec_of(start + 1000 * SECOND);
	uint64_t count;

	CHECK(set(absolute, TFD_TIMER_ABSTIME, start + 900 * SECOND, 0) == 0);
	CHECK(set(relative, 0, 900 * SECOND, 0) == 0);
	CHECK(set(cancels, flags, start + 5000 * SECOND, 0) == 0);
	CHECK(ready(absolute) == 0 && ready(cancels) == 0);
	CHECK(clock_settime(CLOCK_REALTIME, &later) == 0);
	CHECK(EVENTUALLY(ready(absolute) == POLLIN) && ticks(absolute) == 1);
	CHECK(ready(relative) == 0);
	CHECK(ready(cancels) == POLLIN);
	CHECK_FAILS(read(cancels, &count, 8), ECANCELED);
	CHECK_FAILS(read(cancels, &count, 8), EAGAIN);
	struct itimerspec left;
	CHECK(timerfd_gettime(cancels, &left) == 0); /* it goes on */
	CHECK(nanoseconds(left.it_value) > 3900 * SECOND &&
	      nanoseconds(left.it_value) <= 4000 * SECOND);
	later = timespec_of(start);
	CHECK(clock_settime(CLOCK_REALTIME, &later) == 0);
	CHECK_FAILS(set(cancels, flags, start + 5000 * SECOND, 0), ECANCELED);
	CHECK(ready(cancels) == 0);
	CHECK(timerfd_gettime(cancels, &left) == 0 && nanoseconds(left.it_value));
	CHECK(clock_settime(CLOCK_REALTIME, &later) == 0);
	CHECK(set(cancels, TFD_TIMER_ABSTIME, start + 5000 * SECOND, 0) == 0);
	CHECK(clock_settime(CLOCK_REALTIME, &later) == 0);
	CHECK(ready(cancels) == 0);
	close(absolute);
	close(relative);
	close(cancels);
#endif
}

int main(void)
{
	wrong();
	once();
	periodic();
	edges();
	threads();
	clock_set();
	return check_result();
}
