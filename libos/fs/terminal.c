/* SPDX-License-Identifier: ISC */
/*
 * The line discipline (termios(3)), its input side: what a terminal driver does between
 * the keys and read(2), for the console and for pseudo terminals. Echo is written at
 * once. Erasing goes by columns: the cursor goes back to where the shortened line ends,
 * which is right for tabs and ^X as well. Lock: the terminal's owner's.
 */
#include "terminal.h"
#include "signal/signal.h"

#define QUEUE       TERMINAL_QUEUE
#define LINE_END    0x100 /* a read stops behind this one */
#define END_OF_FILE 0x200 /* no byte, only the mark */
#define PIECE       64u   /* bytes copied at once */

static bool local(const struct terminal *terminal, tcflag_t flags)
{
	return (terminal->settings->c_lflag & flags) == flags;
}

static bool input(const struct terminal *terminal, tcflag_t flag)
{
	return terminal->settings->c_iflag & flag;
}

static bool is(const struct terminal *terminal, unsigned control, unsigned char byte)
{
	return byte && terminal->settings->c_cc[control] == byte;
}

static bool continues(const struct terminal *terminal,
                      unsigned byte) /* a later byte of a UTF-8 character */
{
	return input(terminal, IUTF8) && (byte & 0xc0) == 0x80;
}

/* ---- echo ---- */

static unsigned next_column(const struct terminal *terminal, unsigned column,
                            unsigned char byte)
{
	if (byte == '\n' || byte == '\r')
		return 0;
	if (byte == '\b')
		return column ? column - 1 : 0;
	if (byte == '\t')
		return (column | 7) + 1;
	return column + (byte >= ' ' && byte != 127 && !continues(terminal, byte));
}

void terminal_written(struct terminal *terminal, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		terminal->column =
		        next_column(terminal, terminal->column, (unsigned char)text[i]);
}

static void show(struct terminal *terminal, const char *text, size_t size)
{
	terminal->kind->show(terminal, text, size);
}

/* A byte as ECHOCTL shows it: ^X for control characters other than tab and newline. */
static bool shown_as_control(const struct terminal *terminal, unsigned char byte)
{
	return local(terminal, ECHOCTL) && (byte < ' ' || byte == 127) && byte != '\t';
}

static void echo(struct terminal *terminal, unsigned char byte)
{
	char text[2] = {'^', (char)(byte ^ 64)};

	if (shown_as_control(terminal, byte))
		show(terminal, text, 2);
	else
		show(terminal, (char *)&byte, 1);
}

/* A byte that isn't a command. */
static void echo_typed(struct terminal *terminal, unsigned char byte)
{
	if (byte == '\n' && !local(terminal, ICANON))
		show(terminal, "\n", 1);
	else
		echo(terminal, byte);
}

static unsigned echo_column(const struct terminal *terminal, unsigned column,
                            unsigned char byte)
{
	return shown_as_control(terminal, byte) ? column + 2
	                                        : next_column(terminal, column, byte);
}

/* Take the cursor back to the end of what is left of the line. */
static void echo_erasure(struct terminal *terminal)
{
	unsigned target = terminal->line_column;

	for (unsigned i = terminal->lines; i != terminal->end; i++)
		target = echo_column(terminal, target,
		                     (unsigned char)terminal->entry[i % QUEUE]);
	while (terminal->column > target)
		show(terminal, "\b \b", 3);
}

/* ---- editing ---- */

static void push(struct terminal *terminal, unsigned entry)
{
	unsigned used = terminal->end - terminal->first;

	/* the last place is for the end of the line */
	if (used >= (entry > 0xff ? QUEUE : QUEUE - 1)) {
		if (input(terminal, IMAXBEL))
			show(terminal, "\a", 1);
		return;
	}
	if (terminal->end == terminal->lines)
		terminal->line_column = terminal->column;
	if (local(terminal, ECHO) && entry != (LINE_END | '\n') && !(entry & END_OF_FILE))
		echo_typed(terminal, (unsigned char)entry);
	terminal->entry[terminal->end++ % QUEUE] = (uint16_t)entry;
	if (entry & LINE_END || !local(terminal, ICANON))
		terminal->lines = terminal->end;
}

/* PARMRK: 255 is the mark of a mistake on the line, and doubled where it is none. */
static void push_byte(struct terminal *terminal, unsigned char byte)
{
	push(terminal, byte);
	if (byte == 0xff && input(terminal, PARMRK) && !input(terminal, ISTRIP))
		push(terminal, byte);
}

/* Take the last character off the line that is being edited; -1: there is none. */
static int pop(struct terminal *terminal)
{
	unsigned byte;

	do {
		if (terminal->end == terminal->lines)
			return -1;
		byte = terminal->entry[--terminal->end % QUEUE];
	} while (continues(terminal, byte));
	return (int)byte;
}

static bool of_word(unsigned byte)
{
	unsigned letter = (byte | 32) - 'a', digit = byte - '0';

	return letter < 26 || digit < 10 || byte == '_' || byte > 127;
}

/* The last word, with what stands between it and the cursor. */
static void pop_word(struct terminal *terminal)
{
	bool in_word = false;

	while (terminal->end != terminal->lines) {
		unsigned last = terminal->entry[(terminal->end - 1) % QUEUE];
		if (in_word && !of_word(last))
			break;
		in_word |= of_word(last);
		terminal->end--;
	}
}

static void erase(struct terminal *terminal)
{
	if (pop(terminal) < 0 || !local(terminal, ECHO))
		return;
	if (local(terminal, ECHOE))
		echo_erasure(terminal);
	else
		echo(terminal, terminal->settings->c_cc[VERASE]);
}

static void erase_word(struct terminal *terminal)
{
	bool empty = terminal->end == terminal->lines;

	pop_word(terminal);
	if (!empty && local(terminal, ECHO))
		echo_erasure(terminal);
}

static void kill_line(struct terminal *terminal, unsigned char byte)
{
	if (terminal->end == terminal->lines)
		return;
	terminal->end = terminal->lines;
	if (local(terminal, ECHO | ECHOE | ECHOK | ECHOKE)) {
		echo_erasure(terminal);
	} else if (local(terminal, ECHO)) {
		echo(terminal, byte);
		if (local(terminal, ECHOK))
			show(terminal, "\n", 1);
	}
}

static void reprint(struct terminal *terminal, unsigned char byte)
{
	echo(terminal, byte);
	show(terminal, "\n", 1);
	terminal->line_column = terminal->column;
	for (unsigned i = terminal->lines; i != terminal->end; i++)
		echo(terminal, (unsigned char)terminal->entry[i % QUEUE]);
}

/* ---- input ---- */

static bool receive_signal(struct terminal *terminal, unsigned char byte)
{
	int signal = is(terminal, VINTR, byte)   ? SIGINT
	             : is(terminal, VQUIT, byte) ? SIGQUIT
	             : is(terminal, VSUSP, byte) ? SIGTSTP
	                                         : 0;

	if (!signal)
		return false;
	if (!local(terminal, NOFLSH))
		terminal->first = terminal->lines = terminal->end;
	if (local(terminal, ECHO))
		echo(terminal, byte);
	if (terminal->kind->stop && input(terminal, IXON))
		terminal->kind->stop(terminal, false);
	terminal->kind->signal(terminal, signal);
	return true;
}

/* The bytes that mean something to canonical mode. */
static bool receive_editing(struct terminal *terminal, unsigned char byte)
{
	if (is(terminal, VERASE, byte))
		erase(terminal);
	else if (is(terminal, VWERASE, byte) && local(terminal, IEXTEN))
		erase_word(terminal);
	else if (is(terminal, VKILL, byte))
		kill_line(terminal, byte);
	else if (is(terminal, VREPRINT, byte) && local(terminal, IEXTEN | ECHO))
		reprint(terminal, byte);
	else if (is(terminal, VEOF, byte))
		push(terminal, LINE_END | END_OF_FILE);
	else if (is(terminal, VEOL, byte) ||
	         (is(terminal, VEOL2, byte) && local(terminal, IEXTEN)))
		push(terminal, LINE_END | byte);
	else if (is(terminal, VLNEXT, byte) && local(terminal, IEXTEN)) {
		terminal->literal = true;
		if (local(terminal, ECHO | ECHOCTL))
			show(terminal, "^\b", 2);
	} else if (byte == '\n') {
		if (local(terminal, ECHO) || local(terminal, ECHONL))
			show(terminal, "\n", 1);
		push(terminal, LINE_END | byte);
	} else
		return false;
	return true;
}

/* What it is to mean, before anything else looks at it. */
static unsigned char translate(const struct terminal *terminal, unsigned char byte)
{
	if (input(terminal, ISTRIP))
		byte &= 0x7f;
	if (input(terminal, IUCLC) && local(terminal, IEXTEN) &&
	    (unsigned)byte - 'A' < 26)
		byte |= 32;
	return byte;
}

/* Starting and stopping the output; true: nothing else is to be done. */
static bool receive_flow(struct terminal *terminal, unsigned char byte)
{
	bool starts = is(terminal, VSTART, byte), stops = is(terminal, VSTOP, byte);

	if (!input(terminal, IXON))
		return false;
	if (terminal->kind->stop && (starts || stops || input(terminal, IXANY)))
		terminal->kind->stop(terminal, stops && !starts);
	return starts || stops;
}

void terminal_receive(struct terminal *terminal, unsigned char byte)
{
	byte = translate(terminal, byte);
	if (terminal->literal) {
		terminal->literal = false;
		push_byte(terminal, byte);
		return;
	}
	if (receive_flow(terminal, byte) ||
	    (local(terminal, ISIG) && receive_signal(terminal, byte)))
		return;
	if (byte == '\r' && input(terminal, IGNCR))
		return;
	if (byte == '\r' && input(terminal, ICRNL))
		byte = '\n';
	else if (byte == '\n' && input(terminal, INLCR))
		byte = '\r';
	if (!local(terminal, ICANON) || !receive_editing(terminal, byte))
		push_byte(terminal, byte);
}

bool terminal_room(const struct terminal *terminal)
{
	return terminal->first == terminal->lines ||
	       QUEUE - (terminal->end - terminal->first) > QUEUE / 2;
}

void terminal_end(struct terminal *terminal)
{
	terminal->ended = true;
	terminal->lines = terminal->end;
}

void terminal_changed(struct terminal *terminal, bool discard)
{
	if (discard)
		terminal->first = terminal->end;
	/* what came in the old mode is complete in the new one */
	terminal->lines = terminal->end;
}

/* ---- reading ---- */

/* Copy completed bytes, to the end of a line in canonical mode. */
static long take(struct terminal *terminal, struct transfer *transfer)
{
	char bytes[PIECE];
	long done = 0;
	unsigned entry = 0;

	while (terminal->first != terminal->lines && !(entry & LINE_END)) {
		size_t count = 0;
		do {
			entry = terminal->entry[(terminal->first + count) % QUEUE];
			bytes[count++] = (char)entry;
		} while (count < PIECE && terminal->first + count != terminal->lines &&
		         !(entry & LINE_END));
		unsigned marks = entry & END_OF_FILE ? 1 : 0;
		long n = transfer_out(transfer, bytes, count - marks);
		if (n < 0)
			return done ? done : n;
		done += n;
		terminal->first += (unsigned)n;
		if ((size_t)n < count - marks)
			break;
		terminal->first += marks;
		if (!local(terminal, ICANON))
			entry = 0;
	}
	return done;
}

/* Non-canonical mode: may the read end with `available` bytes? */
static bool enough(const struct terminal *terminal, size_t available,
                   const struct transfer *transfer, struct terminal_wait *wait)
{
	const uint64_t tenth = 100000000; /* VTIME's unit in ns */
	size_t minimum = terminal->settings->c_cc[VMIN];
	uint64_t time = terminal->settings->c_cc[VTIME] * tenth;

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

long terminal_read(struct terminal *terminal, struct transfer *transfer,
                   struct terminal_wait *wait)
{
	size_t available = terminal->lines - terminal->first;
	bool ready = available || terminal->ended;

	if (!local(terminal, ICANON) && !terminal->ended)
		ready = enough(terminal, available, transfer, wait) ||
		        (wait->nonblocking && available);
	return ready ? take(terminal, transfer) : -EAGAIN;
}

size_t terminal_available(const struct terminal *terminal)
{
	size_t count = 0;

	for (unsigned i = terminal->first; i != terminal->lines; i++)
		count += !(terminal->entry[i % QUEUE] & END_OF_FILE);
	return count;
}

bool terminal_ready(const struct terminal *terminal)
{
	const cc_t *control = terminal->settings->c_cc;
	size_t least = 1;

	if (!local(terminal, ICANON) && !control[VTIME] && control[VMIN])
		least = control[VMIN];
	return terminal->lines - terminal->first >= least || terminal->ended;
}
