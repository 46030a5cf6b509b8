/* SPDX-License-Identifier: ISC */
/*
 * The image's root: where the platform has it, opened when the tree is made. One that is
 * damaged is no root: the log says why, and paths give the reader's error. The maker of
 * the tree calls first, with its mutex held; from then on nothing changes.
 */
#include "root.h"
#include "libos.h"

static struct erofs root;
static int error;
static bool begun;

static void begin(void)
{
	size_t size = 0;
	const void *start = platform_root(&size);

	begun = true;
	if (!start)
		return;
	error = erofs_open(&root, start, size);
	if (error)
		log_line("the image's root can't be used: %s", root.problem);
}

const struct erofs *erofs_root(void)
{
	if (!begun)
		begin();
	return root.memory && !error ? &root : NULL;
}

int erofs_root_error(void)
{
	return error;
}
