/* SPDX-License-Identifier: ISC */
/*
 * May the process do what capabilities(7) has a name for? Always, in a program without
 * calls that could give a capability up. No lock.
 */
#ifndef LIBOS_IDENTITY_CAPABLE_H
#define LIBOS_IDENTITY_CAPABLE_H

#include "libos.h"
#include <linux/capability.h>

bool capability_held(unsigned capability) __attribute__((visibility("hidden"))) WEAK;

static inline bool capable(unsigned capability)
{
	return !capability_held || capability_held(capability);
}

#endif
