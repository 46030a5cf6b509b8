/* SPDX-License-Identifier: ISC */
/*
 * The layered root: a tmpfs over the image's EROFS (fs/erofs/). Inodes are made of the
 * lower ones as their directory is first looked into; bytes of files stay where they are
 * until they are written (fs/pages.h).
 * Lock: linked_lock guards the table of hard links; the reader needs none.
 */
#include "fs/erofs/root.h"
#include "fs/mount.h"
#include "mem/heap.h"
#include "tmpfs.h"

#define LINKS_TABLE 64 /* lists of inodes with several names */

/* What lies below an inode. */
struct lower {
	struct pages_lower pages; /* first */
	struct erofs_inode inode;
	struct tmpfs_inode *upper;
	struct lower *next; /* of those with several names */
};

static struct lower *linked[LINKS_TABLE];
static struct lock linked_lock;

/* ---- files ---- */

static const char *at(struct pages_lower *lower, uint64_t offset, size_t *length)
{
	return erofs_at(erofs_root(), &((struct lower *)lower)->inode, offset, length);
}

static int fill(struct pages_lower *lower, uint64_t offset, char *page)
{
	long count = erofs_read(erofs_root(), &((struct lower *)lower)->inode, offset,
	                        page, PLATFORM_PAGE);

	if (count < 0)
		return -EIO;
	memset(page + count, 0, PLATFORM_PAGE - (size_t)count);
	return 0;
}

static struct lower **list_of(uint64_t number)
{
	return &linked[number / 32 % LINKS_TABLE];
}

void tmpfs_lower_release(struct tmpfs_inode *node)
{
	struct lower *lower = node->lower;
	struct lower **place = list_of(lower->inode.number);

	lock_acquire(&linked_lock);
	while (*place && *place != lower)
		place = &(*place)->next;
	if (*place)
		*place = lower->next;
	lock_release(&linked_lock);
	heap_free(lower, sizeof *lower);
}

/* The inode that another name has already brought up, with a reference; NULL. One whose
 * last reference is just going isn't there any more. */
static struct tmpfs_inode *find_linked(uint64_t number)
{
	struct lower *lower;
	bool held = false;

	lock_acquire(&linked_lock);
	for (lower = *list_of(number); lower; lower = lower->next)
		if (lower->inode.number == number)
			break;
	if (lower)
		held = inode_get_unless_gone(&lower->upper->inode);
	lock_release(&linked_lock);
	return held ? lower->upper : NULL;
}

static void add_linked(struct lower *lower)
{
	struct lower **list = list_of(lower->inode.number);

	lock_acquire(&linked_lock);
	lower->next = *list;
	*list = lower;
	lock_release(&linked_lock);
}

/* ---- making inodes ---- */

static int copy_attribute(struct tmpfs_inode *node, struct erofs_attribute *attribute)
{
	void *value = heap_allocate(attribute->size + 1);
	int result =
	        value ? erofs_attribute_value(erofs_root(), attribute, value) : -ENOMEM;

	if (!result)
		result = tmpfs_extended_set(&node->inode, attribute->name, value,
		                            attribute->size, 0);
	heap_free(value, attribute->size + 1);
	return result;
}

static int copy_extended(struct tmpfs_inode *node, const struct erofs_inode *from)
{
	struct erofs_attribute attribute;
	unsigned position = 0;
	int result;

	while ((result = erofs_attribute(erofs_root(), from, &position, &attribute)) >
	       0) {
		result = copy_attribute(node, &attribute);
		if (result)
			break;
	}
	return result;
}

static void copy_attributes(struct attributes *to, const struct erofs_inode *from)
{
	to->links = from->links;
	to->size = from->size;
	to->accessed = to->modified = to->changed = to->created = from->modified;
}

static int attach(struct tmpfs_inode *node, const struct erofs_inode *from)
{
	struct lower *lower = heap_allocate(sizeof *lower);

	if (!lower)
		return -ENOMEM;
	lower->inode = *from;
	lower->upper = node;
	node->lower = lower;
	if (is_directory(&node->inode)) {
		node->lower_names = true;
		return 0;
	}
	if (from->links > 1)
		add_linked(lower);
	if (!is_kind(&node->inode, MODE_REGULAR))
		return 0;
	lower->pages.size = from->size;
	if (erofs_root()->memory)
		lower->pages.at = at;
	else
		lower->pages.fill = fill;
	pages_layer(&node->pages, &lower->pages);
	return 0;
}

static int make(struct tmpfs *tmpfs, const struct erofs_inode *from, char *text,
                struct tmpfs_inode **made)
{
	struct creation what = {.mode = from->mode,
	                        .user = from->user,
	                        .group = from->group,
	                        .device = from->device};
	int result = 0;

	if ((from->mode & MODE_TYPE) == MODE_LINK) {
		result = erofs_link(erofs_root(), from, text);
		text[from->size] = 0;
		what.link = text;
	}
	if (result)
		return result;
	struct tmpfs_inode *node = tmpfs_inode_make(tmpfs, &what);
	if (!node)
		return -ENOMEM;
	result = copy_extended(node, from);
	if (!result)
		result = attach(node, from);
	copy_attributes(&node->inode.attributes, from);
	if (result)
		inode_put(&node->inode);
	*made = node;
	return result;
}

/* ---- directories ---- */

static int check_child(const struct erofs_inode *inode, uint64_t parent)
{
	return (inode->mode & MODE_TYPE) == MODE_DIRECTORY
	               ? erofs_child(erofs_root(), inode, parent)
	               : 0;
}

static int take_over(struct entry *directory, const struct erofs_name *from, char *text)
{
	const struct name name = {from->text, from->length};
	struct tmpfs *tmpfs = tmpfs_of(directory->inode);
	struct tmpfs_inode *node = find_linked(from->number);
	struct erofs_inode inode;
	int result = 0;

	if (!node) {
		result = erofs_inode(erofs_root(), from->number, &inode);
		if (!result)
			result = check_child(
			        &inode, ((struct lower *)tmpfs_inode(directory)->lower)
			                        ->inode.number);
		if (!result)
			result = make(tmpfs, &inode, text, &node);
	}
	return result ? result : tmpfs_add(tmpfs, directory, &name, &node->inode, NULL);
}

static int take_over_all(struct entry *directory, char *text)
{
	const struct lower *lower = tmpfs_inode(directory)->lower;
	struct erofs_name name;
	uint64_t position = 0;
	int result;

	while ((result = erofs_list(erofs_root(), &lower->inode, &position, &name)) > 0) {
		const struct name known = {name.text, name.length};
		struct entry *there;
		if (!tmpfs_find(directory, &known, &there)) {
			entry_put(there); /* of an attempt before */
			continue;
		}
		result = take_over(directory, &name, text);
		if (result)
			break;
	}
	return result;
}

int tmpfs_lower_names(struct entry *directory)
{
	struct tmpfs_inode *node = tmpfs_inode(directory);
	struct attributes *attributes = &node->inode.attributes, before = *attributes;
	char *text = path_buffer_take();
	int result = -ENOMEM;

	if (!node->first) { /* what it has counts itself now */
		attributes->size = 0;
		attributes->links = 2;
	}
	if (text)
		result = take_over_all(directory, text);
	path_buffer_give(text);
	before.size = attributes->size;
	before.links = attributes->links;
	*attributes = before;
	if (!result)
		node->lower_names = false;
	return result;
}

int root_lower(struct tmpfs *tmpfs)
{
	struct tmpfs_inode *root = tmpfs_inode(tmpfs->system.root);
	struct erofs_inode inode;
	int result;

	if (!erofs_root())
		return erofs_root_error();
	result = erofs_inode(erofs_root(), erofs_root()->root, &inode);
	if (!result && (inode.mode & MODE_TYPE) != MODE_DIRECTORY)
		result = -EUCLEAN;
	if (!result)
		result = copy_extended(root, &inode);
	if (!result)
		result = attach(root, &inode);
	if (result)
		return result;
	root->inode.attributes.mode = inode.mode;
	root->inode.attributes.user = inode.user;
	root->inode.attributes.group = inode.group;
	copy_attributes(&root->inode.attributes, &inode);
	return 0;
}
