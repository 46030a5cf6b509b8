/* SPDX-License-Identifier: ISC */
/*
 * poll(2) and ppoll(2) of pipes and counters, few and many: what is ready, wrong
 * descriptors, waiting threads, what closing does, time left over.
 * stdin:
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#define MANY 300

static unsigned ready(int file, unsigned events)
{
	struct pollfd entry = {.fd = file, .events = (short)events, .revents = -1};
	int count = poll(&entry, 1, 0);

	CHECK(count == (entry.revents != 0));
	return (unsigned short)entry.revents;
}

static void one(void)
{
	const unsigned all = POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLPRI;
	int p[2];
	char page[4096] = "";

	CHECK(pipe(p) == 0 && fcntl(p[0], F_SETPIPE_SZ, 8192) == 8192);
	CHECK(ready(p[0], all) == 0);
	CHECK(ready(p[1], all) == (POLLOUT | POLLWRNORM));
	CHECK(write(p[1], page, 1) == 1);
	CHECK(ready(p[0], all) == (POLLIN | POLLRDNORM) && ready(p[0], POLLRDNORM));
	CHECK(ready(p[0], POLLOUT | POLLPRI) == 0);
	CHECK(write(p[1], page, 4096) == 4096 && ready(p[1], all) == 0);
	close(p[1]);
	CHECK(ready(p[0], all) == (POLLIN | POLLRDNORM | POLLHUP));
	CHECK(ready(p[0], 0) == POLLHUP);
	CHECK(ready(p[1], all) == POLLNVAL && ready(p[1], 0) == POLLNVAL);
	CHECK(ready(-1, all) == 0 && ready(-77, 0) == 0);
	close(p[0]);
	CHECK(pipe(p) == 0);
	close(p[0]);
	CHECK(ready(p[1], all) == (POLLOUT | POLLWRNORM | POLLERR));
	CHECK(ready(p[1], 0) == POLLERR);
	close(p[1]);
}

static void wrong(void)
{
	struct pollfd entry = {.fd = 0};
	struct rlimit limit;
	static struct pollfd none[4096];

	CHECK_FAILS(poll((struct pollfd *)16, 1, 0), EFAULT);
	CHECK(poll((struct pollfd *)16, 0, 0) == 0);
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	limit.rlim_cur = 100;
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	for (int i = 0; i < 101; i++)
		none[i].fd = -1;
	CHECK(poll(none, 100, 0) == 0);
	CHECK_FAILS(poll(none, 101, 0), EINVAL);
	limit.rlim_cur = 1000;
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	struct timespec time = {0, 1000000000};
	CHECK_FAILS(ppoll(&entry, 0, &time, NULL), EINVAL);
	time = (struct timespec){-1, 0};
	CHECK_FAILS(ppoll(&entry, 0, &time, NULL), EINVAL);
}

static int in[MANY], out[MANY];

static void *write_later(void *number)
{
	sleep_for(2 * MILLISECOND);
	CHECK(write(out[(intptr_t)number], "x", 1) == 1);
	return NULL;
}

static void *close_later(void *number)
{
	sleep_for(2 * MILLISECOND);
	CHECK(close(out[(intptr_t)number]) == 0);
	return NULL;
}

/* Of `count` pipes one becomes ready. */
static void several(int count, int which)
{
	static struct pollfd entry[MANY];
	char byte;

	for (int i = 0; i < count; i++)
		entry[i] = (struct pollfd){.fd = in[i], .events = POLLIN, .revents = -1};
	CHECK(poll(entry, (nfds_t)count, 0) == 0);
	pthread_t thread = thread_start(write_later, (void *)(intptr_t)which);
	CHECK(poll(entry, (nfds_t)count, -1) == 1);
	for (int i = 0; i < count; i++)
		CHECK(entry[i].revents == (i == which ? POLLIN : 0));
	thread_join(thread);
	CHECK(read(in[which], &byte, 1) == 1);
}

static void many(void)
{
	for (int i = 0; i < MANY; i++) {
		int p[2];
		CHECK(pipe(p) == 0);
		in[i] = p[0];
		out[i] = p[1];
	}
	several(1, 0);
	several(2, 1);
	several(8, 7);
	several(9, 8);
	several(MANY, 0);
	several(MANY, 222);
	struct pollfd entry[3] = {{in[0], POLLIN, 0}, {out[1], POLLIN, 0}, {-3, 1, 9}};
	pthread_t thread = thread_start(close_later, NULL);
	CHECK(poll(entry, 3, -1) == 1);
	CHECK(entry[0].revents == POLLHUP && !entry[1].revents && !entry[2].revents);
	thread_join(thread);
	/* one file twice counts twice, by different numbers too */
	int copy = dup(in[0]);
	entry[1] = entry[0];
	entry[2] = (struct pollfd){copy, POLLIN, 0};
	CHECK(poll(entry, 3, -1) == 3);
	for (int i = 3; i < 1000; i++)
		close(i);
}

static int file;

static void *close_watched(void *other)
{
	sleep_for(2 * MILLISECOND);
	CHECK(close(file) == 0);
	CHECK(eventfd_write(*(int *)other, 1) == 0);
	return NULL;
}

/* Who waits for a descriptor that another thread closes isn't woken by that, but sees it
 * when something else wakes him. */
static void closed_meanwhile(void)
{
	int other = eventfd(0, 0);

	file = eventfd(0, 0);
	struct pollfd entry[2] = {{file, POLLIN, 0}, {other, POLLIN, 0}};
	pthread_t thread = thread_start(close_watched, &other);
	int ready = poll(entry, 2, -1); /* 1 where it begins between the two */
	CHECK(entry[0].revents == POLLNVAL);
	CHECK(ready == 1 || (ready == 2 && entry[1].revents == POLLIN));
	thread_join(thread);
	close(other);
}

static void times(void)
{
	int count = eventfd(0, 0);
	struct pollfd entry = {count, POLLIN, 0};
	long long start = now(CLOCK_MONOTONIC);

	CHECK(poll(&entry, 1, 20) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MILLISECOND);
	struct timespec time = {0, 5 * MILLISECOND};
	CHECK(ppoll(&entry, 1, &time, NULL) == 0);
	time = (struct timespec){0, 5 * MILLISECOND};
	CHECK(syscall(SYS_ppoll, &entry, 1, &time, NULL, 8) == 0);
	CHECK(time.tv_sec == 0 && time.tv_nsec == 0);
	CHECK(eventfd_write(count, 1) == 0);
	time = (struct timespec){100, 0};
	CHECK(syscall(SYS_ppoll, &entry, 1, &time, NULL, 8) == 1);
	CHECK(time.tv_sec >= 70 && (time.tv_sec < 100 || time.tv_nsec == 0));
	const struct timespec none = {0, 0}; /* isn't written to */
	CHECK(syscall(SYS_ppoll, &entry, 1, &none, NULL, 8) == 1);
	CHECK_FAILS(syscall(SYS_ppoll, &entry, 1, &none, &none, 4), EINVAL);
	close(count);
}

int main(void)
{
	one();
	wrong();
	many();
	closed_meanwhile();
	times();
	return check_result();
}
