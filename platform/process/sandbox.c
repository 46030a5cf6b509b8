/* SPDX-License-Identifier: ISC */
/*
 * The sandbox: from here on the host denies every system call that the contract doesn't
 * need, with a constant seccomp filter (seccomp(2)) that the process can't take off. A
 * denied call becomes an upcall (SIGSYS), so that the libos reports it. The filter sees
 * arguments, not what they point to. Installed once, last thing before the libos.
 *
 *   call              from                 only with
 *   write             console_write        descriptor 1 or 2
 *   read              console_read         descriptor 0
 *   ppoll             wait, console_*
 *   mmap              memory_map           anonymous private memory at a fixed address,
 *                                          never executable
 *   munmap            memory_unmap
 *   mprotect          memory_protect       never executable
 *   mremap            memory_move          to a fixed address
 *   madvise           memory_discard       MADV_DONTNEED
 *   mseal             memory_seal
 *   clock_gettime     clock_*              (where the vDSO needs help)
 *   clock_nanosleep   wait
 *   getrandom         entropy
 *   rt_sigreturn      upcall
 *   arch_prctl        thread_pointer_set   ARCH_SET_FS
 *   ioctl             console_control      descriptors 0 to 2, requests of platform.h
 *   exit_group        exit
 *
 * Calls of 32-bit programs are denied by their architecture, those of the x32 ABI because
 * their numbers have bit 30 set and so equal none here. Memory that is executable at the
 * start stays the only such memory: the code that runs is what the image brought.
 *
 * The host translates the filter to machine code at each start: a short one is a fast
 * start. From Linux 5.11 on it also tries the filter in advance with every number there
 * is, so that calls without checks pass faster, and gives up at the first load other than
 * of number and architecture. The load at the head spares short programs that trial.
 */
#include "process.h"
#include <asm/ioctls.h>
#include <asm/prctl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>

/* Where each part of the filter begins. */
enum {
	CALLS = 4,
	WRITE = CALLS + 16,
	READ = WRITE + 3,
	MMAP = READ + 2,
	PROTECTION = MMAP + 2,
	MREMAP = PROTECTION + 2,
	MADVISE = MREMAP + 2,
	ARCH_PRCTL = MADVISE + 2,
	IOCTL = ARCH_PRCTL + 2,
	DENY = IOCTL + 6,
	ALLOW,
};

/* An instruction at `at`. Arguments are loaded by their lower halves, which is all that
 * these calls look at. */
#define LOAD(at, field) \
	[at] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define JUMP_IF(at, condition, value, then, otherwise)                       \
	[at] = BPF_JUMP(BPF_JMP | condition | BPF_K, value, (then) - (at)-1, \
	                (otherwise) - (at)-1)
#define JUMP_EQUAL(at, value, then, otherwise) \
	JUMP_IF(at, BPF_JEQ, value, then, otherwise)
#define CALL(n, name, then) JUMP_EQUAL(CALLS + n, __NR_##name, then, CALLS + n + 1)

static const struct sock_filter filter[] = {
        LOAD(0, args[0]), /* see above */
        LOAD(1, arch),
        JUMP_EQUAL(2, AUDIT_ARCH_X86_64, 3, DENY),
        LOAD(3, nr),

        CALL(0, write, WRITE),
        CALL(1, read, READ),
        CALL(2, mmap, MMAP),
        CALL(3, mprotect, PROTECTION),
        CALL(4, munmap, ALLOW),
        CALL(5, ppoll, ALLOW),
        CALL(6, clock_nanosleep, ALLOW),
        CALL(7, madvise, MADVISE),
        CALL(8, mremap, MREMAP),
        CALL(9, exit_group, ALLOW),
        CALL(10, getrandom, ALLOW),
        CALL(11, rt_sigreturn, ALLOW),
        CALL(12, ioctl, IOCTL),
        CALL(13, arch_prctl, ARCH_PRCTL),
        CALL(14, clock_gettime, ALLOW),
        JUMP_EQUAL(CALLS + 15, __NR_mseal, ALLOW, DENY),

        LOAD(WRITE, args[0]),
        JUMP_EQUAL(WRITE + 1, 1, ALLOW, WRITE + 2),
        JUMP_EQUAL(WRITE + 2, 2, ALLOW, DENY),

        LOAD(READ, args[0]),
        JUMP_EQUAL(READ + 1, 0, ALLOW, DENY),

        LOAD(MMAP, args[3]),
        JUMP_EQUAL(MMAP + 1, PROCESS_MAP, PROTECTION, DENY),

        LOAD(PROTECTION, args[2]),
        JUMP_IF(PROTECTION + 1, BPF_JSET, ~(PROT_READ | PROT_WRITE), DENY, ALLOW),

        LOAD(MREMAP, args[3]),
        JUMP_EQUAL(MREMAP + 1, MREMAP_MAYMOVE | MREMAP_FIXED, ALLOW, DENY),

        LOAD(MADVISE, args[2]),
        JUMP_EQUAL(MADVISE + 1, MADV_DONTNEED, ALLOW, DENY),

        LOAD(ARCH_PRCTL, args[0]),
        JUMP_EQUAL(ARCH_PRCTL + 1, ARCH_SET_FS, ALLOW, DENY),

        LOAD(IOCTL, args[0]),
        JUMP_IF(IOCTL + 1, BPF_JGT, 2, DENY, IOCTL + 2),
        LOAD(IOCTL + 2, args[1]),
        JUMP_EQUAL(IOCTL + 3, TIOCGWINSZ, ALLOW, IOCTL + 4),
        JUMP_IF(IOCTL + 4, BPF_JGT, TCSETSF, DENY, IOCTL + 5),
        JUMP_IF(IOCTL + 5, BPF_JGE, TCGETS, ALLOW, DENY),

        [DENY] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        [ALLOW] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};
_Static_assert(TCGETS + 3 == TCSETSF, "TCSETS and TCSETSW lie between");

void process_sandbox(void)
{
	struct sock_fprog program = {sizeof filter / sizeof *filter,
	                             (struct sock_filter *)filter};
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
