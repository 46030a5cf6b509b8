/* SPDX-License-Identifier: ISC */
/*
 * What goes with a message (unix(7), "Ancillary messages"): open files and credentials.
 */
#include "fs/descriptor.h"
#include "identity/credentials.h"
#include "mem/heap.h"
#include "net/unix/unix.h"
#include "syscalls.h"
#include <asm/socket.h>

#define SCM_RIGHTS      1
#define SCM_CREDENTIALS 2

#define CONTROL_MOST 20480 /* bytes: Linux's net.core.optmem_max */

extern __typeof__(credentials) credentials WEAK;

struct control_header { /* struct cmsghdr */
	size_t size;
	int level, type;
};

/* ---- on the way in ---- */

static int take_files(struct unix_packet *packet, const char *from, size_t size)
{
	unsigned count = (unsigned)(size / sizeof(int));

	if (packet->file_count + count > UNIX_FILES)
		return -EINVAL;
	if (!count)
		return 0;
	if (packet->files)
		return -EINVAL; /* one list is enough */
	packet->files = heap_allocate(count * sizeof *packet->files);
	if (!packet->files)
		return -ENOMEM;
	packet->file_count = count;
	for (unsigned i = 0; i < count; i++) {
		int number;
		if (copy_in(&number, from + i * sizeof number, sizeof number))
			number = -1;
		packet->files[i] = file_get(number);
		if (packet->files[i])
			continue;
		while (i--)
			file_put(packet->files[i]);
		heap_free(packet->files, count * sizeof *packet->files);
		packet->files = NULL;
		packet->file_count = 0;
		return -EBADF;
	}
	return 0;
}

static bool is_one_of(unsigned id, const struct ids *ids)
{
	return id == ids->real || id == ids->effective || id == ids->saved;
}

static bool may_claim(const struct unix_credentials *claimed)
{
	if (claimed->process != (int)sys_getpid() && !capable(CAP_SYS_ADMIN))
		return false;
	if (!&credentials)
		return true; /* root, for good */
	return (is_one_of(claimed->user, &credentials.user) || capable(CAP_SETUID)) &&
	       (is_one_of(claimed->group, &credentials.group) || capable(CAP_SETGID));
}

static int take_credentials(struct unix_packet *packet, const char *from, size_t size)
{
	struct unix_credentials claimed;

	if (size != sizeof claimed)
		return -EINVAL;
	if (copy_in(&claimed, from, sizeof claimed))
		return -EFAULT;
	if (!may_claim(&claimed))
		return -EPERM;
	packet->credentials = claimed;
	return 0;
}

static int take_one(struct unix_packet *packet, const struct control_header *header,
                    const char *data)
{
	size_t size = header->size - sizeof *header;

	if (header->level != SOL_SOCKET)
		return 0;
	switch (header->type) {
	case SCM_RIGHTS:
		return take_files(packet, data, size);
	case SCM_CREDENTIALS:
		return take_credentials(packet, data, size);
	}
	return -EINVAL;
}

int unix_control_in(struct unix_packet *packet, const struct message *message)
{
	const char *at = message->control;
	size_t left = message->control_size;
	struct control_header header;
	int result = 0;

	if (left > CONTROL_MOST)
		return -ENOBUFS;
	while (!result && left >= sizeof header) {
		if (copy_in(&header, at, sizeof header))
			return -EFAULT;
		if (header.size < sizeof header || header.size > left)
			return -EINVAL;
		result = take_one(packet, &header, at + sizeof header);
		size_t padded = (header.size + 7) & -8ul;
		at += padded;
		left -= padded < left ? padded : left;
	}
	return result;
}

/* ---- on the way out ---- */

/* Descriptors for the files, as many as there is room for; the rest is closed. */
static void put_files(struct message *message, struct unix_packet *packet)
{
	size_t room = message->control_size - message->control_used,
	       head = sizeof(struct control_header);
	unsigned most = 0, count = 0;
	int numbers[UNIX_FILES];

	if (message->control && room > head)
		most = (unsigned)((room - head) / sizeof(int));
	while (count < most && count < packet->file_count) {
		lock_acquire(&descriptor_lock);
		int number = descriptor_allocate(packet->files[count], 0,
		                                 message->flags & MSG_CMSG_CLOEXEC);
		if (number >= 0)
			packet->files[count]->references++;
		lock_release(&descriptor_lock);
		if (number < 0)
			break;
		numbers[count++] = number;
	}
	if (count)
		control_put(message, SOL_SOCKET, SCM_RIGHTS, numbers,
		            count * sizeof(int));
	if (count < packet->file_count)
		message->flags_out |= MSG_CTRUNC;
}

/* They have been given: they don't go with the rest of the packet. */
static void drop_files(struct unix_packet *packet)
{
	for (unsigned i = 0; i < packet->file_count; i++)
		file_put(packet->files[i]);
	heap_free(packet->files, packet->file_count * sizeof *packet->files);
	packet->files = NULL;
	packet->file_count = 0;
}

void unix_control_out(struct message *message, struct unix_packet *packet, bool takes,
                      bool wants_credentials)
{
	if (wants_credentials)
		control_put(message, SOL_SOCKET, SCM_CREDENTIALS, &packet->credentials,
		            sizeof packet->credentials);
	if (!packet->file_count)
		return;
	put_files(message, packet);
	if (takes)
		drop_files(packet);
}
