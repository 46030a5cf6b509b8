/* SPDX-License-Identifier: ISC */
/*
 * Extended attributes (xattr(7)): getxattr(2), setxattr(2), listxattr(2), removexattr(2)
 * and their l and f forms.
 */
#include "fs/change.h"
#include "identity/capable.h"
#include "mem/heap.h"
#include "syscalls.h"
#include <linux/fcntl.h>
#include <linux/inotify.h>
#include <linux/limits.h>
#include <linux/mount.h>
#include <linux/xattr.h>

struct call {
	const char *path; /* NULL: the descriptor */
	int number;
	unsigned lookup_flags;
	const char *name;
	void *value;
	size_t size;
	int flags;
	long (*body)(struct inode *inode, const struct call *call);
	bool changes;
};

static bool begins(const char *text, const char *with)
{
	return !memcmp(text, with, strlen(with));
}

/* Who may read or write attributes of that kind of that file. */
static int permit_name(struct inode *inode, const char *name, bool write)
{
	if (write && (inode->system->flags & MS_RDONLY))
		return -EROFS;
	if (begins(name, XATTR_TRUSTED_PREFIX))
		return capable(CAP_SYS_ADMIN) ? 0 : write ? -EPERM : -ENODATA;
	if (begins(name, XATTR_SECURITY_PREFIX))
		return !write || capable(CAP_SYS_ADMIN) ? 0 : -EPERM;
	if (!begins(name, XATTR_USER_PREFIX))
		return -EOPNOTSUPP;
	if (!is_kind(inode, MODE_REGULAR) && !is_directory(inode))
		return write ? -EPERM : -ENODATA;
	if (write && is_directory(inode) && (inode->attributes.mode & MODE_STICKY) &&
	    !inode_owned(inode))
		return -EPERM;
	return inode_permit(inode, write ? MAY_WRITE : MAY_READ);
}

/* The name in `to`, zeros behind it: 0, -ERANGE, -EFAULT. */
static int take_name(const struct call *call, char to[XATTR_NAME_MAX + 1])
{
	long length;

	memset(to, 0, XATTR_NAME_MAX + 1);
	length = copy_string_in(to, call->name, XATTR_NAME_MAX + 1);
	if (length == -ENAMETOOLONG || !length)
		return -ERANGE;
	return length < 0 ? (int)length : 0;
}

static long get(struct inode *inode, const struct call *call)
{
	size_t size = call->size < XATTR_SIZE_MAX ? call->size : XATTR_SIZE_MAX;
	char name[XATTR_NAME_MAX + 1];
	long result = take_name(call, name);
	void *value = NULL;

	if (!result)
		result = permit_name(inode, name, false);
	if (!result && !inode->operations->extended_get)
		result = -EOPNOTSUPP;
	if (!result && size && !(value = heap_allocate(size)))
		result = -ENOMEM;
	if (result)
		return result;
	mutex_acquire(&inode->mutex);
	result = inode->operations->extended_get(inode, name, value, size);
	mutex_release(&inode->mutex);
	if (result > 0 && size && copy_out(call->value, value, (size_t)result))
		result = -EFAULT;
	heap_free(value, size);
	return result;
}

static long set_value(struct inode *inode, const struct call *call, const char *name,
                      void *value)
{
	long result = copy_in(value, call->value, call->size);

	if (result)
		return result;
	mutex_acquire(&inode->mutex);
	result = inode->operations->extended_set(inode, name, value, call->size,
	                                         call->flags);
	mutex_release(&inode->mutex);
	return result;
}

static long set(struct inode *inode, const struct call *call)
{
	char name[XATTR_NAME_MAX + 1];
	long result = take_name(call, name);
	void *value;

	if (!result && call->size > XATTR_SIZE_MAX)
		result = -E2BIG;
	if (!result)
		result = permit_name(inode, name, true);
	if (!result && !inode->operations->extended_set)
		result = -EOPNOTSUPP;
	if (result)
		return result;
	value = heap_allocate(call->size + 1);
	result = value ? set_value(inode, call, name, value) : -ENOMEM;
	heap_free(value, call->size + 1);
	return result;
}

static long list(struct inode *inode, const struct call *call)
{
	size_t size = call->size < XATTR_LIST_MAX ? call->size : XATTR_LIST_MAX;
	char *names = NULL;
	long result;

	if (!inode->operations->extended_list)
		return 0;
	if (size && !(names = heap_allocate(size)))
		return -ENOMEM;
	mutex_acquire(&inode->mutex);
	result = inode->operations->extended_list(inode, names, size);
	mutex_release(&inode->mutex);
	if (result > 0 && size && copy_out(call->value, names, (size_t)result))
		result = -EFAULT;
	heap_free(names, size);
	return result;
}

static long remove(struct inode *inode, const struct call *call)
{
	char name[XATTR_NAME_MAX + 1];
	long result = take_name(call, name);

	if (!result)
		result = permit_name(inode, name, true);
	if (!result && !inode->operations->extended_remove)
		result = -EOPNOTSUPP;
	if (result)
		return result;
	mutex_acquire(&inode->mutex);
	result = inode->operations->extended_remove(inode, name);
	mutex_release(&inode->mutex);
	return result;
}

static long with_entry(struct entry *entry, const struct call *call)
{
	long result = call->body(entry->inode, call);

	if (!result && call->changes && tree_notify)
		tree_notify(entry, IN_ATTRIB);
	return result;
}

static long with_file(const struct call *call)
{
	struct file *file = file_get(call->number);
	long result = -EBADF;

	if (!file)
		return result;
	if (!(file->flags & O_PATH))
		result = file->entry ? with_entry(file->entry, call) : -EOPNOTSUPP;
	file_put(file);
	return result;
}

static long run(void *argument)
{
	const struct call *call = argument;
	struct lookup at;
	long result;

	if (!call->path)
		return with_file(call);
	result = lookup(&at, AT_FDCWD, call->path, call->lookup_flags);
	if (result)
		return result;
	result = with_entry(at.entry, call);
	lookup_end(&at);
	return result;
}

static long by_path(const char *path, struct call call)
{
	call.path = path;
	return path ? call_blocking(run, &call) : -EFAULT;
}

static long by_number(int number, struct call call)
{
	call.number = number;
	return call_blocking(run, &call);
}

static struct call get_call(const char *name, void *value, size_t size, unsigned flags)
{
	return (struct call){.name = name,
	                     .value = value,
	                     .size = size,
	                     .lookup_flags = flags,
	                     .body = get};
}

/* full */
long sys_getxattr(const char *path, const char *name, void *value, size_t size)
{
	return by_path(path, get_call(name, value, size, LOOKUP_FOLLOW));
}

/* full */
long sys_lgetxattr(const char *path, const char *name, void *value, size_t size)
{
	return by_path(path, get_call(name, value, size, 0));
}

/* full */
long sys_fgetxattr(int number, const char *name, void *value, size_t size)
{
	return by_number(number, get_call(name, value, size, 0));
}

static struct call set_call(const char *name, const void *value, size_t size, int flags,
                            unsigned lookup_flags)
{
	return (struct call){.name = name,
	                     .value = (void *)(uintptr_t)value,
	                     .size = size,
	                     .flags = flags,
	                     .lookup_flags = lookup_flags,
	                     .body = set,
	                     .changes = true};
}

static bool flags_known(int flags)
{
	return !(flags & ~(XATTR_CREATE | XATTR_REPLACE));
}

/* full */
long sys_setxattr(const char *path, const char *name, const void *value, size_t size,
                  int flags)
{
	return flags_known(flags)
	               ? by_path(path, set_call(name, value, size, flags, LOOKUP_FOLLOW))
	               : -EINVAL;
}

/* full */
long sys_lsetxattr(const char *path, const char *name, const void *value, size_t size,
                   int flags)
{
	return flags_known(flags) ? by_path(path, set_call(name, value, size, flags, 0))
	                          : -EINVAL;
}

/* full */
long sys_fsetxattr(int number, const char *name, const void *value, size_t size,
                   int flags)
{
	return flags_known(flags)
	               ? by_number(number, set_call(name, value, size, flags, 0))
	               : -EINVAL;
}

static struct call list_call(char *names, size_t size, unsigned flags)
{
	return (struct call){
	        .value = names, .size = size, .lookup_flags = flags, .body = list};
}

/* full */
long sys_listxattr(const char *path, char *names, size_t size)
{
	return by_path(path, list_call(names, size, LOOKUP_FOLLOW));
}

/* full */
long sys_llistxattr(const char *path, char *names, size_t size)
{
	return by_path(path, list_call(names, size, 0));
}

/* full */
long sys_flistxattr(int number, char *names, size_t size)
{
	return by_number(number, list_call(names, size, 0));
}

static struct call remove_call(const char *name, unsigned flags)
{
	return (struct call){
	        .name = name, .lookup_flags = flags, .body = remove, .changes = true};
}

/* full */
long sys_removexattr(const char *path, const char *name)
{
	return by_path(path, remove_call(name, LOOKUP_FOLLOW));
}

/* full */
long sys_lremovexattr(const char *path, const char *name)
{
	return by_path(path, remove_call(name, 0));
}

/* full */
long sys_fremovexattr(int number, const char *name)
{
	return by_number(number, remove_call(name, 0));
}
