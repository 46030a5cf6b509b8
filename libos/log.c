/* SPDX-License-Identifier: ISC */
/*
 * Our own words to whoever runs the image: lines that begin with "samara: " on standard
 * error. The last few log lines are kept, and a crash report repeats them. Called from
 * anywhere in the libos, with any lock held; on one CPU a line is never interrupted by
 * another, except by a crash report.
 */
#include "fs/console.h"
#include "libos.h"

static char kept[LOG_LINES][LOG_LINE];
static unsigned lines;

static void emit_list(const char *text, va_list list)
{
	char line[TEXT_LINE];
	size_t prefix = format(line, sizeof line, "samara: ");
	size_t length =
	        prefix + format_list(line + prefix, sizeof line - prefix, text, list);

	line[length] = '\n';
	console_output(2, line, length + 1);
}

/* A line that isn't kept: a part of a report. */
void emit_line(const char *text, ...)
{
	va_list list;

	va_start(list, text);
	emit_list(text, list);
	va_end(list);
}

void log_line(const char *text, ...)
{
	char *line = kept[lines++ % LOG_LINES];
	va_list list;

	va_start(list, text);
	format_list(line, LOG_LINE, text, list);
	va_end(list);
	emit_line("%s", line);
}

/* Repeat the lines that were kept, oldest first. */
void log_repeat(void)
{
	if (lines)
		emit_line("last log lines:");
	for (unsigned i = lines > LOG_LINES ? lines - LOG_LINES : 0; i < lines; i++)
		emit_line("  | %s", kept[i % LOG_LINES]);
}

/* A broken invariant: `why` is "file: what doesn't hold". */
_Noreturn void panic(const char *why)
{
	crash(why, 6);
}
