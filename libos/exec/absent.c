/* SPDX-License-Identifier: ISC */
/*
 * System calls that aren't implemented: named in the log once, then -ENOSYS. The build
 * makes an archive member of each such call in syscalls.def that comes here
 * (absent.S.in).
 */
#include "libos.h"

static uint8_t told[SYSTEM_CALLS / 8];

long system_call_absent(unsigned number, const char *name)
{
	uint8_t bit = (uint8_t)(1u << number % 8);

	if (number < SYSTEM_CALLS &&
	    !(__atomic_fetch_or(&told[number / 8], bit, __ATOMIC_RELAXED) & bit))
		log_line("system call %s isn't implemented (-ENOSYS)", name);
	return -ENOSYS;
}
