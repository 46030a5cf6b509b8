/* SPDX-License-Identifier: ISC */
/*
 * /dev/zero (zero(4)). No lock.
 */
#include "device.h"
#include "fs/stat.h"
#include "mem/clear.h"
#include "sched/wait.h"

#define PIECE (256ul << 10) /* bytes between looks for what else is to be done */

/* Zeros to where the program's bytes are now; how many. */
static size_t clear_here(struct transfer *transfer)
{
	size_t size = transfer->here < transfer->left ? transfer->here : transfer->left;

	if (size > PIECE)
		size = PIECE;
	size -= clear_bytes(transfer->at, size);
	transfer->at += size;
	transfer->here -= size;
	transfer->left -= size;
	return size;
}

long zero_read(struct file *file, struct transfer *transfer)
{
	size_t all = transfer->left;
	long n = 0;

	do {
		/* also goes to the next entry of the vector */
		n = transfer_out(transfer, "", 1);
		if (n > 0)
			clear_here(transfer);
	} while (n > 0 && transfer->left && !call_pause());
	return all == transfer->left ? n : (long)(all - transfer->left);
}

static long zero_write(struct file *file, struct transfer *transfer)
{
	return (long)transfer->left;
}

/* It is anonymous memory (mem/mapping.h). */
static int zero_map(struct file *file, struct mapping *mapping)
{
	return 0;
}

const struct file_operations zero_operations = {
        .read = zero_read,
        .write = zero_write,
        .seek = device_seek,
        .map = zero_map,
        .status = tree_status,
        .release = device_file_release,
};
