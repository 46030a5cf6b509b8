/* SPDX-License-Identifier: ISC */
/*
 * Sockets of AF_UNIX as such (unix.h): made, connected to each other, shut down, asked,
 * closed.
 */
#include "net/unix/unix.h"
#include "identity/credentials.h"
#include "mem/heap.h"
#include "syscalls.h"
#include <asm/ioctls.h>
#include <asm/socket.h>
#include <asm/stat.h>

extern __typeof__(credentials) credentials WEAK;

struct lock unix_lock;

struct unix_credentials unix_credentials_now(void)
{
	struct unix_credentials now = {.process = (int)sys_getpid()};

	if (&credentials) {
		now.user = credentials.user.effective;
		now.group = credentials.group.effective;
	}
	return now;
}

/* ---- references ---- */

void unix_name_put(struct unix_name *name)
{
	if (!__atomic_sub_fetch(&name->references, 1, __ATOMIC_ACQ_REL))
		heap_free(name, sizeof *name);
}

static void drop_queue(struct unix_socket *socket)
{
	while (socket->first) {
		struct unix_packet *packet = socket->first;
		socket->first = packet->next;
		unix_packet_free(packet);
	}
}

void unix_put(struct unix_socket *socket)
{
	if (__atomic_sub_fetch(&socket->references, 1, __ATOMIC_ACQ_REL))
		return;
	drop_queue(socket);
	if (socket->name)
		unix_name_put(socket->name);
	heap_free(socket, sizeof *socket);
}

void unix_set_peer(struct unix_socket *socket, struct unix_socket *peer)
{
	__atomic_fetch_add(&peer->references, 1, __ATOMIC_RELAXED);
	socket->peer = peer;
	socket->connected = true;
	if (socket->socket.type != SOCKET_DATAGRAM)
		return;
	socket->senders_next = peer->senders;
	socket->senders_link = &peer->senders;
	if (peer->senders)
		peer->senders->senders_link = &socket->senders_next;
	peer->senders = socket;
}

static void leave_senders(struct unix_socket *socket)
{
	if (!socket->senders_link)
		return;
	*socket->senders_link = socket->senders_next;
	if (socket->senders_next)
		socket->senders_next->senders_link = socket->senders_link;
	socket->senders_link = NULL;
}

struct unix_socket *unix_clear_peer(struct unix_socket *socket)
{
	struct unix_socket *peer = socket->peer;

	leave_senders(socket);
	socket->peer = NULL;
	return peer;
}

void unix_connect_pair(struct unix_socket *a, struct unix_socket *b)
{
	unix_set_peer(a, b);
	unix_set_peer(b, a);
	a->peer_credentials = b->credentials;
	b->peer_credentials = a->credentials;
}

/* ---- what poll(2), fstat(2) and ioctl(2) say ---- */

/* With the lock. */
static bool has_room(const struct unix_socket *socket)
{
	const struct unix_socket *peer = socket->peer;

	if (!peer || peer->closed)
		return true; /* a write returns at once */
	if (socket->socket.type == SOCKET_DATAGRAM && peer->peer != socket &&
	    peer->packets > UNIX_DATAGRAMS)
		return false;
	return peer->queued < socket->socket.send_size / 2;
}

static unsigned poll(struct file *file)
{
	struct unix_socket *socket = (struct unix_socket *)file;
	unsigned events = 0;

	lock_acquire(&unix_lock);
	bool stream = socket->socket.type != SOCKET_DATAGRAM;
	bool alone = stream && !socket->connected && !socket->socket.listens;
	if (socket->socket.error)
		events |= POLLERR;
	if (socket->shut_read)
		events |= POLLRDHUP | POLLIN | POLLRDNORM;
	if ((socket->shut_read && socket->shut_write) || alone)
		events |= POLLHUP;
	if (socket->first || socket->pending_first)
		events |= POLLIN | POLLRDNORM;
	if (!socket->socket.listens && has_room(socket))
		events |= POLLOUT | POLLWRNORM | POLLWRBAND;
	lock_release(&unix_lock);
	return events;
}

static int status(struct file *file, struct stat *to)
{
	to->st_mode = 0140777;
	to->st_nlink = 1;
	to->st_ino = (uintptr_t)file >> 5 & 0xffffffff;
	to->st_dev = 8;
	return 0;
}

static int put_number(void *to, size_t value)
{
	int number = value < INT32_MAX ? (int)value : INT32_MAX;

	return copy_out(to, &number, sizeof number);
}

static long control(struct file *file, unsigned long request, void *argument)
{
	struct unix_socket *socket = (struct unix_socket *)file;
	size_t size = 0;

	lock_acquire(&unix_lock);
	if (request == FIONREAD && socket->first)
		size = socket->socket.type == SOCKET_STREAM ? socket->queued
		                                            : socket->first->size;
	if (request == TIOCOUTQ && socket->peer)
		size = socket->peer->queued;
	bool listens = socket->socket.listens;
	lock_release(&unix_lock);
	if (request != FIONREAD && request != TIOCOUTQ)
		return -ENOTTY;
	return listens ? -EINVAL : put_number(argument, size);
}

static int name(struct socket *base, bool of_peer, struct address *to)
{
	struct unix_socket *socket = (struct unix_socket *)base;
	int result = 0;

	lock_acquire(&unix_lock);
	if (of_peer)
		socket = socket->peer;
	if (!socket)
		result = -ENOTCONN;
	else if (socket->name)
		*to = socket->name->address;
	else
		*to = (struct address){.size = 2, .family = FAMILY_UNIX};
	lock_release(&unix_lock);
	return result;
}

static int option_get(struct socket *base, int level, int option, void *value,
                      unsigned *size)
{
	struct unix_socket *socket = (struct unix_socket *)base;

	if (level != SOL_SOCKET || option != SO_PEERCRED)
		return -ENOPROTOOPT;
	struct unix_credentials of = {0, ~0u, ~0u};
	if (socket->connected || socket->socket.listens)
		of = socket->peer_credentials;
	memcpy(value, &of, sizeof of);
	*size = sizeof of;
	return 0;
}

/* ---- the end ---- */

static void tell_both(struct unix_socket *socket, struct unix_socket *peer)
{
	watch_tell(&socket->watches, WATCH_EVERYBODY);
	if (peer)
		watch_tell(&peer->watches, WATCH_EVERYBODY);
}

static int shutdown(struct socket *base, int how)
{
	struct unix_socket *socket = (struct unix_socket *)base, *peer;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	lock_acquire(&unix_lock);
	peer = socket->socket.type == SOCKET_DATAGRAM ? NULL : socket->peer;
	bool connected =
	        socket->socket.type == SOCKET_DATAGRAM || peer || socket->socket.listens;
	if (connected) {
		socket->shut_read |= how != SHUT_WR;
		socket->shut_write |= how != SHUT_RD;
	}
	if (peer) {
		peer->shut_read |= how != SHUT_RD;
		peer->shut_write |= how != SHUT_WR;
	}
	tell_both(socket, peer);
	lock_release(&unix_lock);
	return connected ? 0 : -ENOTCONN;
}

/* With the lock: whoever was connected to it notices. Returns the peer, whose reference
 * is to be given back. */
static struct unix_socket *disconnect(struct unix_socket *socket)
{
	struct unix_socket *peer = unix_clear_peer(socket);

	socket->closed = true;
	socket->shut_read = socket->shut_write = true;
	if (peer && socket->socket.type != SOCKET_DATAGRAM) {
		peer->shut_read = peer->shut_write = true;
		if (socket->first)
			peer->socket.error = ECONNRESET;
	}
	tell_both(socket, peer);
	for (struct unix_socket *sender = socket->senders; sender;
	     sender = sender->senders_next)
		watch_tell(&sender->watches, POLLOUT);
	return peer;
}

/* Those that nobody has accepted. */
static void drop_pending(struct unix_socket *socket)
{
	struct unix_socket *pending, *peer;

	while ((pending = socket->pending_first)) {
		socket->pending_first = pending->pending_next;
		lock_acquire(&unix_lock);
		if (pending->peer)
			pending->peer->socket.error = ECONNRESET;
		peer = disconnect(pending);
		lock_release(&unix_lock);
		if (peer)
			unix_put(peer);
		unix_put(pending);
	}
}

static void release(struct file *file)
{
	struct unix_socket *socket = (struct unix_socket *)file, *peer;

	if (unix_unbind)
		unix_unbind(socket);
	lock_acquire(&unix_lock);
	peer = disconnect(socket);
	lock_release(&unix_lock);
	drop_pending(socket);
	if (peer)
		unix_put(peer);
	unix_put(socket);
}

static const struct file_operations file_operations = {
        .read = socket_read,
        .write = socket_write,
        .control = control,
        .status = status,
        .poll = poll,
        .release = release,
        .name = "socket",
};

static const struct socket_operations operations = {
        .bind = unix_bind,
        .connect = unix_connect,
        .listen = unix_listen,
        .accept = unix_accept,
        .name = name,
        .send = unix_send,
        .receive = unix_receive,
        .shutdown = shutdown,
        .option_get = option_get,
};

struct unix_socket *unix_new(int type)
{
	struct unix_socket *socket = heap_allocate(sizeof *socket);

	if (!socket)
		return NULL;
	socket_begin(&socket->socket, &file_operations, &operations, FAMILY_UNIX, type,
	             0);
	socket->socket.file.watches = &socket->watches;
	socket->references = 1;
	socket->last = &socket->first;
	socket->pending_last = &socket->pending_first;
	socket->credentials = unix_credentials_now();
	return socket;
}

int unix_make(int type, struct socket **made)
{
	struct unix_socket *socket;

	if (type == SOCKET_RAW) /* as Linux takes it */
		type = SOCKET_DATAGRAM;
	if (type != SOCKET_STREAM && type != SOCKET_DATAGRAM && type != SOCKET_SEQUENCED)
		return -ESOCKTNOSUPPORT;
	socket = unix_new(type);
	*made = &socket->socket;
	return socket ? 0 : -ENOMEM;
}

int unix_pair(int type, struct socket *made[2])
{
	int result = unix_make(type, &made[0]);

	if (result)
		return result;
	result = unix_make(type, &made[1]);
	if (result) {
		file_put(&made[0]->file);
		return result;
	}
	lock_acquire(&unix_lock);
	unix_connect_pair((struct unix_socket *)made[0], (struct unix_socket *)made[1]);
	lock_release(&unix_lock);
	return 0;
}

int unix_wait(struct watch_list *list, unsigned wanted, bool (*ready)(void *),
              void *object, uint64_t deadline, bool timed)
{
	int result = watch_wait(list, wanted, ready, object, deadline);

	if (result == -ETIMEDOUT)
		return -EAGAIN;
	/* with a time limit it can't begin again */
	return timed && is_restart(result) ? -EINTR : result;
}
