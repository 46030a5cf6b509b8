/* SPDX-License-Identifier: ISC */
/*
 * The processors' state, and the first thread.
 */
#include "sched/cpu.h"

static struct thread first = {.id = 1};
struct cpu cpus[CPUS_MAX] = {{.thread = &first}};
