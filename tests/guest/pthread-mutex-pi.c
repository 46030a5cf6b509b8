/* SPDX-License-Identifier: ISC */
/*
 * Mutexes that inherit priority: what pthread-mutex.c does, on FUTEX_LOCK_PI.
 */
#define PROTOCOL PTHREAD_PRIO_INHERIT
#include "pthread-mutex.c"
