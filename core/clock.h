/* SPDX-License-Identifier: ISC */
/* The clock and its alarm. Times are monotonic nanoseconds. */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include "core.h"

void clock_begin(void);
const void *
clock_page(void);        /* struct gate_clock, alone on its page, for ring 3 to read */
long clock_update(void); /* GATE_CLOCK: have a rate, the best so far */
uint64_t clock_now(void);
uint64_t clock_wall(void); /* wall clock minus clock_now() */
bool clock_alarm(
        uint64_t deadline); /* interrupt at the deadline, or earlier; false: it's over */

#endif
