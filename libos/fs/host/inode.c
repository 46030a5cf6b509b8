/* SPDX-License-Identifier: ISC */
/*
 * Inodes and entries of the host's files: one inode for each file that is in use, however
 * it is reached, and one entry for each way to it. They go with their last reference.
 */
#include "host.h"
#include "identity/capable.h"
#include "mem/heap.h"

#define TABLE 256

static struct host_inode *table[TABLE];
static struct lock host_lock;

static struct host_inode **list_of(const struct inode *inode)
{
	return &table[(inode->number ^ inode->device) % TABLE];
}

/* ---- attributes */

void host_attributes(struct attributes *to, const struct platform_volume_status *from)
{
	*to = (struct attributes){
	        .mode = from->mode,
	        .user = from->user,
	        .group = from->group,
	        .links = from->links,
	        .device = from->special,
	        .size = from->size,
	        .blocks = from->blocks,
	        .accessed = from->accessed,
	        .modified = from->modified,
	        .changed = from->changed,
	        .created = from->created,
	};
}

static void take(struct inode *inode, const struct platform_volume_status *from)
{
	host_attributes(&inode->attributes, from);
}

int host_refresh(struct inode *inode)
{
	struct platform_volume_request request;
	long result =
	        host_ask(&request, PLATFORM_VOLUME_STATUS, host_inode(inode)->handle);

	if (!result)
		take(inode, &request.status);
	return (int)result;
}

static const struct {
	unsigned here, below;
} bits[] = {
        {ATTRIBUTE_MODE, PLATFORM_VOLUME_SET_MODE},
        {ATTRIBUTE_USER, PLATFORM_VOLUME_SET_USER},
        {ATTRIBUTE_GROUP, PLATFORM_VOLUME_SET_GROUP},
        {ATTRIBUTE_SIZE, PLATFORM_VOLUME_SET_SIZE},
        {ATTRIBUTE_ACCESSED, PLATFORM_VOLUME_SET_ACCESSED},
        {ATTRIBUTE_MODIFIED, PLATFORM_VOLUME_SET_MODIFIED},
        {ATTRIBUTE_NOW,
         PLATFORM_VOLUME_SET_ACCESSED_NOW | PLATFORM_VOLUME_SET_MODIFIED_NOW},
};

/* Who has a file open to be written may cut it, whatever the permissions are by now. */
static int handle_for(const struct host_inode *node, unsigned which)
{
	const struct host_file *file = node->files;

	while (which & ATTRIBUTE_SIZE && file &&
	       (file->file.flags & O_ACCMODE) == O_RDONLY)
		file = file->next;
	return which & ATTRIBUTE_SIZE && file ? file->handle : node->handle;
}

static int change(struct inode *inode, const struct attributes *to, unsigned which)
{
	struct platform_volume_request request = {.status = {.mode = to->mode,
	                                                     .user = to->user,
	                                                     .group = to->group,
	                                                     .size = to->size,
	                                                     .accessed = to->accessed,
	                                                     .modified = to->modified}};

	for (unsigned n = 0; n < sizeof bits / sizeof *bits; n++)
		if (which & bits[n].here)
			request.flags |= bits[n].below;
	long result = host_ask(&request, PLATFORM_VOLUME_SET,
	                       handle_for(host_inode(inode), which));
	return result ? (int)result : host_refresh(inode);
}

/* ---- inodes */

static void release(struct inode *inode)
{
	struct host_inode *node = host_inode(inode), **at = list_of(inode);

	lock_acquire(&host_lock);
	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	lock_release(&host_lock);
	host_close(node->handle);
	host_close(node->locks);
	if (node->list)
		host_list_end(node->list);
	heap_free(node, sizeof *node);
}

static struct inode *find(const struct inode *wanted)
{
	struct host_inode *node = *list_of(wanted);

	while (node && (node->inode.number != wanted->number ||
	                node->inode.device != wanted->device ||
	                node->inode.system != wanted->system ||
	                !inode_get_unless_gone(&node->inode)))
		node = node->next;
	return node ? &node->inode : NULL;
}

int host_inode_get(struct file_system *system, int handle,
                   const struct platform_volume_status *status, struct inode **inode)
{
	struct host_inode *new = heap_allocate(sizeof *new);

	if (!new) {
		host_close(handle);
		return -ENOMEM;
	}
	new->handle = handle;
	new->inode = (struct inode){.operations = &host_operations,
	                            .system = system,
	                            .references = 1,
	                            .number = status->number,
	                            .device = status->device};
	take(&new->inode, status);
	lock_acquire(&host_lock);
	*inode = find(&new->inode);
	if (!*inode) {
		new->next = *list_of(&new->inode);
		*list_of(&new->inode) = new;
	}
	lock_release(&host_lock);
	if (!*inode) {
		*inode = &new->inode;
		return 0;
	}
	take(*inode, status);
	host_close(handle);
	heap_free(new, sizeof *new);
	return 0;
}

/* ---- entries */

static void entry_free(struct host_entry *entry)
{
	struct host_entry **at = &host_inode(entry->entry.inode)->entries;

	lock_acquire(&host_lock);
	while (*at && *at != entry)
		at = &(*at)->next;
	if (*at)
		*at = entry->next;
	lock_release(&host_lock);
	heap_free(entry->entry.name, entry->entry.name_length + 1);
	inode_put(entry->entry.inode);
	heap_free(entry, sizeof *entry);
}

/* The parent may go with it, and so on: as long a way as paths are deep. */
static void entry_gone(struct entry *entry)
{
	do {
		struct entry *parent = entry->parent;
		entry_free((struct host_entry *)entry);
		entry = parent;
	} while (!__atomic_sub_fetch(&entry->references, 1, __ATOMIC_ACQ_REL));
}

static bool is_that(const struct entry *entry, const struct entry *directory,
                    const struct name *name)
{
	return entry->parent == directory && !entry->removed &&
	       entry->name_length == name->length &&
	       !memcmp(entry->name, name->text, name->length);
}

static bool get_unless_gone(struct entry *entry)
{
	unsigned count = __atomic_load_n(&entry->references, __ATOMIC_RELAXED);

	while (count &&
	       !__atomic_compare_exchange_n(&entry->references, &count, count + 1, false,
	                                    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		;
	return count;
}

static struct entry *find_entry(const struct entry *directory, const struct name *name,
                                const struct inode *inode)
{
	struct host_entry *entry;

	lock_acquire(&host_lock);
	entry = host_inode(inode)->entries;
	while (entry && (!is_that(&entry->entry, directory, name) ||
	                 !get_unless_gone(&entry->entry)))
		entry = entry->next;
	lock_release(&host_lock);
	return entry ? &entry->entry : NULL;
}

int host_entry_get(struct entry *directory, const struct name *name, struct inode *inode,
                   struct entry **entry)
{
	struct host_entry *new;

	*entry = directory ? find_entry(directory, name, inode) : NULL;
	if (*entry) {
		inode_put(inode);
		return 0;
	}
	new = heap_allocate(sizeof *new);
	if (!new ||
	    entry_begin(&new->entry, directory ? directory : &new->entry, name, inode)) {
		heap_free(new, sizeof *new);
		inode_put(inode);
		return -ENOMEM;
	}
	new->entry.release = entry_gone;
	lock_acquire(&host_lock);
	new->next = host_inode(inode)->entries;
	host_inode(inode)->entries = new;
	lock_release(&host_lock);
	*entry = &new->entry;
	return 0;
}

/* ---- what else is asked of an inode */

static long read_link(struct inode *inode, char *to, size_t size)
{
	struct platform_volume_request request = {.buffer = to, .size = size};

	return host_ask(&request, PLATFORM_VOLUME_READ_LINK, host_inode(inode)->handle);
}

/* The program may have made itself another user than the host knows. */
static bool is_who_started(void)
{
	uint32_t user = host_whole ? host_user : 0;

	return user_for_files() == user && user_real() == user;
}

/* Every step of a walk asks whether it may search the directory, and the host decides at
 * the step anyway. */
static bool is_open_to_all(const struct inode *inode, unsigned access)
{
	const unsigned search = 0111;

	return access == MAY_EXECUTE && is_directory(inode) &&
	       (inode->attributes.mode & search) == search;
}

static int permit(struct inode *inode, unsigned access)
{
	struct platform_volume_request request = {
	        .flags = (access & MAY_READ ? PLATFORM_VOLUME_READ : 0) |
	                 (access & MAY_WRITE ? PLATFORM_VOLUME_WRITE : 0) |
	                 (access & MAY_EXECUTE ? PLATFORM_VOLUME_EXECUTE : 0)};
	long result = 0;

	if (!is_open_to_all(inode, access))
		result = host_ask(&request, PLATFORM_VOLUME_PERMIT,
		                  host_inode(inode)->handle);

	return result ? (int)result : is_who_started() ? 0 : PERMIT_BY_MODE;
}

static int sync(struct inode *inode, bool data_only)
{
	struct platform_volume_request request = {
	        .flags = data_only ? PLATFORM_VOLUME_DATA_SAFE : 0};

	return (int)host_ask(&request, PLATFORM_VOLUME_SYNC, host_inode(inode)->handle);
}

static long extended(struct inode *inode, unsigned operation, const char *name,
                     void *value, size_t size, int flags)
{
	struct platform_volume_request request = {
	        .name = name, .buffer = value, .size = size, .flags = (unsigned)flags};

	if (!is_kind(inode, MODE_REGULAR) && !is_directory(inode))
		return -EOPNOTSUPP;
	return host_ask(&request, operation, host_inode(inode)->handle);
}

static long extended_get(struct inode *inode, const char *name, void *to, size_t size)
{
	return extended(inode, PLATFORM_VOLUME_EXTENDED_GET, name, to, size, 0);
}

static int extended_set(struct inode *inode, const char *name, const void *from,
                        size_t size, int flags)
{
	return (int)extended(inode, PLATFORM_VOLUME_EXTENDED_SET, name,
	                     (void *)(uintptr_t)from, size, flags);
}

static long extended_list(struct inode *inode, char *to, size_t size)
{
	long length = extended(inode, PLATFORM_VOLUME_EXTENDED_LIST, NULL, to, size, 0);

	return length == -EOPNOTSUPP ? 0 : length;
}

static int extended_remove(struct inode *inode, const char *name)
{
	return (int)extended(inode, PLATFORM_VOLUME_EXTENDED_REMOVE, name, NULL, 0, 0);
}

const struct inode_operations host_operations = {
        .lookup = host_lookup,
        .create = host_create,
        .link = host_link,
        .remove = host_remove,
        .rename = host_rename,
        .create_unnamed = host_create_unnamed,
        .list = host_list,
        .read_link = read_link,
        .open = host_open,
        .refresh = host_refresh,
        .change = change,
        .extended_get = extended_get,
        .extended_set = extended_set,
        .extended_list = extended_list,
        .extended_remove = extended_remove,
        .permit = permit,
        .sync = sync,
        .lock = host_lock_file,
        .release = release,
};
