/* SPDX-License-Identifier: ISC */
/*
 * Pseudo terminals: made in each way, line editing and echo, output flags, sizes, queues,
 * both ends' hanging up, packets, names.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

static int master, slave;

static void reopen(void)
{
	close(master);
	close(slave);
	CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
}

static void says(int file, const char *expected)
{
	char bytes[5000];
	size_t length = strlen(expected), n = 0;

	while (n < length) {
		ssize_t got = read(file, bytes + n, length - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	CHECK(n == length && !memcmp(bytes, expected, length));
	if (n != length || memcmp(bytes, expected, length))
		printf("'%.*s' instead of '%s'\n", (int)n, bytes, expected);
}

/* One read gives exactly that. */
static void gives(int file, const char *expected)
{
	char bytes[5000];
	ssize_t n = read(file, bytes, sizeof bytes);

	CHECK(n == (ssize_t)strlen(expected) && !memcmp(bytes, expected, (size_t)n));
	if (n != (ssize_t)strlen(expected))
		printf("%zd bytes '%.*s' instead of '%s'\n", n, n > 0 ? (int)n : 0, bytes,
		       expected);
}

static void type(const char *keys)
{
	CHECK(write(master, keys, strlen(keys)) == (ssize_t)strlen(keys));
}

static int ready(int file)
{
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT | POLLPRI};

	poll(&entry, 1, 0);
	return entry.revents;
}

/* What was written to the other end has arrived; elsewhere than here that takes a while.
 */
static void arrived(int file)
{
	struct pollfd entry = {.fd = file, .events = POLLIN};

	CHECK(poll(&entry, 1, 10000) == 1);
}

static void making(void)
{
	char name[64];
	struct stat by_name, by_file;
	unsigned number;
	int lock = 0;

	int end = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(end >= 0 && grantpt(end) == 0);
	CHECK(ptsname_r(end, name, sizeof name) == 0);
	CHECK(ioctl(end, TIOCGPTN, &number) == 0);
	CHECK(strncmp(name, "/dev/pts/", 9) == 0 && atoi(name + 9) == (int)number);
	CHECK(stat(name, &by_name) == 0 && S_ISCHR(by_name.st_mode));
	CHECK(by_name.st_rdev == makedev(136, number));
	CHECK(ioctl(end, TIOCGPTLCK, &lock) == 0 && lock == 1);
	CHECK_FAILS(open(name, O_RDWR | O_NOCTTY), EIO);
	CHECK(unlockpt(end) == 0);
	CHECK(ioctl(end, TIOCGPTLCK, &lock) == 0 && lock == 0);
	int other = open(name, O_RDWR | O_NOCTTY);
	CHECK(other >= 0 && isatty(other) && isatty(end));
	CHECK(fstat(other, &by_file) == 0 && by_file.st_ino == by_name.st_ino);
	CHECK(by_file.st_dev == by_name.st_dev && by_file.st_rdev == by_name.st_rdev);
	CHECK(fstat(end, &by_file) == 0 && by_file.st_rdev == makedev(5, 2));
	int third = ioctl(end, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(third >= 0 && fcntl(third, F_GETFD) == FD_CLOEXEC);
	CHECK(fstat(third, &by_file) == 0 && by_file.st_ino == by_name.st_ino);
	CHECK_FAILS(ioctl(other, TIOCGPTN, &number), ENOTTY);
	CHECK_FAILS(lseek(other, 0, SEEK_SET), ESPIPE);
	CHECK_FAILS(lseek(end, 0, SEEK_SET), ESPIPE);
	close(third);
	close(other);
	close(end);
	CHECK_FAILS(stat(name, &by_name), ENOENT);
	CHECK_FAILS(open(name, O_RDWR | O_NOCTTY), ENOENT);
}

static void two_at_once(void)
{
	unsigned a, b;
	int first = posix_openpt(O_RDWR | O_NOCTTY),
	    second = posix_openpt(O_RDWR | O_NOCTTY);

	CHECK(ioctl(first, TIOCGPTN, &a) == 0 && ioctl(second, TIOCGPTN, &b) == 0);
	CHECK(a != b);
	close(first);
	close(second);
}

static void lines(void)
{
	type("one");
	says(master, "one");
	CHECK(ready(slave) == POLLOUT);
	type("\ntwo\n");
	arrived(slave);
	CHECK(ready(slave) == (POLLIN | POLLOUT));
	gives(slave, "one\n");
	gives(slave, "two\n");
	says(master, "\r\ntwo\r\n");
	type("abc\x7f\x7f"
	     "d\r");
	gives(slave, "ad\n");
	says(master, "abc\b \b\b \bd\r\n");
	type("some words\x17\x15last\x04");
	gives(slave, "last");
	type("\x04");
	CHECK(read(slave, (char[1]){0}, 1) == 0);
	tcflush(master, TCIFLUSH);
	CHECK(write(slave, "out\n\tput", 8) == 8);
	says(master, "out\r\n\tput");
}

static void modes(void)
{
	struct termios settings;
	int count;

	CHECK(tcgetattr(slave, &settings) == 0);
	CHECK((settings.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG));
	CHECK((settings.c_cflag & CSIZE) == CS8 && settings.c_cc[VINTR] == 3);
	settings.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	settings.c_oflag = OPOST | OLCUC | XTABS;
	settings.c_cflag = (settings.c_cflag & (tcflag_t)~CSIZE) | CS7 | PARENB;
	CHECK(tcsetattr(master, TCSANOW, &settings) == 0); /* the slave's */
	CHECK(tcgetattr(slave, &settings) == 0);
	CHECK(!(settings.c_lflag & ICANON));
	CHECK((settings.c_cflag & (CSIZE | PARENB)) == CS8); /* bytes it is */
	type("ab\x7f\x04");
	arrived(slave);
	CHECK(ioctl(slave, FIONREAD, &count) == 0 && count == 4);
	gives(slave, "ab\x7f\x04");
	CHECK(write(slave, "ab\tc\n", 5) == 5);
	says(master, "AB   C\n"); /* from column 11 on */
	settings.c_oflag = OPOST | OCRNL | ONOCR;
	CHECK(tcsetattr(slave, TCSAFLUSH, &settings) == 0);
	CHECK(write(slave, "a\rb", 3) == 3);
	says(master, "a\nb");
	settings.c_cc[VMIN] = 0;
	settings.c_cc[VTIME] = 1;
	CHECK(tcsetattr(slave, TCSADRAIN, &settings) == 0);
	CHECK(read(slave, (char[1]){0}, 1) == 0);
	settings.c_cc[VMIN] = 3;
	settings.c_cc[VTIME] = 0;
	CHECK(tcsetattr(slave, TCSADRAIN, &settings) == 0);
	type("xy");
	CHECK(ready(slave) == POLLOUT);
	type("z");
	arrived(slave);
	CHECK(ready(slave) == (POLLIN | POLLOUT));
	gives(slave, "xyz");
	settings.c_iflag |= PARMRK | IUCLC;
	settings.c_cc[VMIN] = 1;
	CHECK(tcsetattr(slave, TCSADRAIN, &settings) == 0);
	type("Ab\xff");
	gives(slave, "ab\xff\xff");
	CHECK_FAILS(tcsetattr(slave, 77, &settings), EINVAL);
	CHECK_FAILS(ioctl(slave, TCGETS, NULL), EFAULT);
	CHECK_FAILS(ioctl(slave, TCSETS, NULL), EFAULT);
	CHECK_FAILS(ioctl(slave, 0x54ff, NULL), ENOTTY);
}

static void sizes(void)
{
	struct winsize size = {24, 80, 0, 0}, got;

	CHECK(ioctl(slave, TIOCGWINSZ, &got) == 0 && got.ws_row == 0 && got.ws_col == 0);
	CHECK(ioctl(master, TIOCSWINSZ, &size) == 0);
	CHECK(ioctl(slave, TIOCGWINSZ, &got) == 0 && !memcmp(&got, &size, sizeof size));
	size.ws_col = 132;
	CHECK(ioctl(slave, TIOCSWINSZ, &size) == 0);
	CHECK(ioctl(master, TIOCGWINSZ, &got) == 0 && got.ws_col == 132);
	CHECK_FAILS(ioctl(slave, TIOCSWINSZ, NULL), EFAULT);
}

/* ^S and ^Q, tcflow(3), tcflush(3). */
static void flow(void)
{
	fcntl(slave, F_SETFL, O_NONBLOCK);
	type("\x13\n");
	arrived(slave);
	CHECK_FAILS(write(slave, "x", 1), EAGAIN);
	CHECK(!(ready(slave) & POLLOUT));
	type("\x11\n");
	gives(slave, "\n");
	arrived(slave);
	gives(slave, "\n");
	says(master, "\r\n\r\n");
	CHECK(write(slave, "x", 1) == 1);
	says(master, "x");
	CHECK(tcflow(slave, TCOOFF) == 0);
	CHECK_FAILS(write(slave, "x", 1), EAGAIN);
	CHECK(tcflow(slave, TCOON) == 0);
	CHECK(write(slave, "y", 1) == 1);
	says(master, "y");
	CHECK(tcflow(slave, TCIOFF) == 0);
	says(master, "\x13");
	CHECK_FAILS(tcflow(slave, 77), EINVAL);
	type("typed\n");
	says(master, "typed\r\n");
	arrived(slave);
	CHECK(tcflush(slave, TCIFLUSH) == 0);
	CHECK_FAILS(read(slave, (char[1]){0}, 1), EAGAIN);
	CHECK_FAILS(tcflush(slave, 77), EINVAL);
	CHECK(tcdrain(slave) == 0 && tcsendbreak(slave, 0) == 0);
	fcntl(slave, F_SETFL, 0);
}

static void full_queues(void)
{
	static char many[100000];
	ssize_t n, total = 0, back = 0;

	memset(many, 'x', sizeof many);
	fcntl(slave, F_SETFL, O_NONBLOCK);
	fcntl(master, F_SETFL, O_NONBLOCK);
	while ((n = write(slave, many, sizeof many)) > 0)
		total += n;
	CHECK(n == -1 && errno == EAGAIN && total >= 4096);
	CHECK(!(ready(slave) & POLLOUT));
	for (; back < total; back += n) {
		arrived(master);
		n = read(master, many, sizeof many);
		if (n <= 0)
			break;
	}
	CHECK(back == total);
	CHECK_FAILS(read(master, many, sizeof many), EAGAIN);
	CHECK(ready(slave) & POLLOUT);
	/* complete lines that nobody reads */
	struct termios settings;
	tcgetattr(slave, &settings);
	settings.c_lflag &= (tcflag_t)~ECHO;
	tcsetattr(slave, TCSANOW, &settings);
	memset(many, '\n', sizeof many);
	for (total = 0; (n = write(master, many, 1000)) > 0; total += n)
		;
	CHECK(n == -1 && errno == EAGAIN && total >= 2000);
	for (back = 0; (n = read(slave, many, sizeof many)) > 0; back += n)
		CHECK(n == 1);
	CHECK(back > 0);
}

static void slave_closes(void)
{
	char name[64];

	reopen();
	CHECK(ptsname_r(master, name, sizeof name) == 0);
	CHECK(write(slave, "last words", 10) == 10);
	close(slave);
	CHECK(ready(master) & POLLHUP);
	says(master, "last words");
	CHECK_FAILS(read(master, name, 1), EIO);
	CHECK((ready(master) & (POLLHUP | POLLIN)) == POLLHUP);
	slave = open(name, O_RDWR | O_NOCTTY);
	CHECK(slave >= 0 && !(ready(master) & POLLHUP));
	CHECK(write(slave, "again", 5) == 5);
	says(master, "again");
}

static void master_closes(void)
{
	struct termios settings;
	char byte;

	reopen();
	type("lost\n");
	close(master);
	CHECK(read(slave, &byte, 1) == 0);
	CHECK_FAILS(write(slave, "x", 1), EIO);
	CHECK_FAILS(tcgetattr(slave, &settings), EIO);
	CHECK(ready(slave) & POLLHUP);
	close(slave);
	CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
}

static void packets(void)
{
	char bytes[100];
	int on = 1, mode = 0;

	reopen();
	CHECK(ioctl(master, TIOCGPKT, &mode) == 0 && mode == 0);
	CHECK(ioctl(master, TIOCPKT, &on) == 0);
	CHECK(ioctl(master, TIOCGPKT, &mode) == 0 && mode == 1);
	CHECK(write(slave, "data", 4) == 4);
	CHECK(read(master, bytes, sizeof bytes) == 5 && bytes[0] == TIOCPKT_DATA);
	CHECK(!memcmp(bytes + 1, "data", 4));
	CHECK(tcflow(slave, TCOOFF) == 0);
	CHECK(ready(master) & POLLPRI);
	CHECK(read(master, bytes, sizeof bytes) == 1 && bytes[0] == TIOCPKT_STOP);
	CHECK(tcflow(slave, TCOON) == 0);
	CHECK(read(master, bytes, sizeof bytes) == 1 && bytes[0] == TIOCPKT_START);
	CHECK(tcflush(slave, TCIFLUSH) == 0);
	CHECK(read(master, bytes, sizeof bytes) == 1);
	CHECK(bytes[0] == TIOCPKT_FLUSHREAD);
	struct termios settings;
	tcgetattr(slave, &settings);
	settings.c_iflag &= (tcflag_t)~IXON;
	CHECK(tcsetattr(slave, TCSANOW, &settings) == 0);
	CHECK(read(master, bytes, sizeof bytes) == 1 && bytes[0] == TIOCPKT_NOSTOP);
}

static void given_settings(void)
{
	struct winsize size = {10, 20, 0, 0}, got;
	struct termios settings, found;
	char name[64];

	tcgetattr(slave, &settings);
	settings.c_cc[VINTR] = 'x';
	close(master);
	close(slave);
	CHECK(openpty(&master, &slave, name, &settings, &size) == 0);
	CHECK(tcgetattr(slave, &found) == 0 && found.c_cc[VINTR] == 'x');
	CHECK(ioctl(slave, TIOCGWINSZ, &got) == 0 && got.ws_col == 20);
	CHECK(strncmp(name, "/dev/pts/", 9) == 0);
}

int main(void)
{
	CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
	making();
	two_at_once();
	lines();
	modes();
	reopen();
	sizes();
	flow();
	full_queues();
	slave_closes();
	master_closes();
	packets();
	given_settings();
	return check_result();
}
