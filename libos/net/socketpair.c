/* SPDX-License-Identifier: ISC */
/*
 * socketpair(2).
 */
#include "net/socket.h"
#include "syscalls.h"

struct call {
	int family, type, protocol;
	int *to;
};

static long install(struct socket *pair[2], bool close_on_exec, int *to)
{
	int number[2];

	number[0] = file_install(&pair[0]->file, close_on_exec);
	if (number[0] < 0) {
		file_put(&pair[1]->file);
		return number[0];
	}
	number[1] = file_install(&pair[1]->file, close_on_exec);
	if (number[1] >= 0 && !copy_out(to, number, sizeof number))
		return 0;
	sys_close(number[0]);
	if (number[1] < 0)
		return number[1];
	sys_close(number[1]);
	return -EFAULT;
}

static long make(void *argument)
{
	const struct call *call = argument;
	struct socket *pair[2];
	int result = unix_pair(call->type & SOCKET_TYPE, pair);

	if (result)
		return result;
	for (int i = 0; i < 2; i++)
		pair[i]->file.flags |= socket_flags(call->type);
	return install(pair, call->type & O_CLOEXEC, call->to);
}

/* full */
long sys_socketpair(int family, int type, int protocol, int *to)
{
	struct call call = {family, type, protocol, to};

	if (type & ~(SOCKET_TYPE | O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	if (family != FAMILY_UNIX)
		return family == 2 || family == 10 ? -EOPNOTSUPP : -EAFNOSUPPORT;
	if (protocol && protocol != FAMILY_UNIX)
		return -EPROTONOSUPPORT;
	return call_blocking(make, &call);
}
