/* SPDX-License-Identifier: ISC */
/*
 * The boot command line (platform/vm/command_line.c): any text, buffers that are just
 * large enough or too small. The first two bytes of the input say how large; the text
 * follows.
 */
#include "platform/vm/command_line.c"
#include "fuzz.h"
#include <stdlib.h>

static void check_string(const char *string, const char *bytes, size_t size)
{
	MUST(string >= bytes && string < bytes + size);
	MUST(memchr(string, 0, size - (size_t)(string - bytes)));
}

static void check(const struct vm_command_line *line, const char *bytes, size_t size,
                  char **slots, size_t count)
{
	int arguments = 0;
	MUST(line->arguments == slots &&
	     line->environment > slots + line->argument_count);
	for (char **at = line->arguments; *at; at++, arguments++)
		check_string(*at, bytes, size);
	MUST(arguments == line->argument_count && arguments >= 1);
	char **at = line->environment;
	for (; *at; at++) {
		check_string(*at, bytes, size);
		MUST(strchr(*at, '='));
	}
	MUST(at == slots + count - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = {data, data + size};
	struct vm_command_line line;
	size_t less = take_byte(&input), count = take_byte(&input);
	size_t length = (size_t)(input.end - input.at), room = length + 6 + 1;
	char *text = calloc(1, length + 1);
	memcpy(text, input.at, length);
	room = less > 127 && less - 128 < room ? room - (less - 128) : room;
	count = count > 127 ? VM_WORDS : count;
	char *bytes = malloc(room);
	char **slots = malloc(count ? count * sizeof *slots : 1);
	int error = vm_command_line_parse(&line, text, bytes, room, slots, count);
	MUST(error == 0 || error == -E2BIG);
	if (!error)
		check(&line, bytes, room, slots, count);
	else /* never for want of bytes when all were given */
		MUST(less > 127 || count < VM_WORDS || length >= VM_WORDS);
	free(slots);
	free(bytes);
	free(text);
	return 0;
}
