/* SPDX-License-Identifier: ISC */
/*
 * Sending over AF_UNIX. A stream's bytes go in pieces as there is room in the other's
 * queue; a datagram or a sequenced packet goes as a whole.
 */
#include "net/unix/unix.h"

#define PIECE           16384 /* bytes of a stream that are copied at once */
#define PACKET_OVERHEAD 32

struct sending {
	struct unix_socket *socket, *to;
	size_t size; /* bytes that there is to be room for; a stream: any */
};

static bool is_stream(const struct unix_socket *socket)
{
	return socket->socket.type == SOCKET_STREAM;
}

/* With the lock: bytes that may be sent now. */
static size_t room(const struct sending *sending)
{
	const struct unix_socket *socket = sending->socket, *to = sending->to;
	size_t most = socket->socket.send_size;

	if (socket->socket.type == SOCKET_DATAGRAM && to->peer != socket &&
	    to->packets > UNIX_DATAGRAMS)
		return 0;
	return to->queued < most ? most - to->queued : 0;
}

/* With the lock: 0, or why nothing can be sent any more. */
static int broken(const struct sending *sending)
{
	const struct unix_socket *socket = sending->socket, *to = sending->to;
	bool datagram = socket->socket.type == SOCKET_DATAGRAM;

	if (socket->shut_write)
		return -EPIPE;
	if (to->closed)
		return datagram ? -ECONNREFUSED : -EPIPE;
	return to->shut_read ? -EPIPE : 0;
}

static bool ready(void *argument)
{
	const struct sending *sending = argument;

	lock_acquire(&unix_lock);
	size_t free = room(sending);
	bool yes = broken(sending) ||
	           (is_stream(sending->socket) ? free > 0 : free >= sending->size);
	lock_release(&unix_lock);
	return yes;
}

/* Until there is room: how much, or why there won't be. */
static long wait_for_room(struct sending *sending, unsigned flags, uint64_t deadline)
{
	struct socket *socket = &sending->socket->socket;
	bool waits = socket_waits(socket, flags);
	long result = 0;

	while (!result) {
		lock_acquire(&unix_lock);
		result = broken(sending);
		if (!result)
			result = (long)room(sending);
		lock_release(&unix_lock);
		if (result > 0 && !is_stream(sending->socket) &&
		    (size_t)result < sending->size)
			result = 0;
		if (result)
			break;
		if (!waits)
			return -EAGAIN;
		result = unix_wait(&sending->to->watches, POLLOUT, ready, sending,
		                   deadline, socket->send_timeout);
	}
	return result;
}

static void add(struct unix_socket *to, struct unix_packet *packet, size_t accounted)
{
	packet->accounted = accounted;
	packet->next = NULL;
	if (!to->first)
		to->last = &to->first;
	*to->last = packet;
	to->last = &packet->next;
	to->queued += accounted;
	to->packets++;
}

/* The packet goes into the queue, or away. */
static int deliver(const struct sending *sending, struct unix_packet *packet)
{
	struct unix_socket *socket = sending->socket, *to = sending->to;
	struct unix_name *name;

	lock_acquire(&unix_lock);
	int result = broken(sending);
	name = socket->name;
	if (!result) {
		if (name)
			__atomic_fetch_add(&name->references, 1, __ATOMIC_RELAXED);
		packet->from = name;
		add(to, packet, packet->size + (is_stream(socket) ? 0 : PACKET_OVERHEAD));
		watch_tell(&to->watches, POLLIN);
	}
	lock_release(&unix_lock);
	if (result)
		unix_packet_free(packet);
	return result;
}

static int send_piece(const struct sending *sending, struct message *message, size_t size,
                      bool with_control)
{
	int error;
	struct unix_packet *packet = unix_packet_make(&message->transfer, size, &error);

	if (!packet)
		return error;
	packet->credentials = unix_credentials_now();
	if (with_control)
		error = unix_control_in(packet, message);
	if (error) {
		unix_packet_free(packet);
		return error;
	}
	return deliver(sending, packet);
}

static long send_stream(struct sending *sending, struct message *message,
                        uint64_t deadline)
{
	struct transfer *transfer = &message->transfer;
	long done = 0, result = 0;

	while (transfer->left) {
		long room = wait_for_room(sending, message->flags, deadline);
		result = room;
		if (room < 0)
			break;
		size_t size = transfer->left < PIECE ? transfer->left : PIECE;
		if (size > (size_t)room)
			size = (size_t)room;
		result = send_piece(sending, message, size, !done);
		if (result)
			break;
		done += (long)size;
	}
	return done ? done : result < 0 ? result : 0;
}

static long send_packet(struct sending *sending, struct message *message,
                        uint64_t deadline)
{
	size_t size = message->transfer.left;
	long result;

	if (size > sending->socket->socket.send_size - PACKET_OVERHEAD)
		return -EMSGSIZE;
	sending->size = size + PACKET_OVERHEAD;
	result = wait_for_room(sending, message->flags, deadline);
	if (result >= 0)
		result = send_piece(sending, message, size, true);
	return result < 0 ? result : (long)size;
}

/* The receiver, with a reference. */
static int find_receiver(struct unix_socket *socket, const struct message *message,
                         struct unix_socket **to)
{
	bool datagram = socket->socket.type == SOCKET_DATAGRAM;
	int result = 0;

	if (message->address.size) {
		if (!datagram)
			return socket->connected ? -EISCONN : -EOPNOTSUPP;
		return unix_find ? unix_find(&message->address, SOCKET_DATAGRAM, to)
		                 : -ECONNREFUSED;
	}
	lock_acquire(&unix_lock);
	*to = socket->peer;
	if (*to)
		__atomic_fetch_add(&(*to)->references, 1, __ATOMIC_RELAXED);
	else
		result = socket->shut_write && socket->connected ? -EPIPE : -ENOTCONN;
	lock_release(&unix_lock);
	return result;
}

/* A receiver that takes datagrams of one sender only. */
static int check_receiver(const struct sending *sending)
{
	const struct unix_socket *to = sending->to;

	lock_acquire(&unix_lock);
	bool others = sending->socket->socket.type == SOCKET_DATAGRAM && to->peer &&
	              to->peer != sending->socket;
	lock_release(&unix_lock);
	return others ? -EPERM : 0;
}

long unix_send(struct socket *base, struct message *message)
{
	struct sending sending = {.socket = (struct unix_socket *)base};
	uint64_t deadline = socket_deadline(base->send_timeout);
	long result;

	if (message->flags & MSG_OOB)
		return -EOPNOTSUPP;
	result = find_receiver(sending.socket, message, &sending.to);
	if (result)
		return result;
	result = check_receiver(&sending);
	if (!result)
		result = is_stream(sending.socket)
		                 ? send_stream(&sending, message, deadline)
		                 : send_packet(&sending, message, deadline);
	unix_put(sending.to);
	return result;
}
