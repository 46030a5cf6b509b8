/* SPDX-License-Identifier: ISC */
/*
 * Cancellation points (pthreads(7)), for the C library: the next system call of this
 * thread ends with -EINTR in place of sleeping once *word isn't 0. NULL: as usual.
 */
#include "sched/cancel.h"
#include "sched/thread.h"

void cancel_point(const int *word)
{
	thread_this()->cancel = word;
}
