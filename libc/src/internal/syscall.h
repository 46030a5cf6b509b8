/* SPDX-License-Identifier: ISC */
/*
 * How musl reaches the operating system here: a system call is the C function of its
 * name.
 *
 * Stands in place of musl's header of the same name and has the same interface. SYS_read
 * is the address of sys_read, so that a call with a name known at compile time is a
 * direct call, and one whose name is in a variable works too; neither brings in more than
 * what it names. Arguments that a caller leaves out hold anything, as with the
 * instruction. Only syscall(2) itself takes numbers (src/misc/syscall.c). No locking: no
 * state.
 */
#ifndef _INTERNAL_SYSCALL_H
#define _INTERNAL_SYSCALL_H

#include <errno.h>
#include <features.h>
#include <sys/syscall.h>

#include "libc.h"
#include "syscall_arch.h"
#include "syscall_names.h" /* made from bits/syscall.h: sys_NAME, and SYS_NAME as its address */

#ifdef FUTEX_COMES_WITH_THREADS /* libc.mk */
hidden weak long sys_futex();
#endif

typedef long syscall_arg_t;

hidden long __syscall_ret(unsigned long);
hidden long __syscall_cp(syscall_arg_t, syscall_arg_t, syscall_arg_t, syscall_arg_t,
                         syscall_arg_t, syscall_arg_t, syscall_arg_t);
hidden void __procfdname(char __buf[static 15 + 3 * sizeof(int)], unsigned);

#define __scc(x) ((long)(x))

/* clang-format off */
#define __syscall0(f) \
	((long (*)(void))(f))()
#define __syscall1(f, a) \
	((long (*)(long))(f))(__scc(a))
#define __syscall2(f, a, b) \
	((long (*)(long, long))(f))(__scc(a), __scc(b))
#define __syscall3(f, a, b, c) \
	((long (*)(long, long, long))(f))(__scc(a), __scc(b), __scc(c))
#define __syscall4(f, a, b, c, d) \
	((long (*)(long, long, long, long))(f))(__scc(a), __scc(b), __scc(c), __scc(d))
#define __syscall5(f, a, b, c, d, e) \
	((long (*)(long, long, long, long, long))(f))(__scc(a), __scc(b), __scc(c), __scc(d), \
						      __scc(e))
#define __syscall6(f, a, b, c, d, e, g) \
	((long (*)(long, long, long, long, long, long))(f))(__scc(a), __scc(b), __scc(c), \
							    __scc(d), __scc(e), __scc(g))
/* clang-format on */

/* __syscall(name, arguments...) by the number of arguments. */
#define SYS_PICK(f, a, b, c, d, e, g, pick, ...) pick
#define SYS_COUNT(...)                           SYS_PICK(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0, )
#define SYS_JOIN_(a, b)                          a##b
#define SYS_JOIN(a, b)                           SYS_JOIN_(a, b)
#define SYS_BY_COUNT(function, ...) \
	SYS_JOIN(function, SYS_COUNT(__VA_ARGS__))(__VA_ARGS__)

#define __syscall(...) SYS_BY_COUNT(__syscall, __VA_ARGS__)
#define syscall(...)   __syscall_ret(__syscall(__VA_ARGS__))

/* Cancellation points: all of them hand the function down through one place. */
#define __syscall_cp0(f)          (__syscall_cp)(f, 0, 0, 0, 0, 0, 0)
#define __syscall_cp1(f, a)       (__syscall_cp)(f, __scc(a), 0, 0, 0, 0, 0)
#define __syscall_cp2(f, a, b)    (__syscall_cp)(f, __scc(a), __scc(b), 0, 0, 0, 0)
#define __syscall_cp3(f, a, b, c) (__syscall_cp)(f, __scc(a), __scc(b), __scc(c), 0, 0, 0)
#define __syscall_cp4(f, a, b, c, d) \
	(__syscall_cp)(f, __scc(a), __scc(b), __scc(c), __scc(d), 0, 0)
#define __syscall_cp5(f, a, b, c, d, e) \
	(__syscall_cp)(f, __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), 0)
#define __syscall_cp6(f, a, b, c, d, e, g) \
	(__syscall_cp)(f, __scc(a), __scc(b), __scc(c), __scc(d), __scc(e), __scc(g))

#define __syscall_cp(...) SYS_BY_COUNT(__syscall_cp, __VA_ARGS__)
#define syscall_cp(...)   __syscall_ret(__syscall_cp(__VA_ARGS__))

/* Each socket call has a function of its own on this architecture. */
#define __socketcall(name, ...)    __syscall(SYS_##name, __VA_ARGS__)
#define __socketcall_cp(name, ...) __syscall_cp(SYS_##name, __VA_ARGS__)
#define socketcall(name, ...)      __syscall_ret(__socketcall(name, __VA_ARGS__))
#define socketcall_cp(name, ...)   __syscall_ret(__socketcall_cp(name, __VA_ARGS__))

/* Files here are always large: O_LARGEFILE is what a 64-bit Linux adds itself. */
#define __sys_open(...)    __syscall(SYS_open, __VA_ARGS__)
#define __sys_open_cp(...) __syscall_cp(SYS_open, __VA_ARGS__)
#define sys_open(...)      __syscall_ret(__sys_open(__VA_ARGS__))
#define sys_open_cp(...)   __syscall_ret(__sys_open_cp(__VA_ARGS__))

/* musl's names for calls that Linux calls otherwise on this architecture. */
#undef SYS_getdents
#define SYS_getdents SYS_getdents64
#define SYS_fstatat  SYS_newfstatat
#define SYS_pread    SYS_pread64
#define SYS_pwrite   SYS_pwrite64
#define SYS_fadvise  SYS_fadvise64

/* libc.h declares it with a number for the name. */
#define __setxid(call, a, b, c) __change_ids(call, a, b, c)
hidden int __change_ids(syscall_arg_t call, int a, int b, int c);

/* __init_tls.c, which alone defines this: the main thread's TLS, where it is large, comes
 * from the start, so that a program without mmap() doesn't pay for it. */
#ifdef SYSCALL_NO_TLS
hidden long libos_tls_memory() __asm__("samara.libos_tls_memory");
#define SYS_mmap2 ((long)libos_tls_memory)
#endif

/* Values that other architectures have changed once. */
#define SYSCALL_RLIM_INFINITY (~0ULL)
#define SYSCALL_MMAP2_UNIT    4096ULL
#define __SYSCALL_LL_PRW(x)   __SYSCALL_LL_O(x)
#define SO_RCVTIMEO_OLD       20
#define SO_SNDTIMEO_OLD       21
#define SO_TIMESTAMP_OLD      29
#define SO_TIMESTAMPNS_OLD    35
#define SO_TIMESTAMPING_OLD   37
#define SCM_TIMESTAMP_OLD     SO_TIMESTAMP_OLD
#define SCM_TIMESTAMPNS_OLD   SO_TIMESTAMPNS_OLD
#define SCM_TIMESTAMPING_OLD  SO_TIMESTAMPING_OLD
#define SIOCGSTAMP_OLD        0x8906
#define SIOCGSTAMPNS_OLD      0x8907

#endif
