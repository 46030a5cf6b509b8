/* SPDX-License-Identifier: ISC */
/*
 * Pipes, counters, timers, signal files, epoll, poll and select, in a program that goes
 * on when it doesn't get one: it ends with status 0 whichever allocation of the libos
 * fails, and by then everything has been given back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES  40
#define MANY   140 /* entries: two pages of the libos, which a failing unmap keeps */
#define ROUNDS 3

static char bytes[100000], back[100000];

static void must(int so)
{
	if (!so)
		_exit(1);
}

static int is_short(int error)
{
	return error == ENOMEM || error == ENFILE || error == EMFILE;
}

/* What was written is read, however much that is. */
static void pipes(void)
{
	int p[2], other[2];
	long in, out = 0, n;

	if (pipe2(p, O_NONBLOCK)) {
		must(is_short(errno));
		return;
	}
	if (fcntl(p[1], F_SETPIPE_SZ, 1 << 18) < 0)
		must(errno == ENOMEM);
	in = write(p[1], bytes, sizeof bytes);
	must(in > 0 || errno == ENOMEM);
	if (!pipe2(other, O_NONBLOCK)) {
		n = tee(p[0], other[1], 20000, 0);
		must(n > 0 || errno == ENOMEM || errno == EAGAIN);
		n = splice(p[0], NULL, other[1], NULL, 5000, 0);
		must(n > 0 || errno == ENOMEM || errno == EAGAIN);
		out = n > 0 ? n : 0;
		close(other[0]);
		close(other[1]);
	} else {
		must(is_short(errno));
	}
	while ((n = read(p[0], back, sizeof back)) > 0) {
		must(!memcmp(back, bytes + out, (size_t)n));
		out += n;
	}
	must(out == (in > 0 ? in : 0));
	close(p[0]);
	close(p[1]);
}

static int control(int epoll, int operation, int file, unsigned events)
{
	struct epoll_event event = {.events = events, .data.fd = file};

	return epoll_ctl(epoll, operation, file, &event);
}

/* As many as there are. */
static void epolls(void)
{
	int file[FILES], added = 0, made = 0, epoll = epoll_create1(0),
	                 outer = epoll_create1(0);
	struct epoll_event event[FILES];

	must((epoll >= 0 && outer >= 0) || is_short(errno));
	for (int i = 0; i < FILES; i++) {
		file[made] = eventfd(1, EFD_NONBLOCK);
		must(file[made] >= 0 || is_short(errno));
		made += file[made] >= 0;
	}
	for (int i = 0; i < made && epoll >= 0; i++) {
		int result = control(epoll, EPOLL_CTL_ADD, file[i], EPOLLIN);
		must(!result || errno == ENOMEM);
		added += !result;
	}
	if (epoll >= 0 && outer >= 0) {
		int nested = control(outer, EPOLL_CTL_ADD, epoll, EPOLLIN);
		must(!nested || errno == ENOMEM);
		must(epoll_wait(epoll, event, FILES, 0) == added);
		must(epoll_wait(outer, event, FILES, 0) == (!nested && added));
	}
	for (int i = 0; i < made; i++)
		close(file[i]);
	must(epoll < 0 || epoll_wait(epoll, event, FILES, 0) == 0);
	close(epoll);
	close(outer);
}

static void waits(void)
{
	static struct pollfd entry[MANY];
	static unsigned long set[40];
	struct timeval none = {0, 0};
	int file = eventfd(1, 0);

	if (file < 0) {
		must(is_short(errno));
		return;
	}
	for (int i = 0; i < MANY; i++)
		entry[i] = (struct pollfd){file, POLLIN, 0};
	int count = poll(entry, MANY, 0);
	must(count == MANY || errno == ENOMEM);
	eventfd_t value;
	must(!eventfd_read(file, &value));
	count = poll(entry, MANY, 1);
	must(count == 0 || errno == ENOMEM);
	set[file / 64] = 1ul << file % 64;
	count = select(1000, NULL, (fd_set *)set, NULL, &none);
	must(count == 1 || errno == ENOMEM);
	close(file);
}

static void times(void)
{
	struct itimerspec soon = {.it_value.tv_nsec = 1000};
	int timer = timerfd_create(CLOCK_MONOTONIC, 0);
	struct signalfd_siginfo information;
	uint64_t ticks;
	sigset_t set;

	if (timer >= 0) {
		must(!timerfd_settime(timer, 0, &soon, NULL));
		must(read(timer, &ticks, 8) == 8 && ticks == 1);
		close(timer);
	} else {
		must(is_short(errno));
	}
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int signals = signalfd(-1, &set, SFD_NONBLOCK);
	if (signals < 0) {
		must(is_short(errno));
		return;
	}
	must(!raise(SIGUSR1));
	must(read(signals, &information, sizeof information) == sizeof information &&
	     information.ssi_signo == SIGUSR1);
	close(signals);
}

int main(void)
{
	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 13 + i / 4096);
	for (int round = 0; round < ROUNDS; round++) {
		pipes();
		epolls();
		waits();
		times();
	}
	return 0;
}
