/* SPDX-License-Identifier: ISC */
/*
 * May the process do what capabilities(7) has a name for? Always, in a program without
 * calls that could give a capability up, and its user is root. No lock.
 */
#ifndef LIBOS_IDENTITY_CAPABLE_H
#define LIBOS_IDENTITY_CAPABLE_H

#include "libos.h"
#include <linux/capability.h>

#pragma GCC visibility push(hidden)

bool capability_held(unsigned capability) WEAK;
unsigned user_held(void) WEAK;
bool group_supplementary(uint32_t group) WEAK;    /* getgroups.c: one of the process's */
bool group_nth(unsigned n, uint32_t *group) WEAK; /* false: there are fewer */
bool no_new_privileges_held(void) WEAK;           /* prctl.c */
uint32_t umask_value(void) WEAK;                  /* umask.c */
uint32_t umask_first(void) WEAK;                  /* fs/host/: what it is at the start */

static inline bool capable(unsigned capability)
{
	return !capability_held || capability_held(capability);
}

/* The real user id: getuid(2), for those that don't want to link the ids. */
static inline unsigned user_real(void)
{
	return user_held ? user_held() : 0;
}

#pragma GCC visibility pop

#endif
