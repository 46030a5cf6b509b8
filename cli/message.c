/* SPDX-License-Identifier: ISC */
/*
 * Messages: one sentence on standard error, named after the sub-command that says it, and
 * allocation that ends with such a sentence. Called by all sub-commands.
 */
#include "samara.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *message_prefix = "samara";
int message_status = 1;

static void message_list(const char *format, va_list list)
{
	char line[2048];
	vsnprintf(line, sizeof line, format, list);
	fflush(stdout);
	fprintf(stderr, "%s: %s\n", message_prefix, line);
}

void message(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	message_list(format, list);
	va_end(list);
}

void die(int status, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	message_list(format, list);
	exit(status);
}

void usage_error(const char *format, ...)
{
	char what[1024];
	va_list list;
	va_start(list, format);
	vsnprintf(what, sizeof what, format, list);
	va_end(list);
	const char *name = strchr(message_prefix, ' ');
	die(message_status == 1 ? 2 : message_status,
	    "%s (samara help%s lists what there is)", what, name ? name : "");
}

void *allocate(size_t size)
{
	void *memory = calloc(1, size ? size : 1);
	if (!memory)
		die(message_status, "out of memory");
	return memory;
}

char *text(const char *format, ...)
{
	char *result;
	va_list list;
	va_start(list, format);
	if (vasprintf(&result, format, list) < 0)
		die(message_status, "out of memory");
	va_end(list);
	return result;
}

void words_add(struct words *words, const char *word)
{
	if (words->count + 1 >= words->capacity) {
		words->capacity = words->capacity * 2 + 32;
		words->word = realloc(words->word, words->capacity * sizeof *words->word);
		if (!words->word)
			die(message_status, "out of memory");
	}
	words->word[words->count++] = (char *)word;
	words->word[words->count] = NULL;
}

void words_add_all(struct words *words, const char *const *list)
{
	while (*list)
		words_add(words, *list++);
}

bool size_parse(const char *string, uint64_t *bytes)
{
	char *end;
	if (*string < '0' || *string > '9')
		return false;
	unsigned long long value = strtoull(string, &end, 10);
	unsigned shift = *end == 'K' || *end == 'k'   ? 10
	                 : *end == 'M' || *end == 'm' ? 20
	                 : *end == 'G' || *end == 'g' ? 30
	                                              : 0;
	if (shift)
		end++;
	if (*end || value == 0 || value >> (62 - shift))
		return false;
	*bytes = (uint64_t)value << shift;
	return true;
}
