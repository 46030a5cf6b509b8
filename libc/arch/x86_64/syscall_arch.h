/* SPDX-License-Identifier: ISC */
/*
 * What is peculiar to system calls on x86-64. Stands in place of musl's header, which has
 * the `syscall` instruction; here a system call is a function (src/internal/syscall.h),
 * and there is no vDSO to look for: sys_clock_gettime is as near as that.
 */
#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

#define IPC_64 0
