/* SPDX-License-Identifier: ISC */
/*
 * The system calls that are implemented, under Linux's names, with Linux's arguments and
 * results (R5). Each is described in section 2 of the Linux manual; what is said here is
 * only what differs. The definitions begin with `long sys_NAME(` at the start of a line,
 * which is how the build knows them; all others of syscalls.def are -ENOSYS.
 */
#ifndef LIBOS_SYSCALLS_H
#define LIBOS_SYSCALLS_H

#include <stddef.h>

#pragma GCC visibility push(hidden)

struct iovec;

/* The full table: any call by number, -ENOSYS where there is none. Linked only when
 * something refers to it. */
long samara_syscall(long number, long a, long b, long c, long d, long e, long f)
        __attribute__((weak));

/* exec */
long sys_exit(int status);
long sys_exit_group(int status);
long sys_arch_prctl(int code, unsigned long address);

/* sched */
long sys_set_tid_address(int *address);

/* fs */
long sys_write(int number, const void *bytes, size_t size);
long sys_writev(int number, const struct iovec *vector, long count);
long sys_close(int number);
long sys_ioctl(int number, unsigned long request, void *argument);
long sys_lseek(int number, long offset, int whence);

#pragma GCC visibility pop
#endif
