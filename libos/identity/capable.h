/* SPDX-License-Identifier: ISC */
/*
 * May the process do what capabilities(7) has a name for? Always, in a program without
 * calls that could give a capability up. No lock.
 */
#ifndef LIBOS_IDENTITY_CAPABLE_H
#define LIBOS_IDENTITY_CAPABLE_H

#include "libos.h"
#include <linux/capability.h>

#pragma GCC visibility push(hidden)

bool capability_held(unsigned capability) WEAK;
bool user_held_root(void) WEAK;

static inline bool capable(unsigned capability)
{
	return !capability_held || capability_held(capability);
}

/* By the real id. */
static inline bool user_is_root(void)
{
	return !user_held_root || user_held_root();
}

#pragma GCC visibility pop

#endif
