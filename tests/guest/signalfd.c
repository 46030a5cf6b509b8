/* SPDX-License-Identifier: ISC */
/*
 * signalfd(2): records of signals that are blocked, to the process and to a thread, with
 * their values; another set, poll and epoll, waiting, wrong uses.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>

static sigset_t set_of(int a, int b)
{
	sigset_t set;

	sigemptyset(&set);
	if (a)
		sigaddset(&set, a);
	if (b)
		sigaddset(&set, b);
	return set;
}

static unsigned ready(int file)
{
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT};

	CHECK(poll(&entry, 1, 0) >= 0);
	return (unsigned short)entry.revents;
}

static struct signalfd_siginfo take(int file)
{
	struct signalfd_siginfo information;

	memset(&information, 0xee, sizeof information);
	CHECK(read(file, &information, sizeof information) == sizeof information);
	return information;
}

static void wrong(void)
{
	sigset_t set = set_of(SIGUSR1, 0);
	char bytes[200];

	CHECK_FAILS(signalfd(-1, &set, 1), EINVAL);
	CHECK_FAILS(signalfd(99, &set, 0), EBADF);
	CHECK_FAILS(signalfd(0, &set, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_signalfd4, -1, &set, 4, 0), EINVAL);
	CHECK_FAILS(syscall(SYS_signalfd4, -1, 16, 8, 0), EFAULT);
	int file = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	CHECK(file >= 0 && fcntl(file, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(file, F_GETFL) == (O_RDWR | O_NONBLOCK));
	CHECK_FAILS(read(file, bytes, 127), EINVAL);
	CHECK_FAILS(read(file, bytes, 128), EAGAIN);
	CHECK_FAILS(write(file, bytes, 128), EINVAL);
	CHECK(ready(file) == 0);
	raise(SIGUSR1);
	CHECK_FAILS(read(file, (char *)16, 128), EFAULT);
	close(file);
}

static void records(void)
{
	sigset_t set = set_of(SIGUSR1, SIGRTMIN + 1);
	int file = signalfd(-1, &set, SFD_NONBLOCK);
	struct signalfd_siginfo information, several[3];
	union sigval value = {.sival_ptr = (void *)0x1122334455667788};

	CHECK(kill(getpid(), SIGUSR1) == 0 && ready(file) == POLLIN);
	CHECK(kill(getpid(), SIGUSR1) == 0); /* waits already */
	information = take(file);
	CHECK(information.ssi_signo == SIGUSR1 && information.ssi_code == SI_USER);
	CHECK(information.ssi_pid == (unsigned)getpid() &&
	      information.ssi_uid == getuid());
	CHECK(information.ssi_errno == 0 && information.ssi_ptr == 0 &&
	      information.ssi_fd == 0 && information.ssi_addr == 0);
	CHECK(ready(file) == 0);
	pthread_kill(pthread_self(), SIGUSR1);
	information = take(file);
	CHECK(information.ssi_code == SI_TKILL &&
	      information.ssi_pid == (unsigned)getpid());
	for (int i = 0; i < 3; i++) {
		value.sival_ptr = (char *)value.sival_ptr + i;
		CHECK(sigqueue(getpid(), SIGRTMIN + 1, value) == 0);
	}
	CHECK(read(file, several, sizeof several - 1) == 2 * sizeof *several);
	CHECK(several[0].ssi_signo == (unsigned)SIGRTMIN + 1 &&
	      several[0].ssi_code == SI_QUEUE &&
	      several[0].ssi_ptr == 0x1122334455667788 &&
	      several[0].ssi_int == 0x55667788);
	CHECK(several[1].ssi_ptr == 0x1122334455667789);
	CHECK(take(file).ssi_ptr == 0x112233445566778b);
	/* the lowest first; what isn't in the set stays */
	raise(SIGUSR2);
	CHECK(sigqueue(getpid(), SIGRTMIN + 1, value) == 0);
	raise(SIGUSR1);
	CHECK(take(file).ssi_signo == SIGUSR1);
	CHECK(take(file).ssi_signo == (unsigned)SIGRTMIN + 1 && ready(file) == 0);
	set = set_of(SIGUSR2, SIGKILL);
	CHECK(signalfd(file, &set, 0) == file && ready(file) == POLLIN);
	CHECK(take(file).ssi_signo == SIGUSR2);
	close(file);
}

static void timers(void)
{
	sigset_t set = set_of(SIGRTMIN, 0);
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec time = {.it_value = {0, MILLISECOND}};
	int file = signalfd(-1, &set, 0);
	timer_t timer;

	event.sigev_value.sival_int = 4711;
	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	CHECK(timer_settime(timer, 0, &time, NULL) == 0);
	struct signalfd_siginfo information = take(file);
	CHECK(information.ssi_code == SI_TIMER && information.ssi_int == 4711 &&
	      information.ssi_overrun == 0);
	CHECK(timer_delete(timer) == 0);
	close(file);
}

static int shared, started;

static void *send_later(void *whom)
{
	sleep_for(2 * MILLISECOND);
	CHECK(pthread_kill(*(pthread_t *)whom, SIGUSR1) == 0);
	return NULL;
}

/* A thread's own signals are for itself alone. */
static void *not_mine(void *unused)
{
	(void)unused;
	CHECK(ready(shared) == 0);
	return NULL;
}

static void *take_one(void *unused)
{
	(void)unused;
	__atomic_store_n(&started, 1, __ATOMIC_SEQ_CST);
	CHECK(take(shared).ssi_signo == SIGUSR2);
	return NULL;
}

static void threads(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2);
	pthread_t self = pthread_self(), thread;
	struct epoll_event event = {.events = EPOLLIN};
	int epoll = epoll_create1(0);

	shared = signalfd(-1, &set, 0);
	thread = thread_start(send_later, &self);
	CHECK(take(shared).ssi_signo == SIGUSR1);
	thread_join(thread);
	pthread_kill(self, SIGUSR1);
	CHECK(ready(shared) == POLLIN);
	thread_join(thread_start(not_mine, NULL));
	take(shared);
	thread = thread_start(take_one, NULL);
	CHECK(EVENTUALLY(started));
	CHECK(kill(getpid(), SIGUSR2) == 0);
	thread_join(thread);
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, shared, &event) == 0);
	thread = thread_start(send_later, &self);
	CHECK(epoll_wait(epoll, &event, 1, -1) == 1 && event.events == EPOLLIN);
	thread_join(thread);
	take(shared);
	CHECK(epoll_wait(epoll, &event, 1, 0) == 0);
	close(epoll);
	close(shared);
}

static volatile int handled;

static void on_signal(int signal)
{
	handled = signal;
}

static void interrupted(void)
{
	sigset_t set = set_of(SIGUSR1, 0);
	struct sigaction action = {.sa_handler = on_signal};
	struct disturber disturber;
	struct signalfd_siginfo information;
	int file = signalfd(-1, &set, 0);

	CHECK(sigaction(SIGHUP, &action, NULL) == 0);
	disturb(&disturber, pthread_self(), SIGHUP);
	CHECK_FAILS(read(file, &information, sizeof information), EINTR);
	disturb_no_more(&disturber);
	CHECK(handled == SIGHUP);
	close(file);
}

int main(void)
{
	sigset_t set;

	sigfillset(&set);
	sigdelset(&set, SIGHUP);
	sigdelset(&set, SIGTERM);
	sigprocmask(SIG_SETMASK, &set, NULL);
	wrong();
	records();
	timers();
	threads();
	interrupted();
	return check_result();
}
