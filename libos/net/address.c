/* SPDX-License-Identifier: ISC */
/*
 * Socket addresses between the program and the libos (socket.h).
 */
#include "net/socket.h"

int address_in(struct address *to, const void *from, int size)
{
	if (size < 0 || (size_t)size > sizeof to->bytes)
		return -EINVAL;
	memset(to, 0, sizeof *to);
	to->size = (unsigned)size;
	return copy_in(to->bytes, from, (size_t)size);
}

int address_out(void *to, int *size, const struct address *from)
{
	int room, whole = (int)from->size;

	if (copy_in(&room, size, sizeof room))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	if (copy_out(to, from->bytes, (size_t)(room < whole ? room : whole)))
		return -EFAULT;
	return copy_out(size, &whole, sizeof whole);
}
