/* SPDX-License-Identifier: ISC */
/* platform_cpu_relax: there is no other CPU to wait for. */
#include "vm.h"

void vm_cpu_relax(void)
{
}
