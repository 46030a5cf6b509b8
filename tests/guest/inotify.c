/* SPDX-License-Identifier: ISC */
/*
 * inotify(7): which events come for what is done, and in which order; one-shot watches;
 * small buffers; what is refused.
 */
#define _GNU_SOURCE
#include "directory.h"
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>

static int notify;
static char text[4096];

static const char *const names[] = {
        "access",     "modify",   "attrib", "close_write", "close_nowrite", "open",
        "moved_from", "moved_to", "create", "delete",      "delete_self",   "move_self"};

/* The events so far, "watch:event[:name] ..." */
static const char *events(void)
{
	static char bytes[8192];
	ssize_t size = read(notify, bytes, sizeof bytes);
	char *to = text;

	*to = 0;
	for (char *at = bytes; at < bytes + (size > 0 ? size : 0);) {
		const struct inotify_event *event = (const void *)at;
		to += sprintf(to, "%s%d", to == text ? "" : " ", event->wd);
		for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
			if (event->mask & 1u << i)
				to += sprintf(to, ":%s", names[i]);
		if (event->mask & IN_IGNORED)
			to += sprintf(to, ":ignored");
		if (event->mask & IN_ISDIR)
			to += sprintf(to, "/");
		if (event->len)
			to += sprintf(to, ":%s", event->name);
		at += sizeof *event + event->len;
	}
	return text;
}

#define CHECK_EVENTS(wanted)                                                         \
	do {                                                                         \
		if (strcmp(events(), wanted)) {                                      \
			check_failures++;                                            \
			printf("line %d: %s\n wanted %s\n", __LINE__, text, wanted); \
		}                                                                    \
	} while (0)

int main(void)
{
	char bytes[16];
	int file, count;

	directory_begin();
	CHECK((notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) >= 0);
	CHECK_FAILS(read(notify, bytes, sizeof bytes), EAGAIN);
	CHECK_FAILS(inotify_add_watch(notify, "none", IN_OPEN), ENOENT);
	CHECK_FAILS(inotify_add_watch(notify, ".", 0), EINVAL);
	CHECK_FAILS(inotify_add_watch(0, ".", IN_OPEN), EINVAL);
	CHECK_FAILS(inotify_add_watch(99, ".", IN_OPEN), EBADF);
	CHECK_FAILS(inotify_rm_watch(notify, 5), EINVAL);
	CHECK_FAILS(inotify_init1(1), EINVAL);

	CHECK(inotify_add_watch(notify, ".", IN_ALL_EVENTS) == 1);
	CHECK((file = open("a", O_CREAT | O_RDWR, 0600)) >= 0);
	CHECK_EVENTS("1:create:a 1:open:a");
	CHECK(write(file, "xy", 2) == 2 && write(file, "z", 1) == 1);
	CHECK(pread(file, bytes, 1, 0) == 1);
	CHECK_EVENTS("1:modify:a 1:access:a"); /* equal ones are one */
	CHECK(fchmod(file, 0640) == 0 && ftruncate(file, 1) == 0 && close(file) == 0);
	CHECK_EVENTS("1:attrib:a 1:modify:a 1:close_write:a");
	CHECK(close(open("a", O_RDONLY)) == 0);
	CHECK_EVENTS("1:open:a 1:close_nowrite:a");
	CHECK(mkdir("d", 0700) == 0 && rename("a", "d/b") == 0);
	CHECK_EVENTS("1:create/:d 1:moved_from:a");
	CHECK(inotify_add_watch(notify, "d/b", IN_ALL_EVENTS) == 2);
	CHECK(rename("d/b", "c") == 0);
	CHECK_EVENTS("1:moved_to:c 2:move_self");
	CHECK(link("c", "e") == 0);
	CHECK(events() && strstr(text, "1:create:e"));
	CHECK(unlink("e") == 0);
	CHECK(events() && strstr(text, "1:delete:e"));
	CHECK(unlink("c") == 0);
	CHECK_EVENTS("2:attrib 2:delete_self 2:ignored 1:delete:c");
	CHECK(rmdir("d") == 0);
	CHECK_EVENTS("1:delete/:d");

	put_file("f", "");
	events();
	CHECK(inotify_add_watch(notify, "f", IN_MODIFY) == 3);
	CHECK(inotify_add_watch(notify, "f", IN_OPEN | IN_MASK_ADD) == 3);
	CHECK_FAILS(inotify_add_watch(notify, "f", IN_OPEN | IN_MASK_CREATE), EEXIST);
	CHECK(inotify_rm_watch(notify, 1) == 0);
	CHECK_EVENTS("1:ignored");
	put_file("f", "more");
	CHECK_EVENTS("3:open 3:modify");
	CHECK(inotify_add_watch(notify, ".", IN_CREATE | IN_ONESHOT) == 4);
	put_file("g", "");
	put_file("h", "");
	CHECK_EVENTS("4:create:g 4:ignored");
	struct pollfd entry = {notify, POLLIN, 0};
	CHECK(poll(&entry, 1, 0) == 0);
	put_file("f", "again");
	CHECK(poll(&entry, 1, 0) == 1 && entry.revents == POLLIN);
	CHECK(ioctl(notify, FIONREAD, &count) == 0 &&
	      count == 2 * (int)sizeof(struct inotify_event));
	CHECK_FAILS(read(notify, bytes, 8), EINVAL);
	CHECK(close(notify) == 0);
	return directory_end();
}
