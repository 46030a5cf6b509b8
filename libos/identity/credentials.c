/* SPDX-License-Identifier: ISC */
/*
 * The process's credentials, and what a change of its ids means for its capabilities
 * (capabilities(7), "Effect of user ID changes on capabilities").
 */
#include "identity/credentials.h"
#include <linux/securebits.h>

struct credentials credentials = {
        .effective = CAPABILITIES_ALL,
        .permitted = CAPABILITIES_ALL,
        .bounding = CAPABILITIES_ALL,
        .dumpable = true,
};
struct lock identity_lock;

/* Those that the file-system user id alone gives and takes. */
#define FILE_SYSTEM_CAPABILITIES                                    \
	(CAPABILITY(CAP_CHOWN) | CAPABILITY(CAP_DAC_OVERRIDE) |     \
	 CAPABILITY(CAP_DAC_READ_SEARCH) | CAPABILITY(CAP_FOWNER) | \
	 CAPABILITY(CAP_FSETID) | CAPABILITY(CAP_LINUX_IMMUTABLE) | \
	 CAPABILITY(CAP_MKNOD) | CAPABILITY(CAP_MAC_OVERRIDE))

bool capability_held(unsigned capability)
{
	return credentials.effective >> capability & 1;
}

unsigned user_held(void)
{
	return credentials.user.real;
}

static bool any_root(const struct ids *ids)
{
	return !ids->real || !ids->effective || !ids->saved;
}

static void fix_capabilities(const struct ids *old, const struct ids *new)
{
	struct credentials *of = &credentials;

	if (any_root(old) && !any_root(new)) {
		of->ambient = 0;
		if (!(of->secure_bits & SECBIT_KEEP_CAPS))
			of->permitted = of->effective = 0;
	}
	if (!old->effective && new->effective)
		of->effective = 0;
	if (old->effective && !new->effective)
		of->effective = of->permitted;
}

static bool acts_as_other(const struct ids *old, const struct ids *new)
{
	return old->effective != new->effective || old->file_system != new->file_system;
}

static void fix_process(const struct ids *user, const struct ids *group)
{
	if (acts_as_other(user, &credentials.user) ||
	    acts_as_other(group, &credentials.group)) {
		credentials.dumpable = false;
		credentials.death_signal = 0;
	}
}

void credentials_changed(const struct ids *user, const struct ids *group)
{
	if (!(credentials.secure_bits & SECBIT_NO_SETUID_FIXUP))
		fix_capabilities(user, &credentials.user);
	fix_process(user, group);
}

void credentials_changed_file_system(const struct ids *user, const struct ids *group)
{
	struct credentials *of = &credentials;
	bool was_root = !user->file_system, is_root = !of->user.file_system;

	if (!(of->secure_bits & SECBIT_NO_SETUID_FIXUP)) {
		if (was_root && !is_root)
			of->effective &= ~FILE_SYSTEM_CAPABILITIES;
		if (!was_root && is_root)
			of->effective |= of->permitted & FILE_SYSTEM_CAPABILITIES;
	}
	fix_process(user, group);
}
