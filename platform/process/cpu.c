/* SPDX-License-Identifier: ISC */
/* What belongs to the CPUs. */
#include "limits.h"
#include "process.h"

struct process_cpu process_cpus[CPUS_MAX];
unsigned process_cpus_started;
