/* SPDX-License-Identifier: ISC */
/*
 * getsockopt(2), setsockopt(2): those of SOL_SOCKET that all families share are kept
 * here; a family may see to any of them itself.
 */
#include "identity/capable.h"
#include "net/socket.h"
#include "syscalls.h"
#include "time/clock.h"
#include <asm/socket.h>

#define OPTION_LONGEST 128

/* As Linux has them; what a program asks for is doubled. */
#define SEND_LEAST    4608u
#define RECEIVE_LEAST 2304u
#define BUFFER_MOST   212992u /* net.core.wmem_max, before it is doubled */

struct call {
	int number, level, name;
	void *value;
	int size;
	int *size_out;
};

static unsigned buffer_size(int wanted, unsigned least, bool forced)
{
	unsigned size = wanted < 0 ? 0 : (unsigned)wanted;

	if (size > BUFFER_MOST && !forced)
		size = BUFFER_MOST;
	if (size > INT32_MAX / 2)
		size = INT32_MAX / 2;
	return 2 * size > least ? 2 * size : least;
}

static int set_timeout(uint64_t *to, const void *value, unsigned size)
{
	struct __kernel_old_timeval time;

	if (size < sizeof time)
		return -EINVAL;
	memcpy(&time, value, sizeof time);
	if (time.tv_usec < 0 || time.tv_usec >= 1000000)
		return -EDOM;
	if (time.tv_sec < 0)
		*to = 1; /* Linux: no waiting at all */
	else if ((uint64_t)time.tv_sec > UINT64_MAX / SECOND - 1)
		*to = 0;
	else
		*to = (uint64_t)time.tv_sec * SECOND +
		      (uint64_t)time.tv_usec * MICROSECOND;
	return 0;
}

static int set_linger(struct socket *socket, const int *value, unsigned size)
{
	if (size < 2 * sizeof *value)
		return -EINVAL;
	socket->linger = (unsigned)value[1] << 1 | (value[0] != 0);
	return 0;
}

static int set_own(struct socket *socket, int name, const int *value, unsigned size)
{
	switch (name) {
	case SO_RCVTIMEO_OLD:
		return set_timeout(&socket->receive_timeout, value, size);
	case SO_SNDTIMEO_OLD:
		return set_timeout(&socket->send_timeout, value, size);
	case SO_LINGER:
		return set_linger(socket, value, size);
	}
	if (size < sizeof *value)
		return -EINVAL;
	switch (name) {
	case SO_REUSEADDR:
		socket->reuses = *value;
		return 0;
	case SO_KEEPALIVE:
		socket->keeps_alive = *value;
		return 0;
	case SO_BROADCAST:
		socket->broadcasts = *value;
		return 0;
	case SO_PASSCRED:
		socket->passes_credentials = *value;
		return 0;
	case SO_SNDBUF:
		socket->send_size = buffer_size(*value, SEND_LEAST, false);
		return 0;
	case SO_RCVBUF:
		socket->receive_size = buffer_size(*value, RECEIVE_LEAST, false);
		return 0;
	case SO_SNDBUFFORCE:
	case SO_RCVBUFFORCE:
		if (!capable(CAP_NET_ADMIN))
			return -EPERM;
		if (name == SO_SNDBUFFORCE)
			socket->send_size = buffer_size(*value, SEND_LEAST, true);
		else
			socket->receive_size = buffer_size(*value, RECEIVE_LEAST, true);
		return 0;
	case SO_DONTROUTE:
	case SO_OOBINLINE:
	case SO_PRIORITY:
	case SO_RCVLOWAT:
	case SO_REUSEPORT:
	case SO_TIMESTAMP_OLD:
	case SO_TIMESTAMPNS_OLD:
	case SO_NO_CHECK:
	case SO_DEBUG:
		return 0;
	case SO_TYPE:
	case SO_PROTOCOL:
	case SO_DOMAIN:
	case SO_ERROR:
		return -ENOPROTOOPT;
	}
	return -ENOPROTOOPT;
}

static long set(struct socket *socket, const struct call *call)
{
	long value[OPTION_LONGEST / sizeof(long)] = {0};
	unsigned size = (unsigned)call->size;
	int result = -ENOPROTOOPT;

	if (call->size < 0)
		return -EINVAL;
	if (size > sizeof value)
		size = sizeof value;
	if (copy_in(value, call->value, size))
		return -EFAULT;
	if (socket->operations->option_set)
		result = socket->operations->option_set(socket, call->level, call->name,
		                                        value, size);
	if (result != -ENOPROTOOPT)
		return result;
	return call->level == SOL_SOCKET
	               ? set_own(socket, call->name, (const int *)value, size)
	               : -EOPNOTSUPP;
}

static int take_error(struct socket *socket)
{
	return __atomic_exchange_n(&socket->error, 0, __ATOMIC_RELAXED);
}

static int get_number(struct socket *socket, int name, int *value)
{
	switch (name) {
	case SO_TYPE:
		*value = socket->type;
		return 0;
	case SO_DOMAIN:
		*value = socket->family;
		return 0;
	case SO_PROTOCOL:
		*value = socket->protocol;
		return 0;
	case SO_ERROR:
		*value = take_error(socket);
		return 0;
	case SO_ACCEPTCONN:
		*value = socket->listens;
		return 0;
	case SO_REUSEADDR:
		*value = socket->reuses;
		return 0;
	case SO_KEEPALIVE:
		*value = socket->keeps_alive;
		return 0;
	case SO_BROADCAST:
		*value = socket->broadcasts;
		return 0;
	case SO_PASSCRED:
		*value = socket->passes_credentials;
		return 0;
	case SO_SNDBUF:
		*value = (int)socket->send_size;
		return 0;
	case SO_RCVBUF:
		*value = (int)socket->receive_size;
		return 0;
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		*value = 1;
		return 0;
	case SO_REUSEPORT:
	case SO_DONTROUTE:
	case SO_OOBINLINE:
	case SO_PRIORITY:
	case SO_TIMESTAMP_OLD:
	case SO_TIMESTAMPNS_OLD:
	case SO_DEBUG:
		*value = 0;
		return 0;
	}
	return -ENOPROTOOPT;
}

static int get_own(struct socket *socket, int name, long *value, unsigned *size)
{
	uint64_t time =
	        name == SO_RCVTIMEO_OLD ? socket->receive_timeout : socket->send_timeout;

	if (name == SO_RCVTIMEO_OLD || name == SO_SNDTIMEO_OLD) {
		value[0] = (long)(time / SECOND);
		value[1] = (long)(time % SECOND / MICROSECOND);
		*size = 2 * sizeof *value;
		return 0;
	}
	if (name == SO_LINGER) {
		((int *)value)[0] = socket->linger & 1;
		((int *)value)[1] = (int)(socket->linger >> 1);
		*size = 2 * sizeof(int);
		return 0;
	}
	*size = sizeof(int);
	return get_number(socket, name, (int *)value);
}

static long get(struct socket *socket, const struct call *call)
{
	long value[OPTION_LONGEST / sizeof(long)] = {0};
	unsigned size = sizeof value;
	int room, result = -ENOPROTOOPT;

	if (copy_in(&room, call->size_out, sizeof room))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	if (socket->operations->option_get)
		result = socket->operations->option_get(socket, call->level, call->name,
		                                        value, &size);
	if (result == -ENOPROTOOPT)
		result = call->level == SOL_SOCKET
		                 ? get_own(socket, call->name, value, &size)
		                 : -EOPNOTSUPP;
	if (result)
		return result;
	if (size > (unsigned)room)
		size = (unsigned)room;
	if (copy_out(call->value, value, size))
		return -EFAULT;
	return copy_out(call->size_out, &size, sizeof size);
}

static long with_socket(const struct call *call,
                        long (*body)(struct socket *, const struct call *))
{
	int error;
	struct socket *socket = socket_get(call->number, &error);

	if (!socket)
		return error;
	long result = body(socket, call);
	file_put(&socket->file);
	return result;
}

static long run_set(void *call)
{
	return with_socket(call, set);
}

static long run_get(void *call)
{
	return with_socket(call, get);
}

/* partial: the options of AF_UNIX, and of SOL_SOCKET those without the network's; others
 * are -ENOPROTOOPT */
long sys_setsockopt(int number, int level, int name, const void *value, int size)
{
	struct call call = {number, level, name, (void *)(uintptr_t)value, size, NULL};

	return call_blocking(run_set, &call);
}

/* partial: as setsockopt */
long sys_getsockopt(int number, int level, int name, void *value, int *size)
{
	struct call call = {number, level, name, value, 0, size};

	return call_blocking(run_get, &call);
}
