/* SPDX-License-Identifier: ISC */
/*
 * Supplementary groups: getgroups(2), setgroups(2). There is room for two lists, so that
 * one with a bad pointer changes nothing; it is taken when the first list is set. Lists
 * are kept in order, as Linux does.
 * Lock: identity_lock, also while a list is copied.
 */
#include "identity/credentials.h"
#include "syscalls.h"
#include <linux/limits.h>

static unsigned *groups, *spare; /* NGROUPS_MAX each */
static unsigned group_count;

bool group_supplementary(uint32_t group)
{
	bool found = false;

	lock_acquire(&identity_lock);
	for (unsigned i = 0; i < group_count && !found; i++)
		found = groups[i] == group;
	lock_release(&identity_lock);
	return found;
}

bool group_nth(unsigned n, uint32_t *group)
{
	lock_acquire(&identity_lock);
	bool found = n < group_count;
	if (found)
		*group = groups[n];
	lock_release(&identity_lock);
	return found;
}

static long get(int size, unsigned *list)
{
	if (size < 0 || (size && group_count > (unsigned)size))
		return -EINVAL;
	if (size && copy_out(list, groups, group_count * sizeof *groups))
		return -EFAULT;
	return group_count;
}

/* full */
long sys_getgroups(int size, unsigned *list)
{
	enter();
	lock_acquire(&identity_lock);
	long result = get(size, list);
	lock_release(&identity_lock);
	return leave(result);
}

/* Shell's sort, with gaps 2^n - 1. */
static void sort(unsigned *list, unsigned count)
{
	for (unsigned gap = NGROUPS_MAX - 1; gap; gap /= 2) {
		for (unsigned i = gap; i < count; i++) {
			unsigned group = list[i], at = i;
			for (; at >= gap && list[at - gap] > group; at -= gap)
				list[at] = list[at - gap];
			list[at] = group;
		}
	}
}

static int make_room(void)
{
	if (groups)
		return 0;
	groups = memory_map(2 * NGROUPS_MAX * sizeof *groups);
	spare = groups + NGROUPS_MAX;
	return groups ? 0 : -ENOMEM;
}

static long set(unsigned count, const unsigned *list)
{
	if (!capable(CAP_SETGID))
		return -EPERM;
	if (count > NGROUPS_MAX)
		return -EINVAL;
	if (make_room())
		return -ENOMEM;
	if (copy_in(spare, list, count * sizeof *list))
		return -EFAULT;
	for (unsigned i = 0; i < count; i++)
		if (spare[i] == ID_KEEP)
			return -EINVAL;
	sort(spare, count);
	unsigned *old = groups;
	groups = spare;
	spare = old;
	group_count = count;
	return 0;
}

/* partial: for all threads at once, as POSIX wants it */
long sys_setgroups(size_t count, const unsigned *list)
{
	enter();
	lock_acquire(&identity_lock);
	long result = set((unsigned)count, list);
	lock_release(&identity_lock);
	return leave(result);
}
