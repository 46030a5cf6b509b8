/* SPDX-License-Identifier: ISC */
/*
 * The part of the sandbox's filter for the host's files. Calls that go by a descriptor
 * alone are allowed: what there is of those is the streams and what was opened by the
 * rest, which is allowed only where there are volumes. Calls with a path that Landlock
 * doesn't look at must have process_volume_itself for it, and openat2(2) the one way to
 * walk; both are constants that nobody can change any more.
 *
 *   statx, faccessat2, readlinkat, fchmodat2,    the descriptor's own file
 *   fchownat, utimensat
 *   openat2                                      process_volume_walking
 *   openat                                       flags of PROCESS_VOLUME_OPEN
 *   mkdirat, mknodat, symlinkat, linkat,         kept in the volumes by Landlock
 *   unlinkat, renameat2
 *   fcntl                                        F_OFD_SETLK, F_OFD_GETLK, F_GETFL
 *   close                                        not the streams
 *   preadv2, pwritev2, lseek, getdents64, ftruncate, fallocate, fsync, fdatasync, syncfs,
 *   flock, fstatfs, fchmod, fgetxattr, fsetxattr, flistxattr, fremovexattr
 *   mmap                                         never executable
 *   fchmodat                                     where the whole tree is the program's
 *
 * Where no volume can be written, none that changes attributes is allowed.
 */
#include "filter.h"
#include "volume.h"
#include <linux/fcntl.h>
#include <linux/mman.h>

/* Where each piece begins. */
enum {
	CHANGE = 16,         /* what changes attributes */
	NAMING = CHANGE + 4, /* what makes new descriptors and names */
	CHANGE_ITSELF = NAMING + 10,
	ITSELF = CHANGE_ITSELF + 5,
	WALKING = ITSELF + 4,
	HANDLE = WALKING + 4,
	OPEN = HANDLE + 2,
	FCNTL = OPEN + 3,
	CLOSE = FCNTL + 4,
	DENY = CLOSE + 2,
	ALLOW,
	OTHER,
	COUNT = OTHER
};
_Static_assert(COUNT <= PROCESS_VOLUMES_FILTER_MAX, "room in sandbox.c");

/* Flags that an open may have or not. */
#define OPEN_ANY (O_ACCMODE | O_NOATIME | O_CREAT | O_EXCL | O_NOFOLLOW | O_TMPFILE)

#define CALL(n, name, then) JUMP_EQUAL(n, __NR_##name, then, n + 1)

static const struct sock_filter calls[COUNT] = {
        CALL(0, preadv2, ALLOW),
        CALL(1, pwritev2, ALLOW),
        CALL(2, statx, ITSELF),
        CALL(3, close, CLOSE),
        CALL(4, lseek, ALLOW),
        CALL(5, getdents64, ALLOW),
        CALL(6, ftruncate, ALLOW),
        CALL(7, fcntl, FCNTL),
        CALL(8, fstatfs, ALLOW),
        CALL(9, fsync, ALLOW),
        CALL(10, fdatasync, ALLOW),
        CALL(11, fallocate, ALLOW),
        CALL(12, flock, ALLOW),
        CALL(13, syncfs, ALLOW),
        CALL(14, fgetxattr, ALLOW),
        CALL(15, flistxattr, ALLOW),
        CALL(CHANGE, fsetxattr, ALLOW),
        CALL(CHANGE + 1, fremovexattr, ALLOW),
        CALL(CHANGE + 2, fchmod, ALLOW),
        /* NAMING, or OTHER where there are no volumes */
        [CHANGE + 3] = BPF_STMT(BPF_JMP | BPF_JA, 0),

        CALL(NAMING, openat2, WALKING),
        CALL(NAMING + 1, openat, OPEN),
        CALL(NAMING + 2, faccessat2, ITSELF),
        CALL(NAMING + 3, readlinkat, ITSELF),
        CALL(NAMING + 4, unlinkat, ALLOW),
        CALL(NAMING + 5, renameat2, ALLOW),
        CALL(NAMING + 6, mkdirat, ALLOW),
        CALL(NAMING + 7, linkat, ALLOW),
        CALL(NAMING + 8, symlinkat, ALLOW),
        CALL(NAMING + 9, mknodat, ALLOW),
        CALL(CHANGE_ITSELF, fchmodat2, ITSELF),
        CALL(CHANGE_ITSELF + 1, fchownat, ITSELF),
        CALL(CHANGE_ITSELF + 2, utimensat, ITSELF),
        CALL(CHANGE_ITSELF + 3, fchmodat, ALLOW),
        [CHANGE_ITSELF + 4] = BPF_STMT(BPF_JMP | BPF_JA, OTHER - (CHANGE_ITSELF + 4) - 1),

        LOAD(ITSELF, args[1]),
        JUMP_EQUAL(ITSELF + 1, 0 /* its address */, ITSELF + 2, DENY),
        LOAD_HIGH(ITSELF + 2, args[1]),
        JUMP_EQUAL(ITSELF + 3, 0, HANDLE, DENY),

        LOAD(WALKING, args[2]),
        JUMP_EQUAL(WALKING + 1, 0 /* its address */, WALKING + 2, DENY),
        LOAD_HIGH(WALKING + 2, args[2]),
        JUMP_EQUAL(WALKING + 3, 0, HANDLE, DENY),

        LOAD(HANDLE, args[0]), /* not AT_FDCWD */
        JUMP_IF(HANDLE + 1, BPF_JGE, 1u << 31, DENY, ALLOW),

        LOAD(OPEN, args[2]),
        [OPEN + 1] = BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~(unsigned)OPEN_ANY),
        JUMP_EQUAL(OPEN + 2, PROCESS_VOLUME_OPEN, ALLOW, DENY),

        LOAD(FCNTL, args[1]),
        JUMP_EQUAL(FCNTL + 1, F_OFD_SETLK, ALLOW, FCNTL + 2),
        JUMP_EQUAL(FCNTL + 2, F_OFD_GETLK, ALLOW, FCNTL + 3),
        JUMP_EQUAL(FCNTL + 3, F_GETFL, ALLOW, DENY),

        LOAD(CLOSE, args[0]),
        JUMP_IF(CLOSE + 1, BPF_JGE, PROCESS_STREAMS, ALLOW, DENY),

        RETURN(DENY, TRAP),
        RETURN(ALLOW, ALLOW),
};

static void deny(struct sock_filter *filter, unsigned from, unsigned count)
{
	for (unsigned n = from; n < from + count; n++)
		filter[n].jt = (uint8_t)(DENY - n - 1);
}

static void place(struct sock_filter *filter, unsigned at, const void *known)
{
	filter[at + 1].k = (unsigned)(uintptr_t)known;
	filter[at + 3].k = (unsigned)((uintptr_t)known >> 32);
}

unsigned process_volumes_filter(struct sock_filter *to)
{
	__builtin_memcpy(to, calls, sizeof calls);
	place(to, ITSELF, process_volume_itself);
	place(to, WALKING, &process_volume_walking);
	if (!process_volumes.any)
		to[NAMING - 1].k = OTHER - NAMING;
	if (!process_volumes.writable) {
		deny(to, CHANGE, 3);
		deny(to, CHANGE_ITSELF, 3);
	}
	if (process_volumes.confined)
		deny(to, CHANGE_ITSELF + 3, 1);
	return COUNT;
}

/* mmap(2) with flags other than memory's. */
enum { MAP_PROTECTION = 3, MAP_DENY = MAP_PROTECTION + 2, MAP_ALLOW, MAP_COUNT };
_Static_assert(MAP_COUNT <= PROCESS_VOLUMES_FILTER_MAP_MAX, "room in sandbox.c");

static const struct sock_filter map[MAP_COUNT] = {
        LOAD(0, args[3]),
        JUMP_EQUAL(1, PROCESS_MAP_FILE, MAP_PROTECTION, 2),
        JUMP_EQUAL(2, PROCESS_MAP_COPY, MAP_PROTECTION, MAP_DENY),

        LOAD(MAP_PROTECTION, args[2]),
        JUMP_IF(MAP_PROTECTION + 1, BPF_JSET, ~(PROT_READ | PROT_WRITE), MAP_DENY,
                MAP_ALLOW),

        RETURN(MAP_DENY, TRAP),
        RETURN(MAP_ALLOW, ALLOW),
};

unsigned process_volumes_filter_map(struct sock_filter *to)
{
	__builtin_memcpy(to, map, sizeof map);
	return MAP_COUNT;
}
