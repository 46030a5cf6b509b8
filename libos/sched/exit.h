/* SPDX-License-Identifier: ISC */
/*
 * The end of a thread.
 */
#ifndef LIBOS_SCHED_EXIT_H
#define LIBOS_SCHED_EXIT_H

#include "sched/thread.h"

#pragma GCC visibility push(hidden)

/* exit.c; linked where threads can be made. `status` counts when it was the last one. */
_Noreturn void thread_exit(int status) WEAK;

/* What others have to do for a thread that ends, called inside, on its libos stack. */
void robust_list_end(struct thread *thread) WEAK; /* robust.c */

#pragma GCC visibility pop
#endif
