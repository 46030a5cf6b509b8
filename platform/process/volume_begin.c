/* SPDX-License-Identifier: ISC */
/*
 * Which of the host's files the program may use. Started directly, all of them. With
 * SAMARA_SEALED=1, or where the image has a root, none, or the volumes of SAMARA_VOLUMES,
 * a line HOST:GUEST[:ro] for each: then Landlock (landlock(7)) confines the process to
 * those, for good. Runs once, before the sandbox's filter, in images that use files.
 */
#include "platform/root.h"
#include "volume.h"
#include <asm/signal.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/landlock.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/stat.h>

#define RIGHTS(count) ((1ull << (count)) - 1)

/* Rights of Landlock that the headers may not have yet. */
#define RIGHT_REFER    (1ull << 13)
#define RIGHT_TRUNCATE (1ull << 14)
#define RIGHT_DEVICE   (1ull << 15)

#define RIGHTS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_FILE \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | RIGHT_TRUNCATE)
/* Never: running programs, and whatever makes or commands a device. */
#define RIGHTS_NONE                                                  \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | RIGHT_DEVICE)

struct process_volumes process_volumes;

static _Noreturn void refuse(const char *line)
{
	process_say(line);
	process_exit(1);
}

/* Descriptors below are the program's streams, also where it was started without. */
static int open_above(const char *path, int flags)
{
	long fd = linux_call3(__NR_open, (long)path, flags | O_CLOEXEC, 0);
	while (fd >= 0 && fd < PROCESS_STREAMS) {
		process_volumes.closed |= (uint8_t)(1 << fd);
		fd = linux_call3(__NR_open, (long)path, flags | O_CLOEXEC, 0);
	}
	return (int)fd;
}

/* ---- SAMARA_VOLUMES */

/* Cut `text` behind the next `end`, or return NULL. */
static char *cut(char *text, char end)
{
	while (*text && *text != end)
		text++;
	if (!*text)
		return NULL;
	*text = 0;
	return text + 1;
}

static bool equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* Absolute, and each component a name. */
static bool is_guest_path(const char *path)
{
	if (path[0] == '/' && !path[1])
		return true;
	while (*path == '/') {
		const char *name = ++path;
		while (*path && *path != '/')
			path++;
		long length = path - name;
		if (!length ||
		    (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))))
			return false;
		if (!*path)
			return true;
	}
	return false;
}

static bool is_taken(const char *guest)
{
	for (unsigned n = 0; n < process_volumes.count; n++)
		if (equal(process_volumes.volume[n].guest, guest))
			return true;
	return false;
}

static void add(const char *host, const char *guest, bool read_only)
{
	struct process_volumes *v = &process_volumes;
	struct platform_volume_status status;

	if (v->count == VOLUMES_MAX)
		refuse("samara: SAMARA_VOLUMES has too many volumes\n");
	if (!is_guest_path(guest) || is_taken(guest))
		refuse("samara: SAMARA_VOLUMES needs different absolute paths\n");
	int handle = open_above(host, O_PATH);
	if (handle < 0 || process_volume_status(handle, &status))
		refuse("samara: a volume of SAMARA_VOLUMES isn't there\n");
	if (!S_ISDIR(status.mode) && !S_ISREG(status.mode))
		refuse("samara: a volume is neither a directory nor a regular file\n");
	v->volume[v->count++] = (struct process_volume){guest, handle, read_only};
	v->writable |= !read_only;
}

static void add_volumes(char *text)
{
	while (text && *text) {
		char *next = cut(text, '\n'), *guest = cut(text, ':');
		char *option = guest ? cut(guest, ':') : NULL;
		if (!guest || (option && !equal(option, "ro")))
			refuse("samara: SAMARA_VOLUMES has a line HOST:GUEST[:ro] for "
			       "each volume\n");
		add(text, guest, option);
		text = next;
	}
}

/* ---- Landlock */

static uint64_t known_rights(long version)
{
	static const uint8_t counts[] = {0, 13, 14, 15, 15, 16};
	return RIGHTS(counts[version < 5 ? version : 5]);
}

static long allow(int rules, const struct process_volume *volume, uint64_t known)
{
	struct platform_volume_status status;
	struct landlock_path_beneath_attr rule = {.parent_fd = volume->handle};
	long result = process_volume_status(volume->handle, &status);

	rule.allowed_access = known & (volume->read_only ? RIGHTS_READ : ~RIGHTS_NONE) &
	                      (S_ISDIR(status.mode) ? ~0ull : RIGHTS_FILE);
	return result ? result
	              : linux_call5(__NR_landlock_add_rule, rules,
	                            LANDLOCK_RULE_PATH_BENEATH, (long)&rule, 0, 0);
}

/* 0: from now on nothing but the volumes can be opened, made or removed. */
static long confine(void)
{
	long version = linux_call3(__NR_landlock_create_ruleset, 0, 0,
	                           LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return -ENOSYS;
	const struct landlock_ruleset_attr handled = {known_rights(version)};
	long rules = linux_call3(__NR_landlock_create_ruleset, (long)&handled,
	                         sizeof handled, 0);
	long result = rules < 0 ? rules : 0;
	for (unsigned n = 0; !result && n < process_volumes.count; n++)
		result = allow((int)rules, &process_volumes.volume[n],
		               handled.handled_access_fs);
	if (!result)
		result = linux_call5(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!result)
		result = linux_call2(__NR_landlock_restrict_self, rules, 0);
	if (rules >= 0)
		linux_call1(__NR_close, rules);
	return result;
}

static void confine_or_say(bool sandbox)
{
	if (!confine())
		return;
	if (sandbox)
		refuse("samara: the host has no Landlock to keep a process within its "
		       "volumes; SAMARA_SANDBOX=0 does without\n");
	process_say("samara: the host has no Landlock: nothing but the libos keeps the "
	            "program within its volumes\n");
}

/* ---- the start */

/* Each open file takes up two descriptors. */
static void raise_limit(void)
{
	struct rlimit64 limit;
	if (linux_call5(__NR_prlimit64, 0, RLIMIT_NOFILE, 0, (long)&limit, 0))
		return;
	limit.rlim_cur = limit.rlim_max;
	linux_call5(__NR_prlimit64, 0, RLIMIT_NOFILE, (long)&limit, 0, 0);
}

static void begin_direct(void)
{
	struct process_volumes *v = &process_volumes;
	int root = open_above("/", O_PATH | O_DIRECTORY);
	if (root < 0) {
		process_say("samara: the host's files can't be opened: there are none\n");
		return;
	}
	v->volume[v->count++] = (struct process_volume){"/", root, false};
	v->writable = true;
	long length = linux_call2(__NR_getcwd, (long)v->directory, sizeof v->directory);
	if (length < 0 || v->directory[0] != '/') /* "(unreachable)" */
		v->directory[0] = 0;
}

void process_volumes_clear(const char *sealed, const char *volumes)
{
	struct process_volumes *v = &process_volumes;

	v->confined =
	        volumes || root_is_there() || (sealed && sealed[0] == '1' && !sealed[1]);
	if (v->confined) /* what is open already isn't the program's */
		linux_call3(__NR_close_range, PROCESS_STREAMS, ~0u, 0);
}

void process_volumes_begin(char *volumes, bool sandbox)
{
	struct process_volumes *v = &process_volumes;

	raise_limit();
	v->descriptors = open_above("/proc/self/fd", O_PATH | O_DIRECTORY);
	if (v->confined)
		add_volumes(volumes);
	else
		begin_direct();
	v->any = v->count;
	v->mask = (unsigned)linux_call1(__NR_umask, 0); /* the libos has its own */
	v->user = (unsigned)linux_call1(__NR_geteuid, 0);
	v->group = (unsigned)linux_call1(__NR_getegid, 0);
	process_signal_set(SIGXFSZ, (void (*)(void))SIG_IGN); /* -EFBIG is enough */
	if (v->confined && v->any)
		confine_or_say(sandbox);
}
