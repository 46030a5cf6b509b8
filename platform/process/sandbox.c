/* SPDX-License-Identifier: ISC */
/*
 * The sandbox: from here on the host denies every system call that the contract doesn't
 * need, with a constant seccomp filter (seccomp(2)) that the process can't take off. A
 * denied call becomes an upcall (SIGSYS), so that the libos reports it. The filter sees
 * arguments, not what they point to. Installed once, last thing before the libos.
 *
 *	call			from			only with
 *	write			console_write		descriptor 1 or 2
 *	read			console_read		descriptor 0
 *	ppoll			wait, console_*		any
 *	mmap			memory_map, _unmap	anonymous private memory at a given
 *address, never executable mprotect		memory_protect		never executable
 *	mremap			memory_move		to a given address
 *	madvise			memory_discard		MADV_DONTNEED
 *	mseal			memory_seal		any
 *	clock_gettime		clock_*			any; where the vDSO needs help
 *	clock_nanosleep		wait			any
 *	getrandom		entropy			any
 *	rt_sigreturn		upcall			any
 *	arch_prctl		thread_pointer_set	ARCH_SET_FS
 *	ioctl			console_control		descriptors 0 to 2; the five
 *requests of platform.h exit_group		exit			any
 *
 * Numbers of 32-bit programs and of the x32 ABI are denied. Memory that was executable at
 *the start stays the only such memory, so the code that runs is what the image brought.
 */
#include "process.h"
#include <asm/ioctls.h>
#include <asm/prctl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>

#define X32 0x40000000u /* set in system call numbers of the x32 ABI */

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define EQUAL(value, then, otherwise) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, otherwise)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP)

/* The `length` instructions that follow are for the call `name`, and end with a verdict.
 */
#define CALL(name, length) EQUAL(__NR_##name, 0, length)
#define ANY(name)          CALL(name, 1), ALLOW

/* The lower half of an argument, which is all that these calls look at. */
#define ARGUMENT(n)            LOAD(args[n])
#define ALLOW_IF(value)        EQUAL(value, 0, 1), ALLOW
#define DENY_UNLESS(value)     EQUAL(value, 1, 0), DENY
#define DENY_ABOVE(value)      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, value, 0, 1), DENY
#define DENY_BITS_EXCEPT(bits) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, ~(bits), 0, 1), DENY

static const struct sock_filter filter[] = {
        LOAD(arch),
        DENY_UNLESS(AUDIT_ARCH_X86_64),
        LOAD(nr),
        DENY_ABOVE(X32 - 1),

        CALL(write, 6),
        ARGUMENT(0),
        ALLOW_IF(1),
        ALLOW_IF(2),
        DENY,
        CALL(read, 4),
        ARGUMENT(0),
        ALLOW_IF(0),
        DENY,
        CALL(mmap, 7),
        ARGUMENT(3),
        DENY_UNLESS(PROCESS_MAP),
        ARGUMENT(2),
        DENY_BITS_EXCEPT(PROT_READ | PROT_WRITE),
        ALLOW,
        CALL(mprotect, 4),
        ARGUMENT(2),
        DENY_BITS_EXCEPT(PROT_READ | PROT_WRITE),
        ALLOW,
        CALL(mremap, 4),
        ARGUMENT(3),
        ALLOW_IF(MREMAP_MAYMOVE | MREMAP_FIXED),
        DENY,
        CALL(madvise, 4),
        ARGUMENT(2),
        ALLOW_IF(MADV_DONTNEED),
        DENY,
        CALL(arch_prctl, 4),
        ARGUMENT(0),
        ALLOW_IF(ARCH_SET_FS),
        DENY,
        CALL(ioctl, 15),
        ARGUMENT(0),
        DENY_ABOVE(2),
        ARGUMENT(1),
        ALLOW_IF(TCGETS),
        ALLOW_IF(TCSETS),
        ALLOW_IF(TCSETSW),
        ALLOW_IF(TCSETSF),
        ALLOW_IF(TIOCGWINSZ),
        DENY,
        ANY(ppoll),
        ANY(mseal),
        ANY(clock_gettime),
        ANY(clock_nanosleep),
        ANY(getrandom),
        ANY(rt_sigreturn),
        ANY(exit_group),
        DENY,
};

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
