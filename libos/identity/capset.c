/* SPDX-License-Identifier: ISC */
/*
 * capget(2), capset(2). What the process gives up, it has lost. The program's structures
 * have 32 capabilities in each element; version 1 has one element, the others two.
 */
#include "identity/credentials.h"
#include "identity/process.h"
#include "syscalls.h"

#define ELEMENTS_MAX _LINUX_CAPABILITY_U32S_3

struct sets {
	uint64_t effective, permitted, inheritable;
};

/* How many elements; an unknown version is -EINVAL, and the newest one is told. */
static int elements_of(struct __user_cap_header_struct *header,
                       struct __user_cap_header_struct *copy)
{
	static const uint32_t newest = _LINUX_CAPABILITY_VERSION_3;

	if (copy_in(copy, header, sizeof copy->version))
		return -EFAULT;
	switch (copy->version) {
	case _LINUX_CAPABILITY_VERSION_1:
		return _LINUX_CAPABILITY_U32S_1;
	case _LINUX_CAPABILITY_VERSION_2:
	case _LINUX_CAPABILITY_VERSION_3:
		return ELEMENTS_MAX;
	}
	return copy_out(&header->version, &newest, sizeof newest) ? -EFAULT : -EINVAL;
}

static uint32_t part(uint64_t set, int element)
{
	return (uint32_t)(set >> 32 * element);
}

static long get(struct __user_cap_header_struct *header,
                struct __user_cap_data_struct *to)
{
	struct __user_cap_header_struct copy;
	struct __user_cap_data_struct data[ELEMENTS_MAX];
	int elements = elements_of(header, &copy);

	if (!to && (elements >= 0 || elements == -EINVAL))
		return 0; /* the question was for the version */
	if (elements < 0)
		return elements;
	if (copy_in(&copy, header, sizeof copy))
		return -EFAULT;
	if (copy.pid < 0)
		return -EINVAL;
	if (!process_has(copy.pid))
		return -ESRCH;
	lock_acquire(&identity_lock);
	for (int i = 0; i < elements; i++)
		data[i] = (struct __user_cap_data_struct){
		        .effective = part(credentials.effective, i),
		        .permitted = part(credentials.permitted, i),
		        .inheritable = part(credentials.inheritable, i)};
	lock_release(&identity_lock);
	return copy_out(to, data, (size_t)elements * sizeof *data);
}

/* full */
long sys_capget(struct __user_cap_header_struct *header,
                struct __user_cap_data_struct *to)
{
	enter();
	return leave(get(header, to));
}

static bool within(uint64_t set, uint64_t other)
{
	return !(set & ~other);
}

/* The caller holds the lock. */
static int change(const struct sets *new)
{
	struct credentials *of = &credentials;

	if (!capable(CAP_SETPCAP) &&
	    !within(new->inheritable, of->inheritable | of->permitted))
		return -EPERM;
	if (!within(new->inheritable, of->inheritable | of->bounding) ||
	    !within(new->permitted, of->permitted) ||
	    !within(new->effective, new->permitted))
		return -EPERM;
	of->effective = new->effective;
	of->permitted = new->permitted;
	of->inheritable = new->inheritable;
	of->ambient &= new->permitted &new->inheritable;
	return 0;
}

static long set(struct __user_cap_header_struct *header,
                const struct __user_cap_data_struct *from)
{
	struct __user_cap_header_struct copy;
	struct __user_cap_data_struct data[ELEMENTS_MAX] = {0};
	struct sets new = {0};
	int elements = elements_of(header, &copy);

	if (elements < 0)
		return elements;
	if (copy_in(&copy, header, sizeof copy))
		return -EFAULT;
	if (copy.pid && copy.pid != thread_this()->id)
		return -EPERM;
	if (copy_in(data, from, (size_t)elements * sizeof *data))
		return -EFAULT;
	for (int i = 0; i < elements; i++) {
		new.effective |= (uint64_t)data[i].effective << 32 * i;
		new.permitted |= (uint64_t)data[i].permitted << 32 * i;
		new.inheritable |= (uint64_t)data[i].inheritable << 32 * i;
	}
	new.effective &= CAPABILITIES_ALL;
	new.permitted &= CAPABILITIES_ALL;
	new.inheritable &= CAPABILITIES_ALL;
	lock_acquire(&identity_lock);
	int result = change(&new);
	lock_release(&identity_lock);
	return result;
}

/* partial: for all threads at once */
long sys_capset(struct __user_cap_header_struct *header,
                const struct __user_cap_data_struct *from)
{
	enter();
	return leave(set(header, from));
}
