/* SPDX-License-Identifier: ISC */
/*
 * FIFOs: opening waits for the other side, but with O_NONBLOCK and O_RDWR; interrupted
 * opens; what is written before the last one closes; the same pipe by every opening.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

static char folder[] = "/tmp/fifo.XXXXXX", name[40];

static int waiting, opened, open_errno;

static void *open_it(void *flags)
{
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	int file = open(name, (int)(intptr_t)flags);
	open_errno = errno;
	__atomic_store_n(&opened, file, __ATOMIC_SEQ_CST);
	return NULL;
}

static pthread_t open_waiting(int flags)
{
	waiting = 0;
	opened = -2;
	pthread_t thread = thread_start(open_it, (void *)(intptr_t)flags);
	CHECK(EVENTUALLY(waiting == 1));
	sleep_for(2 * MILLISECOND);
	CHECK(opened == -2);
	return thread;
}

static unsigned ready(int file)
{
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT};

	CHECK(poll(&entry, 1, 0) >= 0);
	return (unsigned short)entry.revents;
}

static void making(void)
{
	struct stat status, other;

	mkdir("/tmp", 0777);
	CHECK(mkdtemp(folder));
	snprintf(name, sizeof name, "%s/name", folder);
	CHECK(mkfifo(name, 0640) == 0);
	CHECK_FAILS(mkfifo(name, 0640), EEXIST);
	CHECK(stat(name, &status) == 0 && S_ISFIFO(status.st_mode));
	int file = open(name, O_RDWR);
	CHECK(file >= 0 && fstat(file, &other) == 0);
	CHECK(other.st_ino == status.st_ino && S_ISFIFO(other.st_mode));
	CHECK_FAILS(lseek(file, 0, SEEK_SET), ESPIPE);
	close(file);
}

static void not_waiting(void)
{
	char byte;

	CHECK_FAILS(open(name, O_WRONLY | O_NONBLOCK), ENXIO);
	int reader = open(name, O_RDONLY | O_NONBLOCK);
	CHECK(reader >= 0);
	CHECK(ready(reader) == 0); /* nobody has written yet, so this isn't the end */
	CHECK(read(reader, &byte, 1) == 0);
	int writer = open(name, O_WRONLY | O_NONBLOCK);
	CHECK(writer >= 0 && ready(writer) == POLLOUT);
	CHECK_FAILS(read(reader, &byte, 1), EAGAIN);
	CHECK(write(writer, "w", 1) == 1 && ready(reader) == POLLIN);
	close(writer);
	CHECK(ready(reader) == (POLLIN | POLLHUP));
	CHECK(read(reader, &byte, 1) == 1 && byte == 'w');
	CHECK(read(reader, &byte, 1) == 0 && ready(reader) == POLLHUP);
	writer = open(name, O_WRONLY);
	CHECK(ready(reader) == 0);
	close(writer);
	close(reader);

	int both = open(name, O_RDWR | O_NONBLOCK);
	CHECK(both >= 0 && write(both, "b", 1) == 1);
	CHECK(ready(both) == (POLLIN | POLLOUT));
	CHECK(read(both, &byte, 1) == 1 && byte == 'b');
	CHECK_FAILS(read(both, &byte, 1), EAGAIN);
	reader = open(name, O_RDONLY);
	writer = open(name, O_WRONLY);
	CHECK(write(both, "c", 1) == 1 && read(reader, &byte, 1) == 1 && byte == 'c');
	close(reader);
	close(writer);
	CHECK(write(both, "lost", 4) == 4);
	close(both);
	reader = open(name, O_RDONLY | O_NONBLOCK);
	CHECK(read(reader, &byte, 1) == 0); /* the last one took it along */
	close(reader);
}

static void partners(void)
{
	char bytes[8];
	pthread_t thread = open_waiting(O_RDONLY);
	int writer = open(name, O_WRONLY);

	thread_join(thread);
	CHECK(opened >= 0 && write(writer, "hi", 2) == 2);
	CHECK(read(opened, bytes, 8) == 2);
	close(writer);
	CHECK(read(opened, bytes, 8) == 0);
	close(opened);
	thread = open_waiting(O_WRONLY);
	int reader = open(name, O_RDONLY);
	thread_join(thread);
	CHECK(opened >= 0 && write(opened, "ho", 2) == 2);
	CHECK(read(reader, bytes, 8) == 2);
	close(opened);
	close(reader);
	/* one that comes and goes is enough */
	thread = open_waiting(O_RDONLY);
	writer = open(name, O_WRONLY | O_NONBLOCK);
	CHECK(writer >= 0 && write(writer, "x", 1) == 1);
	close(writer);
	thread_join(thread);
	CHECK(opened >= 0 && read(opened, bytes, 8) == 1 && read(opened, bytes, 8) == 0);
	close(opened);
}

static void on_signal(int signal)
{
	(void)signal;
}

static void interrupted(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigaction(SIGUSR1, &action, NULL);
	pthread_t thread = open_waiting(O_WRONLY);
	while (__atomic_load_n(&opened, __ATOMIC_SEQ_CST) == -2) {
		pthread_kill(thread, SIGUSR1);
		sleep_for(MILLISECOND / 2);
	}
	thread_join(thread);
	CHECK(opened == -1 && open_errno == EINTR);
	/* it isn't a writer any more */
	int reader = open(name, O_RDONLY | O_NONBLOCK);
	char byte;
	CHECK(read(reader, &byte, 1) == 0);
	close(reader);
}

static void names(void)
{
	int both = open(name, O_RDWR);
	char byte;

	CHECK(unlink(name) == 0);
	CHECK(write(both, "u", 1) == 1 && read(both, &byte, 1) == 1);
	CHECK(mkfifo(name, 0600) == 0);
	int other = open(name, O_RDWR | O_NONBLOCK);
	CHECK(write(both, "u", 1) == 1);
	CHECK_FAILS(read(other, &byte, 1), EAGAIN);
	close(both);
	close(other);
	CHECK_FAILS(open(name, O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK(unlink(name) == 0 && rmdir(folder) == 0);
}

int main(void)
{
	making();
	not_waiting();
	partners();
	interrupted();
	names();
	return check_result();
}
