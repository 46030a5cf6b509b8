/* SPDX-License-Identifier: ISC */
/*
 * System calls on files that even the smallest programs have. They may sleep, but for
 * those on the console; where a program has no other files it needs no stack in the libos
 * for them, and call_blocking() (sched/wait.h) isn't linked.
 */
#ifndef LIBOS_FS_CALL_H
#define LIBOS_FS_CALL_H

#include "libos.h"

#pragma GCC visibility push(hidden)

long call_file(long (*body)(void *), void *arguments);

#pragma GCC visibility pop
#endif
