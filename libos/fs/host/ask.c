/* SPDX-License-Identifier: ISC */
/*
 * Requests to the layer below, and transfers: between the host and where the program's
 * bytes are, without a copy in between. What the host can't reach there, because the page
 * is given only when it is touched, goes through a buffer. No lock.
 */
#include "fs/path.h"
#include "host.h"
#include <linux/limits.h>

#define PIECES 16

long host_ask(struct platform_volume_request *request, unsigned operation, int handle)
{
	request->operation = operation;
	request->handle = handle;
	return platform_volume(request);
}

void host_close(int handle)
{
	struct platform_volume_request request;

	if (handle > 0)
		host_ask(&request, PLATFORM_VOLUME_CLOSE, handle);
}

/* The next pieces of a transfer: how many; -EFAULT. */
static long take_pieces(struct transfer *transfer, struct platform_volume_piece *pieces,
                        size_t *total)
{
	long count = 0, size = 0;

	*total = 0;
	while (count < PIECES) {
		char *at;
		size = transfer_piece(transfer, &at);
		if (size <= 0)
			break;
		pieces[count++] = (struct platform_volume_piece){at, (size_t)size};
		*total += (size_t)size;
	}
	return count ? count : size;
}

/* Leave out the first `size` bytes; the new number of pieces. */
static long pass(struct platform_volume_piece *pieces, long count, size_t size)
{
	long whole = 0;

	while (whole < count && size >= pieces[whole].size)
		size -= pieces[whole++].size;
	if (whole < count) {
		pieces[whole].address = (char *)pieces[whole].address + size;
		pieces[whole].size -= size;
	}
	memmove(pieces, pieces + whole, (size_t)(count - whole) * sizeof *pieces);
	return count - whole;
}

/* The first bytes of the first piece, over a buffer. */
static long ask_copying(struct platform_volume_request *request, unsigned operation,
                        int handle, char *buffer)
{
	const struct platform_volume_piece *first = request->pieces;
	struct platform_volume_piece piece = {buffer, first->size < PATH_MAX ? first->size
	                                                                     : PATH_MAX};
	bool writes = operation == PLATFORM_VOLUME_WRITE_AT;

	if (writes)
		piece.size -= copy_bytes(buffer, first->address, piece.size);
	if (!piece.size)
		return -EFAULT;
	request->pieces = &piece;
	request->size = 1;
	long done = host_ask(request, operation, handle);
	if (done > 0 && !writes) {
		done -= (long)copy_bytes(first->address, buffer, (size_t)done);
		done = done ? done : -EFAULT;
	}
	return done;
}

static long ask_pieces(struct platform_volume_request *request, unsigned operation,
                       int handle, struct platform_volume_piece *pieces, long count)
{
	request->pieces = pieces;
	request->size = (size_t)count;
	long done = host_ask(request, operation, handle);
	if (done != -EFAULT)
		return done;
	char *buffer = path_buffer_take();
	if (!buffer)
		return -ENOMEM;
	request->pieces = pieces;
	done = ask_copying(request, operation, handle, buffer);
	path_buffer_give(buffer);
	return done;
}

/* As many pieces as there is room for. Fewer bytes may mean the end, or a page that can't
 * be reached. From a handle's own position it is one attempt. */
static long transfer_some(struct transfer *transfer, unsigned operation, int handle,
                          unsigned flags, uint64_t size)
{
	struct platform_volume_request request;
	struct platform_volume_piece pieces[PIECES];
	uint64_t position = transfer->position;
	size_t total, done = 0;
	long count = take_pieces(transfer, pieces, &total), n = count;

	while (n > 0 && done < total) {
		request.position = position;
		request.flags = flags;
		n = ask_pieces(&request, operation, handle, pieces, count);
		if (n <= 0)
			break;
		done += (size_t)n;
		if (position == PLATFORM_VOLUME_HERE)
			break;
		count = pass(pieces, count, (size_t)n);
		position += (size_t)n;
		if (operation == PLATFORM_VOLUME_READ_AT && position >= size)
			break;
	}
	transfer->position = position;
	if (done < total)
		transfer_limit(transfer, 0); /* it ends here */
	return done ? (long)done : n;
}

long host_transfer(struct transfer *transfer, unsigned operation, int handle,
                   unsigned flags, uint64_t size)
{
	long done = 0, n = 0;

	while (transfer->left) {
		n = transfer_some(transfer, operation, handle, flags, size);
		if (n <= 0)
			break;
		done += n;
	}
	return done ? done : n;
}
