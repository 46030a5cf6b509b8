/* SPDX-License-Identifier: ISC */
/*
 * io_uring_setup(2), io_uring_enter(2), io_uring_register(2): programs find out by the
 * first that they have to do without.
 */
#include "libos.h"
#include "syscalls.h"

/* absent: who asks for it goes on with epoll or with threads */
long sys_io_uring_setup(unsigned entries, void *parameters)
{
	return -ENOSYS;
}

/* absent: as io_uring_setup */
long sys_io_uring_enter(unsigned file, unsigned submit, unsigned complete, unsigned flags,
                        const void *argument, size_t size)
{
	return -ENOSYS;
}

/* absent: as io_uring_setup */
long sys_io_uring_register(unsigned file, unsigned operation, void *argument,
                           unsigned count)
{
	return -ENOSYS;
}
