/* SPDX-License-Identifier: ISC */
/*
 * AF_UNIX by name: binding to paths and abstract names, listening, connecting, accepting,
 * datagrams to whom it may concern; files and credentials that go along.
 */
#define _GNU_SOURCE
#include "directory.h"
#include "thread.h"
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

static socklen_t size;

static struct sockaddr *named(const char *name)
{
	static struct sockaddr_un address;

	memset(&address, 0, sizeof address);
	address.sun_family = AF_UNIX;
	strcpy(address.sun_path, name + (*name == '@'));
	if (*name == '@') {
		memmove(address.sun_path + 1, address.sun_path, strlen(name) - 1);
		address.sun_path[0] = 0;
	}
	size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name) +
	                   (*name != '@'));
	return (struct sockaddr *)&address;
}

static int bound(int type, const char *name)
{
	int file = socket(AF_UNIX, type, 0);

	CHECK(file >= 0);
	struct sockaddr *address = named(name);
	CHECK(bind(file, address, size) == 0);
	return file;
}

static void streams(const char *name)
{
	int listener = bound(SOCK_STREAM, name), client, server;
	struct sockaddr_un address;
	socklen_t length = sizeof address;
	char bytes[8];

	client = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr *to = named(name);
	CHECK_FAILS(connect(client, to, size), ECONNREFUSED); /* it doesn't listen yet */
	CHECK_FAILS(accept(listener, NULL, NULL), EINVAL);
	CHECK(listen(listener, 1) == 0);
	CHECK(connect(client, to, size) == 0);
	CHECK_FAILS(connect(client, to, size), EISCONN);
	CHECK(write(client, "early", 5) == 5);
	CHECK((server = accept4(listener, (struct sockaddr *)&address, &length,
	                        SOCK_CLOEXEC)) >= 0);
	CHECK(length == 2 && address.sun_family == AF_UNIX); /* the client has no name */
	CHECK(fcntl(server, F_GETFD) == FD_CLOEXEC);
	CHECK(read(server, bytes, sizeof bytes) == 5 && !memcmp(bytes, "early", 5));
	length = sizeof address;
	CHECK(getpeername(client, (struct sockaddr *)&address, &length) == 0);
	CHECK(length == size && !memcmp(&address, named(name), size));
	length = sizeof address;
	CHECK(getsockname(server, (struct sockaddr *)&address, &length) == 0);
	CHECK(length == size && !memcmp(&address, named(name), size));
	int value;
	length = sizeof value;
	CHECK(getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &value, &length) == 0);
	CHECK(value == 1);
	int other = socket(AF_UNIX, SOCK_STREAM, 0);
	to = named(name);
	CHECK_FAILS(bind(other, to, size), EADDRINUSE);
	CHECK_FAILS(bind(client, to, 1), EINVAL);
	CHECK_FAILS(listen(other, 1), EINVAL);
	int datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
	/* abstract names are of one type */
	CHECK_FAILS(connect(datagram, to, size),
	            *name == '@' ? ECONNREFUSED : EPROTOTYPE);
	CHECK_FAILS(listen(datagram, 1), EOPNOTSUPP);
	CHECK_FAILS(send(other, "x", 1, MSG_NOSIGNAL), ENOTCONN);
	CHECK_FAILS(recv(other, bytes, 1, 0), EINVAL);
	CHECK_FAILS(getpeername(other, (struct sockaddr *)&address, &length), ENOTCONN);
	/* the queue of those that wait */
	CHECK(fcntl(other, F_SETFL, O_NONBLOCK) == 0);
	int a = socket(AF_UNIX, SOCK_STREAM, 0), b = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(connect(a, to, size) == 0 && connect(b, to, size) == 0);
	CHECK_FAILS(connect(other, to, size), EAGAIN);
	struct pollfd entry = {listener, POLLIN, 0};
	CHECK(poll(&entry, 1, 0) == 1);
	CHECK(close(accept(listener, NULL, NULL)) == 0);
	CHECK(close(listener) == 0);
	CHECK_FAILS(read(b, bytes, 1), ECONNRESET);
	CHECK(read(b, bytes, 1) == 0);
	CHECK_FAILS(connect(other, to, size), ECONNREFUSED);
	CHECK(close(a) == 0 && close(b) == 0 && close(other) == 0 && close(client) == 0);
	CHECK(close(server) == 0 && close(datagram) == 0);
}

static void *connect_late(void *name)
{
	int client = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	struct sockaddr *to = named(name);

	CHECK(connect(client, to, size) == 0);
	CHECK(write(client, "packet", 6) == 6);
	CHECK(close(client) == 0);
	return NULL;
}

static void accept_waits(void)
{
	static char name[] = "@late";
	int listener = bound(SOCK_SEQPACKET, name), server;
	char bytes[16];

	CHECK(listen(listener, 5) == 0);
	pthread_t thread = thread_start(connect_late, name);
	CHECK((server = accept(listener, NULL, NULL)) >= 0);
	CHECK(read(server, bytes, sizeof bytes) == 6);
	CHECK(read(server, bytes, sizeof bytes) == 0);
	thread_join(thread);
	CHECK(close(server) == 0 && close(listener) == 0);
}

static void datagrams(void)
{
	int a = bound(SOCK_DGRAM, "a.sock"), b = bound(SOCK_DGRAM, "@b"),
	    c = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct sockaddr_un from;
	socklen_t length = sizeof from;
	struct sockaddr *to = named("a.sock");
	char bytes[16];

	CHECK(sendto(b, "from b", 6, 0, to, size) == 6);
	CHECK(recvfrom(a, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length) ==
	      6);
	CHECK(length == sizeof(sa_family_t) + 2 && !memcmp(from.sun_path, "\0b", 2));
	CHECK(sendto(a, "back", 4, 0, (struct sockaddr *)&from, length) == 4);
	CHECK(recv(b, bytes, sizeof bytes, 0) == 4);
	CHECK_FAILS(send(c, "x", 1, 0), ENOTCONN);
	to = named("a.sock");
	CHECK(connect(c, to, size) == 0 && send(c, "x", 1, 0) == 1);
	CHECK(recv(a, bytes, sizeof bytes, 0) == 1);
	/* a connected one hears only its peer */
	to = named("@b");
	CHECK(connect(a, to, size) == 0);
	CHECK_FAILS(send(c, "x", 1, 0), EPERM);
	to = named("none");
	CHECK_FAILS(sendto(b, "x", 1, 0, to, size), ENOENT);
	put_file("file", "");
	to = named("file");
	CHECK_FAILS(sendto(b, "x", 1, 0, to, size), ECONNREFUSED);
	CHECK(close(a) == 0);
	CHECK_FAILS(send(c, "x", 1, 0), ECONNREFUSED);
	CHECK(unlink("a.sock") == 0 && close(b) == 0 && close(c) == 0);
	/* a name of its own accord */
	a = socket(AF_UNIX, SOCK_DGRAM, 0);
	CHECK(bind(a, (struct sockaddr *)&(struct sockaddr_un){.sun_family = AF_UNIX},
	           2) == 0);
	length = sizeof from;
	CHECK(getsockname(a, (struct sockaddr *)&from, &length) == 0);
	CHECK(length == 8 && from.sun_path[0] == 0);
	CHECK(close(a) == 0);
}

/* Files and credentials. */
static void along(void)
{
	int pair[2], ends[2], got[2], on = 1;
	union {
		char bytes[CMSG_SPACE(2 * sizeof(int)) +
		           CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control = {0};
	char byte = 'x';
	struct iovec vector = {&byte, 1};
	struct msghdr header = {.msg_iov = &vector,
	                        .msg_iovlen = 1,
	                        .msg_control = &control,
	                        .msg_controllen = CMSG_SPACE(2 * sizeof(int))};

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && pipe(ends) == 0);
	CHECK(setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0);
	struct cmsghdr *message = CMSG_FIRSTHDR(&header);
	*message = (struct cmsghdr){.cmsg_len = CMSG_LEN(2 * sizeof(int)),
	                            .cmsg_level = SOL_SOCKET,
	                            .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(message), ends, sizeof ends);
	CHECK(sendmsg(pair[0], &header, 0) == 1);
	CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
	memset(&control, 0, sizeof control);
	header.msg_controllen = sizeof control;
	CHECK(recvmsg(pair[1], &header, MSG_CMSG_CLOEXEC) == 1);
	CHECK(!(header.msg_flags & MSG_CTRUNC));
	got[0] = got[1] = -1;
	for (message = CMSG_FIRSTHDR(&header); message;
	     message = CMSG_NXTHDR(&header, message)) {
		struct ucred credentials;
		if (message->cmsg_type == SCM_RIGHTS)
			memcpy(got, CMSG_DATA(message), sizeof got);
		else
			memcpy(&credentials, CMSG_DATA(message), sizeof credentials);
		CHECK(message->cmsg_type == SCM_RIGHTS || credentials.pid == getpid());
	}
	CHECK(got[0] >= 0 && fcntl(got[0], F_GETFD) == FD_CLOEXEC);
	CHECK(write(got[1], "through", 7) == 7);
	char text[8];
	CHECK(read(got[0], text, sizeof text) == 7 && !memcmp(text, "through", 7));
	CHECK(close(got[0]) == 0 && close(got[1]) == 0);
	/* without room for them they are closed */
	CHECK(pipe(ends) == 0);
	header.msg_controllen = CMSG_SPACE(2 * sizeof(int));
	message = CMSG_FIRSTHDR(&header);
	*message = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)),
	                            .cmsg_level = SOL_SOCKET,
	                            .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(message), &ends[1], sizeof(int));
	header.msg_controllen = CMSG_LEN(sizeof(int));
	CHECK(sendmsg(pair[0], &header, 0) == 1 && close(ends[1]) == 0);
	CHECK(read(pair[1], &byte, 1) == 1);
	CHECK(read(ends[0], &byte, 1) == 0); /* the pipe's end is gone */
	CHECK(close(ends[0]) == 0);
	*(int *)(void *)CMSG_DATA(message) = 99;
	CHECK_FAILS(sendmsg(pair[0], &header, 0), EBADF);
	message->cmsg_len = 1;
	CHECK_FAILS(sendmsg(pair[0], &header, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_sendmsg, pair[0], 16, 0), EFAULT);
	CHECK(close(pair[0]) == 0 && close(pair[1]) == 0);
}

int main(void)
{
	directory_begin();
	CHECK_FAILS(socket(99, SOCK_STREAM, 0), EAFNOSUPPORT);
	CHECK_FAILS(socket(AF_UNIX, SOCK_RDM, 0), ESOCKTNOSUPPORT);
	streams("stream.sock");
	CHECK(unlink("stream.sock") == 0);
	streams("@abstract");
	accept_waits();
	datagrams();
	along();
	return directory_end();
}
