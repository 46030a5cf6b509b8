/* SPDX-License-Identifier: ISC */
/*
 * recvfrom(2), recvmsg(2), recvmmsg(2).
 */
#include "net/socket.h"
#include "syscalls.h"
#include "time/clock.h"

struct call {
	int number;
	unsigned flags;
	struct message_header *header; /* the program's; NULL: recvfrom's */
	struct iovec vector;
	void *name; /* recvfrom's */
	int *name_size;
	unsigned count, done; /* recvmmsg's */
	uint64_t deadline;
};

static long receive(struct socket *socket, const struct message_header *header,
                    unsigned flags, struct message *message)
{
	long result = message_begin(message, header, true);

	if (result)
		return result;
	message->flags = flags;
	return socket->operations->receive(socket, message);
}

static long receive_from(struct socket *socket, const struct call *call)
{
	const struct message_header header = {
	        .name = call->name,
	        .vector = (struct iovec *)(uintptr_t)&call->vector,
	        .count = 1};
	struct message message;
	long result = receive(socket, &header, call->flags, &message);

	if (result >= 0 && call->name &&
	    address_out(call->name, call->name_size, &message.address))
		result = -EFAULT;
	return result;
}

/* What goes back beside the bytes: parts of the program's header. */
static int put_back(struct message_header *to, const struct message_header *was,
                    const struct message *message)
{
	int size = (int)message->address.size;
	int part = size < was->name_size ? size : was->name_size;
	unsigned flags = message->flags_out;

	if (was->name && (copy_out(was->name, message->address.bytes, (size_t)part) ||
	                  copy_out(&to->name_size, &size, sizeof size)))
		return -EFAULT;
	if (copy_out(&to->flags, &flags, sizeof flags))
		return -EFAULT;
	return copy_out(&to->control_size, &message->control_used,
	                sizeof message->control_used);
}

static long receive_one(struct socket *socket, struct message_header *to, unsigned flags)
{
	struct message_header header;
	struct message message;
	long result;

	if (copy_in(&header, to, sizeof header))
		return -EFAULT;
	if (header.name && header.name_size < 0)
		return -EINVAL;
	result = receive(socket, &header, flags, &message);
	if (result >= 0 && put_back(to, &header, &message))
		result = -EFAULT;
	return result;
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
	return call->header ? receive_one(socket, call->header, call->flags)
	                    : receive_from(socket, call);
}

static long run_one(void *call)
{
	return with_socket(call, one);
}

/* full */
long sys_recvfrom(int number, void *bytes, size_t size, unsigned flags, void *name,
                  int *name_size)
{
	struct call call = {.number = number,
	                    .flags = flags,
	                    .vector = {bytes, size},
	                    .name = name,
	                    .name_size = name_size};

	return call_blocking(run_one, &call);
}

/* full */
long sys_recvmsg(int number, void *header, unsigned flags)
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
	unsigned flags = call->flags & ~MSG_WAITFORONE;
	long result = 0;

	for (; call->done < call->count; call->done++) {
		unsigned length;
		result = receive_one(socket, &all[call->done].header, flags);
		if (result < 0)
			break;
		length = (unsigned)result;
		if (copy_out(&all[call->done].length, &length, sizeof length)) {
			result = -EFAULT;
			break;
		}
		if (call->flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		if (platform_clock_monotonic() >= call->deadline) {
			call->done++;
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
long sys_recvmmsg(int number, void *headers, unsigned count, unsigned flags,
                  struct __kernel_timespec *time)
{
	struct call call = {.number = number,
	                    .flags = flags,
	                    .header = headers,
	                    .count = count < VECTOR_MAX ? count : VECTOR_MAX,
	                    .deadline = UINT64_MAX};

	if (time) {
		int result = timespec_in(&call.deadline, time);
		if (result)
			return result;
		call.deadline = deadline_after(call.deadline);
	}
	return call_blocking(run_many, &call);
}
