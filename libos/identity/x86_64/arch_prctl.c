/* SPDX-License-Identifier: ISC */
/*
 * arch_prctl(2). GS base is the libos's own (sched/x86_64/percpu.h).
 */
#include "identity/x86_64/thread_pointer.h"
#include "sched/thread.h"
#include "syscalls.h"
#include <asm/prctl.h>

#define FEATURES_MAX 19 /* of XSAVE, that Linux 6.1 knows */

/* XCR0, or what a processor without XSAVE has: the x87 and SSE state. */
static uint64_t vector_features(void)
{
	uint32_t a = 1, b, c = 0, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	if (!(c & 1u << 27)) /* OSXSAVE */
		return 3;
	__asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
	return (uint64_t)d << 32 | a;
}

/* The state of AMX is large, and only given on request by Linux: never here. */
static long tell_features(uint64_t *to)
{
	const uint64_t tiles = 3ull << 17;
	uint64_t features = vector_features() & ~tiles;

	return copy_out(to, &features, sizeof features);
}

static long tell_word(uintptr_t *to, uintptr_t value)
{
	return copy_out(to, &value, sizeof value);
}

static long control(int code, uintptr_t address)
{
	switch (code) {
	case ARCH_SET_FS:
		return thread_pointer_set(address);
	case ARCH_GET_FS:
		return tell_word((uintptr_t *)address, thread_this()->fs);
	case ARCH_SET_GS:
		return -EPERM;
	case ARCH_GET_GS:
		return tell_word((uintptr_t *)address, 0);
	case ARCH_GET_CPUID:
		return 1;
	case ARCH_SET_CPUID:
		return -ENODEV;
	case ARCH_GET_XCOMP_SUPP:
	case ARCH_GET_XCOMP_PERM:
		return tell_features((uint64_t *)address);
	case ARCH_REQ_XCOMP_PERM:
		return address < FEATURES_MAX ? -EOPNOTSUPP : -EINVAL;
	}
	return -EINVAL;
}

/* partial: ARCH_SET_GS is -EPERM, and ARCH_GET_GS gives 0; ARCH_SET_CPUID is -ENODEV;
 * ARCH_REQ_XCOMP_PERM is -EOPNOTSUPP */
long sys_arch_prctl(int code, uintptr_t address)
{
	enter();
	return leave(control(code, address));
}
