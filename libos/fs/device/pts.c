/* SPDX-License-Identifier: ISC */
/*
 * /dev/pts: a file system of the names of pseudo terminals. One has a name as long as its
 * master is open. Lock: the file system's `names` guards the list.
 */
#include "fs/device/device.h"
#include "fs/path.h"
#include "mem/heap.h"
#include "pty.h"
#include "time/clock.h"
#include <asm/statfs.h>
#include <linux/magic.h>
#include <linux/mount.h>

#define ROOT_NUMBER 1
#define FIRST       3 /* inode number of 0, as on Linux */
#define MODE_SLAVE  0620u
#define GROUP_TTY   5u

static struct inode root_inode;
static struct entry root;
static struct pty *first; /* of those with a name, by number */

#define CONTROL(letter) ((letter)&31)
static const struct termios settings_first = {
        .c_iflag = ICRNL | IXON,
        .c_oflag = OPOST | ONLCR,
        .c_cflag = B38400 | CS8 | CREAD,
        .c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
        .c_cc = {[VINTR] = CONTROL('C'),
                 [VQUIT] = CONTROL('\\'),
                 [VERASE] = 127,
                 [VKILL] = CONTROL('U'),
                 [VEOF] = CONTROL('D'),
                 [VMIN] = 1,
                 [VSTART] = CONTROL('Q'),
                 [VSTOP] = CONTROL('S'),
                 [VSUSP] = CONTROL('Z'),
                 [VREPRINT] = CONTROL('R'),
                 [VDISCARD] = CONTROL('O'),
                 [VWERASE] = CONTROL('W'),
                 [VLNEXT] = CONTROL('V')},
};

/* ---- the file system ---- */

static int statistics(struct file_system *system, struct statfs *to)
{
	*to = (struct statfs){.f_type = DEVPTS_SUPER_MAGIC,
	                      .f_bsize = PLATFORM_PAGE,
	                      .f_frsize = PLATFORM_PAGE,
	                      .f_namelen = NAME_LONGEST};
	return 0;
}

static const struct file_system_operations system_operations = {.statistics = statistics};

struct file_system pts_system = {
        .operations = &system_operations,
        .type = "devpts",
        .source = "devpts",
        .flags = MS_NOSUID | MS_NOEXEC,
        .root = &root,
};

/* ---- inodes ---- */

static void release(struct inode *inode)
{
	heap_free(inode, sizeof(struct pty));
}

static int open(struct entry *entry, unsigned flags, struct file **file)
{
	return pty_slave_open((struct pty *)entry->inode, flags, file);
}

static int change(struct inode *inode, const struct attributes *to, unsigned which)
{
	if (which & ATTRIBUTE_SIZE)
		return -EINVAL;
	attributes_change(inode, to, which);
	return 0;
}

static const struct inode_operations operations = {
        .open = open,
        .change = change,
        .release = release,
};

/* ---- names ---- */

static bool is_name(const struct pty *pty, const struct name *name)
{
	return pty->entry.name_length == name->length &&
	       !memcmp(pty->entry.name, name->text, name->length);
}

static int lookup_name(struct entry *directory, const struct name *name,
                       struct entry **found)
{
	struct pty *pty = first;

	while (pty && !is_name(pty, name))
		pty = pty->next;
	if (!pty)
		return -ENOENT;
	*found = entry_get(&pty->entry);
	return 0;
}

static int list(struct entry *directory, uint64_t position, struct listing *to)
{
	for (struct pty *pty = first; pty; pty = pty->next) {
		const struct name name = {pty->entry.name, pty->entry.name_length};
		if (pty->number >= position && !to->add(to, &name, pty->inode.number,
		                                        MODE_CHARACTER, pty->number + 1))
			break;
	}
	return 0;
}

static int open_directory(struct entry *entry, unsigned flags, struct file **file)
{
	return directory_open(entry, flags, file);
}

static const struct inode_operations root_operations = {
        .lookup = lookup_name,
        .list = list,
        .open = open_directory,
        .change = change,
};

/* ---- a pty's beginning and end ---- */

/* The pty lies around the entry. */
static void release_entry(struct entry *entry)
{
	struct inode *inode = inode_get(entry->inode);

	entry_end(entry);
	inode_put(inode);
}

static void fill_in(struct pty *pty, unsigned number)
{
	int64_t now = (int64_t)clock_wall();

	pty->number = number;
	pty->locked = true;
	pty->settings = settings_first;
	pty->terminal.kind = &pty_kind;
	pty->terminal.settings = &pty->settings;
	pty->inode = (struct inode){.operations = &operations,
	                            .system = &pts_system,
	                            .references = 1,
	                            .number = FIRST + number,
	                            .attributes = {.mode = MODE_CHARACTER | MODE_SLAVE,
	                                           .user = user_for_files(),
	                                           .group = GROUP_TTY,
	                                           .links = 1,
	                                           .device = DEVICE(MAJOR_PTS, number),
	                                           .accessed = now,
	                                           .modified = now,
	                                           .changed = now}};
}

/* Give it the lowest number that is free; `names` is held. */
static bool enter_list(struct pty *pty)
{
	struct pty **place = &first;
	unsigned number = 0;
	char text[12];

	for (; *place && (*place)->number == number; number++)
		place = &(*place)->next;
	if (number == PTYS_MAX)
		return false;
	fill_in(pty, number);
	const struct name name = {
	        text, (unsigned)format(text, sizeof text, "%lu", (long)number)};
	if (entry_begin(&pty->entry, &root, &name, &pty->inode))
		return false;
	pty->entry.release = release_entry;
	pty->next = *place;
	*place = pty;
	return true;
}

struct pty *pty_make(void)
{
	struct pty *pty = heap_allocate(sizeof *pty);

	if (!pty)
		return NULL;
	mutex_acquire(&pts_system.names);
	bool entered = enter_list(pty);
	mutex_release(&pts_system.names);
	if (entered)
		return pty;
	heap_free(pty, sizeof *pty);
	return NULL;
}

void pty_unlink(struct pty *pty)
{
	struct pty **place = &first;

	mutex_acquire(&pts_system.names);
	while (*place != pty)
		place = &(*place)->next;
	*place = pty->next;
	pty->entry.removed = true;
	mutex_release(&pts_system.names);
}

int pts_begin(void)
{
	const struct name name = {"", 0};

	if (root.inode)
		return 0;
	root_inode = (struct inode){.operations = &root_operations,
	                            .system = &pts_system,
	                            .references = 1,
	                            .number = ROOT_NUMBER,
	                            .attributes = {.mode = MODE_DIRECTORY | 0755,
	                                           .links = 2,
	                                           .modified = (int64_t)clock_wall()}};
	return entry_begin(&root, &root, &name, &root_inode);
}
