/* SPDX-License-Identifier: ISC */
/*
 * Inodes of a tmpfs (tmpfs.h): made with their attributes, changed, released with what
 * they contain.
 */
#include "mem/heap.h"
#include "seals.h"
#include "time/clock.h"

static int set_text(struct tmpfs_inode *inode, const char *text)
{
	size_t length = strlen(text);

	inode->text = heap_allocate(length + 1);
	if (!inode->text)
		return -ENOSPC;
	memcpy(inode->text, text, length);
	inode->inode.attributes.size = length;
	return 0;
}

struct tmpfs_inode *tmpfs_inode_make(struct tmpfs *tmpfs, const struct creation *what)
{
	struct tmpfs_inode *inode = heap_allocate(sizeof *inode);
	int64_t now = (int64_t)clock_wall();

	if (!inode)
		return NULL;
	inode->inode = (struct inode){
	        .operations = &tmpfs_operations,
	        .system = &tmpfs->system,
	        .references = 1,
	        .number = __atomic_add_fetch(&tmpfs->next_number, 1, __ATOMIC_RELAXED),
	        .attributes = {.mode = what->mode,
	                       .user = what->user,
	                       .group = what->group,
	                       .device = what->device,
	                       .links =
	                               (what->mode & MODE_TYPE) == MODE_DIRECTORY ? 2 : 1,
	                       .accessed = now,
	                       .modified = now,
	                       .changed = now,
	                       .created = now}};
	if (what->link && set_text(inode, what->link)) {
		heap_free(inode, sizeof *inode);
		return NULL;
	}
	return inode;
}

static void release(struct inode *inode)
{
	struct tmpfs_inode *node = (struct tmpfs_inode *)inode;

	if (node->text)
		heap_free(node->text, inode->attributes.size + 1);
	if (is_kind(inode, MODE_REGULAR))
		pages_end(&node->pages);
	if (node->lower)
		tmpfs_lower_release(node);
	if (node->extended)
		tmpfs_extended_free(node);
	heap_free(node, sizeof *node);
}

static long read_link(struct inode *inode, char *to, size_t size)
{
	size_t length = inode->attributes.size < size ? inode->attributes.size : size;

	memcpy(to, ((struct tmpfs_inode *)inode)->text, length);
	return (long)length;
}

static int change(struct inode *inode, const struct attributes *to, unsigned which)
{
	struct tmpfs_inode *node = (struct tmpfs_inode *)inode;
	int result = 0;

	if (which & ATTRIBUTE_MODE)
		result = seals_permit_mode(node, to->mode);
	if (!result && (which & ATTRIBUTE_SIZE))
		result = tmpfs_resize(node, to->size);
	if (!result)
		attributes_change(inode, to, which);
	return result;
}

static int refresh(struct inode *inode)
{
	if (is_kind(inode, MODE_REGULAR))
		inode->attributes.blocks =
		        pages_blocks(&((struct tmpfs_inode *)inode)->pages);
	return 0;
}

const struct inode_operations tmpfs_operations = {
        .lookup = tmpfs_lookup,
        .create = tmpfs_create,
        .link = tmpfs_link,
        .remove = tmpfs_remove,
        .rename = tmpfs_rename,
        .create_unnamed = tmpfs_create_unnamed,
        .list = tmpfs_list,
        .read_link = read_link,
        .open = tmpfs_open,
        .refresh = refresh,
        .change = change,
        .extended_get = tmpfs_extended_get,
        .extended_set = tmpfs_extended_set,
        .extended_list = tmpfs_extended_list,
        .extended_remove = tmpfs_extended_remove,
        .release = release,
};
