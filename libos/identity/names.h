/* SPDX-License-Identifier: ISC */
/*
 * The system's names, as uname(2) tells them.
 */
#ifndef LIBOS_IDENTITY_NAMES_H
#define LIBOS_IDENTITY_NAMES_H

#include "identity/credentials.h"
#include <linux/utsname.h>

extern struct new_utsname names __attribute__((visibility("hidden"))); /* identity_lock */

#endif
