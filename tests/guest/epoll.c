/* SPDX-License-Identifier: ISC */
/*
 * epoll(7) with one thread: adding, changing and removing, wrong uses, level and edge,
 * one-shot, order among many, closing, copies of descriptors, nesting.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static int control(int epoll, int operation, int file, unsigned events, uint64_t data)
{
	struct epoll_event event = {.events = events, .data.u64 = data};

	return epoll_ctl(epoll, operation, file, &event);
}

/* One event that is there at once: its bits, and its data must be `data`. 0: none. */
static unsigned one(int epoll, uint64_t data)
{
	struct epoll_event event[8];
	int count = epoll_wait(epoll, event, COUNT(event), 0);

	CHECK(count == 0 || count == 1);
	if (count != 1)
		return 0;
	CHECK(event[0].data.u64 == data);
	return event[0].events;
}

static void drain(int file)
{
	char bytes[100];

	CHECK(read(file, bytes, sizeof bytes) > 0);
}

static void wrong(void)
{
	int p[2], epoll = epoll_create1(EPOLL_CLOEXEC), other = epoll_create(1);
	struct epoll_event event;

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(fcntl(epoll, F_GETFD) == FD_CLOEXEC && fcntl(other, F_GETFD) == 0);
#ifdef PLAIN_LINUX /* musl asks for one without a size */
	CHECK_FAILS(epoll_create(0), EINVAL);
	CHECK_FAILS(epoll_create(-1), EINVAL);
#endif
	CHECK_FAILS(epoll_create1(1), EINVAL);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, 99, EPOLLIN, 0), EBADF);
	CHECK_FAILS(control(99, EPOLL_CTL_ADD, p[0], EPOLLIN, 0), EBADF);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, epoll, EPOLLIN, 0), EINVAL);
	CHECK_FAILS(control(p[0], EPOLL_CTL_ADD, p[1], EPOLLIN, 0), EINVAL);
	CHECK_FAILS(control(epoll, 7, p[0], EPOLLIN, 0), EINVAL);
	CHECK_FAILS(control(epoll, EPOLL_CTL_MOD, p[0], EPOLLIN, 0), ENOENT);
	CHECK_FAILS(control(epoll, EPOLL_CTL_DEL, p[0], EPOLLIN, 0), ENOENT);
	CHECK_FAILS(epoll_ctl(epoll, EPOLL_CTL_ADD, p[0], NULL), EFAULT);
	CHECK_FAILS(epoll_ctl(epoll, EPOLL_CTL_ADD, 99, NULL), EFAULT);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[0], EPOLLIN, 1) == 0);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, p[0], EPOLLIN, 1), EEXIST);
	CHECK(epoll_ctl(epoll, EPOLL_CTL_DEL, p[0], NULL) == 0);
	CHECK_FAILS(epoll_wait(epoll, &event, 0, 0), EINVAL);
	CHECK_FAILS(epoll_wait(epoll, &event, -1, 0), EINVAL);
	CHECK_FAILS(epoll_wait(99, &event, 1, 0), EBADF);
	CHECK_FAILS(epoll_wait(p[0], &event, 1, 0), EINVAL);
	CHECK_FAILS(read(epoll, &event, sizeof event), EINVAL);
	CHECK_FAILS(write(epoll, &event, sizeof event), EINVAL);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[1], EPOLLOUT, 5) == 0);
	CHECK_FAILS(epoll_wait(epoll, (struct epoll_event *)16, 1, 0), EFAULT);
	CHECK(one(epoll, 5) == EPOLLOUT); /* it isn't lost */
	close(p[0]);
	close(p[1]);
	close(epoll);
	close(other);
}

static void level(void)
{
	int p[2], epoll = epoll_create1(0);

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[0], EPOLLIN, 10) == 0);
	CHECK(one(epoll, 0) == 0);
	CHECK(write(p[1], "abc", 3) == 3);
	CHECK(one(epoll, 10) == EPOLLIN && one(epoll, 10) == EPOLLIN);
	drain(p[0]);
	CHECK(one(epoll, 0) == 0);
	CHECK(write(p[1], "abc", 3) == 3);
	CHECK(control(epoll, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLRDNORM, 11) == 0);
	CHECK(one(epoll, 11) == (EPOLLIN | EPOLLRDNORM));
	CHECK(control(epoll, EPOLL_CTL_MOD, p[0], EPOLLOUT, 12) == 0);
	CHECK(one(epoll, 0) == 0);
	CHECK(control(epoll, EPOLL_CTL_MOD, p[0], EPOLLIN, 13) == 0);
	CHECK(one(epoll, 13) == EPOLLIN);
	close(p[1]);
	CHECK(one(epoll, 13) == (EPOLLIN | EPOLLHUP));
	CHECK(control(epoll, EPOLL_CTL_MOD, p[0], 0, 14) == 0);
	CHECK(one(epoll, 14) == EPOLLHUP); /* that is always told */
	CHECK(control(epoll, EPOLL_CTL_DEL, p[0], 0, 0) == 0);
	CHECK(one(epoll, 0) == 0);
	close(p[0]);
	/* the writing side */
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(fcntl(p[1], F_SETPIPE_SZ, 4096) == 4096);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[1], EPOLLOUT, 20) == 0);
	CHECK(one(epoll, 20) == EPOLLOUT);
	char page[4096] = "";
	CHECK(write(p[1], page, sizeof page) == sizeof page && one(epoll, 0) == 0);
	CHECK(read(p[0], page, 100) == 100 && one(epoll, 0) == 0);
	CHECK(read(p[0], page, 4000) == 3996 && one(epoll, 20) == EPOLLOUT);
	close(p[0]);
	CHECK(one(epoll, 20) == (EPOLLOUT | EPOLLERR));
	close(p[1]);
	close(epoll);
}

static void edge(void)
{
	int p[2], epoll = epoll_create1(0);
	char byte;

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(write(p[1], "a", 1) == 1);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLET, 1) == 0);
	CHECK(one(epoll, 1) == EPOLLIN && one(epoll, 0) == 0); /* ready when added */
	CHECK(write(p[1], "b", 1) == 1);
	CHECK(one(epoll, 1) == EPOLLIN && one(epoll, 0) == 0); /* each write */
	CHECK(read(p[0], &byte, 1) == 1 && one(epoll, 0) == 0);
	CHECK(write(p[1], "c", 1) == 1);
	drain(p[0]);
	CHECK(one(epoll, 0) == 0); /* ready no more when looked at */
	CHECK(write(p[1], "d", 1) == 1 && one(epoll, 1) == EPOLLIN);
	CHECK(control(epoll, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 2) == 0);
	CHECK(one(epoll, 2) == EPOLLIN && one(epoll, 0) == 0); /* changing looks again */
	close(p[1]);
	CHECK(one(epoll, 2) == (EPOLLIN | EPOLLHUP) && one(epoll, 0) == 0);
	close(p[0]);
	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK(fcntl(p[1], F_SETPIPE_SZ, 8192) == 8192);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[1], EPOLLOUT | EPOLLET, 3) == 0);
	CHECK(one(epoll, 3) == EPOLLOUT && one(epoll, 0) == 0);
	static char page[8192];
	CHECK(write(p[1], page, 10) == 10);
	drain(p[0]);
	CHECK(one(epoll, 0) == 0); /* it was never full */
	CHECK(write(p[1], page, sizeof page) == sizeof page);
	CHECK(read(p[0], page, sizeof page) == sizeof page);
	CHECK(one(epoll, 3) == EPOLLOUT && one(epoll, 0) == 0);
	close(p[0]);
	close(p[1]);
	close(epoll);
}

static void one_shot(void)
{
	int file = eventfd(1, EFD_NONBLOCK), epoll = epoll_create1(0);

	CHECK(control(epoll, EPOLL_CTL_ADD, file, EPOLLIN | EPOLLONESHOT, 1) == 0);
	CHECK(one(epoll, 1) == EPOLLIN && one(epoll, 0) == 0);
	CHECK(eventfd_write(file, 1) == 0 && one(epoll, 0) == 0);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, file, EPOLLIN, 1), EEXIST);
	CHECK(control(epoll, EPOLL_CTL_MOD, file, EPOLLIN | EPOLLONESHOT, 2) == 0);
	CHECK(one(epoll, 2) == EPOLLIN && one(epoll, 0) == 0);
	CHECK(control(epoll, EPOLL_CTL_MOD, file, EPOLLIN | EPOLLOUT | EPOLLONESHOT, 3) ==
	      0);
	CHECK(one(epoll, 3) == (EPOLLIN | EPOLLOUT) && one(epoll, 0) == 0);
	close(file);
	close(epoll);
}

static void exclusive(void)
{
	int p[2], epoll = epoll_create1(0), other = epoll_create1(0);
	const unsigned in = EPOLLIN | EPOLLEXCLUSIVE;

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, p[0], in | EPOLLONESHOT, 1), EINVAL);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, p[0], in | EPOLLRDHUP, 1), EINVAL);
	CHECK_FAILS(control(epoll, EPOLL_CTL_ADD, other, in, 1), EINVAL);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[0], in | EPOLLWAKEUP | EPOLLET, 1) == 0);
	CHECK_FAILS(control(epoll, EPOLL_CTL_MOD, p[0], in, 1), EINVAL);
	CHECK_FAILS(control(epoll, EPOLL_CTL_MOD, p[0], EPOLLIN, 1), EINVAL);
	CHECK(control(epoll, EPOLL_CTL_DEL, p[0], in, 1) == 0);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[0], EPOLLIN, 1) == 0);
	CHECK_FAILS(control(epoll, EPOLL_CTL_MOD, p[0], in, 1), EINVAL);
	CHECK(control(other, EPOLL_CTL_ADD, p[0], in, 2) == 0);
	CHECK(write(p[1], "x", 1) == 1);
	CHECK(one(epoll, 1) == EPOLLIN && one(other, 2) == EPOLLIN);
	close(p[0]);
	close(p[1]);
	close(epoll);
	close(other);
}

/* With fewer places than ready files everyone's turn comes. */
static void fairness(void)
{
	int file[10], seen[10] = {0}, epoll = epoll_create1(0);
	struct epoll_event event[3];

	for (int i = 0; i < 10; i++) {
		file[i] = eventfd(1, 0);
		CHECK(control(epoll, EPOLL_CTL_ADD, file[i], EPOLLIN, (unsigned)i) == 0);
	}
	for (int round = 0; round < 20; round++) {
		CHECK(epoll_wait(epoll, event, 3, -1) == 3);
		for (int i = 0; i < 3; i++)
			seen[event[i].data.u64]++;
	}
	for (int i = 0; i < 10; i++)
		CHECK(seen[i] == 6);
	for (int i = 0; i < 10; i++)
		close(file[i]);
	CHECK(epoll_wait(epoll, event, 3, 0) == 0);
	close(epoll);
}

static void many(void)
{
	static int file[600];
	static struct epoll_event event[600];
	int epoll = epoll_create1(0);

	for (int i = 0; i < COUNT(file); i++) {
		file[i] = eventfd(0, 0);
		CHECK(file[i] >= 0);
		CHECK(control(epoll, EPOLL_CTL_ADD, file[i], EPOLLIN, (unsigned)i) == 0);
	}
	CHECK(epoll_wait(epoll, event, COUNT(event), 0) == 0);
	for (int i = 0; i < COUNT(file); i += 7)
		CHECK(eventfd_write(file[i], 1) == 0);
	int count = epoll_wait(epoll, event, COUNT(event), 0);
	CHECK(count == (COUNT(file) + 6) / 7);
	for (int i = 0; i < count; i++) /* in the order in which they became ready */
		CHECK(event[i].data.u64 == (unsigned)i * 7u);
	for (int i = 0; i < COUNT(file); i += 2)
		CHECK(control(epoll, EPOLL_CTL_DEL, file[i], 0, 0) == 0);
	count = epoll_wait(epoll, event, COUNT(event), 0);
	CHECK(count == 43);
	for (int i = 0; i < COUNT(file); i++)
		close(file[i]);
	CHECK(epoll_wait(epoll, event, COUNT(event), 0) == 0);
	close(epoll);
}

/* An item is of a file and a number; it goes with the file's last descriptor. */
static void copies(void)
{
	int p[2], epoll = epoll_create1(0);
	struct epoll_event event[4];

	CHECK(pipe2(p, O_NONBLOCK) == 0);
	int copy = dup(p[0]);
	CHECK(control(epoll, EPOLL_CTL_ADD, p[0], EPOLLIN, 1) == 0);
	CHECK(control(epoll, EPOLL_CTL_ADD, copy, EPOLLIN, 2) == 0);
	CHECK(write(p[1], "x", 1) == 1);
	CHECK(epoll_wait(epoll, event, 4, 0) == 2);
	int number = p[0];
	close(p[0]);
	CHECK(epoll_wait(epoll, event, 4, 0) == 2); /* still */
	CHECK_FAILS(control(epoll, EPOLL_CTL_DEL, number, 0, 0), EBADF);
	int file = eventfd(0, 0);
	CHECK(file == number);
	CHECK_FAILS(control(epoll, EPOLL_CTL_DEL, number, 0, 0), ENOENT);
	CHECK(control(epoll, EPOLL_CTL_ADD, file, EPOLLIN, 3) == 0);
	CHECK(epoll_wait(epoll, event, 4, 0) == 2);
	close(copy);
	CHECK(one(epoll, 0) == 0);
	CHECK(eventfd_write(file, 1) == 0 && one(epoll, 3) == EPOLLIN);
	CHECK(dup2(p[1], file) == file); /* closes it */
	CHECK(one(epoll, 0) == 0);
	close(file);
	close(p[1]);
	/* a copy of the epoll is the same epoll */
	copy = dup(epoll);
	file = eventfd(1, 0);
	CHECK(control(copy, EPOLL_CTL_ADD, file, EPOLLIN, 4) == 0);
	close(epoll);
	CHECK(one(copy, 4) == EPOLLIN);
	close(copy);
	close(file);
}

static void nested(void)
{
	int file = eventfd(0, EFD_NONBLOCK), inner = epoll_create1(0),
	    outer = epoll_create1(0);
	struct pollfd entry = {.fd = outer, .events = POLLIN | POLLRDNORM | POLLOUT};

	CHECK(control(inner, EPOLL_CTL_ADD, file, EPOLLIN, 1) == 0);
	CHECK(control(outer, EPOLL_CTL_ADD, inner, EPOLLIN, 2) == 0);
	CHECK(one(outer, 0) == 0 && poll(&entry, 1, 0) == 0);
	CHECK(eventfd_write(file, 1) == 0);
	CHECK(poll(&entry, 1, -1) == 1 && entry.revents == (POLLIN | POLLRDNORM));
	CHECK(one(outer, 2) == EPOLLIN && one(outer, 2) == EPOLLIN);
	CHECK(one(inner, 1) == EPOLLIN);
	eventfd_t value;
	CHECK(eventfd_read(file, &value) == 0);
	CHECK(one(outer, 0) == 0 && poll(&entry, 1, 0) == 0);
	CHECK(control(outer, EPOLL_CTL_MOD, inner, EPOLLIN | EPOLLET, 3) == 0);
	CHECK(eventfd_write(file, 1) == 0);
	CHECK(one(outer, 3) == EPOLLIN && one(outer, 0) == 0);
	CHECK_FAILS(control(inner, EPOLL_CTL_ADD, outer, EPOLLIN, 4), ELOOP);
	CHECK(control(outer, EPOLL_CTL_DEL, inner, 0, 0) == 0);
	CHECK(control(inner, EPOLL_CTL_ADD, outer, EPOLLIN, 4) == 0);
	CHECK_FAILS(control(outer, EPOLL_CTL_ADD, inner, EPOLLIN, 4), ELOOP);
	close(inner); /* and with it what is in it */
	CHECK(one(outer, 0) == 0);
	close(outer);
	close(file);
}

/* One file has so many ways up, and no more. */
static void ways(void)
{
	int file = eventfd(0, 0), middle = epoll_create1(0), top = epoll_create1(0),
	    done = 0;

	CHECK(control(middle, EPOLL_CTL_ADD, file, EPOLLIN, 0) == 0);
	/* 500 ways of one step: as many numbers as there are */
	for (int i = 0; i < 501; i++) {
		int copy = dup(middle);
		CHECK(copy >= 0);
		if (control(top, EPOLL_CTL_ADD, copy, EPOLLIN, 0))
			break;
		done++;
	}
	CHECK(done == 500 && errno == EINVAL);
	for (int i = 3; i < 1000; i++)
		close(i);
}

/* Chains of epolls: how many lie under one another, built from either end. */
static void chains(void)
{
	int epoll[12], up = 0, down = 0;

	for (int i = 0; i < 12; i++)
		epoll[i] = epoll_create1(0);
	while (up < 11 && !control(epoll[up + 1], EPOLL_CTL_ADD, epoll[up], EPOLLIN, 0))
		up++;
	CHECK(up == 4 && errno == ELOOP);
	for (int i = 0; i < 12; i++) {
		close(epoll[i]);
		epoll[i] = epoll_create1(0);
	}
	while (down < 11 &&
	       !control(epoll[down], EPOLL_CTL_ADD, epoll[down + 1], EPOLLIN, 0))
		down++;
	CHECK(down == 4 && errno == ELOOP);
	int file = eventfd(0, 0);
	CHECK(control(epoll[3], EPOLL_CTL_ADD, file, EPOLLIN, 0) == 0);
	CHECK(control(epoll[4], EPOLL_CTL_ADD, file, EPOLLIN, 0) == 0);
	CHECK(eventfd_write(file, 1) == 0);
	CHECK(one(epoll[0], 0) == EPOLLIN);
	for (int i = 0; i < 12; i++)
		close(epoll[i]);
	close(file);
}

int main(void)
{
	wrong();
	level();
	edge();
	one_shot();
	exclusive();
	fairness();
	many();
	copies();
	nested();
	chains();
	ways();
	return check_result();
}
