/* SPDX-License-Identifier: ISC */
/*
 * epoll(7) with threads: waiting and being woken, several who wait on one epoll or on
 * several for one file, files added and closed meanwhile, nested ones, signals and masks,
 * times.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#define WAITERS 4

static int epoll, file, other;
static int waiting, woken, ended;

static int add(int to, int what, unsigned events)
{
	struct epoll_event event = {.events = events, .data.fd = what};

	return epoll_ctl(to, EPOLL_CTL_ADD, what, &event);
}

static void *post_later(void *unused)
{
	(void)unused;
	sleep_for(2 * MILLISECOND);
	CHECK(eventfd_write(file, 1) == 0);
	return NULL;
}

static void *add_later(void *unused)
{
	(void)unused;
	sleep_for(2 * MILLISECOND);
	CHECK(add(epoll, other, EPOLLIN) == 0);
	return NULL;
}

static void *enable_later(void *unused)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = 77};

	(void)unused;
	sleep_for(2 * MILLISECOND);
	CHECK(epoll_ctl(epoll, EPOLL_CTL_MOD, other, &event) == 0);
	return NULL;
}

static void waking(void)
{
	struct epoll_event event[2];
	pthread_t thread;

	epoll = epoll_create1(0);
	file = eventfd(0, EFD_NONBLOCK);
	other = eventfd(1, 0);
	CHECK(add(epoll, file, EPOLLIN) == 0);
	thread = thread_start(post_later, NULL);
	CHECK(epoll_wait(epoll, event, 2, -1) == 1 && event[0].data.fd == file);
	thread_join(thread);
	eventfd_t value;
	CHECK(eventfd_read(file, &value) == 0);
	thread = thread_start(add_later, NULL);
	CHECK(epoll_wait(epoll, event, 2, -1) == 1 && event[0].data.fd == other);
	thread_join(thread);
	event[0] = (struct epoll_event){.events = 0};
	CHECK(epoll_ctl(epoll, EPOLL_CTL_MOD, other, event) == 0);
	CHECK(epoll_wait(epoll, event, 2, 0) == 0);
	thread = thread_start(enable_later, NULL);
	CHECK(epoll_wait(epoll, event, 2, -1) == 1 && event[0].data.fd == 77);
	thread_join(thread);
	close(other);
	/* by way of one in another */
	int outer = epoll_create1(0);
	CHECK(add(outer, epoll, EPOLLIN) == 0);
	CHECK(epoll_wait(outer, event, 2, 0) == 0);
	thread = thread_start(post_later, NULL);
	CHECK(epoll_wait(outer, event, 2, -1) == 1 && event[0].data.fd == epoll);
	thread_join(thread);
	CHECK(eventfd_read(file, &value) == 0);
	thread = thread_start(post_later, NULL);
	struct pollfd entry = {outer, POLLIN, 0};
	CHECK(poll(&entry, 1, -1) == 1 && entry.revents == POLLIN);
	thread_join(thread);
	close(outer);
	close(epoll);
	close(file);
}

/* Takes events until there is one of `other`, which stays for the next. */
static void *serve(void *unused)
{
	struct epoll_event event;
	eventfd_t value;

	(void)unused;
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		int count = epoll_wait(epoll, &event, 1, -1);
		CHECK(count == 1);
		if (event.data.fd == other)
			break;
		if (!eventfd_read(file, &value))
			__atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
	}
	__atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void several(unsigned flags)
{
	pthread_t thread[WAITERS];

	waiting = woken = ended = 0;
	epoll = epoll_create1(0);
	file = eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE);
	other = eventfd(0, EFD_NONBLOCK);
	CHECK(add(epoll, file, EPOLLIN | flags) == 0);
	CHECK(add(epoll, other, EPOLLIN) == 0);
	for (int i = 0; i < WAITERS; i++)
		thread[i] = thread_start(serve, NULL);
	CHECK(EVENTUALLY(waiting == WAITERS));
	for (int i = 1; i <= 100; i++) {
		CHECK(eventfd_write(file, 1) == 0);
		CHECK(EVENTUALLY(__atomic_load_n(&woken, __ATOMIC_SEQ_CST) == i));
	}
	if (!flags) {
		CHECK(eventfd_write(file, 100) == 0);
		CHECK(EVENTUALLY(__atomic_load_n(&woken, __ATOMIC_SEQ_CST) == 200));
	}
	CHECK(eventfd_write(other, 1) == 0); /* it stays ready: all of them end */
	for (int i = 0; i < WAITERS; i++)
		thread_join(thread[i]);
	CHECK(ended == WAITERS);
	close(epoll);
	close(file);
	close(other);
}

/* One epoll for each thread. Edge-triggered and exclusive: one of them at a time. */
static void *wait_exclusive(void *unused)
{
	struct epoll_event event[2];
	int mine = epoll_create1(0);

	(void)unused;
	CHECK(add(mine, file, EPOLLIN | EPOLLET | EPOLLEXCLUSIVE) == 0);
	CHECK(add(mine, other, EPOLLIN) == 0);
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		int count = epoll_wait(mine, event, 2, -1);
		CHECK(count > 0);
		for (int i = 0; i < count; i++) {
			if (event[i].data.fd == other) {
				close(mine);
				return NULL;
			}
			eventfd_t value;
			if (!eventfd_read(file, &value))
				__atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
			else /* somebody else had it */
				__atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
		}
	}
}

static void exclusive(void)
{
	pthread_t thread[WAITERS];

	waiting = woken = ended = 0;
	file = eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE);
	other = eventfd(0, EFD_NONBLOCK);
	for (int i = 0; i < WAITERS; i++)
		thread[i] = thread_start(wait_exclusive, NULL);
	CHECK(EVENTUALLY(waiting == WAITERS));
	sleep_for(5 * MILLISECOND);
	for (int i = 1; i <= 50; i++) {
		CHECK(eventfd_write(file, 1) == 0);
		CHECK(EVENTUALLY(__atomic_load_n(&woken, __ATOMIC_SEQ_CST) == i));
	}
	/* a waiter that isn't back yet lets another one be woken, but not all each time
	 */
	CHECK(ended < 50 * (WAITERS - 1) * 2 / 3);
	CHECK(eventfd_write(other, 1) == 0);
	for (int i = 0; i < WAITERS; i++)
		thread_join(thread[i]);
	close(file);
	close(other);
}

/* Files come and go while somebody waits. */
static void *churn(void *unused)
{
	(void)unused;
	for (int i = 0; i < 300; i++) {
		int one = eventfd(0, 0), copy = dup(one);
		CHECK(add(epoll, one, EPOLLIN) == 0 && add(epoll, copy, EPOLLIN) == 0);
		CHECK(eventfd_write(one, 1) == 0);
		if (i % 3 == 0)
			CHECK(epoll_ctl(epoll, EPOLL_CTL_DEL, copy, NULL) == 0);
		close(one);
		close(copy);
	}
	CHECK(eventfd_write(file, 1) == 0);
	return NULL;
}

static void churning(void)
{
	struct epoll_event event[4];
	bool over = false;

	epoll = epoll_create1(0);
	file = eventfd(0, 0);
	CHECK(add(epoll, file, EPOLLIN) == 0);
	pthread_t thread = thread_start(churn, NULL);
	while (!over) {
		int count = epoll_wait(epoll, event, 4, -1);
		CHECK(count > 0);
		for (int i = 0; i < count; i++)
			over |= event[i].data.fd == file;
	}
	thread_join(thread);
	CHECK(epoll_wait(epoll, event, 4, 0) == 1); /* nothing else is left */
	close(epoll);
	close(file);
}

static volatile int handled;

static void on_signal(int signal)
{
	handled = signal;
}

static void signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	struct epoll_event event;
	struct disturber disturber;
	sigset_t none, mask;

	epoll = epoll_create1(0);
	file = eventfd(0, 0);
	CHECK(add(epoll, file, EPOLLIN) == 0);
	sigaction(SIGUSR1, &action, NULL);
	disturb(&disturber, pthread_self(), SIGUSR1);
	CHECK_FAILS(epoll_wait(epoll, &event, 1, -1), EINTR); /* whatever its flags */
	disturb_no_more(&disturber);
	CHECK(handled == SIGUSR1);
	sigemptyset(&none);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	handled = 0;
	raise(SIGUSR1);
	CHECK(epoll_wait(epoll, &event, 1, 1) == 0 && !handled);
	CHECK_FAILS(epoll_pwait(epoll, &event, 1, -1, &none), EINTR);
	CHECK(handled == SIGUSR1);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(sigismember(&mask, SIGUSR1));
	handled = 0;
	raise(SIGUSR1);
	CHECK(eventfd_write(file, 1) == 0);
	CHECK(epoll_pwait(epoll, &event, 1, -1, &none) == 1 && !handled);
	CHECK_FAILS(syscall(SYS_epoll_pwait, epoll, &event, 1, 0, &none, 4), EINVAL);
	CHECK_FAILS(syscall(SYS_epoll_pwait, epoll, &event, 1, 0, 16, 8), EFAULT);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(file);
	close(epoll);
}

static void times(void)
{
	struct epoll_event event;
	long long start = now(CLOCK_MONOTONIC);
	struct timespec time = {0, 20 * MILLISECOND};

	epoll = epoll_create1(0);
	CHECK(epoll_wait(epoll, &event, 1, 20) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MILLISECOND);
	start = now(CLOCK_MONOTONIC);
	CHECK(syscall(SYS_epoll_pwait2, epoll, &event, 1, &time, NULL, 8) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MILLISECOND);
	time = (struct timespec){0, 0};
	CHECK(syscall(SYS_epoll_pwait2, epoll, &event, 1, &time, NULL, 8) == 0);
	time = (struct timespec){0, -1};
	CHECK_FAILS(syscall(SYS_epoll_pwait2, epoll, &event, 1, &time, NULL, 8), EINVAL);
	CHECK_FAILS(syscall(SYS_epoll_pwait2, epoll, &event, 1, 16, NULL, 8), EFAULT);
	file = eventfd(1, 0);
	CHECK(add(epoll, file, EPOLLIN) == 0);
	CHECK(syscall(SYS_epoll_pwait2, epoll, &event, 1, NULL, NULL, 8) == 1);
	close(file);
	close(epoll);
}

int main(void)
{
	waking();
	several(0);
	several(EPOLLET);
	exclusive();
	churning();
	signals();
	times();
	return check_result();
}
