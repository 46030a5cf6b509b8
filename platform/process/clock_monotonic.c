/* SPDX-License-Identifier: ISC */
/* platform_clock_monotonic. */
#include "process.h"
#include <linux/time.h>

uint64_t process_clock_monotonic(void)
{
	return process_clock(CLOCK_MONOTONIC);
}
