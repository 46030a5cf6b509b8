/* SPDX-License-Identifier: ISC */
/* platform_console_read: the serial port, through the core. */
#include "vm.h"

long vm_console_read(void *buffer, size_t size)
{
	VM_USES(serial_read);
	return vm_gate2(GATE_SERIAL_READ, (uintptr_t)buffer, size);
}
