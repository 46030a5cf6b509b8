/* SPDX-License-Identifier: ISC */
/*
 * Locks: of whole files by flock(2), of records by the process and by open files; what
 * conflicts, waits, and ends with a descriptor.
 * ways: process process2 microvm q35 kvm host host2
 */
#define _GNU_SOURCE
#include "directory.h"
#include "thread.h"
#include <signal.h>
#include <sys/file.h>

static int set(int file, int command, short type, long start, long length)
{
	struct flock lock = {.l_type = type, .l_start = start, .l_len = length};

	return fcntl(file, command, &lock);
}

/* "r 10 5" or "free": what is in the way. */
static const char *in_the_way(int file, short type, long start, long length)
{
	static char text[64];
	struct flock lock = {.l_type = type, .l_start = start, .l_len = length};

	CHECK(fcntl(file, F_OFD_GETLK, &lock) == 0);
	if (lock.l_type == F_UNLCK)
		return "free";
	sprintf(text, "%c %ld %ld", lock.l_type == F_RDLCK ? 'r' : 'w',
	        (long)lock.l_start, (long)lock.l_len);
	return text;
}

static void whole_files(void)
{
	int a = open("f", O_CREAT | O_RDWR, 0600), b = open("f", O_RDONLY), c;

	CHECK(flock(a, LOCK_SH) == 0 && flock(b, LOCK_SH | LOCK_NB) == 0);
	CHECK_FAILS(flock(a, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	CHECK(flock(b, LOCK_UN) == 0 && flock(a, LOCK_EX | LOCK_NB) == 0);
	CHECK_FAILS(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	CHECK((c = dup(a)) >= 0 && close(a) == 0); /* the open file still has it */
	CHECK_FAILS(flock(b, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	CHECK(close(c) == 0 && flock(b, LOCK_SH | LOCK_NB) == 0);
	CHECK_FAILS(flock(b, 0), EINVAL);
	CHECK_FAILS(flock(99, LOCK_SH), EBADF);
	CHECK(close(b) == 0);
}

static void records(void)
{
	int a = open("f", O_RDWR), b = open("f", O_RDWR), reader = open("f", O_RDONLY);

	CHECK(set(a, F_OFD_SETLK, F_WRLCK, 10, 10) == 0);
	CHECK_FAILS(set(b, F_OFD_SETLK, F_RDLCK, 19, 1), EAGAIN);
	CHECK(set(b, F_OFD_SETLK, F_RDLCK, 20, 0) == 0);
	CHECK(!strcmp(in_the_way(b, F_RDLCK, 0, 0), "w 10 10"));
	CHECK(!strcmp(in_the_way(a, F_RDLCK, 0, 0), "free"));
	CHECK(!strcmp(in_the_way(a, F_WRLCK, 0, 0), "r 20 0"));
	/* the middle goes: two are left */
	CHECK(set(a, F_OFD_SETLK, F_UNLCK, 13, 3) == 0);
	CHECK(!strcmp(in_the_way(b, F_WRLCK, 0, 12), "w 10 3"));
	CHECK(!strcmp(in_the_way(b, F_WRLCK, 14, 5), "w 16 4"));
	CHECK(!strcmp(in_the_way(b, F_WRLCK, 13, 3), "free"));
	CHECK(set(a, F_OFD_SETLK, F_WRLCK, 13, 3) == 0); /* one again */
	CHECK(!strcmp(in_the_way(b, F_WRLCK, 12, 1), "w 10 10"));
	CHECK(set(a, F_OFD_SETLK, F_RDLCK, 10, 5) == 0); /* another kind */
	CHECK(!strcmp(in_the_way(b, F_WRLCK, 10, 1), "r 10 5"));
	CHECK(set(b, F_OFD_SETLK, F_RDLCK, 10, 5) == 0);
	/* the process's own locks conflict with those of open files, not with themselves
	 */
	CHECK_FAILS(set(a, F_SETLK, F_WRLCK, 15, 1), EAGAIN);
	CHECK(set(a, F_SETLK, F_WRLCK, 0, 5) == 0 && set(b, F_SETLK, F_WRLCK, 0, 5) == 0);
	CHECK_FAILS(set(b, F_OFD_SETLK, F_RDLCK, 4, 1), EAGAIN);
	CHECK(close(open("f", O_RDONLY)) == 0); /* and go with any descriptor */
	CHECK(set(b, F_OFD_SETLK, F_WRLCK, 4, 1) == 0);
	CHECK_FAILS(set(reader, F_OFD_SETLK, F_WRLCK, 100, 1), EBADF);
	CHECK_FAILS(set(a, F_OFD_SETLK, 99, 0, 1), EINVAL);
	CHECK_FAILS(set(a, F_OFD_SETLK, F_WRLCK, -5, 1), EINVAL);
	CHECK_FAILS(fcntl(a, F_SETLK, (void *)16), EFAULT);
	CHECK(close(a) == 0);
	CHECK(!strcmp(in_the_way(b, F_WRLCK, 0, 0), "free"));
	CHECK(close(b) == 0 && close(reader) == 0);
}

static int second;
static volatile int got_it;

static void *waiter(void *unused)
{
	CHECK(set(second, F_OFD_SETLKW, F_WRLCK, 0, 10) == 0);
	__atomic_store_n(&got_it, 1, __ATOMIC_SEQ_CST);
	return unused;
}

static void nothing(int signal)
{
	(void)signal;
}

static volatile int interrupted;

static void *interrupted_waiter(void *unused)
{
	struct flock lock = {.l_type = F_WRLCK, .l_len = 10};

	interrupted = fcntl(second, F_OFD_SETLKW, &lock) == -1 && errno == EINTR;
	__atomic_store_n(&got_it, 1, __ATOMIC_SEQ_CST);
	return unused;
}

static void waits(void)
{
	int first = open("f", O_RDWR);
	struct sigaction action = {.sa_handler = nothing};

	second = open("f", O_RDWR);
	CHECK(set(first, F_OFD_SETLK, F_RDLCK, 5, 10) == 0);
	pthread_t thread = thread_start(waiter, NULL);
	sleep_for(10 * MILLISECOND);
	CHECK(!got_it);
	CHECK(set(first, F_OFD_SETLK, F_UNLCK, 0, 0) == 0);
	thread_join(thread);
	CHECK(got_it);
	got_it = 0;
	CHECK(set(second, F_OFD_SETLK, F_UNLCK, 0, 0) == 0);
	CHECK(set(first, F_OFD_SETLK, F_WRLCK, 0, 10) == 0);
	sigaction(SIGUSR1, &action, NULL);
	thread = thread_start(interrupted_waiter, NULL);
	while (!__atomic_load_n(&got_it, __ATOMIC_SEQ_CST)) {
		pthread_kill(thread, SIGUSR1);
		sleep_for(MILLISECOND);
	}
	thread_join(thread);
	CHECK(interrupted);
	CHECK(close(first) == 0 && close(second) == 0);
}

int main(void)
{
	directory_begin();
	whole_files();
	records();
	waits();
	return directory_end();
}
