/* SPDX-License-Identifier: ISC */
/*
 * Who may do what with a file (path_resolution(7), "Permissions"), and who owns what is
 * new. A program without calls that change ids is root and needs none of them linked. No
 * lock: single words.
 */
#include "fs/tree.h"
#include "identity/credentials.h"
#include <linux/mount.h>

/* Linked where ids can change. */
extern __typeof__(credentials) credentials WEAK;

static bool ids_change(void)
{
	return &credentials;
}

uint32_t user_for_files(void)
{
	return ids_change() ? credentials.user.file_system : 0;
}

uint32_t group_for_files(void)
{
	return ids_change() ? credentials.group.file_system : 0;
}

uint32_t umask_now(void)
{
	if (umask_value)
		return umask_value();
	return umask_first ? umask_first() : UMASK_DEFAULT;
}

bool group_mine(uint32_t group)
{
	return group == group_for_files() ||
	       (group_supplementary && group_supplementary(group));
}

bool inode_owned(const struct inode *inode)
{
	return inode->attributes.user == user_for_files() || capable(CAP_FOWNER);
}

/* Who asks. */
struct subject {
	uint32_t user, group;
	uint64_t capabilities;
};

/* With the ids for files or, for access(2), with the real ones: then root's capabilities
 * are all that it may have, and others' none. */
static struct subject subject_now(bool real)
{
	if (!ids_change())
		return (struct subject){.capabilities = CAPABILITIES_ALL};
	if (!real)
		return (struct subject){credentials.user.file_system,
		                        credentials.group.file_system,
		                        credentials.effective};
	return (struct subject){credentials.user.real, credentials.group.real,
	                        credentials.user.real ? 0 : credentials.permitted};
}

/* By the three digits of the mode. */
static bool permitted_by_mode(const struct inode *inode, unsigned access,
                              const struct subject *subject)
{
	const struct attributes *attributes = &inode->attributes;
	unsigned mode = attributes->mode;

	if (attributes->user == subject->user)
		mode >>= 6;
	else if (attributes->group == subject->group ||
	         (group_supplementary && group_supplementary(attributes->group)))
		mode >>= 3;
	return (mode & access) == access;
}

/* Root may do anything but execute what nobody may. */
static bool permitted_by_capability(const struct inode *inode, unsigned access,
                                    const struct subject *subject)
{
	bool executable = is_directory(inode) || (inode->attributes.mode & 0111);

	if (subject->capabilities & CAPABILITY(CAP_DAC_OVERRIDE))
		return executable || !(access & MAY_EXECUTE);
	return (access == MAY_READ || (is_directory(inode) && !(access & MAY_WRITE))) &&
	       (subject->capabilities & CAPABILITY(CAP_DAC_READ_SEARCH));
}

static bool is_special(const struct inode *inode)
{
	return !is_directory(inode) && !is_kind(inode, MODE_REGULAR) &&
	       !is_kind(inode, MODE_LINK);
}

static int permit(struct inode *inode, unsigned access, bool real)
{
	const struct subject subject = subject_now(real);
	unsigned long flags = inode->system->flags;

	if ((access & MAY_WRITE) && (flags & MS_RDONLY) && !is_special(inode))
		return -EROFS;
	if (inode->operations->permit) {
		int result = inode->operations->permit(inode, access);
		if (result != PERMIT_BY_MODE)
			return result;
	}
	if ((access & MAY_EXECUTE) && (flags & MS_NOEXEC) && !is_directory(inode))
		return -EACCES;
	return permitted_by_mode(inode, access, &subject) ||
	                       permitted_by_capability(inode, access, &subject)
	               ? 0
	               : -EACCES;
}

int inode_permit(struct inode *inode, unsigned access)
{
	return permit(inode, access, false);
}

int inode_permit_real(struct inode *inode, unsigned access)
{
	return permit(inode, access, true);
}
