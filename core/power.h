/* SPDX-License-Identifier: ISC */
/* The end of the machine. */
#ifndef CORE_POWER_H
#define CORE_POWER_H

#include <stdint.h>

#define POWER_STATUS_REFUSED 125 /* as samara run when it doesn't run something */
#define POWER_STATUS_PANIC   134 /* as a process that ended by SIGABRT: 128 + 6 */
#define POWER_STATUS_FAULT   139 /* SIGSEGV: 128 + 11 */

_Noreturn void power_off(uint8_t status);

#endif
