/* SPDX-License-Identifier: ISC */
/*
 * An inode's attributes as struct stat (stat.h).
 */
#include "fs/stat.h"
#include "time/clock.h"
#include <asm/stat.h>

/* Times before 1970 have a whole second less and a positive rest. */
static void set_time(unsigned long *seconds, unsigned long *rest, int64_t time)
{
	int64_t part = time % (int64_t)SECOND;

	if (part < 0)
		part += (int64_t)SECOND;
	*rest = (unsigned long)part;
	*seconds = (unsigned long)((time - part) / (int64_t)SECOND);
}

void attributes_status(const struct attributes *from, struct stat *status)
{
	status->st_mode = from->mode;
	status->st_nlink = from->links;
	status->st_uid = from->user;
	status->st_gid = from->group;
	status->st_rdev = from->device;
	status->st_size = (long)from->size;
	status->st_blksize = PLATFORM_PAGE;
	status->st_blocks = (long)from->blocks;
	set_time(&status->st_atime, &status->st_atime_nsec, from->accessed);
	set_time(&status->st_mtime, &status->st_mtime_nsec, from->modified);
	set_time(&status->st_ctime, &status->st_ctime_nsec, from->changed);
}

int inode_status(struct inode *inode, struct stat *status)
{
	int result = inode->operations->refresh ? inode->operations->refresh(inode) : 0;

	if (result)
		return result;
	attributes_status(&inode->attributes, status);
	status->st_dev = inode->device ? inode->device : inode->system->device;
	status->st_ino = inode->number;
	return 0;
}

int tree_status(struct file *file, struct stat *status)
{
	return inode_status(file->entry->inode, status);
}
