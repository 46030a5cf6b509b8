/* SPDX-License-Identifier: ISC */
/*
 * platform_volume() without a libos: a whole image of its own, started by volume.t in a
 * directory that that has made. The first argument says what there is: "direct",
 * "sealed", "volumes"; the second a directory outside of the volumes. Writes TAP.
 */
#include "image.h"
#include <asm/statfs.h>
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mman.h>
#include <linux/openat2.h>
#include <linux/poll.h>

#define DIRECTORY 0040000u
#define REGULAR   0100000u
#define SYMLINK   0120000u
#define FIFO      0010000u
#define CHARACTER 0020000u
#define TYPE      0170000u

static struct platform_volume_request r;
static char buffer[8192];

/* The libos's part, which the platform brings in. */
int host_root(void);
int host_root(void)
{
	return 0;
}

void libos_upcall(struct platform_frame *frame, const void *vector)
{
	if (frame->cause != PLATFORM_CAUSE_SYSCALL) {
		line("Bail out! unexpected cause ", (long)frame->cause);
		platform_exit(97);
	}
	frame->rax = (uint64_t)-ENOSYS;
}

static long ask(unsigned operation, int handle)
{
	r.operation = operation;
	r.handle = handle;
	return platform_volume(&r);
}

static long named(unsigned operation, int directory, const char *name)
{
	r.name = name;
	return ask(operation, directory);
}

/* A handle, or an error. */
static int walk(int directory, const char *name)
{
	long result = named(PLATFORM_VOLUME_WALK, directory, name);
	return result ? (int)result : r.handle;
}

static int create(int directory, const char *name, uint32_t mode)
{
	r.status.mode = mode;
	long result = named(PLATFORM_VOLUME_CREATE, directory, name);
	return result ? (int)result : r.handle;
}

static int open(int handle, unsigned flags)
{
	r.flags = flags;
	long result = ask(PLATFORM_VOLUME_OPEN, handle);
	return result ? (int)result : r.handle;
}

static long write_at(int handle, const char *text, size_t size, uint64_t position,
                     unsigned flags)
{
	const struct platform_volume_piece piece = {(char *)text, size};
	r.pieces = &piece;
	r.size = 1;
	r.position = position;
	r.flags = flags;
	return ask(PLATFORM_VOLUME_WRITE_AT, handle);
}

static long read_at(int handle, uint64_t position)
{
	/* in two: the first byte apart */
	const struct platform_volume_piece pieces[] = {{buffer, 1},
	                                               {buffer + 1, sizeof buffer - 1}};
	r.pieces = pieces;
	r.size = 2;
	r.position = position;
	return ask(PLATFORM_VOLUME_READ_AT, handle);
}

static long rename(int from, const char *name, int to, const char *other, unsigned flags)
{
	r.other = to;
	r.other_name = other;
	r.flags = flags;
	return named(PLATFORM_VOLUME_RENAME, from, name);
}

static long link(int file, int directory, const char *name)
{
	r.other = directory;
	r.other_name = name;
	return ask(PLATFORM_VOLUME_LINK, file);
}

static long lock(int handle, unsigned flags, uint64_t position, uint64_t length)
{
	r.flags = flags;
	r.position = position;
	r.length = length;
	return ask(PLATFORM_VOLUME_LOCK, handle);
}

static void close(int handle)
{
	ask(PLATFORM_VOLUME_CLOSE, handle);
}

/* ---- volumes */

static int volume(unsigned number, const char *path, unsigned flags)
{
	r.position = number;
	r.buffer = buffer;
	r.size = sizeof buffer;
	long result = ask(PLATFORM_VOLUME_DESCRIBE, 0);
	is(result > 0 && same(buffer, path) && r.flags == flags, 1, path);
	return result < 0 ? (int)result : r.handle;
}

static void no_volume(unsigned number)
{
	r.position = number;
	is(ask(PLATFORM_VOLUME_DESCRIBE, 0), -ENOENT, "no more volumes");
}

/* ---- everything in a directory that may be written */

static void test_names(int top)
{
	static const char *const bad[] = {"", ".", "..", "a/b", "/", "/etc", "../x"};
	int file = create(top, "file", REGULAR | 0640);
	is(file > 2 && r.status.mode == (REGULAR | 0640), 1, "make a file");
	is(create(top, "file", REGULAR | 0600), -EEXIST, "only once");
	int directory = create(top, "directory", DIRECTORY | 0750);
	is(directory > 2 && (r.status.mode & ~07000u) == (DIRECTORY | 0750), 1,
	   "a directory");
	r.buffer = "../outside/secret";
	int symlink = create(top, "symlink", SYMLINK | 0777);
	is(symlink > 2 && (r.status.mode & TYPE) == SYMLINK, 1, "a symbolic link");
	r.buffer = buffer;
	r.size = 4;
	is(ask(PLATFORM_VOLUME_READ_LINK, symlink), 4, "whose text can be read in part");
	is(buffer[3], 'o', "as it was set");
	is(open(symlink, PLATFORM_VOLUME_READ), -ELOOP, "but not opened");
	is(walk(symlink, "x"), -ENOTDIR, "nor walked through");
	int fifo = create(top, "fifo", FIFO | 0600);
	is(fifo > 2 && (r.status.mode & TYPE) == FIFO, 1, "a FIFO");
	is(open(fifo, PLATFORM_VOLUME_WRITE), -ENXIO, "that nobody reads");
	for (unsigned n = 0; n < sizeof bad / sizeof *bad; n++) {
		is(walk(top, bad[n]), -EINVAL, bad[n]);
		is(create(top, bad[n], REGULAR), -EINVAL, "create");
		is(create(top, bad[n], DIRECTORY), -EINVAL, "directory");
		is(link(file, top, bad[n]), -EINVAL, "link");
		is(named(PLATFORM_VOLUME_REMOVE, top, bad[n]), -EINVAL, "remove");
		is(rename(top, bad[n], top, "new", 0), -EINVAL, "rename");
		is(rename(top, "file", top, bad[n], 0), -EINVAL, "rename to");
	}
	is(walk(top, "nothing"), -ENOENT, "what isn't there");
	is(walk(file, "x"), -ENOTDIR, "below a file");
	is(link(file, directory, "other"), 0, "a hard link");
	is(link(file, directory, "other"), -EEXIST, "only once");
	ask(PLATFORM_VOLUME_STATUS, file);
	is(r.status.links, 2, "which counts");
	uint64_t number = r.status.number;
	int other = walk(directory, "other");
	is(r.status.number == number, 1, "and is the same file");
	is(rename(top, "file", directory, "other2", RENAME_NOREPLACE), 0, "rename");
	is(rename(directory, "other", directory, "other2", RENAME_NOREPLACE), -EEXIST,
	   "not onto what is there");
	is(rename(directory, "other", top, "symlink", RENAME_EXCHANGE), 0, "exchange");
	is(named(PLATFORM_VOLUME_REMOVE, directory, "other"), 0, "remove a link");
	r.flags = 0;
	is(named(PLATFORM_VOLUME_REMOVE, top, "directory"), -EISDIR, "not a directory");
	r.flags = PLATFORM_VOLUME_DIRECTORY;
	is(named(PLATFORM_VOLUME_REMOVE, top, "directory"), -ENOTEMPTY, "not a full one");
	r.flags = 0;
	is(named(PLATFORM_VOLUME_REMOVE, directory, "other2"), 0, "remove a file");
	r.flags = PLATFORM_VOLUME_DIRECTORY;
	is(named(PLATFORM_VOLUME_REMOVE, top, "directory"), 0, "remove a directory");
	r.flags = 0;
	named(PLATFORM_VOLUME_REMOVE, top, "symlink");
	named(PLATFORM_VOLUME_REMOVE, top, "fifo");
	is(create(directory, "orphan", REGULAR), -ENOENT, "nothing in a removed one");
	is(write_at(file, "kept", 4, 0, 0), 4, "a removed file can be written");
	is(ask(PLATFORM_VOLUME_STATUS, file) == 0 && r.status.links == 0, 1,
	   "and has no name");
	close(file);
	close(directory);
	close(symlink);
	close(fifo);
	close(other);
}

static void test_unnamed(int top)
{
	int file = create(top, NULL, REGULAR | 0600);
	if (file == -EOPNOTSUPP) {
		print("# no files without a name here\n");
		return;
	}
	is(file > 2, 1, "a file without a name");
	is(write_at(file, "secret", 6, 0, 0), 6, "written");
	is(link(file, top, "named"), 0, "gets a name");
	int named_file = walk(top, "named");
	is(r.status.size, 6, "with what it holds");
	r.flags = 0;
	named(PLATFORM_VOLUME_REMOVE, top, "named");
	close(named_file);
	close(file);
}

static void test_contents(int top)
{
	int file = create(top, "contents", REGULAR | 0400);
	is(write_at(file, "hello world", 11, 0, 0), 11, "write to a new file 0400");
	is(write_at(file, "!", 1, 0, PLATFORM_VOLUME_APPEND), 1, "append");
	is(write_at(file, "J", 1, 0, PLATFORM_VOLUME_SAFE), 1, "safely");
	is(write_at(file, "E", 1, 1, PLATFORM_VOLUME_DATA_SAFE), 1, "its data alone");
	is(read_at(file, 0), 12, "read");
	is(buffer[0] == 'J' && buffer[1] == 'E' && buffer[11] == '!', 1,
	   "what was written");
	is(read_at(file, 12), 0, "the end");
	is(read_at(file, PLATFORM_VOLUME_HERE), 12, "from its own position");
	is(read_at(file, PLATFORM_VOLUME_HERE), 0, "which has moved");
	r.position = 5;
	r.flags = SEEK_SET;
	is(ask(PLATFORM_VOLUME_SEEK, file), 5, "seek");
	is(read_at(file, PLATFORM_VOLUME_HERE), 7, "and read there");
	r.pieces = &(const struct platform_volume_piece){(void *)8, 100};
	r.size = 1;
	r.position = 0;
	is(ask(PLATFORM_VOLUME_READ_AT, file), -EFAULT, "to nowhere");
	int walked = walk(top, "contents");
	is(read_at(walked, 0), -EBADF, "a handle that isn't open");
	int reader = open(walked, PLATFORM_VOLUME_READ | PLATFORM_VOLUME_KEEP_TIME);
	is(reader > 2, 1, "open it to be read");
	is(write_at(reader, "x", 1, 0, 0), -EBADF, "not to be written");
	r.status.size = 1 << 20;
	r.flags = PLATFORM_VOLUME_SET_SIZE;
	is(ask(PLATFORM_VOLUME_SET, file), 0, "make it larger");
	r.position = 0;
	r.flags = SEEK_HOLE;
	is(ask(PLATFORM_VOLUME_SEEK, file) >= 12, 1, "a hole");
	r.flags = 0;
	r.position = 0;
	r.length = 65536;
	is(ask(PLATFORM_VOLUME_ALLOCATE, file), 0, "allocate");
	r.flags = 0;
	is(ask(PLATFORM_VOLUME_SYNC, file), 0, "sync");
	r.flags = PLATFORM_VOLUME_DATA_SAFE;
	is(ask(PLATFORM_VOLUME_SYNC, file), 0, "data");
	r.flags = POLLIN | POLLOUT;
	is(ask(PLATFORM_VOLUME_POLL, file), POLLIN | POLLOUT, "poll");
	close(reader);
	close(walked);
	close(file);
	is(ask(PLATFORM_VOLUME_STATUS, file), -EBADF, "a closed handle");
}

static void test_attributes(int top)
{
	int file = walk(top, "contents");
	struct statfs statistics;

	r.status.mode = 0;
	r.flags = PLATFORM_VOLUME_SET_MODE;
	is(ask(PLATFORM_VOLUME_SET, file), 0, "no permissions");
	r.status.mode = 04751;
	is(ask(PLATFORM_VOLUME_SET, file), 0, "and others");
	r.status.accessed = 1000000001;
	r.status.modified = -1;
	r.flags = PLATFORM_VOLUME_SET_ACCESSED | PLATFORM_VOLUME_SET_MODIFIED;
	is(ask(PLATFORM_VOLUME_SET, file), 0, "times");
	ask(PLATFORM_VOLUME_STATUS, file);
	is(r.status.mode, REGULAR | 04751, "all of it is told");
	is(r.status.accessed, 1000000001, "to the nanosecond");
	is(r.status.modified, -1, "also before 1970");
	is(r.status.size, 1 << 20, "size");
	r.flags = PLATFORM_VOLUME_SET_MODIFIED_NOW;
	is(ask(PLATFORM_VOLUME_SET, file), 0, "now");
	ask(PLATFORM_VOLUME_STATUS, file);
	is(r.status.modified > 1000000000 && r.status.accessed == 1000000001, 1,
	   "of one of them");
	r.status.size = 3;
	r.flags = PLATFORM_VOLUME_SET_SIZE;
	is(ask(PLATFORM_VOLUME_SET, file), 0, "cut it by a handle that isn't open");
	ask(PLATFORM_VOLUME_STATUS, file);
	is(r.status.size, 3, "told");
	r.flags = PLATFORM_VOLUME_READ;
	is(ask(PLATFORM_VOLUME_PERMIT, file), 0, "may be read");
	r.buffer = &statistics;
	is(ask(PLATFORM_VOLUME_STATISTICS, file), 0, "the file system");
	is(statistics.f_bsize > 0, 1, "has blocks");
}

static void test_extended(int top)
{
	int file = walk(top, "contents");
	r.buffer = "value";
	r.size = 5;
	r.flags = 0;
	long result = named(PLATFORM_VOLUME_EXTENDED_SET, file, "user.samara");
	if (result == -EOPNOTSUPP) {
		print("# no extended attributes here\n");
		return;
	}
	is(result, 0, "an extended attribute");
	r.buffer = buffer;
	r.size = sizeof buffer;
	is(named(PLATFORM_VOLUME_EXTENDED_GET, file, "user.samara"), 5, "read");
	is(buffer[4], 'e', "its value");
	is(ask(PLATFORM_VOLUME_EXTENDED_LIST, file), 12, "listed");
	is(named(PLATFORM_VOLUME_EXTENDED_REMOVE, file, "user.samara"), 0, "removed");
	is(named(PLATFORM_VOLUME_EXTENDED_GET, file, "user.samara"), -ENODATA, "gone");
	close(file);
}

static void test_locks(int top)
{
	int walked = walk(top, "contents");
	const unsigned both = PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE;
	int a = open(walked, both), b = open(walked, both);
	is(lock(a, PLATFORM_VOLUME_WRITE, 10, 10), 0, "lock");
	is(lock(b, PLATFORM_VOLUME_READ, 15, 10), -EAGAIN, "in the way");
	is(lock(b, PLATFORM_VOLUME_READ, 20, 0), 0, "not in the way");
	is(lock(b, PLATFORM_VOLUME_READ | PLATFORM_VOLUME_TEST, 15, 1), 0, "test");
	is(r.flags == PLATFORM_VOLUME_WRITE && r.position == 10 && r.length == 10, 1,
	   "which one it is");
	is(lock(b, PLATFORM_VOLUME_READ | PLATFORM_VOLUME_TEST, 0, 1), 0, "test");
	is(r.flags, 0, "none");
	is(lock(a, 0, 0, 0), 0, "give back");
	is(lock(b, PLATFORM_VOLUME_WRITE, 15, 1), 0, "now it is free");
	is(lock(a, PLATFORM_VOLUME_WRITE | PLATFORM_VOLUME_WHOLE, 0, 0), 0, "flock");
	is(lock(b, PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WHOLE, 0, 0), -EAGAIN, "flock");
	close(a);
	is(lock(b, PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WHOLE, 0, 0), 0,
	   "a closed handle's lock is gone");
	close(b);
	close(walked);
}

static void test_list(int top)
{
	int directory = create(top, "list", DIRECTORY | 0700), seen = 0;
	char name[2] = "a";
	for (; name[0] <= 'z'; name[0]++)
		close(create(directory, name, REGULAR | 0600));
	int list = open(directory, PLATFORM_VOLUME_READ);
	r.position = 0;
	for (;;) {
		r.buffer = buffer;
		r.size = 100;
		long size = ask(PLATFORM_VOLUME_LIST, list);
		if (size <= 0)
			break;
		for (long at = 0; at < size;) {
			uint64_t *number = (uint64_t *)(buffer + at);
			const char *text = buffer + at + 19;
			seen += text[0] != '.';
			r.position = number[1];
			at += *(uint16_t *)(buffer + at + 16);
		}
	}
	is(seen, 26, "each name once, a few at a time");
	r.size = 10;
	r.position = 0;
	is(ask(PLATFORM_VOLUME_LIST, list), -EINVAL, "no room for one");
	r.flags = 0;
	for (name[0] = 'a'; name[0] <= 'z'; name[0]++)
		named(PLATFORM_VOLUME_REMOVE, directory, name);
	r.flags = PLATFORM_VOLUME_DIRECTORY;
	is(named(PLATFORM_VOLUME_REMOVE, top, "list"), 0, "and it is empty");
	close(list);
	close(directory);
}

static void test_map(int top)
{
	volatile char *at = (char *)platform_information.space_low + (1ul << 38);
	const unsigned both = PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE;
	int file = create(top, "map", REGULAR | 0600);
	write_at(file, "0123456789", 10, 4096, 0);
	r.buffer = (void *)at;
	r.size = 2 * 4096;
	r.position = 0;
	r.flags = both | PLATFORM_VOLUME_SHARED;
	is(ask(PLATFORM_VOLUME_MAP, file), 0, "map");
	is(at[4096], '0', "the file");
	at[4096] = 'x';
	read_at(file, 4096);
	is(buffer[0], 'x', "shared");
	r.buffer = (void *)(at + 8192);
	r.size = 4096;
	r.position = 4096;
	r.flags = both;
	is(ask(PLATFORM_VOLUME_MAP, file), 0, "map privately");
	at[8192] = 'y';
	is(at[4096], 'x', "a copy");
	r.flags = PLATFORM_VOLUME_READ | PLATFORM_VOLUME_EXECUTE;
	is(ask(PLATFORM_VOLUME_MAP, file), -EACCES, "never executable");
	r.flags = PLATFORM_VOLUME_READ;
	r.buffer = buffer;
	is(ask(PLATFORM_VOLUME_MAP, file), -EINVAL, "nor where the image is");
	is(platform_memory_protect(0, (void *)at, 4096, PLATFORM_READ | PLATFORM_EXECUTE),
	   -EACCES, "nor afterwards");
	is(platform_memory_unmap(0, (void *)at, 3 * 4096), 0, "unmap");
	close(file);
	r.flags = 0;
	named(PLATFORM_VOLUME_REMOVE, top, "map");
}

static void test_all(int top)
{
	test_names(top);
	test_unnamed(top);
	test_contents(top);
	test_attributes(top);
	test_extended(top);
	test_locks(top);
	test_list(top);
	test_map(top);
	r.flags = 0;
	named(PLATFORM_VOLUME_REMOVE, top, "contents");
	r.operation = PLATFORM_VOLUME_OPERATIONS;
	is(platform_volume(&r), -EINVAL, "an operation that isn't one");
	is(ask(PLATFORM_VOLUME_CLOSE, 1), -EBADF, "a stream can't be closed");
}

/* ---- what is read-only */

static void test_read_only(int top)
{
	int file = walk(top, "file");
	is(file > 2, 1, "a file in a read-only volume");
	int reader = open(file, PLATFORM_VOLUME_READ);
	is(read_at(reader, 0), 5, "can be read");
	is(open(file, PLATFORM_VOLUME_WRITE), -EACCES, "not written");
	is(create(top, "new", REGULAR | 0600), -EACCES, "nothing can be made");
	is(create(top, "new", DIRECTORY | 0700), -EACCES, "no directory");
	r.buffer = "x";
	is(create(top, "new", SYMLINK), -EACCES, "no symbolic link");
	is(create(top, "new", FIFO | 0600), -EACCES, "no FIFO");
	is(create(top, NULL, REGULAR | 0600), -EACCES, "no file without a name");
	r.flags = 0;
	is(named(PLATFORM_VOLUME_REMOVE, top, "file"), -EACCES, "nothing removed");
	is(rename(top, "file", top, "new", 0), -EACCES, "nor renamed");
	is(link(file, top, "new"), -EACCES, "nor linked");
	r.status.size = 0;
	r.flags = PLATFORM_VOLUME_SET_SIZE;
	is(ask(PLATFORM_VOLUME_SET, file), -EACCES, "nor cut");
	close(reader);
	close(file);
}

/* ---- from one volume into another */

static void test_between(int top, int read_only)
{
	int file = walk(read_only, "file");
	long result = link(file, top, "stolen");
	is(result == -EXDEV || result == -EACCES, 1, "no link into another volume");
	result = rename(read_only, "file", top, "stolen", 0);
	is(result == -EXDEV || result == -EACCES, 1, "no rename");
	close(file);
	is(create(top, "device", CHARACTER | 0600), -EPERM, "no device node");
}

/* ---- a program that makes the platform's own calls as it likes */

static long from_platform(long number, long a, long b, long c, long d)
{
	return host_from_platform(number, a, b, c, d, 0);
}

static const struct open_how anything = {.flags = O_PATH}, reading = {.flags = O_RDONLY};

static void refused(const char *name, long result)
{
	is(result == -ENOSYS || result == -EACCES || result == -EXDEV || result == -EPERM,
	   1, name);
	if (result >= 0)
		line("# got ", result);
}

/* `outside`: a path to a directory that holds "secret"; `up`: the same from a volume. */
static void test_escape(int top, const char *outside, const char *secret)
{
	const long path = (long)secret, directory = (long)outside;
	static char empty[1];
	const int flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

	refused("openat", from_platform(__NR_openat, AT_FDCWD, path, O_RDONLY, 0));
	refused("openat as the platform does",
	        from_platform(__NR_openat, AT_FDCWD, path, flags, 0));
	refused("openat upwards",
	        from_platform(__NR_openat, top, (long)"../outside/secret", flags, 0));
	refused("openat through the link",
	        from_platform(__NR_openat, top, (long)"out", flags, 0));
	refused("a file there",
	        from_platform(__NR_openat, top, (long)"../outside/new",
	                      flags | O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW, 0600));
	refused("a directory there",
	        from_platform(__NR_openat, AT_FDCWD, directory, flags, 0));
	refused("a file without a name there",
	        from_platform(__NR_openat, AT_FDCWD, directory,
	                      flags | O_TMPFILE | O_RDWR, 0600));
	refused("O_PATH",
	        from_platform(__NR_openat, AT_FDCWD, directory, O_PATH | flags, 0));
	refused("O_TRUNC", from_platform(__NR_openat, top, (long)"file",
	                                 O_TRUNC | O_WRONLY | flags, 0));
	refused("open", from_platform(__NR_open, path, O_RDONLY, 0, 0));
	refused("openat2",
	        from_platform(__NR_openat2, AT_FDCWD, path, (long)&reading, 24));
	refused("openat2 with O_PATH",
	        from_platform(__NR_openat2, AT_FDCWD, directory, (long)&anything, 24));
	refused("openat2 upwards",
	        from_platform(__NR_openat2, top, (long)"..", (long)&anything, 24));
	refused("its own memory",
	        from_platform(__NR_openat, AT_FDCWD, (long)"/proc/self/mem",
	                      O_RDWR | flags, 0));
	refused("a link to it",
	        from_platform(__NR_openat, top, (long)"mem", O_RDWR | flags, 0));
	refused("the status of a path",
	        from_platform(__NR_statx, AT_FDCWD, path, 0, 0xfff));
	refused("stat", from_platform(__NR_newfstatat, AT_FDCWD, path, (long)buffer, 0));
	refused("chmod", from_platform(__NR_chmod, path, 0777, 0, 0));
	refused("fchmodat", from_platform(__NR_fchmodat, AT_FDCWD, path, 0777, 0));
	refused("fchmodat2", from_platform(452, AT_FDCWD, path, 0777, 0));
	refused("fchownat", from_platform(__NR_fchownat, AT_FDCWD, path, 0, 0));
	refused("fchownat of the working directory",
	        from_platform(__NR_fchownat, AT_FDCWD, (long)empty, 0, 0));
	refused("utimensat", from_platform(__NR_utimensat, AT_FDCWD, path, 0, 0));
	refused("readlinkat",
	        from_platform(__NR_readlinkat, top, (long)"out", (long)buffer, 100));
	refused("faccessat2", from_platform(__NR_faccessat2, AT_FDCWD, path, 4, 0));
	refused("getxattr",
	        from_platform(__NR_getxattr, path, (long)"user.x", (long)buffer, 10));
	refused("mkdirat",
	        from_platform(__NR_mkdirat, top, (long)"../outside/new", 0700, 0));
	refused("mknodat", from_platform(__NR_mknodat, top, (long)"../outside/new",
	                                 REGULAR | 0600, 0));
	refused("a device", from_platform(__NR_mknodat, top, (long)"null",
	                                  CHARACTER | 0600, 1 << 8 | 3));
	refused("symlinkat",
	        from_platform(__NR_symlinkat, (long)"x", top, (long)"../outside/new", 0));
	refused("unlinkat", from_platform(__NR_unlinkat, AT_FDCWD, path, 0, 0));
	refused("a hard link to the secret",
	        host_from_platform(__NR_linkat, AT_FDCWD, path, top, (long)"stolen", 0));
	refused("a hard link out", host_from_platform(__NR_linkat, top, (long)"file", top,
	                                              (long)"../outside/new", 0));
	refused("the secret renamed", host_from_platform(__NR_renameat2, AT_FDCWD, path,
	                                                 top, (long)"stolen", 0));
	refused("renamed out", host_from_platform(__NR_renameat2, top, (long)"file", top,
	                                          (long)"../outside/new", 0));
	refused("exchanged", host_from_platform(__NR_renameat2, top, (long)"file",
	                                        AT_FDCWD, path, RENAME_EXCHANGE));
	refused("a working directory", from_platform(__NR_chdir, directory, 0, 0, 0));
	refused("by handle", from_platform(__NR_fchdir, top, 0, 0, 0));
	refused("another root", from_platform(__NR_chroot, directory, 0, 0, 0));
	refused("a mount", from_platform(__NR_mount, directory, directory, 0, 4096));
	refused("a program", from_platform(__NR_execve, path, 0, 0, 0));
	refused("a file's program",
	        from_platform(__NR_execveat, top, (long)"file", 0, 0));
	refused("executable",
	        from_platform(__NR_mmap, (long)platform_information.space_low, 4096,
	                      PROT_READ | PROT_EXEC,
	                      MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE));
	refused("a descriptor's flags", from_platform(__NR_fcntl, top, 4, 0, 0));
	refused("an ioctl of a file",
	        from_platform(__NR_ioctl, top, 0x5413, (long)buffer, 0));
	refused("a stream closed", from_platform(__NR_close, 1, 0, 0, 0));
	refused("Landlock again",
	        from_platform(__NR_landlock_create_ruleset, 0, 0, 1, 0));
	/* an instruction of its own gets nothing at all */
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(__NR_statx), "D"(top), "S"(empty), "d"(AT_EMPTY_PATH)
	                 : "rcx", "r11", "memory");
	is(result, -ENOSYS, "a call of its own");
}

/* Without volumes even the descriptors that are there are of no use for more. */
static void test_sealed(const char *secret)
{
	no_volume(0);
	r.buffer = buffer;
	r.size = sizeof buffer;
	is(ask(PLATFORM_VOLUME_STARTED, 0), 0, "no working directory");
	is(ask(PLATFORM_VOLUME_STATUS, 0), 0, "the status of a stream");
	is(ask(PLATFORM_VOLUME_STATUS, 9), -EBADF, "what was open is closed");
	static const long calls[] = {__NR_openat,    __NR_openat2,    __NR_mkdirat,
	                             __NR_mknodat,   __NR_linkat,     __NR_unlinkat,
	                             __NR_fchownat,  __NR_utimensat,  __NR_renameat2,
	                             __NR_symlinkat, __NR_readlinkat, __NR_faccessat2,
	                             __NR_fchmod,    __NR_fsetxattr,  __NR_fremovexattr};
	for (unsigned n = 0; n < sizeof calls / sizeof *calls; n++)
		is(from_platform(calls[n], AT_FDCWD, (long)secret, 0, 0), -ENOSYS,
		   "a call that is about names");
}

/* ---- streams: 0 a file of 5 bytes, open to be read; 1 ours */

static void test_streams(void)
{
	is(ask(PLATFORM_VOLUME_STATUS, 0) == 0 && r.status.mode >> 12 == 8, 1,
	   "standard input is a file");
	is(r.status.size, 5, "so large");
	is(r.flags, PLATFORM_VOLUME_READ, "open to be read");
	is(read_at(0, 3), 2, "can be read anywhere");
	r.position = 1;
	r.flags = SEEK_SET;
	is(ask(PLATFORM_VOLUME_SEEK, 0), 1, "seek");
	is(platform_console_read(buffer, 10), 4, "is the same position");
	is(write_at(0, "x", 1, 0, 0), -EBADF, "can't be written");
	r.flags = PLATFORM_VOLUME_SET_SIZE;
	r.status.size = 0;
	is(ask(PLATFORM_VOLUME_SET, 0), -EINVAL, "nor cut");
	is(open(0, PLATFORM_VOLUME_WRITE), -EBADF, "nor opened again");
	r.buffer = (char *)platform_information.space_low;
	r.size = 4096;
	r.position = 0;
	r.flags = PLATFORM_VOLUME_READ;
	is(ask(PLATFORM_VOLUME_MAP, 0), 0, "but mapped");
	is(*(char *)platform_information.space_low, 'h', "as it is");
	is(ask(PLATFORM_VOLUME_STATUS, 2), -EBADF, "standard error was closed");
	is(write_at(2, "x", 1, PLATFORM_VOLUME_HERE, 0), -EBADF, "and stays so");
}

void libos_start(void)
{
	const struct platform_information *i = &platform_information;
	const char *what = i->arguments[1];

	if (same(what, "direct")) {
		int root = volume(0, "/", 0);
		no_volume(1);
		r.buffer = buffer;
		r.size = sizeof buffer;
		long length = ask(PLATFORM_VOLUME_STARTED, 0);
		is(length > 0 && same(buffer, i->arguments[2]), 1,
		   "the working directory");
		is(r.flags, 027, "the file mode creation mask");
		for (char *name = buffer + 1; root >= 0 && *name;) {
			char *end = name;
			while (*end && *end != '/')
				end++;
			bool last = !*end;
			*end = 0;
			root = walk(root, name);
			name = last ? end : end + 1;
		}
		test_all(root);
	} else if (same(what, "volumes")) {
		int top = volume(0, "/data", 0);
		int read_only = volume(1, "/etc/more", PLATFORM_VOLUME_READ_ONLY);
		int file = volume(2, "/one", 0);
		no_volume(3);
		is(walk(file, "x"), -ENOTDIR, "a volume of a single file");
		file = open(file, PLATFORM_VOLUME_READ | PLATFORM_VOLUME_WRITE);
		is(write_at(file, "new", 3, 0, 0), 3, "can be written");
		int work = create(top, "work", DIRECTORY | 0700);
		test_all(work);
		r.flags = PLATFORM_VOLUME_DIRECTORY;
		is(named(PLATFORM_VOLUME_REMOVE, top, "work"), 0, "and that is empty");
		test_read_only(read_only);
		test_between(top, read_only);
		test_escape(top, i->arguments[2], i->arguments[3]);
	} else if (same(what, "read-only")) {
		int top = volume(0, "/data", PLATFORM_VOLUME_READ_ONLY);
		test_read_only(top);
		int file = walk(top, "file");
		r.flags = PLATFORM_VOLUME_SET_MODE;
		is(ask(PLATFORM_VOLUME_SET, file), -ENOSYS, "nor its permissions");
		test_escape(top, i->arguments[2], i->arguments[3]);
	} else if (same(what, "sealed")) {
		test_sealed(i->arguments[2]);
	} else {
		test_streams();
	}
	finish();
}
