/* SPDX-License-Identifier: ISC */
/*
 * Transfers: the program's side of a read or a write, one buffer or many. The vector's
 * entries are read from the program one at a time, as they are reached.
 */
#include "file.h"

/* Take the next entry. */
static int advance(struct transfer *transfer)
{
	struct iovec entry;

	if (copy_in(&entry, transfer->vector, sizeof entry))
		return -EFAULT;
	transfer->vector++;
	transfer->at = entry.iov_base;
	transfer->here = entry.iov_len < transfer->left ? entry.iov_len : transfer->left;
	return 0;
}

/* Begin with readv's and writev's arguments. -EINVAL: too many entries or too long in
 * all. */
int transfer_begin(struct transfer *transfer, const struct iovec *vector, long count)
{
	size_t total = 0;

	if (count < 0 || count > VECTOR_MAX)
		return -EINVAL;
	for (long i = 0; i < count; i++) {
		size_t length;
		if (copy_in(&length, &vector[i].iov_len, sizeof length))
			return -EFAULT;
		if (length > INT64_MAX - total)
			return -EINVAL;
		total += length;
	}
	if (total > TRANSFER_MAX)
		total = TRANSFER_MAX;
	transfer->vector = vector; /* one by one: that is faster here */
	transfer->count = 0;
	transfer->at = NULL;
	transfer->here = 0;
	transfer->left = total;
	transfer->position = 0;
	transfer->flags = 0;
	return 0;
}

/* The next bytes between the program and `bytes`, at most `size`; how many, or -EFAULT.
 */
static long transfer_bytes(struct transfer *transfer, char *bytes, size_t size, bool in)
{
	size_t done = 0;

	while (done < size && transfer->left) {
		if (!transfer->here && advance(transfer))
			break;
		size_t n = size - done < transfer->here ? size - done : transfer->here;
		size_t missing = in ? copy_bytes(bytes + done, transfer->at, n)
		                    : copy_bytes(transfer->at, bytes + done, n);
		n -= missing;
		done += n;
		transfer->at += n;
		transfer->here -= n;
		transfer->left -= n;
		if (missing)
			break;
	}
	return done || !size || !transfer->left ? (long)done : -EFAULT;
}

long transfer_in(struct transfer *transfer, void *to, size_t size)
{
	return transfer_bytes(transfer, to, size, true);
}

long transfer_out(struct transfer *transfer, const void *from, size_t size)
{
	return transfer_bytes(transfer, (char *)(uintptr_t)from, size, false);
}
