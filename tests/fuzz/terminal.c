/* SPDX-License-Identifier: ISC */
/*
 * The line discipline (libos/fs/console_terminal.c, as the console has it) in every mode.
 * The input is keys; a byte from 0xf8 on is a step in between: read, count, change the
 * settings, or hang up. No order of these may lose hold of the queue.
 */
#include "libos/fs/terminal.c"
#include "fuzz.h"
#include "libos/fs/console_terminal.c"

struct platform_information platform_information;
struct termios console_termios;
struct lock console_lock, terminal_lock;
bool input_fresh;
static struct bytes keys;
static bool hung_up;
static uint64_t clock_ns;

long platform_console_read(void *buffer, size_t size)
{
	size_t n = 0;
	while (n < size && keys.at < keys.end && *keys.at < 0xf8)
		((uint8_t *)buffer)[n++] = *keys.at++;
	return n ? (long)n : hung_up ? 0 : -EAGAIN;
}

void console_drained(void)
{
}

uint64_t platform_clock_monotonic(void)
{
	return clock_ns += 100000000;
}

int console_output(int stream, const char *text, size_t size)
{
	MUST(stream == 1 || stream == 2);
	console_written(text, size);
	return 0;
}

void signal_raise_process(int signal)
{
	MUST(signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP);
}

void lock_wait(struct lock *lock)
{
	abort();
}

long transfer_out(struct transfer *transfer, const void *from, size_t size)
{
	size_t n = size < transfer->left ? size : transfer->left;
	__builtin_memcpy(transfer->at, from, n);
	transfer->at += n;
	transfer->left -= n;
	return (long)n;
}

static void check(void)
{
	unsigned lines = console_terminal.lines - console_terminal.first,
	         used = console_terminal.end - console_terminal.first;
	MUST(lines <= used && used <= QUEUE);
	MUST(!terminal_lock.held && !console_lock.held);
}

static void change(void)
{
	static const cc_t standard[] = "\3\34\177\25\4\0\1\0\21\23\32\0\22\17\27\26";
	uint8_t what = take_byte(&keys), which = take_byte(&keys);
	console_termios.c_iflag = take_word(&keys);
	console_termios.c_lflag = take_word(&keys);
	if (what & 1)
		for (unsigned i = 0; i < sizeof standard; i++)
			console_termios.c_cc[i] = standard[i];
	else
		console_termios.c_cc[which % NCCS] = take_byte(&keys);
	terminal_changed(&console_terminal, what & 2);
}

static void read_some(size_t size)
{
	struct terminal_wait wait = {.nonblocking = size & 1};
	char buffer[256];
	struct transfer transfer = {.at = buffer, .left = size};
	console_pull();
	long n = terminal_read(&console_terminal, &transfer, &wait);
	MUST(n == -EAGAIN || (n >= 0 && (size_t)n <= size && n == transfer.at - buffer));
}

static void step(void)
{
	switch (take_byte(&keys)) {
	case 0xf8:
		change();
		break;
	case 0xf9:
		hung_up = true;
		break;
	case 0xfa:
		MUST(terminal_available(&console_terminal) <= QUEUE);
		break;
	case 0xfb:
		terminal_ready(&console_terminal);
		break;
	default:
		read_some(take_byte(&keys));
	}
	check();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	keys = (struct bytes){data, data + size};
	hung_up = false;
	console_terminal =
	        (struct terminal){.kind = &console_kind, .settings = &console_termios};
	platform_information.stream[1] = PLATFORM_STREAM_RAW;
	change();
	while (keys.at < keys.end && !console_terminal.ended) {
		console_pull(); /* the keys up to the next step */
		check();
		if (keys.at < keys.end)
			*keys.at < 0xf8 ? read_some(255) : step();
	}
	for (unsigned i = 0; i < 3; i++) /* what is left, and behind the end */
		read_some(255);
	check();
	return 0;
}
