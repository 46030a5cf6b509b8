/* SPDX-License-Identifier: ISC */
/*
 * socketpair(2): streams, datagrams and sequenced packets between two ends; what closing,
 * shutting down, peeking and full queues do; time limits; options.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

static int pair[2];
static int *volatile bad = (int *)16;

static void make(int type)
{
	CHECK(socketpair(AF_UNIX, type, 0, pair) == 0);
}

static void done(void)
{
	CHECK(close(pair[0]) == 0 && close(pair[1]) == 0);
}

static int ready(int file, int events)
{
	struct pollfd entry = {file, (short)events, 0};

	poll(&entry, 1, 0);
	return entry.revents;
}

static void streams(void)
{
	char bytes[100];
	int count;

	make(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK(fcntl(pair[0], F_GETFL) & O_NONBLOCK);
	CHECK_FAILS(read(pair[0], bytes, 1), EAGAIN);
	CHECK(write(pair[0], "hello ", 6) == 6 && write(pair[0], "there", 5) == 5);
	CHECK(ioctl(pair[1], FIONREAD, &count) == 0 && count == 11);
	CHECK(ready(pair[1], POLLIN | POLLOUT) == (POLLIN | POLLOUT));
	CHECK(recv(pair[1], bytes, 3, MSG_PEEK) == 3 && !memcmp(bytes, "hel", 3));
	CHECK(recv(pair[1], bytes, 8, 0) == 8 && !memcmp(bytes, "hello th", 8));
	CHECK(read(pair[1], bytes, sizeof bytes) == 3 && !memcmp(bytes, "ere", 3));
	CHECK(write(pair[1], "x", 1) == 1 && send(pair[1], "", 0, 0) == 0);
	CHECK(read(pair[0], bytes, sizeof bytes) == 1);
	CHECK_FAILS(write(pair[0], (void *)16, 5), EFAULT);
	CHECK(write(pair[0], "12345", 5) == 5);
	CHECK_FAILS(read(pair[1], (void *)16, 5), EFAULT);
	CHECK(read(pair[1], bytes, 100) == 5); /* nothing was lost */
	CHECK_FAILS(connect(pair[0],
	                    (struct sockaddr *)&(struct sockaddr_un){AF_UNIX, "x"},
	                    sizeof(struct sockaddr_un)),
	            ENOENT);
	CHECK_FAILS(lseek(pair[0], 0, SEEK_SET), ESPIPE);
	done();
}

static void full(void)
{
	static char bytes[65536];
	long sent = 0, got = 0, n;

	make(SOCK_STREAM | SOCK_NONBLOCK);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7);
	while ((n = write(pair[0], bytes, sizeof bytes)) > 0)
		sent += n;
	CHECK(n == -1 && errno == EAGAIN && sent > 65536);
	CHECK(ready(pair[0], POLLOUT) == 0);
	while ((n = read(pair[1], bytes, 5000)) > 0)
		got += n;
	CHECK(got == sent);
	CHECK(ready(pair[0], POLLOUT) == POLLOUT);
	done();
}

static void ends(void)
{
	char byte;

	signal(SIGPIPE, SIG_IGN);
	make(SOCK_STREAM);
	CHECK(write(pair[0], "z", 1) == 1 && shutdown(pair[0], SHUT_WR) == 0);
	CHECK_FAILS(write(pair[0], "z", 1), EPIPE);
	CHECK(read(pair[1], &byte, 1) == 1 && read(pair[1], &byte, 1) == 0);
	CHECK(ready(pair[1], POLLIN | POLLRDHUP) == (POLLIN | POLLRDHUP));
	CHECK(write(pair[1], "y", 1) == 1 && read(pair[0], &byte, 1) == 1);
	CHECK(close(pair[1]) == 0);
	CHECK(ready(pair[0], POLLIN) == (POLLIN | POLLHUP));
	CHECK(read(pair[0], &byte, 1) == 0);
	CHECK(close(pair[0]) == 0);
	make(SOCK_STREAM);
	CHECK(write(pair[0], "z", 1) == 1 && close(pair[1]) == 0); /* unread */
	CHECK_FAILS(read(pair[0], &byte, 1), ECONNRESET);
	CHECK(read(pair[0], &byte, 1) == 0);
	CHECK_FAILS(send(pair[0], "z", 1, MSG_NOSIGNAL), EPIPE);
	CHECK_FAILS(shutdown(pair[0], 3), EINVAL);
	CHECK(close(pair[0]) == 0);
}

static void messages(int type)
{
	char bytes[16];
	struct iovec vector = {bytes, 4};
	struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};

	make(type);
	CHECK(write(pair[0], "first", 5) == 5 && write(pair[0], "", 0) == 0);
	CHECK(write(pair[0], "third", 5) == 5);
	CHECK(recvmsg(pair[1], &header, 0) == 4 && (header.msg_flags & MSG_TRUNC));
	CHECK(recv(pair[1], bytes, sizeof bytes, MSG_DONTWAIT) == 0);
	CHECK(recv(pair[1], bytes, 2, MSG_TRUNC | MSG_PEEK) == 5);
	CHECK(recv(pair[1], bytes, sizeof bytes, 0) == 5 && !memcmp(bytes, "third", 5));
	CHECK_FAILS(recv(pair[1], bytes, sizeof bytes, MSG_DONTWAIT), EAGAIN);
	char *large = calloc(1, 1 << 20);
	CHECK_FAILS(write(pair[0], large, 1 << 20), EMSGSIZE);
	free(large);
	done();
}

static void *answer(void *unused)
{
	char bytes[8];
	ssize_t size;

	while ((size = read(pair[1], bytes, sizeof bytes)) > 0)
		CHECK(write(pair[1], bytes, (size_t)size) == size);
	return unused;
}

static void between_threads(void)
{
	char byte;

	make(SOCK_STREAM);
	pthread_t thread = thread_start(answer, NULL);
	for (int i = 0; i < 1000; i++) {
		byte = (char)i;
		CHECK(write(pair[0], &byte, 1) == 1);
		CHECK(read(pair[0], &byte, 1) == 1 && byte == (char)i);
	}
	CHECK(shutdown(pair[0], SHUT_WR) == 0);
	thread_join(thread);
	done();
}

static void *sender(void *unused)
{
	static char bytes[300000];

	CHECK(write(pair[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes);
	return unused;
}

static void waits_for_all(void)
{
	static char bytes[300000];

	make(SOCK_STREAM);
	pthread_t thread = thread_start(sender, NULL);
	CHECK(recv(pair[1], bytes, sizeof bytes, MSG_WAITALL) == (ssize_t)sizeof bytes);
	thread_join(thread);
	done();
}

static void options(void)
{
	struct timeval limit = {0, 20000}, got;
	socklen_t size = sizeof got;
	int value;
	char byte;

	make(SOCK_STREAM);
	CHECK(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
	CHECK(getsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &got, &size) == 0);
	CHECK(got.tv_sec == 0 && got.tv_usec == 20000);
	CHECK_FAILS(read(pair[0], &byte, 1), EAGAIN);
	size = sizeof value;
	CHECK(getsockopt(pair[0], SOL_SOCKET, SO_TYPE, &value, &size) == 0);
	CHECK(value == SOCK_STREAM && size == sizeof value);
	CHECK(getsockopt(pair[0], SOL_SOCKET, SO_DOMAIN, &value, &size) == 0);
	CHECK(value == AF_UNIX);
	CHECK(getsockopt(pair[0], SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0);
	CHECK(value == 0);
	value = 10000;
	CHECK(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &value, sizeof value) == 0);
	CHECK(getsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &value, &size) == 0);
	CHECK(value == 20000);
	CHECK_FAILS(setsockopt(pair[0], SOL_SOCKET, 9999, &value, sizeof value),
	            ENOPROTOOPT);
	CHECK_FAILS(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &value, 2), EINVAL);
	CHECK_FAILS(getsockopt(pair[0], SOL_SOCKET, SO_TYPE, (void *)16, &size), EFAULT);
	CHECK_FAILS(getsockopt(0, SOL_SOCKET, SO_TYPE, &value, &size), ENOTSOCK);
	CHECK_FAILS(getsockopt(99, SOL_SOCKET, SO_TYPE, &value, &size), EBADF);
	struct ucred credentials;
	size = sizeof credentials;
	CHECK(getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0);
	CHECK(credentials.pid == getpid() && credentials.uid == getuid());
	done();
	CHECK_FAILS(socketpair(AF_UNIX, 99, 0, pair), EINVAL);
	CHECK_FAILS(socketpair(AF_UNIX, SOCK_STREAM, 99, pair), EPROTONOSUPPORT);
	CHECK_FAILS(socketpair(AF_INET, SOCK_STREAM, 0, pair), EOPNOTSUPP);
	CHECK_FAILS(socketpair(AF_UNIX, SOCK_STREAM, 0, bad), EFAULT);
}

int main(void)
{
	streams();
	full();
	ends();
	messages(SOCK_DGRAM);
	messages(SOCK_SEQPACKET);
	between_threads();
	waits_for_all();
	options();
	return check_result();
}
