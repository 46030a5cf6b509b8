/* SPDX-License-Identifier: ISC */
/*
 * Sockets in general (socket.h), and socket(2).
 */
#include "net/socket.h"
#include "sched/mutex.h"
#include "syscalls.h"
#include "time/clock.h"

#define SOCKET_BUFFER 212992 /* Linux's net.core.rmem_default and wmem_default */

void socket_begin(struct socket *socket, const struct file_operations *file,
                  const struct socket_operations *operations, int family, int type,
                  int protocol)
{
	socket->file =
	        (struct file){.operations = file, .references = 1, .flags = O_RDWR};
	socket->operations = operations;
	socket->family = family;
	socket->type = type;
	socket->protocol = protocol;
	socket->receive_size = socket->send_size = SOCKET_BUFFER;
}

unsigned socket_flags(int type)
{
	return (unsigned)type & O_NONBLOCK;
}

bool file_is_socket(const struct file *file)
{
	return file->operations->read == socket_read;
}

struct socket *socket_get(int number, int *error)
{
	struct file *file = file_get(number);

	*error = 0;
	if (file && file_is_socket(file))
		return (struct socket *)file;
	*error = !file || (file->flags & O_PATH) ? -EBADF : -ENOTSOCK;
	if (file)
		file_put(file);
	return NULL;
}

uint64_t socket_deadline(uint64_t timeout)
{
	return timeout ? deadline_after(timeout) : UINT64_MAX;
}

long socket_read(struct file *file, struct transfer *transfer)
{
	struct socket *socket = (struct socket *)file;
	struct message message = {.transfer = *transfer};
	long done = socket->operations->receive(socket, &message);

	*transfer = message.transfer;
	return done;
}

long socket_write(struct file *file, struct transfer *transfer)
{
	struct socket *socket = (struct socket *)file;
	struct message message = {.transfer = *transfer};
	long done = socket->operations->send(socket, &message);

	*transfer = message.transfer;
	return done;
}

struct call {
	int family, type, protocol;
};

static int make(const struct call *call, struct socket **made)
{
	int type = call->type & SOCKET_TYPE;

	if (call->family < 0 || call->family > FAMILY_LAST)
		return -EAFNOSUPPORT;
	if (type < SOCKET_STREAM || type > 10)
		return -EINVAL;
	if (call->family != FAMILY_UNIX)
		return -EAFNOSUPPORT;
	if (call->protocol && call->protocol != FAMILY_UNIX)
		return -EPROTONOSUPPORT;
	return unix_make(type, made);
}

static long socket_new(void *argument)
{
	const struct call *call = argument;
	struct socket *socket;
	int result = make(call, &socket);

	if (result)
		return result;
	socket->file.flags |= socket_flags(call->type);
	return file_install(&socket->file, call->type & O_CLOEXEC);
}

/* partial: AF_UNIX; other families are -EAFNOSUPPORT */
long sys_socket(int family, int type, int protocol)
{
	struct call call = {family, type, protocol};

	if (type & ~(SOCKET_TYPE | O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	return call_blocking(socket_new, &call);
}
