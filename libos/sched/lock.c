/* SPDX-License-Identifier: ISC */
/*
 * A lock that is taken. Where several CPUs can run, one of them will release it
 * (lock_spin.c, which comes with starting them).
 */
#include "sched/lock.h"
#include "sched/cpu_start.h"

void lock_wait(struct lock *lock)
{
	if (!lock_spin)
		panic("lock: taken twice");
	lock_spin(lock);
}
