/* SPDX-License-Identifier: ISC */
/*
 * /dev/random and /dev/urandom (random(4)): the same generator, which never waits. What
 * is written there is mixed in; it counts as nothing. No lock of its own.
 */
#include "random/random.h"
#include "device.h"
#include "fs/stat.h"
#include "identity/capable.h"
#include "random/chacha20.h"
#include <asm/poll.h>
#include <linux/random.h>

#define ENTROPY 256 /* bits, as Linux says once its generator has begun */

static long random_read(struct file *file, struct transfer *transfer)
{
	uint8_t bytes[256];
	long done = 0, n = 0;

	while (transfer->left) {
		size_t size =
		        transfer->left < sizeof bytes ? transfer->left : sizeof bytes;
		random_bytes(bytes, size);
		n = transfer_out(transfer, bytes, size);
		if (n <= 0)
			break;
		done += n;
	}
	memset(bytes, 0, sizeof bytes);
	return done ? done : n;
}

static long random_write(struct file *file, struct transfer *transfer)
{
	uint8_t bytes[CHACHA20_KEY];
	long done = 0, n = 0;

	while (transfer->left) {
		n = transfer_in(transfer, bytes, sizeof bytes);
		if (n <= 0)
			break;
		random_mix(bytes, (size_t)n);
		done += n;
	}
	return done ? done : n;
}

static unsigned random_poll(struct file *file)
{
	return POLLIN | POLLRDNORM;
}

/* RNDADDENTROPY: a count of bits, a count of bytes, and those. */
static long add_entropy(const int *argument)
{
	struct iovec bytes = {(void *)(uintptr_t)(argument + 2), 0};
	struct transfer transfer;
	int head[2];

	if (copy_in(head, argument, sizeof head))
		return -EFAULT;
	if (head[0] < 0 || head[1] < 0)
		return -EINVAL;
	bytes.iov_len = (size_t)head[1];
	transfer = (struct transfer){
	        .at = bytes.iov_base, .here = bytes.iov_len, .left = bytes.iov_len};
	long n = random_write(NULL, &transfer);
	return n < 0 ? n : n == head[1] ? 0 : -EINVAL;
}

static long random_control(struct file *file, unsigned long request, void *argument)
{
	int count = ENTROPY;

	if (request == RNDGETENTCNT)
		return copy_out(argument, &count, sizeof count);
	if (request != RNDADDTOENTCNT && request != RNDADDENTROPY &&
	    request != RNDZAPENTCNT && request != RNDCLEARPOOL &&
	    request != RNDRESEEDCRNG)
		return -EINVAL;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (request == RNDADDENTROPY)
		return add_entropy(argument);
	if (request != RNDADDTOENTCNT)
		return 0;
	if (copy_in(&count, argument, sizeof count))
		return -EFAULT;
	return count < 0 ? -EINVAL : 0;
}

const struct file_operations random_operations = {
        .read = random_read,
        .write = random_write,
        .control = random_control,
        .poll = random_poll,
        .seek = device_seek,
        .status = tree_status,
        .release = device_file_release,
};

/* Linux's can't be polled. */
const struct file_operations urandom_operations = {
        .read = random_read,
        .write = random_write,
        .control = random_control,
        .seek = device_seek,
        .status = tree_status,
        .release = device_file_release,
};
