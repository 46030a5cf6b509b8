/* SPDX-License-Identifier: ISC */
/*
 * Setting the wall clock.
 */
#ifndef LIBOS_TIME_CLOCK_SET_H
#define LIBOS_TIME_CLOCK_SET_H

#include "libos.h"

/* timer_create.c: it goes `step` ns further now; timers that wait for a moment of it come
 * that much earlier. */
void wall_timers_move(int64_t step) __attribute__((visibility("hidden"))) WEAK;
/* event/timerfd_create.c: the same for timers that are files. */
void wall_timerfds_move(int64_t step) __attribute__((visibility("hidden"))) WEAK;

#endif
