/* SPDX-License-Identifier: ISC */
/*
 * Which memory may be executable (rule R4): none, unless the image's note says that the
 * program compiles at run time (samara cc --jit). Then memory may be writable and
 * executable in turn, and with jit=fault be asked for with both.
 */
#include "space.h"
#include <samara/image.h>

extern const struct image_note image_note;

int space_may_execute(unsigned protection)
{
	unsigned jit = image_note.flags & (IMAGE_JIT_TOGGLE | IMAGE_JIT_FAULT);

	if (!(protection & PLATFORM_EXECUTE))
		return 0;
	if (space_flips(protection))
		jit &= IMAGE_JIT_FAULT;
	return jit ? 0 : -EACCES;
}
