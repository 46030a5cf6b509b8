/* SPDX-License-Identifier: ISC */
/*
 * The input side of the line discipline (termios(3)): what a terminal driver does
 * between the keys and read(2). Bytes wait in one queue:
 *
 *	first ... lines		completed lines, or what came in non-canonical mode
 *	lines ... end		the line that is being edited
 *
 * Echo is written at once. Erasing goes by columns: the cursor goes back to where the
 * shortened line ends, which is right for tabs and ^X as well. The caller holds
 * terminal_lock, but for terminal_changed(), which takes it; echo takes the console
 * lock under it.
 */
#include "terminal.h"
#include "console.h"
#include "sched/lock.h"
#include "signal/signal.h"

#define QUEUE       4096u
#define LINE_END    0x100 /* a read stops behind this one */
#define END_OF_FILE 0x200 /* no byte, only the mark */

static struct {
	uint16_t entry[QUEUE];
	unsigned first, lines, end; /* run freely; the index is modulo QUEUE */
	unsigned column;            /* of the cursor */
	unsigned line_column;       /* where the line that is being edited begins */
	bool literal;               /* the next byte has no meaning (VLNEXT) */
	bool ended;                 /* nothing comes from below any more */
} terminal;

static bool local(tcflag_t flags)
{
	return (console_termios.c_lflag & flags) == flags;
}

static bool input(tcflag_t flag)
{
	return console_termios.c_iflag & flag;
}

static bool is(unsigned control, unsigned char byte)
{
	return byte && console_termios.c_cc[control] == byte;
}

static bool continues(unsigned byte) /* a later byte of a UTF-8 character */
{
	return input(IUTF8) && (byte & 0xc0) == 0x80;
}

/* ---- echo ---- */

static unsigned next_column(unsigned column, unsigned char byte)
{
	if (byte == '\n' || byte == '\r')
		return 0;
	if (byte == '\b')
		return column ? column - 1 : 0;
	if (byte == '\t')
		return (column | 7) + 1;
	return column + (byte >= ' ' && byte != 127 && !continues(byte));
}

void terminal_written(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		terminal.column = next_column(terminal.column, (unsigned char)text[i]);
}

static void write_echo(const char *text, size_t size)
{
	int stream = stream_raw(1) ? 1 : 2;

	if (!stream_raw(stream))
		return;
	lock_acquire(&console_lock);
	console_output(stream, text, size);
	lock_release(&console_lock);
}

/* A byte as ECHOCTL shows it: ^X for control characters other than tab and newline. */
static bool shown_as_control(unsigned char byte)
{
	return local(ECHOCTL) && (byte < ' ' || byte == 127) && byte != '\t';
}

static void echo(unsigned char byte)
{
	char text[2] = {'^', (char)(byte ^ 64)};

	if (shown_as_control(byte))
		write_echo(text, 2);
	else
		write_echo((char *)&byte, 1);
}

static unsigned echo_column(unsigned column, unsigned char byte)
{
	return shown_as_control(byte) ? column + 2 : next_column(column, byte);
}

/* Take the cursor back to the end of what is left of the line. */
static void echo_erasure(void)
{
	unsigned target = terminal.line_column;

	for (unsigned i = terminal.lines; i != terminal.end; i++)
		target = echo_column(target, (unsigned char)terminal.entry[i % QUEUE]);
	while (terminal.column > target)
		write_echo("\b \b", 3);
}

/* ---- editing ---- */

static void push(unsigned entry)
{
	unsigned used = terminal.end - terminal.first;

	/* the last place is for the end of the line */
	if (used >= (entry > 0xff ? QUEUE : QUEUE - 1)) {
		if (input(IMAXBEL))
			write_echo("\a", 1);
		return;
	}
	if (terminal.end == terminal.lines)
		terminal.line_column = terminal.column;
	if (local(ECHO) && entry != (LINE_END | '\n') && !(entry & END_OF_FILE))
		echo((unsigned char)entry);
	terminal.entry[terminal.end++ % QUEUE] = (uint16_t)entry;
	if (entry & LINE_END || !local(ICANON))
		terminal.lines = terminal.end;
}

/* Take the last character off the line that is being edited; -1: there is none. */
static int pop(void)
{
	unsigned byte;

	do {
		if (terminal.end == terminal.lines)
			return -1;
		byte = terminal.entry[--terminal.end % QUEUE];
	} while (continues(byte));
	return (int)byte;
}

static bool of_word(unsigned byte)
{
	unsigned letter = (byte | 32) - 'a', digit = byte - '0';

	return letter < 26 || digit < 10 || byte == '_' || byte > 127;
}

/* The last word, with what stands between it and the cursor. */
static void pop_word(void)
{
	bool in_word = false;

	while (terminal.end != terminal.lines) {
		unsigned last = terminal.entry[(terminal.end - 1) % QUEUE];
		if (in_word && !of_word(last))
			break;
		in_word |= of_word(last);
		terminal.end--;
	}
}

static void erase(void)
{
	if (pop() < 0 || !local(ECHO))
		return;
	if (local(ECHOE))
		echo_erasure();
	else
		echo(console_termios.c_cc[VERASE]);
}

static void erase_word(void)
{
	bool empty = terminal.end == terminal.lines;

	pop_word();
	if (!empty && local(ECHO))
		echo_erasure();
}

static void kill_line(unsigned char byte)
{
	if (terminal.end == terminal.lines)
		return;
	terminal.end = terminal.lines;
	if (local(ECHO | ECHOE | ECHOK | ECHOKE)) {
		echo_erasure();
	} else if (local(ECHO)) {
		echo(byte);
		if (local(ECHOK))
			write_echo("\n", 1);
	}
}

static void reprint(unsigned char byte)
{
	echo(byte);
	write_echo("\n", 1);
	terminal.line_column = terminal.column;
	for (unsigned i = terminal.lines; i != terminal.end; i++)
		echo((unsigned char)terminal.entry[i % QUEUE]);
}

/* ---- input ---- */

static bool receive_signal(unsigned char byte)
{
	int signal = is(VINTR, byte)   ? SIGINT
	             : is(VQUIT, byte) ? SIGQUIT
	             : is(VSUSP, byte) ? SIGTSTP
	                               : 0;

	if (!signal)
		return false;
	if (!local(NOFLSH))
		terminal.first = terminal.lines = terminal.end;
	if (local(ECHO))
		echo(byte);
	signal_raise_process(signal);
	return true;
}

/* The bytes that mean something to canonical mode. */
static bool receive_editing(unsigned char byte)
{
	if (is(VERASE, byte))
		erase();
	else if (is(VWERASE, byte) && local(IEXTEN))
		erase_word();
	else if (is(VKILL, byte))
		kill_line(byte);
	else if (is(VREPRINT, byte) && local(IEXTEN | ECHO))
		reprint(byte);
	else if (is(VEOF, byte))
		push(LINE_END | END_OF_FILE);
	else if (is(VEOL, byte) || (is(VEOL2, byte) && local(IEXTEN)))
		push(LINE_END | byte);
	else if (is(VLNEXT, byte) && local(IEXTEN)) {
		terminal.literal = true;
		if (local(ECHO | ECHOCTL))
			write_echo("^\b", 2);
	} else if (byte == '\n') {
		if (local(ECHO) || local(ECHONL))
			write_echo("\n", 1);
		push(LINE_END | byte);
	} else
		return false;
	return true;
}

static void receive(unsigned char byte)
{
	if (input(ISTRIP))
		byte &= 0x7f;
	if (terminal.literal) {
		terminal.literal = false;
		push(byte);
		return;
	}
	/* output is never stopped, so that nobody waits for a key that can't come */
	if (input(IXON) && (is(VSTART, byte) || is(VSTOP, byte)))
		return;
	if (local(ISIG) && receive_signal(byte))
		return;
	if (byte == '\r' && input(IGNCR))
		return;
	if (byte == '\r' && input(ICRNL))
		byte = '\n';
	else if (byte == '\n' && input(INLCR))
		byte = '\r';
	if (!local(ICANON) || !receive_editing(byte))
		push(byte);
}

static bool room(void)
{
	return terminal.first == terminal.lines ||
	       QUEUE - (terminal.end - terminal.first) > QUEUE / 2;
}

static void pull(void)
{
	char bytes[64];

	while (!terminal.ended && room()) {
		long n = platform_console_read(bytes, sizeof bytes);
		if (n == -EAGAIN)
			return;
		terminal.ended = n <= 0;
		for (long i = 0; i < n; i++)
			receive((unsigned char)bytes[i]);
	}
	if (terminal.ended)
		terminal.lines = terminal.end;
}

void terminal_changed(bool discard)
{
	lock_acquire(&terminal_lock);
	if (discard)
		terminal.first = terminal.end;
	/* what came in the old mode is complete in the new one */
	terminal.lines = terminal.end;
	lock_release(&terminal_lock);
}

/* ---- reading ---- */

/* Copy completed bytes, to the end of a line in canonical mode. */
static long take(struct transfer *transfer)
{
	long done = 0;
	unsigned entry = 0;

	while (terminal.first != terminal.lines && !(entry & LINE_END)) {
		entry = terminal.entry[terminal.first % QUEUE];
		if (!(entry & END_OF_FILE)) {
			char byte = (char)entry;
			long n = transfer->left ? transfer_out(transfer, &byte, 1) : 0;
			if (n <= 0)
				return done ? done : n;
			done += n;
		}
		terminal.first++;
		if (!local(ICANON))
			entry = 0;
	}
	return done;
}

/* Non-canonical mode: may the read end with `available` bytes? */
static bool enough(size_t available, const struct transfer *transfer,
                   struct terminal_wait *wait)
{
	const uint64_t tenth = 100000000; /* VTIME's unit in ns */
	size_t minimum = console_termios.c_cc[VMIN];
	uint64_t time = console_termios.c_cc[VTIME] * tenth;

	if (minimum > transfer->left)
		minimum = transfer->left;
	if (available >= (minimum ? minimum : 1) || (!minimum && !time))
		return true;
	if (!time || (minimum && !available))
		return false;
	uint64_t now = platform_clock_monotonic();
	if (!wait->started || available != wait->waiting)
		wait->deadline = now + time;
	wait->started = true;
	wait->waiting = available;
	return now >= wait->deadline;
}

long terminal_read(struct transfer *transfer, struct terminal_wait *wait)
{
	pull();
	size_t available = terminal.lines - terminal.first;
	bool ready = available || terminal.ended;

	if (!local(ICANON) && !terminal.ended)
		ready = enough(available, transfer, wait) ||
		        (wait->nonblocking && available);
	return ready ? take(transfer) : -EAGAIN;
}

size_t terminal_available(void)
{
	size_t count = 0;

	pull();
	for (unsigned i = terminal.first; i != terminal.lines; i++)
		count += !(terminal.entry[i % QUEUE] & END_OF_FILE);
	return count;
}

bool terminal_ready(void)
{
	pull();
	return terminal.first != terminal.lines || terminal.ended;
}
