/* SPDX-License-Identifier: ISC */
#ifndef LIBOS_SCHED_CANCEL_H
#define LIBOS_SCHED_CANCEL_H

#pragma GCC visibility push(hidden)

void cancel_point(const int *word);

#pragma GCC visibility pop
#endif
