/* SPDX-License-Identifier: ISC */
/*
 * bind(2), connect(2), listen(2), shutdown(2), getsockname(2), getpeername(2).
 */
#include "net/socket.h"
#include "syscalls.h"

LINKS(unix_names);

struct call {
	int number;
	long (*body)(struct socket *socket, const struct call *call);
	struct address address;
	int value; /* backlog, how, of the peer */
	void *to;
	int *size;
};

static long run(void *argument)
{
	const struct call *call = argument;
	int error;
	struct socket *socket = socket_get(call->number, &error);

	if (!socket)
		return error;
	long result = call->body(socket, call);
	file_put(&socket->file);
	return result;
}

static long with_address(struct call *call, const void *address, int size)
{
	int error;
	struct socket *socket = socket_get(call->number, &error);

	if (!socket)
		return error;
	error = address_in(&call->address, address, size);
	file_put(&socket->file);
	return error ? error : call_blocking(run, call);
}

static long bind(struct socket *socket, const struct call *call)
{
	return socket->operations->bind ? socket->operations->bind(socket, &call->address)
	                                : -EOPNOTSUPP;
}

/* full */
long sys_bind(int number, const void *address, int size)
{
	struct call call = {.number = number, .body = bind};

	return with_address(&call, address, size);
}

static long connect(struct socket *socket, const struct call *call)
{
	return socket->operations->connect
	               ? socket->operations->connect(socket, &call->address)
	               : -EOPNOTSUPP;
}

/* full */
long sys_connect(int number, const void *address, int size)
{
	struct call call = {.number = number, .body = connect};

	return with_address(&call, address, size);
}

static long listen(struct socket *socket, const struct call *call)
{
	return socket->operations->listen
	               ? socket->operations->listen(socket, call->value)
	               : -EOPNOTSUPP;
}

/* full */
long sys_listen(int number, int backlog)
{
	struct call call = {.number = number, .body = listen, .value = backlog};

	return call_blocking(run, &call);
}

static long shutdown(struct socket *socket, const struct call *call)
{
	return socket->operations->shutdown
	               ? socket->operations->shutdown(socket, call->value)
	               : -EOPNOTSUPP;
}

/* full */
long sys_shutdown(int number, int how)
{
	struct call call = {.number = number, .body = shutdown, .value = how};

	return call_blocking(run, &call);
}

static long name(struct socket *socket, const struct call *call)
{
	struct address address = {0};
	int result = socket->operations->name(socket, call->value, &address);

	return result ? result : address_out(call->to, call->size, &address);
}

/* full */
long sys_getsockname(int number, void *to, int *size)
{
	struct call call = {.number = number, .body = name, .to = to, .size = size};

	return call_blocking(run, &call);
}

/* full */
long sys_getpeername(int number, void *to, int *size)
{
	struct call call = {
	        .number = number, .body = name, .value = true, .to = to, .size = size};

	return call_blocking(run, &call);
}
