/* SPDX-License-Identifier: ISC */
/*
 * Receiving over AF_UNIX. One reader at a time has the first packet to itself; senders
 * only add behind it.
 */
#include "net/unix/unix.h"

struct receiving {
	struct unix_socket *socket;
	struct message *message;
	uint64_t deadline;
	bool peeks, waits;
};

static bool is_stream(const struct unix_socket *socket)
{
	return socket->socket.type == SOCKET_STREAM;
}

static bool ready(void *argument)
{
	struct unix_socket *socket = argument;

	lock_acquire(&unix_lock);
	bool yes = socket->first || socket->shut_read || socket->socket.error;
	lock_release(&unix_lock);
	return yes;
}

/* With the lock: what nothing in the queue means. 1: wait; 0: the end. */
static int nothing(struct unix_socket *socket)
{
	int error = __atomic_exchange_n(&socket->socket.error, 0, __ATOMIC_RELAXED);

	if (error)
		return -error;
	if (socket->socket.type != SOCKET_DATAGRAM && !socket->connected)
		return is_stream(socket) ? -EINVAL : -ENOTCONN;
	return socket->shut_read ? 0 : 1;
}

/* The first packet, or NULL and why there is none (0: the end). Others may read while
 * this one waits. */
static struct unix_packet *wait_for_packet(const struct receiving *receiving, int *error)
{
	struct unix_socket *socket = receiving->socket;
	struct unix_packet *packet;

	for (;;) {
		lock_acquire(&unix_lock);
		packet = socket->first;
		*error = packet ? 0 : nothing(socket);
		lock_release(&unix_lock);
		if (packet || *error <= 0)
			return packet;
		*error = -EAGAIN;
		if (!receiving->waits)
			return NULL;
		mutex_release(&socket->reading);
		*error = unix_wait(&socket->watches, POLLIN, ready, socket,
		                   receiving->deadline, socket->socket.receive_timeout);
		mutex_acquire(&socket->reading);
		if (*error)
			return NULL;
	}
}

/* `count` bytes of the first packet have been taken; all: it goes. */
static void take(struct unix_socket *socket, struct unix_packet *packet, size_t count,
                 bool all)
{
	lock_acquire(&unix_lock);
	if (all) {
		socket->first = packet->next;
		socket->packets--;
		socket->queued -= packet->accounted;
	} else {
		unix_packet_drop(packet, count);
		packet->accounted -= count;
		socket->queued -= count;
	}
	watch_tell(&socket->watches, POLLOUT); /* who waits to send to it */
	if (socket->peer)
		watch_tell(&socket->peer->watches, POLLOUT);
	for (struct unix_socket *sender = socket->senders; sender;
	     sender = sender->senders_next)
		watch_tell(&sender->watches, POLLOUT);
	lock_release(&unix_lock);
	if (all)
		unix_packet_free(packet);
}

static void put_address(struct message *message, const struct unix_packet *packet)
{
	if (packet->from)
		message->address = packet->from->address;
	else
		message->address.size = 0;
}

static void put_control(const struct receiving *receiving, struct unix_packet *packet)
{
	unix_control_out(receiving->message, packet, !receiving->peeks,
	                 receiving->socket->socket.passes_credentials);
}

static bool same(const struct unix_credentials *a, const struct unix_credentials *b)
{
	return a->process == b->process && a->user == b->user && a->group == b->group;
}

/* Bytes of this packet belong behind those of the first: the same sender, no files. */
static bool continues(const struct receiving *receiving, const struct unix_packet *packet,
                      const struct unix_credentials *credentials)
{
	if (packet->file_count)
		return false;
	return !receiving->socket->socket.passes_credentials ||
	       same(&packet->credentials, credentials);
}

/* The next packet behind what was peeked at; without that the first is the next. */
static struct unix_packet *next_packet(const struct receiving *receiving,
                                       struct unix_packet *peeked)
{
	struct unix_socket *socket = receiving->socket;

	lock_acquire(&unix_lock);
	struct unix_packet *packet = peeked ? peeked->next : socket->first;
	lock_release(&unix_lock);
	return packet;
}

static long receive_stream(struct receiving *receiving)
{
	struct message *message = receiving->message;
	struct unix_credentials credentials = {0};
	struct unix_packet *packet, *peeked = NULL;
	bool files = false;
	long done = 0;
	int error;

	while (message->transfer.left) {
		packet = done ? next_packet(receiving, peeked) : NULL;
		if (!packet && done &&
		    (receiving->peeks || !(message->flags & MSG_WAITALL)))
			break;
		if (!packet)
			packet = wait_for_packet(receiving, &error);
		if (!packet)
			return done ? done : error;
		if (done && !continues(receiving, packet, &credentials))
			break;
		long count = unix_packet_out(packet, &message->transfer);
		if (count < 0)
			return done ? done : count;
		if (!done) {
			credentials = packet->credentials;
			put_address(message, packet);
			files = packet->file_count;
			put_control(receiving, packet);
		}
		done += count;
		if (receiving->peeks)
			peeked = packet;
		else
			take(receiving->socket, packet, (size_t)count,
			     (size_t)count == packet->size);
		if (files)
			break;
	}
	return done;
}

static long receive_packet(struct receiving *receiving)
{
	struct message *message = receiving->message;
	int error;
	struct unix_packet *packet = wait_for_packet(receiving, &error);

	if (!packet)
		return error;
	long count = unix_packet_out(packet, &message->transfer);
	if (count < 0)
		return count;
	if ((size_t)count < packet->size) {
		message->flags_out |= MSG_TRUNC;
		if (message->flags & MSG_TRUNC)
			count = (long)packet->size;
	}
	put_address(message, packet);
	put_control(receiving, packet);
	if (!receiving->peeks)
		take(receiving->socket, packet, 0, true);
	return count;
}

long unix_receive(struct socket *base, struct message *message)
{
	struct unix_socket *socket = (struct unix_socket *)base;
	struct receiving receiving = {.socket = socket,
	                              .message = message,
	                              .deadline = socket_deadline(base->receive_timeout),
	                              .peeks = message->flags & MSG_PEEK,
	                              .waits = socket_waits(base, message->flags)};

	if (message->flags & MSG_OOB)
		return -EOPNOTSUPP;
	mutex_acquire(&socket->reading);
	long result = is_stream(socket) ? receive_stream(&receiving)
	                                : receive_packet(&receiving);
	mutex_release(&socket->reading);
	return result;
}
