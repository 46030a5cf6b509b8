/* SPDX-License-Identifier: ISC */
/* Interrupt controllers, what boot.c, trap.c and clock.c need beyond core.h. */
#ifndef CORE_INTERRUPT_H
#define CORE_INTERRUPT_H

#include "core.h"

void interrupts_begin(void); /* local APIC on, both 8259 silent */
void interrupt(
        unsigned vector); /* one has arrived: its handler, and the acknowledgement */

/* Have `handler(argument)` called for a vector that has none. */
void interrupt_handle(int vector, void (*handler)(void *), void *argument);

/* The local APIC's timer: one shot, `count` of its ticks from now (0 stops it). */
void timer_start(uint32_t count);
uint32_t timer_left(void);
void timer_deadline(
        uint64_t tsc); /* the same by time stamp counter, where the processor can */

#endif
