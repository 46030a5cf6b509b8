/* SPDX-License-Identifier: ISC */
/*
 * /dev/null and /dev/full (null(4), full(4)). No lock.
 */
#include "device.h"
#include "fs/stat.h"

static long null_read(struct file *file, struct transfer *transfer)
{
	return 0;
}

/* What is written isn't looked at. */
static long null_write(struct file *file, struct transfer *transfer)
{
	return (long)transfer->left;
}

static long full_write(struct file *file, struct transfer *transfer)
{
	return -ENOSPC;
}

const struct file_operations null_operations = {
        .read = null_read,
        .write = null_write,
        .seek = device_seek,
        .status = tree_status,
        .release = device_file_release,
};

const struct file_operations full_operations = {
        .read = zero_read,
        .write = full_write,
        .seek = device_seek,
        .status = tree_status,
        .release = device_file_release,
};
