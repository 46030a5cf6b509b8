/* SPDX-License-Identifier: ISC */
/*
 * What the process began with: arguments, environment, auxiliary vector. They lie in
 * memory that the program may write to, as some do to show what they are about, so the
 * places are remembered as the tree begins, and read anew each time.
 */
#include "exec/initial_stack.h"
#include "fs/proc/proc.h"

#define PIECE 256

struct proc_strings proc_arguments, proc_environment;

/* All of them, if they lie behind one another; else the first. */
static struct proc_strings find_strings(char **strings)
{
	struct proc_strings place = {(uintptr_t)strings[0], (uintptr_t)strings[0]};

	while (*strings && (uintptr_t)*strings == place.end)
		place.end += strlen(*strings++) + 1;
	return place;
}

void proc_start_begin(void)
{
	proc_arguments = find_strings(platform_information.arguments);
	proc_environment = find_strings(platform_information.environment);
}

static int put_bytes(struct text *to, uintptr_t from, uintptr_t end)
{
	char bytes[PIECE];

	while (from < end) {
		size_t n = end - from < PIECE ? end - from : PIECE;
		if (copy_in(bytes, (const void *)from, n))
			return -EFAULT;
		text_add(to, bytes, n);
		from += n;
	}
	return 0;
}

static int put_strings(struct text *to, const struct proc_strings *place, char **strings)
{
	char **string = strings;
	uintptr_t end = place->start;

	while (*string && end < place->end && (uintptr_t)*string >= place->start &&
	       (uintptr_t)*string < place->end)
		string++;
	if (!*string)
		return put_bytes(to, place->start, place->end);
	for (string = strings; *string; string++) /* scattered */
		text_add(to, *string, strlen(*string) + 1);
	return 0;
}

int proc_cmdline(struct text *to, const struct synthetic_node *of)
{
	return put_strings(to, &proc_arguments, platform_information.arguments);
}

int proc_environ(struct text *to, const struct synthetic_node *of)
{
	return put_strings(to, &proc_environment, platform_information.environment);
}

int proc_auxv(struct text *to, const struct synthetic_node *of)
{
	const long *vector = initial_auxiliary();
	long pair[2];

	do {
		if (copy_in(pair, vector, sizeof pair))
			return -EFAULT;
		text_add(to, (char *)pair, sizeof pair);
		vector += 2;
	} while (pair[0]);
	return 0;
}
