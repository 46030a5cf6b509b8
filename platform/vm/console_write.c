/* SPDX-License-Identifier: ISC */
/* platform_console_write: the serial port, through the core. */
#include "vm.h"

long vm_console_write(int stream, const void *buffer, size_t size)
{
	VM_USES(serial_write);
	return vm_gate2(GATE_SERIAL_WRITE, (uintptr_t)buffer, size);
}
