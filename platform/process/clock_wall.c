/* SPDX-License-Identifier: ISC */
/* platform_clock_wall. */
#include "process.h"
#include <linux/time.h>

uint64_t process_clock_wall(void)
{
	return process_clock(CLOCK_REALTIME);
}
