/* SPDX-License-Identifier: ISC */
/* The events that ring 3 can wait for. */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include <stdint.h>

/* Sleep until one of `events` is pending or the clock reaches `deadline` (ns). Returns
 * the pending ones of `events`, and clears them; 0 at the deadline. */
long event_wait(unsigned events, uint64_t deadline);

#endif
