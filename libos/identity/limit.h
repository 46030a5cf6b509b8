/* SPDX-License-Identifier: ISC */
/*
 * Resource limits (getrlimit(2)), for those who keep them. A program that can't change
 * them doesn't link them: it has the values of a fresh process of root's on Linux.
 * No lock: a limit is one word.
 */
#ifndef LIBOS_IDENTITY_LIMIT_H
#define LIBOS_IDENTITY_LIMIT_H

#include "identity/capable.h"
#include <asm/resource.h>

#pragma GCC visibility push(hidden)

#define LIMIT_NONE UINT64_MAX /* RLIM_INFINITY */

/* The soft and hard limit at the start, constant for a constant resource. */
#define LIMIT_SOFT(resource)                                         \
	((resource) == RLIMIT_STACK        ? STACK_MAIN              \
	 : (resource) == RLIMIT_NOFILE     ? DESCRIPTORS_SOFT        \
	 : (resource) == RLIMIT_MEMLOCK    ? MEMORY_LOCKED           \
	 : (resource) == RLIMIT_MSGQUEUE   ? QUEUES_BYTES            \
	 : (resource) == RLIMIT_NPROC      ? THREADS_MAX             \
	 : (resource) == RLIMIT_SIGPENDING ? SIGNALS_QUEUED          \
	 : (resource) == RLIMIT_CORE || (resource) == RLIMIT_NICE || \
	                 (resource) == RLIMIT_RTPRIO                 \
	         ? 0                                                 \
	         : LIMIT_NONE)
#define LIMIT_HARD(resource)                                                        \
	((resource) == RLIMIT_STACK || (resource) == RLIMIT_CORE ? LIMIT_NONE       \
	 : (resource) == RLIMIT_NOFILE                           ? DESCRIPTORS_HARD \
	                                                         : LIMIT_SOFT(resource))

/* prlimit64.c: the soft limit as it is now. */
uint64_t limit_now(unsigned resource) WEAK;
uint64_t limit_now_hard(unsigned resource) WEAK;

/* The soft limit of RLIMIT_*. */
static inline uint64_t limit_get(unsigned resource)
{
	return limit_now ? limit_now(resource) : LIMIT_SOFT(resource);
}

/* May there be one thread more than `count`? Only users other than root are held to
 * RLIMIT_NPROC. */
static inline bool limit_allows_thread(unsigned count)
{
	return count < limit_get(RLIMIT_NPROC) || !user_real() ||
	       capable(CAP_SYS_RESOURCE) || capable(CAP_SYS_ADMIN);
}

#pragma GCC visibility pop
#endif
