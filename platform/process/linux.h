/* SPDX-License-Identifier: ISC */
/*
 * System calls of the host, for the members of platform/process alone: no libc lies
 * below. Numbers come from the kernel's own headers. Each returns what Linux returns: a
 * count or address, or -errno (syscall(2), "Architecture calling conventions"). Whoever
 * uses a call that isn't in sandbox.c's filter, does so before the filter is installed.
 */
#ifndef PLATFORM_PROCESS_LINUX_H
#define PLATFORM_PROCESS_LINUX_H

#include <asm/unistd.h>

#ifndef __NR_mseal
#define __NR_mseal 462 /* Linux 6.10; headers may be older */
#endif

static inline long linux_call1(long number, long a)
{
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a)
	                 : "rcx", "r11", "memory");
	return result;
}

static inline long linux_call2(long number, long a, long b)
{
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b)
	                 : "rcx", "r11", "memory");
	return result;
}

static inline long linux_call3(long number, long a, long b, long c)
{
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c)
	                 : "rcx", "r11", "memory");
	return result;
}

static inline long linux_call5(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
	                 : "rcx", "r11", "memory");
	return result;
}

static inline long linux_call6(long number, long a, long b, long c, long d, long e,
                               long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}

#endif
