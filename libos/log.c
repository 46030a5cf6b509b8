/* SPDX-License-Identifier: ISC */
/*
 * Our own words to whoever runs the image: lines that begin with "samara: " on standard
 * error. The last few log lines are kept, and a crash report repeats them. Called from
 * anywhere in the libos, with any lock held; on one CPU a line is never interrupted by
 * another, except by a crash report.
 */
#include "fs/console.h"
#include "libos.h"

#define PREFIX 8 /* characters */

static char kept[LOG_LINES][LOG_LINE];
static unsigned lines;
bool log_is_report;

void log_line(const char *text, ...)
{
	char line[TEXT_LINE];
	va_list list;

	memcpy(line, "samara: ", PREFIX);
	va_start(list, text);
	size_t length = format_list(line + PREFIX, sizeof line - PREFIX, text, list);
	va_end(list);
	if (!log_is_report)
		memcpy(kept[lines++ % LOG_LINES], line + PREFIX,
		       length < LOG_LINE ? length + 1 : LOG_LINE - 1);
	line[PREFIX + length] = '\n';
	console_output(2, line, PREFIX + length + 1);
}

/* Repeat the lines that were kept, oldest first. */
void log_repeat(void)
{
	if (lines)
		log_line("last log lines:");
	for (unsigned i = lines > LOG_LINES ? lines - LOG_LINES : 0; i < lines; i++)
		log_line("  | %s", kept[i % LOG_LINES]);
}

/* A broken invariant: `why` is "file: what doesn't hold". */
_Noreturn void panic(const char *why)
{
	crash(why, 6);
}
