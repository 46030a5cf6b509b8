/* SPDX-License-Identifier: ISC */
/*
 * pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2), of the program itself;
 * close_range(2); io_uring, which isn't there.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#define UNSHARE 2u
#define CLOEXEC 4u

static volatile int handled, value;

static void on_signal(int signal, siginfo_t *information, void *context)
{
	(void)context;
	handled = signal;
	value = information->si_value.sival_int;
}

static long open_pidfd(long process, unsigned flags)
{
	return syscall(SYS_pidfd_open, process, flags);
}

static long send(long pidfd, int signal, void *information, unsigned flags)
{
	return syscall(SYS_pidfd_send_signal, pidfd, signal, information, flags);
}

static void pidfds(void)
{
	struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
	siginfo_t information = {.si_signo = SIGUSR1, .si_code = SI_QUEUE};
	int p[2];
	char byte;

	CHECK_FAILS(open_pidfd(0, 0), EINVAL);
	CHECK_FAILS(open_pidfd(-1, 0), EINVAL);
	CHECK_FAILS(open_pidfd(getpid(), 1), EINVAL);
	CHECK_FAILS(open_pidfd(4000000, 0), ESRCH);
	int pidfd = (int)open_pidfd(getpid(), O_NONBLOCK);
	CHECK(pidfd >= 0 && fcntl(pidfd, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(pidfd, F_GETFL) == (O_RDWR | O_NONBLOCK));
	struct pollfd entry = {pidfd, POLLIN | POLLOUT, 0};
	CHECK(poll(&entry, 1, 0) == 0);
	CHECK_FAILS(read(pidfd, &byte, 1), EINVAL);

	sigaction(SIGUSR1, &action, NULL);
	CHECK(send(pidfd, 0, NULL, 0) == 0 && !handled);
	CHECK(send(pidfd, SIGUSR1, NULL, 0) == 0 && handled == SIGUSR1);
	information.si_value.sival_int = 42;
	CHECK(send(pidfd, SIGUSR1, &information, 0) == 0 && value == 42);
	CHECK_FAILS(send(pidfd, SIGUSR2, &information, 0), EINVAL);
	CHECK_FAILS(send(pidfd, 65, NULL, 0), EINVAL);
	CHECK_FAILS(send(pidfd, SIGUSR1, (void *)16, 0), EFAULT);
	CHECK_FAILS(send(0, SIGUSR1, NULL, 0), EBADF);
	CHECK_FAILS(send(99, SIGUSR1, NULL, 0), EBADF);

	CHECK(pipe(p) == 0);
	int copy = (int)syscall(SYS_pidfd_getfd, pidfd, p[1], 0);
	CHECK(copy >= 0 && fcntl(copy, F_GETFD) == FD_CLOEXEC);
	CHECK(write(copy, "x", 1) == 1 && read(p[0], &byte, 1) == 1);
	CHECK_FAILS(syscall(SYS_pidfd_getfd, pidfd, 99, 0), EBADF);
	CHECK_FAILS(syscall(SYS_pidfd_getfd, p[0], p[1], 0), EBADF);
	CHECK_FAILS(syscall(SYS_pidfd_getfd, pidfd, p[1], 1), EINVAL);
	close(pidfd);
	close(copy);
	close(p[0]);
	close(p[1]);
}

static long range(unsigned first, unsigned last, unsigned flags)
{
	return syscall(SYS_close_range, first, last, flags);
}

static int is_open(int file)
{
	return fcntl(file, F_GETFD) >= 0;
}

static void ranges(void)
{
	int p[2];
	char byte;

	for (int i = 10; i < 30; i++)
		CHECK(dup2(0, i) == i);
	CHECK(pipe(p) == 0 && dup2(p[1], 40) == 40);
	close(p[1]);
	CHECK_FAILS(range(12, 11, 0), EINVAL);
	CHECK_FAILS(range(11, 12, 1), EINVAL);
	CHECK_FAILS(range(11, 12, 8), EINVAL);
	CHECK(range(12, 15, 0) == 0);
	CHECK(is_open(11) && !is_open(12) && !is_open(15) && is_open(16));
	CHECK(range(12, 15, 0) == 0);
	CHECK(range(14, 18, CLOEXEC) == 0);
	CHECK(fcntl(16, F_GETFD) == FD_CLOEXEC && fcntl(18, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(19, F_GETFD) == 0 && !is_open(14));
	CHECK(range(20, 25, UNSHARE) == 0 && !is_open(20) && is_open(26));
	CHECK(range(26, 26, UNSHARE | CLOEXEC) == 0 && fcntl(26, F_GETFD) == 1);
	CHECK(range(30, ~0u, 0) == 0 && !is_open(40) && is_open(29));
	CHECK(read(p[0], &byte, 1) == 0); /* it was really closed */
	CHECK(range(100000, ~0u, 0) == 0);
	CHECK(range(3, ~0u, 0) == 0 && !is_open(29) && is_open(2));
}

int main(void)
{
	pidfds();
	ranges();
#ifndef PLAIN_LINUX
	CHECK_FAILS(syscall(SYS_io_uring_setup, 8, NULL), ENOSYS);
	CHECK_FAILS(syscall(SYS_io_uring_enter, 3, 0, 0, 0, NULL, 0), ENOSYS);
	CHECK_FAILS(syscall(SYS_io_uring_register, 3, 0, NULL, 0), ENOSYS);
#endif
	return check_result();
}
