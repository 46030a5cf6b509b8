/* SPDX-License-Identifier: ISC */
/*
 * Changing the ids: setuid(2), setreuid(2), setresuid(2), setfsuid(2), and the same for
 * the group. Each rule gets the ids to change and the wanted ones in the call's order;
 * `may`: the process has the capability for any id.
 */
#include "identity/credentials.h"
#include "syscalls.h"

typedef int rule(struct ids *ids, bool may, const unsigned wanted[3]);

static bool is_one(const struct ids *ids, unsigned id)
{
	return id == ids->real || id == ids->effective || id == ids->saved;
}

static int set_one(struct ids *ids, bool may, const unsigned wanted[3])
{
	unsigned id = wanted[0];

	if (id == ID_KEEP)
		return -EINVAL;
	if (may)
		ids->real = ids->saved = id;
	else if (id != ids->real && id != ids->saved)
		return -EPERM;
	ids->effective = ids->file_system = id;
	return 0;
}

static int set_two(struct ids *ids, bool may, const unsigned wanted[3])
{
	unsigned real = wanted[0], effective = wanted[1];
	struct ids old = *ids;

	if (real != ID_KEEP) {
		if (real != old.real && real != old.effective && !may)
			return -EPERM;
		ids->real = real;
	}
	if (effective != ID_KEEP) {
		if (!is_one(&old, effective) && !may)
			return -EPERM;
		ids->effective = effective;
	}
	if (real != ID_KEEP || (effective != ID_KEEP && effective != old.real))
		ids->saved = ids->effective;
	ids->file_system = ids->effective;
	return 0;
}

static int set_three(struct ids *ids, bool may, const unsigned wanted[3])
{
	for (int i = 0; i < 3; i++)
		if (wanted[i] != ID_KEEP && !is_one(ids, wanted[i]) && !may)
			return -EPERM;
	if (wanted[0] != ID_KEEP)
		ids->real = wanted[0];
	if (wanted[1] != ID_KEEP)
		ids->effective = wanted[1];
	if (wanted[2] != ID_KEEP)
		ids->saved = wanted[2];
	ids->file_system = ids->effective;
	return 0;
}

static long change(struct ids *ids, unsigned capability, rule *apply, unsigned first,
                   unsigned second, unsigned third)
{
	const unsigned wanted[3] = {first, second, third};

	enter();
	lock_acquire(&identity_lock);
	struct ids new = *ids, user = credentials.user, group = credentials.group;
	int result = apply(&new, capable(capability), wanted);
	if (!result) {
		*ids = new;
		credentials_changed(&user, &group);
	}
	lock_release(&identity_lock);
	return leave(result);
}

/* The old id is the result, whether it changes or not. */
static long change_file_system(struct ids *ids, unsigned capability, unsigned id)
{
	enter();
	lock_acquire(&identity_lock);
	struct ids user = credentials.user, group = credentials.group;
	unsigned old = ids->file_system;
	if (id != ID_KEEP && (is_one(ids, id) || id == old || capable(capability))) {
		ids->file_system = id;
		credentials_changed_file_system(&user, &group);
	}
	lock_release(&identity_lock);
	return leave(old);
}

/* partial: for all threads at once, as POSIX wants it */
long sys_setuid(unsigned id)
{
	return change(&credentials.user, CAP_SETUID, set_one, id, 0, 0);
}

/* partial: as setuid */
long sys_setgid(unsigned id)
{
	return change(&credentials.group, CAP_SETGID, set_one, id, 0, 0);
}

/* partial: as setuid */
long sys_setreuid(unsigned real, unsigned effective)
{
	return change(&credentials.user, CAP_SETUID, set_two, real, effective, 0);
}

/* partial: as setuid */
long sys_setregid(unsigned real, unsigned effective)
{
	return change(&credentials.group, CAP_SETGID, set_two, real, effective, 0);
}

/* partial: as setuid */
long sys_setresuid(unsigned real, unsigned effective, unsigned saved)
{
	return change(&credentials.user, CAP_SETUID, set_three, real, effective, saved);
}

/* partial: as setuid */
long sys_setresgid(unsigned real, unsigned effective, unsigned saved)
{
	return change(&credentials.group, CAP_SETGID, set_three, real, effective, saved);
}

/* partial: as setuid */
long sys_setfsuid(unsigned id)
{
	return change_file_system(&credentials.user, CAP_SETUID, id);
}

/* partial: as setuid */
long sys_setfsgid(unsigned id)
{
	return change_file_system(&credentials.group, CAP_SETGID, id);
}
