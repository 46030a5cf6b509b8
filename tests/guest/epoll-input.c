/* SPDX-License-Identifier: ISC */
/*
 * Standard input in an epoll, beside a counter: input that comes wakes, edge-triggered
 * only once; the end is told as well.
 * after: waiting
 * stdin: one\ntwo\n
 */
#include "thread.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void)
{
	int epoll = epoll_create1(0), counter = eventfd(0, 0);
	struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = 0};
	char text[100];
	size_t size = 0;
	long n;

	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event) == 0);
	event.data.fd = counter;
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event) == 0);
	CHECK(epoll_wait(epoll, &event, 1, 0) == 0);
	printf("waiting\n");
	fflush(stdout);
	do {
		CHECK(epoll_wait(epoll, &event, 1, -1) == 1 && event.data.fd == 0);
		CHECK(event.events & (EPOLLIN | EPOLLHUP));
		n = read(0, text + size, sizeof text - size);
		size += n > 0 ? (size_t)n : 0;
	} while (n > 0 && size < 8);
	CHECK(size == 8 && !memcmp(text, "one\ntwo\n", 8));
	/* the end, perhaps with the last bytes' event, perhaps with one of its own */
	while (epoll_wait(epoll, &event, 1, 50) == 1)
		CHECK(event.data.fd == 0);
	CHECK(read(0, text, sizeof text) == 0);
	CHECK(eventfd_write(counter, 1) == 0);
	CHECK(epoll_wait(epoll, &event, 1, -1) == 1);
	return check_result();
}
