/* SPDX-License-Identifier: ISC */
/*
 * prlimit(2), getrlimit(2), setrlimit(2). Whoever keeps a limit looks at it when it
 * matters (limit_get()); a change needs to tell nobody but the main stack.
 * Lock: limit_lock guards the pairs; nothing is taken under it.
 */
#include "identity/capable.h"
#include "identity/limit.h"
#include "identity/process.h"
#include "mem/space.h"
#include "syscalls.h"
#include <linux/resource.h>

LINKS(space_limit_allows);

#define BOTH(resource) [resource] = {LIMIT_SOFT(resource), LIMIT_HARD(resource)}

static struct rlimit64 limits[RLIM_NLIMITS] = {
        BOTH(RLIMIT_CPU),      BOTH(RLIMIT_FSIZE),  BOTH(RLIMIT_DATA),
        BOTH(RLIMIT_STACK),    BOTH(RLIMIT_CORE),   BOTH(RLIMIT_RSS),
        BOTH(RLIMIT_NPROC),    BOTH(RLIMIT_NOFILE), BOTH(RLIMIT_MEMLOCK),
        BOTH(RLIMIT_AS),       BOTH(RLIMIT_LOCKS),  BOTH(RLIMIT_SIGPENDING),
        BOTH(RLIMIT_MSGQUEUE), BOTH(RLIMIT_NICE),   BOTH(RLIMIT_RTPRIO),
        BOTH(RLIMIT_RTTIME),
};
static struct lock limit_lock;

uint64_t limit_now(unsigned resource)
{
	return __atomic_load_n(&limits[resource].rlim_cur, __ATOMIC_RELAXED);
}

uint64_t limit_now_hard(unsigned resource)
{
	return __atomic_load_n(&limits[resource].rlim_max, __ATOMIC_RELAXED);
}

static int replace(unsigned resource, const struct rlimit64 *new)
{
	struct rlimit64 *limit = &limits[resource];

	if (new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (resource == RLIMIT_NOFILE && new->rlim_max > DESCRIPTORS_MAX)
		return -EPERM;
	if (new->rlim_max > limit->rlim_max && !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	__atomic_store_n(&limit->rlim_cur, new->rlim_cur, __ATOMIC_RELAXED);
	limit->rlim_max = new->rlim_max;
	return 0;
}

/* Either may be NULL. */
static int exchange(unsigned resource, const struct rlimit64 *new, struct rlimit64 *old)
{
	int result = 0;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	lock_acquire(&limit_lock);
	if (old)
		*old = limits[resource];
	if (new)
		result = replace(resource, new);
	lock_release(&limit_lock);
	if (new &&resource == RLIMIT_STACK && !result)
		space_limit_stack();
	return result;
}

static long limit(int process, unsigned resource, const struct rlimit64 *new,
                  struct rlimit64 *old)
{
	struct rlimit64 wanted, before;

	if (new &&copy_in(&wanted, new, sizeof wanted))
		return -EFAULT;
	if (!process_has(process))
		return -ESRCH;
	int result = exchange(resource, new ? &wanted : NULL, &before);
	if (result || !old)
		return result;
	return copy_out(old, &before, sizeof before);
}

/* partial: CPU, FSIZE, CORE, RSS, LOCKS, MSGQUEUE and RTTIME are kept and told again,
 * without effect; the main stack grows to 128 MiB at most */
long sys_prlimit64(int process, unsigned resource, const struct rlimit64 *new,
                   struct rlimit64 *old)
{
	enter();
	return leave(limit(process, resource, new, old));
}

/* full */
long sys_getrlimit(unsigned resource, struct rlimit64 *to)
{
	struct rlimit64 now;

	enter();
	int result = exchange(resource, NULL, &now);
	return leave(result ? result : copy_out(to, &now, sizeof now));
}

/* partial: as prlimit64 */
long sys_setrlimit(unsigned resource, const struct rlimit64 *new)
{
	struct rlimit64 wanted;

	enter();
	if (copy_in(&wanted, new, sizeof wanted))
		return leave(-EFAULT);
	return leave(exchange(resource, &wanted, NULL));
}
