/* SPDX-License-Identifier: ISC */
/*
 * Limits of a file's size (size.h): RLIMIT_FSIZE where a program can set it.
 */
#include "fs/size.h"
#include "identity/limit.h"
#include "signal/signal.h"

#define SIGXFSZ 25

static uint64_t limit(void)
{
	uint64_t soft = limit_get(RLIMIT_FSIZE);

	return soft < SIZE_LARGEST ? soft : SIZE_LARGEST;
}

static int too_large(void)
{
	if (limit_get(RLIMIT_FSIZE) < SIZE_LARGEST)
		signal_raise(SIGXFSZ);
	return -EFBIG;
}

int size_permit(uint64_t size)
{
	return size <= limit() ? 0 : too_large();
}

long size_permit_write(uint64_t position, size_t count)
{
	uint64_t most = limit();

	if (!count)
		return 0;
	if (position >= most)
		return too_large();
	return (long)(count <= most - position ? count : most - position);
}
