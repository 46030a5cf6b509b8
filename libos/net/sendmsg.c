/* SPDX-License-Identifier: ISC */
/*
 * sendto(2), sendmsg(2), sendmmsg(2).
 */
#include "net/socket.h"
#include "signal/signal.h"
#include "syscalls.h"

struct call {
	int number;
	unsigned flags;
	struct message_header *header; /* the program's */
	struct message_header own;     /* sendto's */
	unsigned count;                /* sendmmsg's */
	unsigned done;
};

static long send(struct socket *socket, const struct message_header *header,
                 unsigned flags)
{
	struct message message;
	long result = message_begin(&message, header, false);

	if (result)
		return result;
	message.flags = flags;
	result = socket->operations->send(socket, &message);
	if (result == -EPIPE && socket->type != SOCKET_DATAGRAM &&
	    !(flags & MSG_NOSIGNAL))
		signal_raise(SIGPIPE);
	return result;
}

static long send_one(struct socket *socket, const struct call *call)
{
	struct message_header header = call->own;

	if (call->header && copy_in(&header, call->header, sizeof header))
		return -EFAULT;
	return send(socket, &header, call->flags);
}

static long with_socket(struct call *call, long (*body)(struct socket *, struct call *))
{
	int error;
	struct socket *socket = socket_get(call->number, &error);

	if (!socket)
		return error;
	long result = body(socket, call);
	file_put(&socket->file);
	return result;
}

static long one(struct socket *socket, struct call *call)
{
	return send_one(socket, call);
}

static long run_one(void *call)
{
	return with_socket(call, one);
}

/* full */
long sys_sendto(int number, const void *bytes, size_t size, unsigned flags,
                const void *address, int address_size)
{
	struct iovec vector = {(void *)(uintptr_t)bytes, size};
	struct call call = {.number = number,
	                    .flags = flags,
	                    .own = {.name = (void *)(uintptr_t)address,
	                            .name_size = address_size,
	                            .vector = &vector,
	                            .count = 1}};

	if (address && (address_size < 0 || address_size > 128))
		return -EINVAL;
	return call_blocking(run_one, &call);
}

/* full */
long sys_sendmsg(int number, void *header, unsigned flags)
{
	struct call call = {.number = number, .flags = flags, .header = header};

	return header ? call_blocking(run_one, &call) : -EFAULT;
}

/* struct mmsghdr */
struct many {
	struct message_header header;
	unsigned length;
	unsigned padding;
};

static long many(struct socket *socket, struct call *call)
{
	struct many *all = (struct many *)call->header;
	long result = 0;

	for (; call->done < call->count; call->done++) {
		struct call one_call = *call;
		unsigned length;
		one_call.header = &all[call->done].header;
		result = send_one(socket, &one_call);
		if (result < 0)
			break;
		length = (unsigned)result;
		if (copy_out(&all[call->done].length, &length, sizeof length)) {
			result = -EFAULT;
			break;
		}
	}
	return call->done ? call->done : result;
}

static long run_many(void *call)
{
	return with_socket(call, many);
}

/* full */
long sys_sendmmsg(int number, void *headers, unsigned count, unsigned flags)
{
	struct call call = {.number = number,
	                    .flags = flags,
	                    .header = headers,
	                    .count = count < VECTOR_MAX ? count : VECTOR_MAX};

	return call_blocking(run_many, &call);
}
