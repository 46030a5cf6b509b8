/* SPDX-License-Identifier: ISC */
/*
 * Sockets: what all families share. A socket is a kind of file; its family does what the
 * system calls of socket(2) ask of it. Everything runs within call_blocking(), so it may
 * sleep, but for poll. Locks are the family's.
 */
#ifndef LIBOS_NET_SOCKET_H
#define LIBOS_NET_SOCKET_H

#include "event/watch.h"
#include "fs/file.h"
#include <linux/socket.h>

#pragma GCC visibility push(hidden)

/* <sys/socket.h>; the kernel's headers for programs don't have them. */
#define SOCKET_STREAM    1
#define SOCKET_DATAGRAM  2
#define SOCKET_RAW       3
#define SOCKET_SEQUENCED 5
#define SOCKET_TYPE      0xf
#define FAMILY_UNIX      1
#define FAMILY_LAST      45

#define MSG_OOB          1u
#define MSG_PEEK         2u
#define MSG_CTRUNC       8u
#define MSG_TRUNC        0x20u
#define MSG_DONTWAIT     0x40u
#define MSG_EOR          0x80u
#define MSG_WAITALL      0x100u
#define MSG_NOSIGNAL     0x4000u
#define MSG_MORE         0x8000u
#define MSG_WAITFORONE   0x10000u
#define MSG_CMSG_CLOEXEC 0x40000000u

#define SHUT_RD   0
#define SHUT_WR   1
#define SHUT_RDWR 2

struct address {
	unsigned size; /* bytes in use; 0: no name */
	union {
		uint16_t family;
		char bytes[128]; /* struct sockaddr_storage */
	};
};

/* struct msghdr of the ABI. */
struct message_header {
	void *name;
	int name_size;
	int padding;
	struct iovec *vector;
	size_t count;
	void *control;
	size_t control_size;
	unsigned flags;
};

/* A message under way. */
struct message {
	struct transfer transfer;
	struct address address; /* sending: to whom, size 0: the peer; receiving: from */
	unsigned flags;         /* MSG_*; receiving: those that go back, in flags_out */
	unsigned flags_out;
	char *control; /* the program's; NULL: none */
	size_t control_size;
	size_t control_used; /* receiving: of it */
	bool address_wanted;
};

struct socket;

/* -EOPNOTSUPP for what is NULL. Times to wait are in the socket. */
struct socket_operations {
	int (*bind)(struct socket *socket, const struct address *address);
	int (*connect)(struct socket *socket, const struct address *address);
	int (*listen)(struct socket *socket, int backlog);
	int (*accept)(struct socket *socket, struct socket **accepted);
	int (*name)(struct socket *socket, bool of_peer, struct address *to);
	long (*send)(struct socket *socket, struct message *message);
	long (*receive)(struct socket *socket, struct message *message);
	int (*shutdown)(struct socket *socket, int how);
	/* Options of the family's own; -ENOPROTOOPT. `value` is the libos's copy. */
	int (*option_set)(struct socket *socket, int level, int name, const void *value,
	                  unsigned size);
	int (*option_get)(struct socket *socket, int level, int name, void *value,
	                  unsigned *size);
};

struct socket {
	struct file file; /* first */
	const struct socket_operations *operations;
	int family, type, protocol;
	uint64_t receive_timeout, send_timeout; /* ns; 0: none */
	unsigned receive_size, send_size;       /* SO_RCVBUF, SO_SNDBUF */
	int error;                              /* SO_ERROR: told once */
	bool listens, keeps_alive, passes_credentials, reuses, broadcasts;
	unsigned linger; /* struct linger: seconds << 1 | on */
};

/* socket.c: what a family begins with; then the descriptor. */
void socket_begin(struct socket *socket, const struct file_operations *file,
                  const struct socket_operations *operations, int family, int type,
                  int protocol);
/* SOCK_CLOEXEC and SOCK_NONBLOCK of a type; the rest is the type. */
unsigned socket_flags(int type);
struct socket *socket_get(int number, int *error); /* -EBADF, -ENOTSOCK; file_put() it */
bool file_is_socket(const struct file *file);

/* For file_operations: read(2) and write(2) as recv(2) and send(2). */
long socket_read(struct file *file, struct transfer *transfer);
long socket_write(struct file *file, struct transfer *transfer);

/* The end of a wait that begins now. */
uint64_t socket_deadline(uint64_t timeout);
static inline bool socket_waits(const struct socket *socket, unsigned flags)
{
	return !(flags & MSG_DONTWAIT) && !(socket->file.flags & O_NONBLOCK);
}

/* address.c: between the program and here. -EFAULT, -EINVAL. */
int address_in(struct address *to, const void *from, int size);
int address_out(void *to, int *size, const struct address *from);

/* message.c: msghdr of sendmsg(2) and recvmsg(2). */
int message_begin(struct message *message, const struct message_header *header,
                  bool receiving);
/* A control message that goes back: what has no room is cut, and MSG_CTRUNC. */
void control_put(struct message *message, int level, int type, const void *data,
                 size_t size);

/* unix/: */
int unix_make(int type, struct socket **made);
int unix_pair(int type, struct socket *made[2]);

#pragma GCC visibility pop
#endif
