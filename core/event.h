/* SPDX-License-Identifier: ISC */
/* The events that ring 3 can wait for. */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "trap.h"
#include <stdint.h>

/* Sleep until one of `events` is pending or the clock reaches `deadline` (ns). Returns
 * the pending ones of `events`, and clears them; 0 at the deadline. */
long event_wait(unsigned events, uint64_t deadline);

/* The pending ones of `events`, which aren't pending then. */
unsigned event_take(unsigned events);

/* interrupting.c: from now on these interrupt ring 3, too. */
void event_interrupting(unsigned events);

/* Where ring 3 goes on, which has been interrupted, or goes on after a call that may have
 * slept: there as before, or, if there are such events, by an upcall. `frame` has all its
 * registers. In an image where no event interrupts it does nothing. */
void event_upcall(struct trap_frame *frame);

#endif
