/* SPDX-License-Identifier: ISC */
/* platform_console_control: no line handling happens below the libos here. */
#include "vm.h"
#include <errno.h>

int vm_console_control(int stream, unsigned long request, void *argument)
{
	return -ENOTTY;
}
