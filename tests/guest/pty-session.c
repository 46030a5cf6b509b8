/* SPDX-License-Identifier: ISC */
/*
 * A pseudo terminal as the session's terminal: how it becomes that, the signals of its
 * keys, of a new size and of its end, its process group; who waits at one end is woken
 * from the other.
 */
#define _GNU_SOURCE
#include "check.h"
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int master, slave;
static volatile sig_atomic_t caught[65];

static void handler(int signal)
{
	caught[signal]++;
}

/* Signals come when they come, on Linux. */
static void comes(int signal)
{
	for (int i = 0; i < 10000 && !caught[signal]; i++)
		usleep(1000);
	CHECK(caught[signal] == 1);
	caught[signal] = 0;
}

static void *read_line(void *result)
{
	char bytes[100];
	ssize_t n = read(slave, bytes, sizeof bytes);

	*(int *)result = n == 6 && !memcmp(bytes, "hello\n", 6);
	return NULL;
}

static void *read_master(void *result)
{
	char bytes[100];
	ssize_t n = read(master, bytes, sizeof bytes);

	*(int *)result = n == 5 && !memcmp(bytes, "shown", 5);
	return NULL;
}

static void *write_much(void *result)
{
	static char many[50000];

	*(int *)result = write(slave, many, sizeof many) == sizeof many;
	return NULL;
}

static void *wait_for_end(void *result)
{
	char byte;
	ssize_t n = read(slave, &byte, 1);

	*(int *)result = n == 0 || (n < 0 && errno == EIO);
	return NULL;
}

static void waking(void)
{
	static char bytes[4096];
	pthread_t thread;
	int result = 0;
	size_t total = 0;

	CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
	pthread_create(&thread, NULL, read_line, &result);
	CHECK(write(master, "hel", 3) == 3);
	usleep(1000);
	CHECK(write(master, "lo\n", 3) == 3);
	pthread_join(thread, NULL);
	CHECK(result);
	while (total < 7)
		total += (size_t)read(master, bytes, sizeof bytes);
	result = 0;
	pthread_create(&thread, NULL, read_master, &result);
	usleep(1000);
	CHECK(write(slave, "shown", 5) == 5);
	pthread_join(thread, NULL);
	CHECK(result);
	result = 0;
	pthread_create(&thread, NULL, write_much, &result);
	for (total = 0; total < 50000;)
		total += (size_t)read(master, bytes, sizeof bytes);
	pthread_join(thread, NULL);
	CHECK(result && total == 50000);
	result = 0;
	pthread_create(&thread, NULL, wait_for_end, &result);
	usleep(1000);
	close(master);
	pthread_join(thread, NULL);
	CHECK(result);
	close(slave);
}

/* Without O_NOCTTY a terminal that is opened becomes the session's, if it has none. */
static void taking(void)
{
	char name[64];
	pid_t process = getpid(), group = 0;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(master >= 0 && unlockpt(master) == 0);
	CHECK(ptsname_r(master, name, sizeof name) == 0);
	slave = open(name, O_RDWR | O_NOCTTY);
	CHECK_FAILS(open("/dev/tty", O_RDWR), ENXIO);
	CHECK_FAILS(tcgetpgrp(slave), ENOTTY);
	CHECK_FAILS(tcsetpgrp(slave, process), ENOTTY);
	CHECK_FAILS(tcgetsid(slave), ENOTTY);
	CHECK(ioctl(master, TIOCGPGRP, &group) == 0 && group == 0);
	CHECK_FAILS(ioctl(slave, TIOCNOTTY), ENOTTY);
	close(slave);
	slave = open(name, O_RDWR);
	int terminal = open("/dev/tty", O_RDWR);
	CHECK(terminal >= 0 && isatty(terminal));
	CHECK(tcgetpgrp(slave) == process && tcgetsid(terminal) == process);
	CHECK(ioctl(master, TIOCGPGRP, &group) == 0 && group == process);
	CHECK(tcsetpgrp(terminal, process) == 0);
	CHECK_FAILS(tcsetpgrp(terminal, -1), EINVAL);
	CHECK(write(terminal, "via tty", 7) == 7);
	CHECK(read(master, name, sizeof name) == 7 && !memcmp(name, "via tty", 7));
	struct stat by_file, by_name;
	CHECK(fstat(terminal, &by_file) == 0 && stat("/dev/tty", &by_name) == 0);
	CHECK(by_file.st_rdev == by_name.st_rdev && by_file.st_ino == by_name.st_ino);
	close(terminal);
	CHECK(ioctl(slave, TIOCSCTTY, 0) == 0); /* it is already */
	int second, second_slave;
	CHECK(openpty(&second, &second_slave, NULL, NULL, NULL) == 0);
	CHECK_FAILS(ioctl(second_slave, TIOCSCTTY, 0), EPERM);
	close(second);
	close(second_slave);
}

static void signals(void)
{
	struct winsize size = {10, 20, 0, 0};

	CHECK(write(master, "\x03", 1) == 1);
	comes(SIGINT);
	CHECK(write(master, "\x1c", 1) == 1);
	comes(SIGQUIT);
	CHECK(ioctl(master, TIOCSWINSZ, &size) == 0);
	comes(SIGWINCH);
	CHECK(ioctl(slave, TIOCSWINSZ, &size) == 0); /* the same */
	CHECK(caught[SIGWINCH] == 0);
	CHECK(ioctl(master, TIOCSIG, SIGINT) == 0);
	comes(SIGINT);
	CHECK_FAILS(ioctl(master, TIOCSIG, SIGUSR1), EINVAL);
	CHECK_FAILS(ioctl(slave, TIOCSIG, SIGUSR1), ENOTTY);
}

static void giving_up(void)
{
	CHECK(ioctl(slave, TIOCNOTTY) == 0);
	comes(SIGHUP);
	comes(SIGCONT);
	CHECK_FAILS(open("/dev/tty", O_RDWR), ENXIO);
	CHECK(write(master, "\x03\n", 2) == 2); /* concerns nobody */
	CHECK(read(slave, (char[4]){0}, 4) == 1);
	CHECK(caught[SIGINT] == 0);
	CHECK(ioctl(slave, TIOCSCTTY, 0) == 0);
	CHECK(tcgetpgrp(slave) == getpid());
	close(master);
	comes(SIGHUP);
	comes(SIGCONT);
	CHECK_FAILS(open("/dev/tty", O_RDWR), ENXIO);
	CHECK_FAILS(tcsetpgrp(slave, getpid()), ENOTTY);
	close(slave);
}

int main(void)
{
	static const int all[] = {SIGINT, SIGQUIT, SIGHUP, SIGWINCH, SIGCONT};
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
		signal(all[i], handler);
	setsid();
	int terminal = open("/dev/tty", O_RDWR);
	if (terminal >= 0 && ioctl(terminal, TIOCNOTTY) == 0) {
		comes(SIGHUP);
		comes(SIGCONT);
	}
	waking();
	taking();
	signals();
	giving_up();
	return check_result();
}
