/* SPDX-License-Identifier: ISC */
/*
 * samara help and samara version. The texts themselves stand with each sub-command.
 */
#include "samara.h"
#include <stdio.h>

static int help_run(int argc, char **argv)
{
	if (argc > 2)
		usage_error("one command at a time");
	if (argc == 2) {
		const struct command *command = command_find(argv[1]);
		if (!command)
			usage_error("there is no command %s", argv[1]);
		printf("%s", command->help);
		return 0;
	}
	printf("usage: samara COMMAND [ARGUMENT...]\n\n"
	       "Turns one program into one file that Linux executes and a virtual "
	       "machine boots.\n\n");
	for (const struct command *const *c = commands; *c; c++)
		printf("  %-10s %s\n", (*c)->name, (*c)->summary);
	printf("\n`samara help COMMAND` says more; so does samara(1).\n");
	return 0;
}

static int version_run(int argc, char **argv)
{
	if (argc > 1)
		usage_error("it takes no argument: %s", argv[1]);
	printf("samara %s\n", VERSION);
	return 0;
}

const struct command command_help = {
        .name = "help",
        .summary = "say what a command does",
        .help = "usage: samara help [COMMAND]\n",
        .run = help_run,
};

const struct command command_version = {
        .name = "version",
        .summary = "say which version this is",
        .help = "usage: samara version\n",
        .run = version_run,
};
