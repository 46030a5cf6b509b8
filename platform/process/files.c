/* SPDX-License-Identifier: ISC */
/*
 * File memory as a process: a nameless file of the host's in memory (memfd_create(2)) as
 * large as the space, in which each address has its own place, so that showing a page
 * somewhere else is mapping that place there. It is made at the start, before the sandbox
 * is shut, in images that use it.
 */
#include "filter.h"
#include "process.h"
#include <linux/fcntl.h>
#include <linux/memfd.h>
#include <linux/mman.h>
#include <linux/resource.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u /* Linux 6.3; headers may be older */
#endif

#define DESCRIPTOR_FIRST 3 /* those below are the program's streams, open or not */

struct process_file_memory process_file_memory;

/* May the host's file be so large? It would end the process if not. */
static bool size_allowed(void)
{
	struct rlimit64 limit;
	return !linux_call5(__NR_prlimit64, 0, RLIMIT_FSIZE, 0, (long)&limit, 0) &&
	       limit.rlim_cur >= PROCESS_SPACE;
}

void process_files_begin(void)
{
	if (!size_allowed())
		return;
	long file = linux_call2(__NR_memfd_create, (long)"samara",
	                        MFD_CLOEXEC | MFD_NOEXEC_SEAL);
	if (file < 0)
		file = linux_call2(__NR_memfd_create, (long)"samara", MFD_CLOEXEC);
	if (file >= 0 && file < DESCRIPTOR_FIRST) {
		long other =
		        linux_call3(__NR_fcntl, file, F_DUPFD_CLOEXEC, DESCRIPTOR_FIRST);
		linux_call1(__NR_close, file);
		file = other;
	}
	if (file >= 0 && !linux_call2(__NR_ftruncate, file, PROCESS_SPACE))
		process_host.file_memory = (int)file;
}

/* Where each piece of the filter begins. */
enum {
	FLAGS = 2,
	PROTECTION = FLAGS + 3,
	MADVISE = PROTECTION + 2,
	DENY = MADVISE + 1,
	ALLOW,
	COUNT
};
_Static_assert(MADVISE == PROCESS_FILES_FILTER_MADVISE, "sandbox.c goes there");
_Static_assert(COUNT <= PROCESS_FILES_FILTER_MAX, "room in sandbox.c");

static const struct sock_filter calls[COUNT] = {
        LOAD(0, args[4]),
        JUMP_EQUAL(1, 0 /* the descriptor */, FLAGS, DENY),

        LOAD(FLAGS, args[3]),
        JUMP_EQUAL(FLAGS + 1, PROCESS_MAP_FILE, PROTECTION, FLAGS + 2),
        JUMP_EQUAL(FLAGS + 2, PROCESS_MAP_COPY, PROTECTION, DENY),

        LOAD(PROTECTION, args[2]),
        JUMP_IF(PROTECTION + 1, BPF_JSET, ~(PROT_READ | PROT_WRITE), DENY, ALLOW),

        JUMP_EQUAL(MADVISE, MADV_REMOVE, ALLOW, DENY),

        RETURN(DENY, TRAP),
        RETURN(ALLOW, ALLOW),
};

unsigned process_files_filter(struct sock_filter *to)
{
	__builtin_memcpy(to, calls, sizeof calls);
	to[1].k = (unsigned)process_host.file_memory;
	return COUNT;
}
