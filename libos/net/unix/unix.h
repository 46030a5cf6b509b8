/* SPDX-License-Identifier: ISC */
/*
 * AF_UNIX (unix(7)): streams, datagrams, sequenced packets. What is sent lies as packets
 * in the receiver's queue, with who sent it, his credentials and the files that go with
 * it. Two connected sockets refer to each other; a socket lives as long as its file or
 * somebody who refers to it.
 *
 * Locks: unix_lock guards all that links sockets, their queues and states; bytes are
 * copied without it, into a packet that nobody sees yet, or out of the first one of a
 * queue, which only its readers take away; `reading` lets one of them at a time. Watch
 * lists may be told under it, and heap_lock taken.
 */
#ifndef LIBOS_NET_UNIX_UNIX_H
#define LIBOS_NET_UNIX_UNIX_H

#include "net/socket.h"
#include "sched/mutex.h"

#pragma GCC visibility push(hidden)

struct inode;

#define UNIX_PATH 108 /* bytes of sun_path */
#define UNIX_DATAGRAMS                                                            \
	10             /* that wait, of those who aren't the only sender: Linux's \
	                  net.unix.max_dgram_qlen */
#define UNIX_FILES 253 /* that go with one message: Linux's SCM_MAX_FD */

struct unix_credentials { /* struct ucred */
	int process;
	unsigned user, group;
};

/* A name is shared by the socket that is bound to it, those it accepts, and packets. */
struct unix_name {
	unsigned references;
	struct address address;
};

struct unix_block { /* bytes of a packet */
	struct unix_block *next;
	unsigned size, capacity;
	char bytes[];
};

struct unix_packet {
	struct unix_packet *next;
	struct unix_block *blocks;
	size_t size;            /* bytes not yet taken */
	size_t offset;          /* of the first of them in the first block */
	size_t accounted;       /* in unix_socket.queued */
	struct unix_name *from; /* NULL: it had none */
	struct unix_credentials credentials;
	struct file **files; /* that go with it, a reference each */
	unsigned file_count;
};

struct unix_socket {
	struct socket socket; /* first */
	unsigned references;  /* its file's, and others' */
	struct watch_list watches;
	struct mutex reading;

	struct unix_socket *peer; /* with a reference; NULL: none */
	struct unix_socket *senders, *senders_next,
	        **senders_link; /* peers of datagrams */
	struct unix_packet *first, **last;
	size_t queued; /* bytes in the queue */
	unsigned packets;
	bool closed, shut_read, shut_write, connected;
	struct unix_credentials credentials, peer_credentials;

	struct unix_name *name;
	struct inode *inode;            /* bound to; NULL: none, or an abstract name */
	struct unix_socket *next_bound; /* with an abstract name */

	/* listening: those that have been connected and not yet accepted */
	struct unix_socket *pending_first, **pending_last, *pending_next;
	unsigned pending;
	int backlog;
};

extern struct lock unix_lock;

/* unix.c */
struct unix_socket *unix_new(int type);
void unix_put(struct unix_socket *socket); /* without unix_lock */
struct unix_credentials unix_credentials_now(void);
void unix_connect_pair(struct unix_socket *a, struct unix_socket *b); /* with the lock */
void unix_set_peer(struct unix_socket *socket, struct unix_socket *peer); /* with it */
/* With it: the peer that it had, whose reference is to be given back. */
struct unix_socket *unix_clear_peer(struct unix_socket *socket);
void unix_name_put(struct unix_name *name);
void unix_unbind(struct unix_socket *socket) WEAK; /* names.c */
/* As watch_wait(); -EAGAIN when the time is over, -EINTR where one was set (`timed`). */
int unix_wait(struct watch_list *list, unsigned wanted, bool (*ready)(void *),
              void *object, uint64_t deadline, bool timed);

/* names.c; hooks of unix_operations, linked with bind(2) and connect(2). */
extern const char unix_names;
int unix_bind(struct socket *socket, const struct address *address) WEAK;
int unix_connect(struct socket *socket, const struct address *address) WEAK;
int unix_listen(struct socket *socket, int backlog) WEAK;
int unix_accept(struct socket *socket, struct socket **accepted) WEAK;
/* Who is bound to the name, with a reference; -ECONNREFUSED, -ENOENT, -EPROTOTYPE... */
int unix_find(const struct address *address, int type, struct unix_socket **found) WEAK;

/* packet.c */
struct unix_packet *unix_packet_make(struct transfer *transfer, size_t size, int *error);
void unix_packet_free(struct unix_packet *packet);
/* Bytes of a packet out to the program; those taken, or -EFAULT. Doesn't change it. */
long unix_packet_out(const struct unix_packet *packet, struct transfer *transfer);
void unix_packet_drop(struct unix_packet *packet, size_t count); /* the first bytes */

/* send.c, receive.c */
long unix_send(struct socket *socket, struct message *message);
long unix_receive(struct socket *socket, struct message *message);

/* control.c: take what goes with a message from the program; give it to it. */
int unix_control_in(struct unix_packet *packet, const struct message *message);
void unix_control_out(struct message *message, struct unix_packet *packet, bool takes,
                      bool credentials);

#pragma GCC visibility pop
#endif
