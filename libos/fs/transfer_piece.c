/* SPDX-License-Identifier: ISC */
/*
 * Transfers for those who let the layer below reach the program's bytes itself.
 */
#include "file.h"

/* transfer.c has the same; two callers there would cost every program something. */
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

long transfer_piece(struct transfer *transfer, char **at)
{
	while (transfer->left && !transfer->here)
		if (advance(transfer))
			return -EFAULT;
	size_t size = transfer->left ? transfer->here : 0;
	*at = transfer->at;
	transfer->at += size;
	transfer->here -= size;
	transfer->left -= size;
	return (long)size;
}
