/* SPDX-License-Identifier: ISC */
/*
 * select(2) and pselect(2): three sets, what each of them means, descriptors that aren't
 * open, sets larger than FD_SETSIZE, threads, signals, time left over.
 * stdin:
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/select.h>

static struct timeval none;
static int p[2];

static fd_set set_of(int a, int b)
{
	fd_set set;

	FD_ZERO(&set);
	if (a >= 0)
		FD_SET(a, &set);
	if (b >= 0)
		FD_SET(b, &set);
	return set;
}

/* In which sets a file is: 1 in, 2 out, 4 exceptional. */
static int ready(int file)
{
	fd_set in = set_of(file, -1), out = in, other = in;
	struct timeval time = none;
	int count = select(file + 1, &in, &out, &other, &time);
	int bits = (FD_ISSET(file, &in) ? 1 : 0) | (FD_ISSET(file, &out) ? 2 : 0) |
	           (FD_ISSET(file, &other) ? 4 : 0);

	CHECK(count == __builtin_popcount((unsigned)bits));
	return bits;
}

static void meaning(void)
{
	static char page[4096];

	CHECK(pipe(p) == 0 && fcntl(p[0], F_SETPIPE_SZ, 4096) == 4096);
	CHECK(ready(p[0]) == 0 && ready(p[1]) == 2);
	CHECK(write(p[1], page, 4096) == 4096);
	CHECK(ready(p[0]) == 1 && ready(p[1]) == 0);
	int copy = dup(p[1]);
	close(p[1]);
	CHECK(read(p[0], page, 4096) == 4096 && ready(p[0]) == 0);
	close(copy);
	CHECK(ready(p[0]) == 1); /* the end */
	close(p[0]);
	CHECK(pipe(p) == 0);
	close(p[0]);
	CHECK(ready(p[1]) == 3); /* an error */
	close(p[1]);
}

static void wrong(void)
{
	fd_set set = set_of(0, 50);
	struct timeval time = none;

	CHECK_FAILS(select(-1, NULL, NULL, NULL, &time), EINVAL);
	CHECK_FAILS(select(51, &set, NULL, NULL, &time), EBADF);
	CHECK_FAILS(select(51, NULL, NULL, &set, &time), EBADF);
	CHECK(FD_ISSET(0, &set) && FD_ISSET(50, &set)); /* as it was */
	CHECK(select(50, NULL, NULL, &set, &time) == 0);
	CHECK(!FD_ISSET(0, &set) && !FD_ISSET(50, &set)); /* up to the word's end */
	CHECK(select(0, NULL, NULL, NULL, &time) == 0);
	CHECK_FAILS(select(1, (fd_set *)16, NULL, NULL, &time), EFAULT);
	time = (struct timeval){-1, 0};
	CHECK_FAILS(select(0, NULL, NULL, NULL, &time), EINVAL);
	struct timespec exact = {0, 1000000000};
	CHECK_FAILS(pselect(0, NULL, NULL, NULL, &exact, NULL), EINVAL);
	CHECK_FAILS(syscall(SYS_pselect6, 0, NULL, NULL, NULL, NULL, 16), EFAULT);
	const void *mask[2] = {&set, (void *)4};
	CHECK_FAILS(syscall(SYS_pselect6, 0, NULL, NULL, NULL, NULL, mask), EINVAL);
}

static void *write_later(void *unused)
{
	(void)unused;
	sleep_for(2 * MILLISECOND);
	CHECK(write(p[1], "x", 1) == 1);
	return NULL;
}

static void waiting(void)
{
	CHECK(pipe(p) == 0);
	int file = eventfd(0, 0);
	fd_set in = set_of(p[0], file), out = set_of(p[0], -1);
	pthread_t thread = thread_start(write_later, NULL);
	CHECK(select(64, &in, &out, NULL, NULL) == 1);
	CHECK(FD_ISSET(p[0], &in) && !FD_ISSET(file, &in) && !FD_ISSET(p[0], &out));
	thread_join(thread);
	in = set_of(p[0], p[0]);
	out = set_of(p[1], file);
	CHECK(select(64, &in, &out, NULL, NULL) == 3);
	close(p[0]);
	close(p[1]);
	close(file);
}

/* Sets may be as large as there are descriptors. */
static void large(void)
{
	static unsigned long in[64];
	struct rlimit limit = {4096, 4096};
	struct timeval time = none;
	int file = eventfd(1, 0);

	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	CHECK(dup2(file, 3000) == 3000 && dup2(file, 500) == 500);
	in[3000 / 64] = 1ul << 3000 % 64;
	in[500 / 64] = 1ul << 500 % 64;
	CHECK(select(3001, (fd_set *)in, NULL, NULL, &time) == 2);
	CHECK(in[3000 / 64] == 1ul << 3000 % 64);
	CHECK(select(3000, (fd_set *)in, NULL, NULL, &time) == 1);
	CHECK(in[3000 / 64] == 0 && in[500 / 64]);
	for (int i = 3; i < 20; i++)
		dup2(file, i);
	memset(in, 0, sizeof in);
	in[0] = 0xffff8;
	CHECK(select(64, (fd_set *)in, NULL, NULL, &time) == 17);
	for (int i = 3; i < 4096; i++)
		close(i);
}

static volatile int handled;

static void on_signal(int signal)
{
	handled = signal;
}

static void signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	sigset_t set;

	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	struct timeval time = {0, 1000};
	CHECK(select(0, NULL, NULL, NULL, &time) == 0 && !handled);
	sigemptyset(&set);
	CHECK_FAILS(pselect(0, NULL, NULL, NULL, NULL, &set), EINTR);
	CHECK(handled == SIGUSR1);
	raise(SIGUSR1);
	handled = 0;
	struct timespec exact = {0, 0}; /* not even then is it passed over */
	CHECK_FAILS(pselect(0, NULL, NULL, NULL, &exact, &set), EINTR);
	CHECK(handled == SIGUSR1);
	/* something ready comes before a signal */
	int file = eventfd(1, 0);
	fd_set in = set_of(file, -1);
	raise(SIGUSR1);
	CHECK(pselect(file + 1, &in, NULL, NULL, NULL, &set) == 1);
	sigprocmask(SIG_BLOCK, NULL, &set);
	CHECK(sigismember(&set, SIGUSR1));
	close(file);
}

static void times(void)
{
	long long start = now(CLOCK_MONOTONIC);
	struct timeval time = {0, 20000};
	int file = eventfd(1, 0);
	fd_set in = set_of(file, -1);

	CHECK(syscall(SYS_select, 0, NULL, NULL, NULL, &time) == 0);
	CHECK(now(CLOCK_MONOTONIC) - start >= 20 * MILLISECOND);
	CHECK(time.tv_sec == 0 && time.tv_usec == 0);
	time = (struct timeval){99, 1500000};
	CHECK(syscall(SYS_select, file + 1, &in, NULL, NULL, &time) == 1);
	CHECK(time.tv_sec >= 70 && time.tv_sec <= 100);
	struct timespec exact = {100, 0};
	CHECK(syscall(SYS_pselect6, file + 1, &in, NULL, NULL, &exact, NULL) == 1);
	CHECK(exact.tv_sec >= 70 && exact.tv_sec <= 100);
	close(file);
}

int main(void)
{
	meaning();
	wrong();
	waiting();
	large();
	signals();
	times();
	return check_result();
}
