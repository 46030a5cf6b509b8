/* SPDX-License-Identifier: ISC */
/*
 * Files in memory, pipes, sockets and events, whose cost is compared with plain Linux
 * programs. Called as measure.h says; built as calls.c. Files lie below /dev/shm, which
 * is a tmpfs on both sides (with SAMARA_SEALED=1 here).
 */
#define _GNU_SOURCE
#include "measure.h"
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE        4096
#define DESCRIPTORS 1000

static char page[PAGE];
static char name[64];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void check(long result, long wanted, const char *what)
{
	if (result != wanted)
		fail(what);
}

static int opened(const char *path, int flags)
{
	int file = open(path, flags, 0600);

	if (file < 0)
		fail(path);
	return file;
}

static void read_zero(long count)
{
	int file = opened("/dev/zero", O_RDONLY);

	while (count--)
		check(read(file, page, PAGE), PAGE, "read");
	close(file);
}

/* A file of one page. */
static void make_file(void)
{
	snprintf(name, sizeof name, "/dev/shm/samara-bench-%d", getpid());
	int file = opened(name, O_CREAT | O_RDWR | O_TRUNC);
	check(write(file, page, PAGE), PAGE, "write");
	close(file);
}

static void open_close(long count)
{
	make_file();
	while (count--)
		close(opened(name, O_RDONLY));
	unlink(name);
}

static void stat_name(long count)
{
	struct stat status;

	make_file();
	while (count--)
		check(stat(name, &status), 0, "stat");
	unlink(name);
}

static void read_page(long count)
{
	make_file();
	int file = opened(name, O_RDONLY);
	while (count--)
		check(pread(file, page, PAGE, 0), PAGE, "pread");
	close(file);
	unlink(name);
}

/* ---- there and back between two threads ---- */

static int there[2], back[2]; /* each: read end, write end */

static void *answer(void *argument)
{
	long count = *(long *)argument;
	char byte;

	while (count--) {
		check(read(there[0], &byte, 1), 1, "read");
		check(write(back[1], &byte, 1), 1, "write");
	}
	return NULL;
}

static void round_trips(long count)
{
	pthread_t thread;
	char byte = 0;

	if (pthread_create(&thread, NULL, answer, &count))
		fail("pthread_create");
	for (long n = 0; n < count; n++) {
		check(write(there[1], &byte, 1), 1, "write");
		check(read(back[0], &byte, 1), 1, "read");
	}
	pthread_join(thread, NULL);
}

static void pipes(long count)
{
	check(pipe(there), 0, "pipe");
	check(pipe(back), 0, "pipe");
	round_trips(count);
	for (int i = 0; i < 2; i++) {
		close(there[i]);
		close(back[i]);
	}
}

static void sockets(long count)
{
	int pair[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0, "socketpair");
	there[1] = back[0] = pair[0];
	there[0] = back[1] = pair[1];
	round_trips(count);
	close(pair[0]);
	close(pair[1]);
}

/* One of many descriptors is ready. */
static void epoll(long count)
{
	static int files[DESCRIPTORS];
	int set = epoll_create1(0);

	for (int i = 0; i < DESCRIPTORS; i++) {
		struct epoll_event event = {.events = EPOLLIN, .data.fd = i};
		files[i] = eventfd(i == DESCRIPTORS / 2, 0);
		check(epoll_ctl(set, EPOLL_CTL_ADD, files[i], &event), 0, "epoll_ctl");
	}
	while (count--) {
		struct epoll_event got[8];
		check(epoll_wait(set, got, 8, -1), 1, "epoll_wait");
	}
	for (int i = 0; i < DESCRIPTORS; i++)
		close(files[i]);
	close(set);
}

static const struct operation operations[] = {
        {"zero", read_zero, 20000}, {"open", open_close, 10000},
        {"stat", stat_name, 10000}, {"read", read_page, 10000},
        {"pipe", pipes, 2000},      {"unix", sockets, 2000},
        {"epoll", epoll, 10000},    {NULL, NULL, 0},
};

int main(int argc, char **argv)
{
	return measure(operations, argc, argv);
}
