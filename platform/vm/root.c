/* SPDX-License-Identifier: ISC */
/* platform_root: what was loaded with the image. */
#include "platform/root.h"
#include "vm.h"

const void *vm_root(size_t *size)
{
	return root_segment(size);
}
