/* SPDX-License-Identifier: ISC */
/*
 * The `samara` command: finds the sub-command by its name. The same program is the
 * compiler driver when it is called samara-cc, and the linker when the compiler calls it
 * as ld (see link.c).
 */
#include "samara.h"
#include <stdio.h>
#include <string.h>

const struct command *const commands[] = {
        &command_cc,      &command_run,       &command_root,
        &command_size,    &command_symbolize, &command_licenses,
        &command_version, &command_help,      NULL,
};

const struct command *command_find(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

static int command_start(const struct command *command, int argc, char **argv)
{
	message_prefix = text("samara %s", command->name);
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	const char *slash = argc ? strrchr(argv[0], '/') : NULL;
	const char *name = !argc ? "samara" : slash ? slash + 1 : argv[0];
	if (strcmp(name, "ld") == 0)
		return link_main(argc, argv);
	if (strcmp(name, "samara-cc") == 0)
		return command_start(&command_cc, argc, argv);
	if (argc < 2)
		return command_start(&command_help, argc, argv);

	name = argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0)
		name = "version";
	const struct command *command = command_find(name);
	if (!command)
		usage_error("there is no command %s", name);
	if (command != &command_cc && argc > 2 && strcmp(argv[2], "--help") == 0) {
		printf("%s", command->help);
		return 0;
	}
	return command_start(command, argc - 1, argv + 1);
}
