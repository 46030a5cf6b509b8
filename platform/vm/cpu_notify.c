/* SPDX-License-Identifier: ISC */
/* platform_cpu_notify: there is no other CPU that could be meant. */
#include "vm.h"

void vm_cpu_notify(unsigned cpu)
{
}
