/* SPDX-License-Identifier: ISC */
/*
 * Names of the host's files: each is asked for anew. Lock: the file system's `names`,
 * held by the caller, so what this program changes it changes in order.
 */
#include "host.h"
#include "mem/heap.h"
#include <linux/fs.h>

/* A name with a NUL, for the layer below. */
struct terminated {
	char text[NAME_LONGEST + 1];
};

static const char *terminate(struct terminated *to, const struct name *name)
{
	memcpy(to->text, name->text, name->length);
	to->text[name->length] = 0;
	return to->text;
}

/* The entry for what a request has found or made. */
static int entry_of(const struct platform_volume_request *request,
                    struct entry *directory, const struct name *name,
                    struct entry **entry)
{
	struct inode *inode;
	int result = host_inode_get(directory->inode->system, request->handle,
	                            &request->status, &inode);

	return result ? result : host_entry_get(directory, name, inode, entry);
}

int host_lookup(struct entry *directory, const struct name *name, struct entry **found)
{
	struct platform_volume_request request;
	struct terminated text;

	request.name = terminate(&text, name);
	long result = host_ask(&request, PLATFORM_VOLUME_WALK, host_handle(directory));
	return result ? (int)result : entry_of(&request, directory, name, found);
}

/* Where the host lets the program act as root, it may make files for others. */
static void set_owner(struct inode *inode, const struct creation *what)
{
	const struct attributes to = {.user = what->user, .group = what->group};
	const struct attributes *from = &inode->attributes;

	if (!host_user && (from->user != to.user || from->group != to.group))
		inode->operations->change(inode, &to, ATTRIBUTE_USER | ATTRIBUTE_GROUP);
}

static int make(struct entry *directory, const struct name *name, const char *text,
                const struct creation *what, struct entry **made)
{
	struct platform_volume_request request = {
	        .name = text,
	        .buffer = (void *)(uintptr_t)what->link,
	        .status = {.mode = what->mode, .special = what->device}};
	long result = host_ask(&request, PLATFORM_VOLUME_CREATE, host_handle(directory));

	if (!result)
		result = entry_of(&request, directory, name, made);
	if (result)
		return (int)result;
	host_inode((*made)->inode)->fresh = (what->mode & MODE_TYPE) == MODE_REGULAR;
	set_owner((*made)->inode, what);
	return 0;
}

int host_create(struct entry *directory, const struct name *name,
                const struct creation *what, struct entry **made)
{
	struct terminated text;

	return make(directory, name, terminate(&text, name), what, made);
}

int host_create_unnamed(struct entry *directory, const struct creation *what,
                        struct entry **made)
{
	const struct name none = {"", 0};
	int result = make(directory, &none, NULL, what, made);

	if (!result)
		(*made)->removed = true;
	return result;
}

int host_link(struct entry *directory, const struct name *name, struct inode *inode)
{
	struct terminated text;
	struct platform_volume_request request = {.other = host_handle(directory),
	                                          .other_name = terminate(&text, name)};
	long result = host_ask(&request, PLATFORM_VOLUME_LINK, host_inode(inode)->handle);

	return result ? (int)result : host_refresh(inode);
}

int host_remove(struct entry *directory, struct entry *entry)
{
	struct platform_volume_request request = {
	        .name = entry->name,
	        .flags = is_directory(entry->inode) ? PLATFORM_VOLUME_DIRECTORY : 0};
	long result = host_ask(&request, PLATFORM_VOLUME_REMOVE, host_handle(directory));

	if (result)
		return (int)result;
	entry->removed = true;
	host_refresh(entry->inode);
	return 0;
}

/* The entry goes by its new name from now on. Without memory for it only its path is told
 * wrong. */
static void moved(struct entry *entry, struct entry *to, const struct name *name)
{
	entry_rename(entry, to, name);
}

int host_rename(struct entry *from, struct entry *entry, struct entry *to,
                const struct name *name, struct entry *there, unsigned flags)
{
	const struct name old = {entry->name, entry->name_length};
	struct terminated text;
	struct platform_volume_request request = {.name = entry->name,
	                                          .other = host_handle(to),
	                                          .other_name = terminate(&text, name),
	                                          .flags = flags};
	long result = host_ask(&request, PLATFORM_VOLUME_RENAME, host_handle(from));

	if (result)
		return (int)result;
	if (there && flags & RENAME_EXCHANGE)
		moved(there, from, &old);
	else if (there)
		there->removed = true;
	moved(entry, to, name);
	return 0;
}
