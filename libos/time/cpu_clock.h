/* SPDX-License-Identifier: ISC */
/*
 * Processor time: how long each thread has run.
 */
#ifndef LIBOS_TIME_CPU_CLOCK_H
#define LIBOS_TIME_CPU_CLOCK_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* Linked where somebody asks for processor time. The scheduler calls them inside: this CPU goes
 * over from one thread to another (NULL: idle); a thread ends, under threads_lock. */
void cpu_time_switch(struct thread *from, struct thread *to) WEAK;
void cpu_time_end(struct thread *thread) WEAK;

#pragma GCC visibility pop
#endif
