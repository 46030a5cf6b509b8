/* SPDX-License-Identifier: ISC */
/*
 * The end of a program in which the libos takes a lock that it holds (lock.h).
 */
#include "lock.h"

_Noreturn void lock_twice(void)
{
	panic("lock: taken twice");
}
