/* SPDX-License-Identifier: ISC */
/*
 * The line discipline: keys go in below, what read(2) gives and what the screen shows
 * come out. Many sequences by hand, and random ones beside Linux's own line discipline in
 * a pty.
 */
#include "unit.h"

#include "event/watch.h"
#include "fs/console.h"
#include "fs/file.h"
#include "sched/cpu.h"
#include "sched/wait.h"
#include "signal/signal.h"
#include "syscalls.h"
#include "time/clock.h"
#include <asm/poll.h>

int open(const char *path, int flags, ...);
int close(int file);
int ioctl(int file, unsigned long request, ...);
long read(int file, void *bytes, size_t size);
long write(int file, const void *bytes, size_t size);
int poll(struct pollfd *entries, unsigned long count, int milliseconds);

#define CONTROL(letter) ((letter)&31)
#define NOTHING         (-1000) /* a read would wait */

static char typed[20000], echoed[200000];
static size_t typed_first, typed_end, echoed_end;
static bool hung_up;
static uint64_t clock_ns;
static int handled;               /* the last signal that keys sent */
static bool interrupts, restarts; /* it ends a read that waits; which begins again */
static jmp_buf ended;

/* ---- the platform ---- */

long platform_console_read(void *buffer, size_t size)
{
	size_t n = typed_end - typed_first;

	if (!n)
		return hung_up ? 0 : -EAGAIN;
	if (n > size)
		n = size;
	memcpy(buffer, typed + typed_first, n);
	typed_first += n;
	return (long)n;
}

long platform_console_write(int stream, const void *buffer, size_t size)
{
	assert_true(echoed_end + size <= sizeof echoed);
	memcpy(echoed + echoed_end, buffer, size);
	echoed_end += size;
	return (long)size;
}

int platform_console_control(int stream, unsigned long request, void *argument)
{
	return -ENOTTY;
}

uint64_t platform_clock_monotonic(void)
{
	return clock_ns;
}

uint64_t platform_clock_wall(void)
{
	return clock_ns;
}

void *memory_map(size_t size)
{
	return NULL;
}

/* ---- the scheduler and signals ---- */

long call_blocking(long (*body)(void *), void *arguments)
{
	long result;

	do {
		enter();
		result = leave(body(arguments));
	} while (is_restart(result) && restarts);
	return is_restart(result) ? -EINTR : result;
}

unsigned console_arrivals(void)
{
	return 0;
}

void console_drained(void)
{
}

void console_arrived(void)
{
}

/* Nothing is ever typed while somebody waits: a signal comes, the time passes, or the
 * wait was a mistake. */
int wait_console(unsigned seen, uint64_t deadline)
{
	if (handled && interrupts) {
		interrupts = false;
		return -RESTART_SYS;
	}
	if (deadline == UINT64_MAX)
		longjmp(ended, 1);
	if (clock_ns < deadline)
		clock_ns = deadline;
	return -ETIMEDOUT;
}

struct watch_list console_watches;

int thread_sleep(struct lock *lock, uint64_t deadline)
{
	lock_release(lock);
	return wait_console(0, deadline);
}

void thread_wake(struct thread *thread)
{
}

void *heap_allocate(size_t size)
{
	return NULL;
}

void heap_free(void *object, size_t size)
{
}

void signal_raise(int signal)
{
	handled = signal;
}

void signal_raise_process(int signal)
{
	handled = signal;
}

/* ---- helpers ---- */

static struct termios settings(void)
{
	struct termios copy;

	assert_int_equal(sys_ioctl(0, TCGETS, &copy), 0);
	return copy;
}

static void set(const struct termios *wanted)
{
	struct termios copy = *wanted;

	assert_int_equal(sys_ioctl(0, TCSETS, &copy), 0);
}

static void change_local(tcflag_t off, tcflag_t on)
{
	struct termios copy = settings();

	copy.c_lflag = (copy.c_lflag & ~off) | on;
	set(&copy);
}

static void change_input(tcflag_t off, tcflag_t on)
{
	struct termios copy = settings();

	copy.c_iflag = (copy.c_iflag & ~off) | on;
	set(&copy);
}

static void raw(unsigned minimum, unsigned tenths)
{
	struct termios copy = settings();

	copy.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	copy.c_cc[VMIN] = (cc_t)minimum;
	copy.c_cc[VTIME] = (cc_t)tenths;
	set(&copy);
}

static void type(const char *keys, size_t size)
{
	assert_true(typed_end + size <= sizeof typed);
	memcpy(typed + typed_end, keys, size);
	typed_end += size;
}

#define TYPE(keys) type(keys, sizeof(keys) - 1)

extern struct lock terminal_lock;

static long read_some(void *to, size_t size)
{
	if (!setjmp(ended))
		return sys_read(0, to, size);
	/* as if the read had never begun */
	terminal_lock.held = false;
	cpu_this()->inside = 0;
	return NOTHING;
}

static void gives(size_t size, const char *expected, size_t length)
{
	static char bytes[8192];
	long n = read_some(bytes, size);

	assert_int_equal(n, length);
	assert_memory_equal(bytes, expected, length);
}

#define GIVES(expected) gives(sizeof bytes_of_read, expected, sizeof(expected) - 1)
static char bytes_of_read[4096];

static void waits(void)
{
	assert_int_equal(read_some(bytes_of_read, sizeof bytes_of_read), NOTHING);
	memset(bytes_of_read, 0, sizeof bytes_of_read);
}

static void shows(const char *expected)
{
	echoed[echoed_end] = 0;
	assert_string_equal(echoed, expected);
	echoed_end = 0;
}

static int start(void **unused)
{
	static struct termios first;
	static bool known;

	for (int stream = 0; stream < 3; stream++)
		platform_information.stream[stream] =
		        PLATFORM_STREAM_TERMINAL | PLATFORM_STREAM_RAW;
	if (!known)
		first = settings();
	known = true;
	assert_int_equal(sys_ioctl(0, TCSETSF, &first), 0);
	typed_first = typed_end = echoed_end = 0;
	hung_up = false;
	handled = 0;
	interrupts = restarts = false;
	TYPE("\n"); /* to the first column */
	GIVES("\n");
	typed_first = typed_end = echoed_end = 0;
	return 0;
}

/* ---- canonical mode ---- */

static void lines(void **unused)
{
	TYPE("one");
	waits();
	shows("one");
	TYPE("\ntwo\nthr");
	GIVES("one\n");
	GIVES("two\n");
	waits();
	TYPE("ee\r");
	GIVES("three\n");
	shows("\r\ntwo\r\nthree\r\n");
}

static void short_reads(void **unused)
{
	TYPE("abcdef\nx\n");
	gives(4, "abcd", 4);
	gives(2, "ef", 2);
	gives(9, "\n", 1);
	gives(0, "", 0);
	gives(2, "x\n", 2);
	waits();
}

static void erasing(void **unused)
{
	TYPE("\x7f"
	     "abc\x7f\x7f"
	     "d\n");
	GIVES("ad\n");
	shows("abc\b \b\b \bd\r\n");
	TYPE("\x01\x7f"
	     "a\x01\x7f\x7f"
	     "b\n");
	GIVES("b\n");
	shows("^A\b \b\b \ba^A\b \b\b \b\b \bb\r\n");
	TYPE("\xc3\xa9\xe2\x82\xac"
	     "x\x7f\x7f"
	     "y\n");
	GIVES("\xc3\xa9"
	      "y\n");
	shows("\xc3\xa9\xe2\x82\xacx\b \b\b \by\r\n");
	TYPE("a\tb\x7f\x7f"
	     "c\n");
	GIVES("ac\n");
	shows("a\tb\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \bc\r\n");
	/* what stands in a finished line stays */
	TYPE("a\n\x7f\x15\x17"
	     "b\n");
	GIVES("a\n");
	GIVES("b\n");
	shows("a\r\nb\r\n");
}

/* The prompt counts for the column of a tab. */
static void erasing_after_a_prompt(void **unused)
{
	assert_int_equal(sys_write(1, "say: ", 5), 5);
	TYPE("\t\x7f"
	     "a\n");
	GIVES("a\n");
	shows("say: \t\b \b\b \b\b \ba\r\n");
}

static void killing(void **unused)
{
	TYPE("abc\x15"
	     "d\n");
	GIVES("d\n");
	shows("abc\b \b\b \b\b \bd\r\n");
	change_local(ECHOKE, 0);
	TYPE("abc\x15"
	     "d\n");
	GIVES("d\n");
	shows("abc^U\r\nd\r\n");
	change_local(ECHOK, 0);
	TYPE("abc\x15"
	     "d\n");
	GIVES("d\n");
	shows("abc^Ud\r\n");
}

static void erasing_words(void **unused)
{
	TYPE("foo bar_1 \t, \x17"
	     "x\n");
	GIVES("foo x\n");
	echoed_end = 0;
	TYPE("foo--\x17"
	     "x\n");
	GIVES("x\n");
	shows("foo--\b \b\b \b\b \b\b \b\b \bx\r\n");
	TYPE("  \x17\x17"
	     "x\n");
	GIVES("x\n");
	change_local(IEXTEN, 0);
	TYPE("foo\x17\n");
	GIVES("foo\x17\n");
}

static void reprinting(void **unused)
{
	TYPE("ab\x01\x12"
	     "c\x7f\x7f\n");
	GIVES("ab\n");
	shows("ab^A^R\r\nab^Ac\b \b\b \b\b \b\r\n");
}

static void end_of_file(void **unused)
{
	TYPE("\x04");
	GIVES("");
	TYPE("abc\x04");
	GIVES("abc");
	waits();
	TYPE("de\x04");
	gives(2, "de", 2);
	waits();
	TYPE("\x04\x04x\n");
	GIVES("");
	GIVES("");
	GIVES("x\n");
	shows("abcdex\r\n");
}

static void other_line_ends(void **unused)
{
	struct termios copy = settings();

	copy.c_cc[VEOL] = ';';
	copy.c_cc[VEOL2] = '|';
	set(&copy);
	TYPE("a;b|c\n");
	GIVES("a;");
	GIVES("b|");
	GIVES("c\n");
	shows("a;b|c\r\n");
}

static void literal_next(void **unused)
{
	TYPE("a\x16\x7f\x16\x03\x16\n\x16\x04"
	     "b\x7f\x7f\n");
	GIVES("a\x7f\x03\n\n");
	shows("a^\b^?^\b^C^\b^J^\b^Db\b \b\b \b\b \b\r\n");
}

static void newline_flags(void **unused)
{
	change_input(0, IGNCR);
	TYPE("a\rb\n");
	GIVES("ab\n");
	change_input(IGNCR | ICRNL, 0);
	TYPE("a\rb\n");
	GIVES("a\rb\n");
	change_input(0, INLCR);
	TYPE("a\nb\x04");
	GIVES("a\rb");
	change_input(INLCR, ICRNL | ISTRIP);
	TYPE("\xe1\n");
	GIVES("a\n");
}

static void echo_flags(void **unused)
{
	change_local(ECHO, 0);
	TYPE("secret\x7f\n");
	GIVES("secre\n");
	shows("");
	change_local(0, ECHONL);
	TYPE("x\n");
	GIVES("x\n");
	shows("\r\n");
	change_local(ECHOE | ECHONL, ECHO);
	TYPE("ab\x7f\n");
	GIVES("a\n");
	shows("ab^?\r\n");
	change_local(ECHOCTL, ECHOE);
	TYPE("a\x01\x7f\n");
	GIVES("a\n");
	shows("a\x01\r\n");
}

static void output_flags(void **unused)
{
	struct termios copy = settings();

	assert_int_equal(sys_write(1, "a\nb\n", 4), 4);
	shows("a\r\nb\r\n");
	copy.c_oflag &= ~(tcflag_t)ONLCR;
	set(&copy);
	assert_int_equal(sys_write(1, "a\nb\n", 4), 4);
	shows("a\nb\n");
	copy.c_oflag |= ONLCR;
	copy.c_oflag &= ~(tcflag_t)OPOST;
	set(&copy);
	assert_int_equal(sys_write(1, "a\n", 2), 2);
	shows("a\n");
	platform_information.stream[1] = 0;
	assert_int_equal(sys_write(1, "a\n", 2), 2);
	shows("a\n");
}

/* A line has room for 4095 bytes and its end; more is refused with a bell where that is
 * wanted. */
static void long_lines(void **unused)
{
	static char line[5000], expected[4096];

	memset(line, 'x', sizeof line);
	memset(expected, 'x', sizeof expected);
	expected[4095] = '\n';
	type(line, sizeof line);
	TYPE("\n");
	gives(5000, expected, sizeof expected);
	assert_int_equal(echoed_end, 4095 + 2);
	echoed_end = 0;
	change_input(0, IMAXBEL);
	type(line, 4097);
	TYPE("\x7f"
	     "y\x04");
	expected[4094] = 'y';
	gives(5000, expected, 4095);
	assert_memory_equal(echoed + 4095, "\a\a\b \by", 6);
	/* many lines at once wait below, not in the queue */
	typed_first = typed_end = 0;
	for (unsigned i = 0; i < 2000; i++)
		TYPE("1234567\n");
	for (unsigned i = 0; i < 2000; i++)
		GIVES("1234567\n");
	waits();
}

static void hang_up(void **unused)
{
	TYPE("abc\nde");
	hung_up = true;
	GIVES("abc\n");
	GIVES("de");
	GIVES("");
	GIVES("");
}

/* ---- non-canonical mode ---- */

static void minimum(void **unused)
{
	raw(1, 0);
	waits();
	TYPE("ab\x7f\x04\x15\n\x12\x17");
	GIVES("ab\x7f\x04\x15\n\x12\x17");
	shows("");
	raw(3, 0);
	TYPE("ab");
	waits();
	TYPE("cd");
	GIVES("abcd");
	TYPE("ab");
	gives(2, "ab", 2); /* no more is asked for */
	raw(0, 0);
	GIVES("");
	TYPE("x");
	GIVES("x");
}

static void timeouts(void **unused)
{
	uint64_t before = clock_ns;

	raw(0, 3);
	GIVES("");
	assert_int_equal(clock_ns - before, 300000000);
	TYPE("a");
	GIVES("a");
	assert_int_equal(clock_ns - before, 300000000);
	raw(5, 2);
	waits();
	TYPE("ab");
	GIVES("ab");
	assert_int_equal(clock_ns - before, 500000000);
	TYPE("abcde");
	GIVES("abcde");
	assert_int_equal(clock_ns - before, 500000000);
}

static void switching(void **unused)
{
	TYPE("abc");
	waits();
	raw(1, 0);
	GIVES("abc");
	TYPE("de");
	change_local(0, ICANON);
	TYPE("\n");
	GIVES("de\n");
	TYPE("lost");
	waits();
	struct termios copy = settings();
	assert_int_equal(sys_ioctl(0, TCSETSF, &copy), 0);
	TYPE("kept\n");
	GIVES("kept\n");
}

/* ---- signals ---- */

static void signals(void **unused)
{
	TYPE("abc\x03");
	waits();
	assert_int_equal(handled, SIGINT);
	shows("abc^C");
	TYPE("\x1c");
	waits();
	assert_int_equal(handled, SIGQUIT);
	TYPE("\x1a");
	waits();
	assert_int_equal(handled, SIGTSTP);
	handled = 0;
	change_local(ISIG, 0);
	TYPE("a\x03\n");
	GIVES("a\x03\n");
	assert_int_equal(handled, 0);
}

static void interruptions(void **unused)
{
	interrupts = true;
	TYPE("lost\x03");
	assert_int_equal(read_some(bytes_of_read, 100), -EINTR);
	restarts = true;
	interrupts = true;
	TYPE("\x03");
	waits();
	assert_false(interrupts);
	TYPE("\x03kept\n");
	GIVES("kept\n");
	change_local(0, NOFLSH);
	TYPE("ab\x03"
	     "c\n");
	GIVES("abc\n");
	restarts = false;
	handled = 0;
}

/* ---- around it ---- */

static void counting(void **unused)
{
	struct pollfd entry = {.fd = 0, .events = POLLIN};
	int count;

	assert_int_equal(sys_fcntl(0, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(sys_read(0, bytes_of_read, 10), -EAGAIN);
	assert_int_equal(sys_poll(&entry, 1, 50), 0);
	TYPE("abc");
	assert_int_equal(sys_read(0, bytes_of_read, 10), -EAGAIN);
	assert_int_equal(sys_poll(&entry, 1, 0), 0);
	TYPE("d\nef");
	assert_int_equal(sys_ioctl(0, FIONREAD, &count), 0);
	assert_int_equal(count, 5);
	assert_int_equal(sys_poll(&entry, 1, -1), 1);
	assert_int_equal(entry.revents, POLLIN);
	GIVES("abcd\n");
	TYPE("\x04\x04");
	GIVES("ef");
	assert_int_equal(sys_ioctl(0, FIONREAD, &count), 0);
	assert_int_equal(count, 0);
	assert_int_equal(sys_poll(&entry, 1, -1), 1);
	GIVES("");
	raw(4, 0);
	TYPE("xy");
	GIVES("xy");
	assert_int_equal(sys_fcntl(0, F_SETFL, 0), 0);
}

static void bad_pointers(void **unused)
{
	struct termios copy;

	bad_start = (char *)&copy;
	bad_end = (char *)(&copy + 1);
	assert_int_equal(sys_ioctl(0, TCGETS, &copy), -EFAULT);
	assert_int_equal(sys_ioctl(0, TCSETS, &copy), -EFAULT);
	assert_int_equal(sys_ioctl(0, FIONREAD, &copy), -EFAULT);
	TYPE("abc\n");
	assert_int_equal(sys_read(0, &copy, sizeof copy), -EFAULT);
	bad_start = bad_end = NULL;
	GIVES("abc\n");
}

/* ---- beside Linux ---- */

/* What a screen shows of the bytes: rows of text, the cursor's column. */
struct screen {
	char text[60][400];
	unsigned row, column;
};

static void show(struct screen *screen, const char *bytes, size_t size)
{
	memset(screen, 0, sizeof *screen);
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		assert_true(screen->row < 60 && screen->column < 390);
		if (byte == '\n')
			screen->row++;
		else if (byte == '\r')
			screen->column = 0;
		else if (byte == '\b')
			screen->column -= screen->column > 0;
		else if (byte == '\t')
			do /* Linux leaves the ^ of a literal tab under it */
				screen->text[screen->row][screen->column++] = 0;
			while (screen->column % 8);
		else if (byte >= ' ' && byte != 127 &&
		         (byte & 0xc0) != 0x80) /* of a character its first byte */
			screen->text[screen->row][screen->column++] =
			        byte == ' ' ? 0 : (char)byte;
	}
}

static int pty = -1, other = -1;

static bool open_pty(void)
{
	int no = 0;

	pty = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	if (pty >= 0 && !ioctl(pty, TIOCSPTLCK, &no))
		other = ioctl(pty, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK);
	return other >= 0;
}

/* One read of Linux's terminal; waits for what is on its way. */
static long read_linux(char *to, size_t size)
{
	struct pollfd entry = {.fd = other, .events = POLLIN};

	if (poll(&entry, 1, 2000) != 1)
		return NOTHING;
	return read(other, to, size);
}

/* All that Linux's terminal shows, up to a mark that is written behind it. */
static size_t echo_linux(char *to, size_t size)
{
	static const char mark[] = "<<mark>>\r\n";
	const size_t length = sizeof mark - 1;
	size_t n = 0;

	assert_int_equal(write(other, "<<mark>>\n", 9), 9);
	while (n < length || memcmp(to + n - length, mark, length)) {
		long got = read(pty, to + n, size - n);
		assert_true(got > 0);
		n += (size_t)got;
	}
	return n - length;
}

static size_t random_keys(char *keys)
{
	static const char *const key[] = {
	        "a",         "b",    "1",    "_",    "-",        " ",
	        " ",         "word", "\t",   "\x7f", "\x7f",     "\x7f",
	        "\x15",      "\x17", "\x17", "\x12", "\x16",     "\x01",
	        "\x1b",      "\x04", "\r",   "\n",   "\xc3\xa9", "\xe2\x82\xac",
	        "two words", ",.",   "\x0f", "\x06",
	};
	size_t n = 0;

	for (unsigned i = 1 + random_number(24); i; i--) {
		const char *next = key[random_number(sizeof key / sizeof *key)];
		memcpy(keys + n, next, strlen(next));
		n += strlen(next);
	}
	keys[n++] = 'x'; /* behind a literal next */
	keys[n++] = '\n';
	return n;
}

static struct termios random_settings(const struct termios *standard)
{
	static const tcflag_t local[] = {ECHO, ECHOK, ECHOKE, ECHOCTL, ECHONL, IEXTEN};
	struct termios result = *standard;

	for (unsigned i = 0; i < sizeof local / sizeof *local; i++)
		if (random_number(6) == 0)
			result.c_lflag ^= local[i];
	if (random_number(8) == 0)
		result.c_iflag ^= IGNCR;
	/* a carriage return in the line, shown as it is, is beyond both */
	if (!(result.c_lflag & ECHOCTL))
		result.c_lflag &= ~(tcflag_t)IEXTEN;
	return result;
}

static void print_bytes(const char *what, const char *bytes, size_t size)
{
	printf("# %s: ", what);
	for (size_t i = 0; i < size; i++)
		printf("\\x%02x", (unsigned char)bytes[i]);
	printf("\n");
}

static void same_as_linux(const char *keys, size_t size)
{
	static char theirs[20000];
	static struct screen ours_shown, theirs_shown;
	char mine[300], linux_line[300];
	struct pollfd entry = {.fd = other, .events = POLLIN};

	assert_int_equal(sys_write(1, "\n", 1), 1); /* as the mark of the round before */
	typed_first = typed_end = echoed_end = 0;
	type(keys, size);
	assert_int_equal(write(pty, keys, size), size);
	for (;;) {
		long n = read_some(mine, sizeof mine);
		if (n == NOTHING)
			break;
		assert_int_equal(read_linux(linux_line, sizeof linux_line), n);
		assert_memory_equal(mine, linux_line, n);
	}
	assert_int_equal(poll(&entry, 1, 0), 0);
	size_t done = echo_linux(theirs, sizeof theirs);
	show(&ours_shown, echoed, echoed_end);
	show(&theirs_shown, theirs, done);
	if (memcmp(&ours_shown, &theirs_shown, sizeof ours_shown)) {
		printf("# settings %x %x\n", console_termios.c_lflag,
		       console_termios.c_iflag);
		print_bytes("keys", keys, size);
		print_bytes("ours", echoed, echoed_end);
		print_bytes("theirs", theirs, done);
	}
	assert_memory_equal(&ours_shown, &theirs_shown, sizeof ours_shown);
}

static void beside_linux(void **unused)
{
	struct termios standard = settings();
	char keys[400];

	if (!open_pty())
		skip();
	for (unsigned round = 0; round < 2500; round++) {
		struct termios now = random_settings(&standard);
		assert_int_equal(ioctl(other, TCSETSF, &now), 0);
		assert_int_equal(sys_ioctl(0, TCSETSF, &now), 0);
		size_t size = random_keys(keys);
		same_as_linux(keys, size);
	}
	close(other);
	close(pty);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, start)
	const struct CMUnitTest tests[] = {
	        TEST(lines),           TEST(short_reads),
	        TEST(erasing),         TEST(erasing_after_a_prompt),
	        TEST(killing),         TEST(erasing_words),
	        TEST(reprinting),      TEST(end_of_file),
	        TEST(other_line_ends), TEST(literal_next),
	        TEST(newline_flags),   TEST(echo_flags),
	        TEST(output_flags),    TEST(long_lines),
	        TEST(minimum),         TEST(timeouts),
	        TEST(switching),       TEST(signals),
	        TEST(interruptions),   TEST(counting),
	        TEST(bad_pointers),    TEST(beside_linux),
	        TEST(hang_up), /* for good, so last */
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	descriptors_begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
