/* SPDX-License-Identifier: ISC */
/*
 * struct msghdr, and control messages on their way back (cmsg(3)).
 */
#include "net/socket.h"

struct control_header { /* struct cmsghdr */
	size_t size;    /* with this */
	int level, type;
};

int message_begin(struct message *message, const struct message_header *header,
                  bool receiving)
{
	int name_size = header->name ? header->name_size : 0, result;

	if (name_size < 0)
		return -EINVAL;
	if ((size_t)name_size > sizeof message->address.bytes)
		name_size = sizeof message->address.bytes;
	if (header->count > VECTOR_MAX)
		return -EMSGSIZE;
	*message = (struct message){.control = header->control,
	                            .control_size =
	                                    header->control ? header->control_size : 0,
	                            .address_wanted = receiving && header->name};
	result = transfer_begin(&message->transfer, header->vector, (long)header->count);
	if (!result && !receiving && name_size)
		result = address_in(&message->address, header->name, name_size);
	return result;
}

void control_put(struct message *message, int level, int type, const void *data,
                 size_t size)
{
	size_t room = message->control_size - message->control_used;
	struct control_header header = {sizeof header + size, level, type};
	char *to = message->control + message->control_used;

	if (!message->control || room < sizeof header) {
		message->flags_out |= MSG_CTRUNC;
		return;
	}
	if (room < header.size) {
		message->flags_out |= MSG_CTRUNC;
		header.size = room;
	}
	if (copy_out(to, &header, sizeof header) ||
	    copy_out(to + sizeof header, data, header.size - sizeof header))
		return;
	size_t padded = (header.size + 7) & -8ul;
	message->control_used += padded < room ? padded : room;
}
