/* SPDX-License-Identifier: ISC */
/* The boot command line, taken apart. */
#ifndef PLATFORM_VM_COMMAND_LINE_H
#define PLATFORM_VM_COMMAND_LINE_H

#include <stddef.h>

#define VM_COMMAND_LINE 4096 /* bytes with the NUL; the core hands over no more */
#define VM_WORDS \
	512 /* arguments, environment, and the NULL after each; 4 KiB of memory */

struct vm_command_line {
	int argument_count; /* at least 1 */
	char **arguments;   /* then NULL */
	char **environment; /* then NULL */
	unsigned stream[3]; /* PLATFORM_STREAM_* */
};

/* Take `text` apart. The strings go to `bytes` (`size` bytes, at least 6 more than the
 * text has), the two lists to `slots` (`count` pointers, at least 4); `line` points into
 * both. 0, or -E2BIG when one of them is too small. Nothing else is touched. */
int vm_command_line_parse(struct vm_command_line *line, const char *text, char *bytes,
                          size_t size, char **slots, size_t count);

#endif
