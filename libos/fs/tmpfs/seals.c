/* SPDX-License-Identifier: ISC */
/*
 * F_ADD_SEALS, F_GET_SEALS (fcntl(2)).
 */
#include "fs/tmpfs/seals.h"

#define SEALS_ALL                                                                 \
	(F_SEAL_SEAL | F_SEAL_EXEC | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | \
	 F_SEAL_FUTURE_WRITE)

static unsigned seals_of(const struct tmpfs_inode *node)
{
	return node->sealable ? node->seals : F_SEAL_SEAL;
}

static long add(struct tmpfs_inode *node, unsigned seals)
{
	if (seals_of(node) & F_SEAL_SEAL)
		return -EPERM;
	if ((seals & ~node->seals & F_SEAL_WRITE) && node->pages.mappings_written)
		return -EBUSY;
	/* who can execute it must know what */
	if ((seals & F_SEAL_EXEC) && (node->inode.attributes.mode & 0111))
		seals |= F_SEAL_SHRINK | F_SEAL_GROW | SEALS_WRITE;
	node->seals |= seals;
	return 0;
}

long tmpfs_seals_fcntl(struct file *file, int command, unsigned long argument)
{
	struct tmpfs_inode *node = tmpfs_inode(file->entry);
	long result = -EINVAL;

	mutex_acquire(&node->inode.mutex);
	if (command == F_GET_SEALS)
		result = (long)seals_of(node);
	else if (command == F_ADD_SEALS && (file->flags & O_ACCMODE) == O_RDONLY)
		result = -EPERM;
	else if (command == F_ADD_SEALS && !(argument & ~(unsigned long)SEALS_ALL))
		result = add(node, (unsigned)argument);
	mutex_release(&node->inode.mutex);
	return result;
}
