/* SPDX-License-Identifier: ISC */
/*
 * accept(2), accept4(2).
 */
#include "net/socket.h"
#include "syscalls.h"

struct call {
	int number, flags;
	void *to;
	int *size;
};

static long finish(struct socket *accepted, const struct call *call)
{
	struct address address = {0};
	int result = 0;

	if (call->to) {
		accepted->operations->name(accepted, true, &address);
		result = address_out(call->to, call->size, &address);
	}
	if (result) {
		file_put(&accepted->file);
		return result;
	}
	accepted->file.flags |= socket_flags(call->flags);
	return file_install(&accepted->file, call->flags & O_CLOEXEC);
}

static long accept(void *argument)
{
	const struct call *call = argument;
	struct socket *accepted;
	int error;
	struct socket *socket = socket_get(call->number, &error);

	if (!socket)
		return error;
	long result = socket->operations->accept
	                      ? socket->operations->accept(socket, &accepted)
	                      : -EOPNOTSUPP;
	file_put(&socket->file);
	return result ? result : finish(accepted, call);
}

/* full */
long sys_accept4(int number, void *to, int *size, int flags)
{
	struct call call = {number, flags, to, size};

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	return call_blocking(accept, &call);
}

/* full */
long sys_accept(int number, void *to, int *size)
{
	return sys_accept4(number, to, size, 0);
}
