/* SPDX-License-Identifier: ISC */
/*
 * The console's line discipline, where it is a raw terminal. Keys are taken from below as
 * far as there is room for them. Lock: terminal_lock; echo takes console_lock under it.
 */
#include "console.h"
#include "sched/wait.h"
#include "signal/signal.h"
#include "terminal.h"

static void echo_console(struct terminal *terminal, const char *text, size_t size)
{
	int stream = stream_raw(1) ? 1 : 2;

	if (!stream_raw(stream))
		return;
	lock_acquire(&console_lock);
	console_output(stream, text, size);
	lock_release(&console_lock);
}

static void signal_console(struct terminal *terminal, int signal)
{
	signal_raise_process(signal);
}

static const struct terminal_kind console_kind = {.show = echo_console,
                                                  .signal = signal_console};

struct terminal console_terminal = {.kind = &console_kind, .settings = &console_termios};

void console_pull(void)
{
	char bytes[64];

	while (!console_terminal.ended && terminal_room(&console_terminal)) {
		long n = platform_console_read(bytes, sizeof bytes);
		if (n == -EAGAIN) {
			console_drained();
			return;
		}
		input_fresh = true;
		for (long i = 0; i < n; i++)
			terminal_receive(&console_terminal, (unsigned char)bytes[i]);
		if (n <= 0)
			terminal_end(&console_terminal);
	}
}

void console_changed(bool discard)
{
	lock_acquire(&terminal_lock);
	terminal_changed(&console_terminal, discard);
	lock_release(&terminal_lock);
}

void console_written(const char *text, size_t size)
{
	terminal_written(&console_terminal, text, size);
}
