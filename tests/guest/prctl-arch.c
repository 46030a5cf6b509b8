/* SPDX-License-Identifier: ISC */
/*
 * arch_prctl(): the thread pointer can be read and set; GS base is not the program's.
 */
#define _GNU_SOURCE
#include "check.h"
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	SET_GS = 0x1001,
	SET_FS,
	GET_FS,
	GET_GS,
	GET_CPUID = 0x1011,
	SET_CPUID,
	GET_XCOMP_SUPP = 0x1021,
	GET_XCOMP_PERM,
	REQ_XCOMP_PERM
};

static _Thread_local int marker = 7;

int main(void)
{
	uintptr_t fs = 0, gs = 1, self;
	uint64_t features = 0, allowed = 0;

	CHECK(syscall(SYS_arch_prctl, GET_FS, &fs) == 0);
	__asm__("movq %%fs:0, %0" : "=r"(self));
	CHECK(fs == self);
	CHECK(syscall(SYS_arch_prctl, SET_FS, fs) == 0 && marker == 7);
	CHECK(syscall(SYS_arch_prctl, GET_GS, &gs) == 0 && gs == 0);
	CHECK_FAILS(syscall(SYS_arch_prctl, SET_FS, 1ul << 47), EPERM);
	CHECK_FAILS(syscall(SYS_arch_prctl, SET_FS, -4096ul), EPERM);
	CHECK_FAILS(syscall(SYS_arch_prctl, SET_GS, 1ul << 63), EPERM);
	CHECK_FAILS(syscall(SYS_arch_prctl, GET_FS, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_arch_prctl, GET_GS, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_arch_prctl, 0, 0), EINVAL);
	CHECK(syscall(SYS_arch_prctl, GET_CPUID, 0) == 1);
	CHECK(syscall(SYS_arch_prctl, GET_XCOMP_SUPP, &features) == 0);
	CHECK(syscall(SYS_arch_prctl, GET_XCOMP_PERM, &allowed) == 0);
	CHECK((features & 3) == 3 && (allowed & 3) == 3 && !(allowed & ~features));
	CHECK_FAILS(syscall(SYS_arch_prctl, GET_XCOMP_SUPP, 8), EFAULT);
	CHECK_FAILS(syscall(SYS_arch_prctl, REQ_XCOMP_PERM, 1), EOPNOTSUPP);
	CHECK_FAILS(syscall(SYS_arch_prctl, REQ_XCOMP_PERM, 1000), EINVAL);
#ifndef PLAIN_LINUX
	CHECK_FAILS(syscall(SYS_arch_prctl, SET_GS, fs), EPERM);
	CHECK_FAILS(syscall(SYS_arch_prctl, SET_CPUID, 0), ENODEV);
#endif
	return check_result();
}
