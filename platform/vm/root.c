/* SPDX-License-Identifier: ISC */
/* platform_root: what was loaded with the image. One that wasn't is missed. */
#include "platform/root.h"
#include "vm.h"

const void *vm_root(size_t *size)
{
	static const char why[] = "samara: the image's root is too large to be loaded\n";

	if (root_header()->p_type == IMAGE_ROOT_HEADER) {
		vm_console_write(2, why, sizeof why - 1);
		vm_exit(1);
	}
	return root_segment(size);
}
