/* SPDX-License-Identifier: ISC */
/*
 * The boot command line: words separated by spaces. Double quotes group; a backslash
 * takes the next character as it is, inside quotes and outside. A bare `--` ends the
 * options. Before it a word is the first of these that fits:
 *
 *   "..."              begins with a quote: never an option, but environment if it has a
 *                      `=', else an argument
 *   samara.name=TEXT   argument 0 ("image" when not given)
 *   samara.tty=DIGITS  the streams that are terminals on the host, without line handling
 *   samara...          for the core: passed over
 *   kernel options     in the lists below: passed over
 *   NAME.PART=...      for the core, or some kernel's driver: passed over
 *   NAME=VALUE         environment
 *   other words        an argument
 *
 * After it every word is an argument, except virtio_mmio.device=..., which monitors
 * append; to pass that as an argument quote it. With no samara.name and no samara.tty
 * somebody else than `samara run` wrote the line: the console is taken for a terminal.
 *
 * This reads bytes from outside: no state but the caller's buffers, all writes bounded.
 */
#include "command_line.h"
#include <errno.h>
#include <samara/platform.h>
#include <stdbool.h>
#include <string.h>

/* What monitors, boot loaders and habits put there for Linux; each between two spaces.
 * The first list holds what also stands without a value. */
static const char kernel_flags[] = " earlyprintk i8042.dumbkbd i8042.noaux i8042.nomux "
                                   "i8042.nopnp nomodule quiet ro rw ";
static const char kernel_settings[] =
        " console gate init ip loglevel panic pci reboot root rootfstype swiotlb tsc ";

enum kind { PASSED_OVER, NAME, TERMINALS, ENVIRONMENT, ARGUMENT };

struct reader {
	const char *at; /* the text not read yet */
	char *free;     /* room for strings: [free, end) */
	char *end;
};

static bool begins(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return false;
	return true;
}

static size_t name_length(const char *word)
{
	size_t n = 0;
	while (word[n] && word[n] != '=')
		n++;
	return n;
}

static bool listed(const char *list, const char *word, size_t length)
{
	for (const char *at = list; at[1];) {
		const char *next = at + 1;
		while (*next != ' ')
			next++;
		if ((size_t)(next - at - 1) == length &&
		    memcmp(at + 1, word, length) == 0)
			return true;
		at = next;
	}
	return false;
}

/* `word` without its quoting, `raw` as it stood in the text. */
static enum kind kind_of(const char *word, const char *raw, bool options)
{
	if (!options)
		return ARGUMENT;
	size_t length = name_length(word);
	if (*raw == '"')
		return word[length] && length ? ENVIRONMENT : ARGUMENT;
	if (begins(word, "samara."))
		return begins(word + 7, "name=")  ? NAME
		       : begins(word + 7, "tty=") ? TERMINALS
		                                  : PASSED_OVER;
	if (listed(kernel_flags, word, length))
		return PASSED_OVER;
	if (!word[length] || length == 0)
		return ARGUMENT;
	if (listed(kernel_settings, word, length))
		return PASSED_OVER;
	for (size_t i = 0; i < length; i++)
		if (word[i] == '.')
			return PASSED_OVER;
	return ENVIRONMENT;
}

/* Copy the next word without its quoting, with a NUL. NULL: no room. */
static char *word_copy(struct reader *reader)
{
	const char *at = reader->at;
	char *word = reader->free, *to = word, c;
	bool quoted = false;
	while ((c = *at) && (quoted || c != ' ')) {
		at++;
		if (c == '"') {
			quoted = !quoted;
			continue;
		}
		if (c == '\\' && *at)
			c = *at++;
		if (to == reader->end)
			return NULL;
		*to++ = c;
	}
	reader->at = at;
	if (to == reader->end)
		return NULL;
	*to++ = 0;
	reader->free = to;
	return word;
}

static void streams(struct vm_command_line *line, const char *terminals)
{
	for (unsigned i = 0; i < 3; i++)
		line->stream[i] =
		        terminals ? 0 : PLATFORM_STREAM_TERMINAL | PLATFORM_STREAM_RAW;
	for (; terminals && *terminals; terminals++)
		if (*terminals >= '0' && *terminals <= '2')
			line->stream[*terminals - '0'] =
			        PLATFORM_STREAM_TERMINAL | PLATFORM_STREAM_RAW;
}

static void reverse(char **list, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		char *other = list[count - 1 - i];
		list[count - 1 - i] = list[i];
		list[i] = other;
	}
}

int vm_command_line_parse(struct vm_command_line *line, const char *text, char *bytes,
                          size_t size, char **slots, size_t count)
{
	static const char default_name[] = "image";
	struct reader reader = {text, bytes + sizeof default_name, bytes + size};
	const char *terminals = NULL, *ours = NULL;
	bool options = true;
	/* Arguments grow from the front of the slots, the environment from the back. */
	char **argument = slots + 1, **environment = slots + count - 1;
	if (size < sizeof default_name || count < 4)
		return -E2BIG;
	memcpy(bytes, default_name, sizeof default_name);
	slots[0] = bytes;
	for (;;) {
		while (*reader.at == ' ')
			reader.at++;
		if (!*reader.at)
			break;
		const char *raw = reader.at;
		if (begins(raw, "virtio_mmio.device=")) {
			while (*reader.at && *reader.at != ' ')
				reader.at++;
			continue;
		}
		char *word = word_copy(&reader);
		if (!word || environment - argument < 2)
			return -E2BIG;
		if (options && begins(raw, "--") && reader.at == raw + 2) {
			options = false;
			reader.free = word;
			continue;
		}
		switch (kind_of(word, raw, options)) {
		case PASSED_OVER:
			reader.free = word;
			break;
		case NAME:
			ours = slots[0] = word + sizeof "samara.name=" - 1;
			break;
		case TERMINALS:
			terminals = word + sizeof "samara.tty=" - 1;
			break;
		case ENVIRONMENT:
			*--environment = word;
			break;
		case ARGUMENT:
			*argument++ = word;
			break;
		}
	}
	*argument = NULL;
	slots[count - 1] = NULL;
	reverse(environment, (size_t)(slots + count - 1 - environment));
	line->argument_count = (int)(argument - slots);
	line->arguments = slots;
	line->environment = environment;
	streams(line, terminals ? terminals : ours ? "" : NULL);
	return 0;
}
