/* SPDX-License-Identifier: ISC */
/*
 * Changing attributes that are kept in memory alone. The caller holds inode.mutex.
 */
#include "fs/tree.h"
#include "time/clock.h"

void attributes_change(struct inode *inode, const struct attributes *to, unsigned which)
{
	struct attributes *attributes = &inode->attributes;

	if (which & ATTRIBUTE_MODE)
		attributes->mode =
		        (attributes->mode & MODE_TYPE) | (to->mode & MODE_BITS);
	if (which & ATTRIBUTE_USER)
		attributes->user = to->user;
	if (which & ATTRIBUTE_GROUP)
		attributes->group = to->group;
	if (which & ATTRIBUTE_ACCESSED)
		attributes->accessed = to->accessed;
	if (which & ATTRIBUTE_MODIFIED)
		attributes->modified = to->modified;
	attributes->changed = (int64_t)clock_wall();
}
