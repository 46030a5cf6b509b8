/* SPDX-License-Identifier: ISC */
/*
 * What /proc/self/fdinfo says of counters, timers, signal files and epolls.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

static char text[4096];

/* Does the file's information have this? */
static int has(int number, const char *what)
{
	char path[40];

	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", number);
	int file = open(path, O_RDONLY);
	long size = file < 0 ? -1 : read(file, text, sizeof text - 1);
	text[size > 0 ? size : 0] = 0;
	close(file);
	if (strstr(text, what))
		return 1;
	printf("%s has no \"%s\":\n%s", path, what, text);
	return 0;
}

int main(void)
{
	int counter = eventfd(0x2a, 0);
	CHECK(has(counter, "eventfd-count:               2a\n"));
	CHECK(has(counter, "eventfd-id: "));

	int timer = timerfd_create(CLOCK_MONOTONIC, 0);
	struct itimerspec time = {.it_interval = {5, 6}};
	CHECK(timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, NULL) == 0);
	CHECK(has(timer, "clockid: 1\nticks: 0\nsettime flags: 01\n"
	                 "it_value: (0, 0)\nit_interval: (5, 6)\n"));

	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, 64);
	int signals = signalfd(-1, &set, 0);
	CHECK(has(signals, "sigmask:\t8000000000000002\n"));

	int epoll = epoll_create1(0);
	struct epoll_event event = {.events = EPOLLIN | EPOLLET,
	                            .data.u64 = 0x1234567890ull};
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event) == 0);
	event.events = EPOLLOUT;
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event) == 0);
	char line[100];
	snprintf(line, sizeof line,
	         "tfd: %8d events: 80000019 data:       1234567890  pos:0 ino:", counter);
	CHECK(has(epoll, line));
	snprintf(line, sizeof line,
	         "tfd: %8d events:       1c data:       1234567890  pos:0 ino:", timer);
	CHECK(has(epoll, line));
	return check_result();
}
