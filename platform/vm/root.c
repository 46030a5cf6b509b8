/* SPDX-License-Identifier: ISC */
/*
 * platform_root: a segment of the image, or else what the monitor has loaded beside it.
 * One that should be there and isn't is missed.
 */
#include "platform/root.h"
#include "vm.h"

const void *vm_root(size_t *size)
{
	static const char why[] = "samara: the image's root wasn't loaded with it\n";

	VM_USES(module);
	if (root_segment(size))
		return root_segment(size);
	*size = (size_t)vm_gate1(GATE_MODULE, 1);
	if (!*size && root_header()->p_type == IMAGE_ROOT_HEADER) {
		vm_console_write(2, why, sizeof why - 1);
		vm_exit(1);
	}
	return *size ? (const void *)vm_gate1(GATE_MODULE, 0) : NULL;
}
