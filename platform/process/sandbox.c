/* SPDX-License-Identifier: ISC */
/*
 * The sandbox: from here on the host denies every system call that the contract doesn't
 * need, with a seccomp filter (seccomp(2)) that the process can't take off. A call is
 * allowed only from this platform's own text: one that the program makes by an
 * instruction of its own is denied, as anything else. A denied call becomes an upcall
 * (SIGSYS), which the libos answers as any system call. The filter sees arguments, not
 * what they point to. Installed once, last thing before the libos.
 *
 *   call              from                 only with
 *   write             console_write        descriptor 1 or 2
 *   read              console_read         descriptor 0
 *   ppoll             wait, console_*
 *   mmap              memory_map           anonymous private memory at a fixed address,
 *                                          never executable (1)
 *   munmap            memory_unmap
 *   mprotect          memory_protect       never executable (1)
 *   mremap            memory_move          to a fixed address
 *   madvise           memory_discard       MADV_DONTNEED
 *   mseal             memory_seal
 *   mincore           memory_resident
 *   sysinfo           memory_free
 *   clock_gettime     clock_*              (where the vDSO needs help)
 *   clock_nanosleep   wait
 *   getrandom         entropy
 *   rt_sigreturn      upcall
 *   arch_prctl        *_pointer_set        ARCH_SET_FS, ARCH_SET_GS
 *   ioctl             console_control      descriptors 0 to 2, requests of platform.h
 *   exit_group        exit
 *
 * and where the image has calls for CPUs, timers or signals from outside (events.c):
 *
 *   tgkill            cpu_notify           the process itself, PROCESS_EVENT
 *   timer_create      timer_set            CLOCK_MONOTONIC
 *   timer_settime     timer_set            TIMER_ABSTIME
 *   rt_sigaction      signals_want         not the signals of faults, nor SIGSYS
 *   rt_sigprocmask    events.c             SIG_UNBLOCK
 *   clone             cpu_start            PROCESS_CLONE
 *   sigaltstack       cpu_start
 *   sched_yield       cpu_relax
 *
 * and where it has file memory (files.c):
 *
 *   mmap              memory_map_file,     the host's file for it, shared or private,
 *                     memory_share         at a fixed address, never executable
 *   madvise           memory_discard       MADV_REMOVE
 *
 * and where it uses the host's files, what volume_filter.c names.
 * and where it has disks (block_filter.c):
 *
 *   pread64           block_submit         the files of SAMARA_DISKS
 *   pwrite64          block_submit         the same
 *   fdatasync         block_submit         the same
 *   fallocate         block_submit         the same, DISK_PUNCH, DISK_ZERO
 *
 * (1) With a jit in the image's note (image.h): never writable and executable at once.
 * Without, memory that is executable at the start stays the only such memory: the code
 * that runs is what the image brought.
 *
 * Calls of 32-bit programs are denied by their architecture, those of the x32 ABI because
 * their numbers have bit 30 set and so equal none here. Threads inherit the filter.
 *
 * The host translates the filter to machine code at each start: a short one is a fast
 * start.
 */
#include "filter.h"
#include "process.h"
#include <asm/ioctls.h>
#include <asm/prctl.h>
#include <linux/audit.h>
#include <linux/mman.h>
#include <linux/prctl.h>

/* Where each part of the filter begins. */
enum {
	WHERE = 2,
	CALLS = WHERE + 7,
	WRITE = CALLS + 18,
	READ = WRITE + 3,
	MMAP = READ + 2,
	PROTECTION = MMAP + 2,
	MREMAP = PROTECTION + 3,
	MADVISE = MREMAP + 2,
	ARCH_PRCTL = MADVISE + 2,
	IOCTL = ARCH_PRCTL + 3,
	OUTSIDE = IOCTL + 6,
	DENY = OUTSIDE + 2,
	ALLOW,
	REST,
};

/* The n-th comparison of the call's number. */
#define CALL(n, name, then) JUMP_EQUAL(CALLS + n, __NR_##name, then, CALLS + n + 1)

static const struct sock_filter always[] = {
        LOAD(0, arch), JUMP_EQUAL(1, AUDIT_ARCH_X86_64, WHERE, DENY),

        /* numbers that are 0 here depend on where the image is (place_known()) */
        LOAD(WHERE, instruction_pointer),
        [WHERE + 1] = BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, 0),
        JUMP_IF(WHERE + 2, BPF_JGT, 0, OUTSIDE, WHERE + 3),
        LOAD_HIGH(WHERE + 3, instruction_pointer),
        JUMP_EQUAL(WHERE + 4, 0, WHERE + 6, WHERE + 5),
        JUMP_EQUAL(WHERE + 5, 0, WHERE + 6, OUTSIDE), LOAD(WHERE + 6, nr),

        CALL(0, write, WRITE), CALL(1, read, READ), CALL(2, mmap, MMAP),
        CALL(3, mprotect, PROTECTION), CALL(4, munmap, ALLOW), CALL(5, ppoll, ALLOW),
        CALL(6, clock_nanosleep, ALLOW), CALL(7, madvise, MADVISE),
        CALL(8, mremap, MREMAP), CALL(9, exit_group, ALLOW), CALL(10, getrandom, ALLOW),
        CALL(11, rt_sigreturn, ALLOW), CALL(12, ioctl, IOCTL),
        CALL(13, arch_prctl, ARCH_PRCTL), CALL(14, clock_gettime, ALLOW),
        CALL(15, mincore, ALLOW), CALL(16, sysinfo, ALLOW),
        JUMP_EQUAL(CALLS + 17, __NR_mseal, ALLOW, REST),

        LOAD(WRITE, args[0]), JUMP_EQUAL(WRITE + 1, 1, ALLOW, WRITE + 2),
        JUMP_EQUAL(WRITE + 2, 2, ALLOW, DENY),

        LOAD(READ, args[0]), JUMP_EQUAL(READ + 1, 0, ALLOW, DENY),

        LOAD(MMAP, args[3]), JUMP_EQUAL(MMAP + 1, PROCESS_MAP, PROTECTION, DENY),

        LOAD(PROTECTION, args[2]),
        JUMP_IF(PROTECTION + 1, BPF_JSET, ~(PROT_READ | PROT_WRITE), PROTECTION + 2,
                ALLOW),
        JUMP_IF(PROTECTION + 2, BPF_JSET, ~PROT_READ, DENY,
                ALLOW), /* jit: or executable */

        LOAD(MREMAP, args[3]),
        JUMP_EQUAL(MREMAP + 1, MREMAP_MAYMOVE | MREMAP_FIXED, ALLOW, DENY),

        LOAD(MADVISE, args[2]), JUMP_EQUAL(MADVISE + 1, MADV_DONTNEED, ALLOW, DENY),

        LOAD(ARCH_PRCTL, args[0]),
        JUMP_EQUAL(ARCH_PRCTL + 1, ARCH_SET_FS, ALLOW, ARCH_PRCTL + 2),
        JUMP_EQUAL(ARCH_PRCTL + 2, ARCH_SET_GS, ALLOW, DENY),

        LOAD(IOCTL, args[0]), JUMP_IF(IOCTL + 1, BPF_JGT, 2, DENY, IOCTL + 2),
        LOAD(IOCTL + 2, args[1]), JUMP_EQUAL(IOCTL + 3, TIOCGWINSZ, ALLOW, IOCTL + 4),
        JUMP_IF(IOCTL + 4, BPF_JGT, TCSETSF, DENY, IOCTL + 5),
        JUMP_IF(IOCTL + 5, BPF_JGE, TCGETS, ALLOW, DENY),

        LOAD(OUTSIDE, nr), /* the vDSO may have to ask */
        JUMP_EQUAL(OUTSIDE + 1, __NR_clock_gettime, ALLOW, DENY),

        RETURN(DENY, TRAP), RETURN(ALLOW, ALLOW),
        RETURN(REST, TRAP), /* behind what other parts have */
};
_Static_assert(TCGETS + 3 == TCSETSF, "TCSETS and TCSETSW lie between");

/* events_filter.c, files.c, volume_filter.c, block_filter.c, where they are linked */
extern __typeof__(process_disks_filter) process_disks_filter __attribute__((weak));
extern __typeof__(process_events_filter) process_events_filter __attribute__((weak));
extern __typeof__(process_files_filter) process_files_filter __attribute__((weak));
extern __typeof__(process_volumes_filter) process_volumes_filter __attribute__((weak));
extern __typeof__(process_volumes_filter_map) process_volumes_filter_map
        __attribute__((weak));

extern const char image_host_calls[], image_host_calls_end[];

/* Calls come from this platform's own text; the host counts from behind the instruction.
 * Low and high half apart: the text may lie across a multiple of 4 GiB. */
static void place_known(struct sock_filter *filter)
{
	uintptr_t first = (uintptr_t)image_host_calls,
	          end = (uintptr_t)image_host_calls_end;

	filter[WHERE + 1].k = (unsigned)first;
	filter[WHERE + 2].k = (unsigned)(end - first);
	filter[WHERE + 4].k = (unsigned)(first >> 32);
	filter[WHERE + 5].k = (unsigned)(end >> 32);
}

/* Let the comparison at `from` go to `to` where it fails. */
static void otherwise(struct sock_filter *filter, unsigned from, unsigned to)
{
	filter[from].jf = (uint8_t)(to - from - 1);
}

/* Append what the linked parts need; returns the end. */
static unsigned extend(struct sock_filter *filter)
{
	unsigned end = REST, map = MMAP + 1;

	if (process_disks_filter)
		end += process_disks_filter(filter + end);
	if (process_volumes_filter)
		end += process_volumes_filter(filter + end);
	if (process_events_filter)
		end += process_events_filter(filter + end);
	else
		filter[end++] = always[REST];
	if (process_files_filter) {
		otherwise(filter, map, end);
		map = end + PROCESS_FILES_FILTER_OTHER;
		otherwise(filter, MADVISE + 1, end + PROCESS_FILES_FILTER_MADVISE);
		end += process_files_filter(filter + end);
	}
	if (process_volumes_filter_map) {
		otherwise(filter, map, end);
		end += process_volumes_filter_map(filter + end);
	}
	return end;
}

void process_sandbox(void)
{
	struct sock_filter filter[REST + 1 + PROCESS_EVENTS_FILTER_MAX +
	                          PROCESS_FILES_FILTER_MAX + PROCESS_DISKS_FILTER_MAX +
	                          PROCESS_VOLUMES_FILTER_MAX +
	                          PROCESS_VOLUMES_FILTER_MAP_MAX];
	struct sock_fprog program = {0, filter};

	__builtin_memcpy(filter, always, sizeof always);
	place_known(filter);
	if (process_jit())
		filter[PROTECTION + 2].k = ~(unsigned)(PROT_READ | PROT_EXEC);
	program.len = (unsigned short)extend(filter);
	long result = linux_call5(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!result) /* the process has nothing to hide from itself: no slower speculation
	              */
		result = linux_call3(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
		                     SECCOMP_FILTER_FLAG_SPEC_ALLOW, (long)&program);
	if (result) /* before Linux 4.17 */
		result = linux_call3(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0,
		                     (long)&program);
	if (result)
		process_say("samara: the host has no seccomp filters: no sandbox\n");
}
