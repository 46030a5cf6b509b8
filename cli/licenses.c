/* SPDX-License-Identifier: ISC */
/*
 * samara licenses: the notices that must travel with an image. One file for each origin
 * stands in lib/samara/licenses; the image's note says which parts it has.
 */
#include "samara.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char help[] = "usage: samara licenses IMAGE\n\n"
                           "Prints the notices that must travel with the image, for what "
                           "it was linked with. The\n"
                           "program's own license is its author's to add.\n";

struct origin {
	const char *file; /* in lib/samara/licenses */
	const char *title;
	unsigned parts; /* present with any of these parts */
};

#define PART(name) (1u << IMAGE_PART_##name)

static const struct origin origins[] = {
        {"samara", "Samara (libos, platform and core)",
         PART(LIBOS) | PART(PLATFORM_VM) | PART(PLATFORM_PROCESS) | PART(CORE)},
        {"musl", "musl (C library)", PART(LIBC)},
        {"libgcc", "libgcc (the compiler's run-time support)", PART(PROGRAM)},
};

static unsigned parts_of(const struct image_note *note)
{
	unsigned parts = 0;
	for (int i = 0; i < IMAGE_PARTS; i++)
		if (note->part[i].text + note->part[i].rodata + note->part[i].data +
		    note->part[i].bss)
			parts |= 1u << i;
	return parts;
}

static void print_file(const char *path)
{
	char buffer[4096];
	size_t n;
	FILE *file = fopen(path, "r");
	if (!file)
		die(1, "%s: %s", path, strerror(errno));
	while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
		fwrite(buffer, 1, n, stdout);
	fclose(file);
}

static int licenses_run(int argc, char **argv)
{
	struct image_note note;
	struct elf elf;
	if (argc != 2)
		usage_error("which image?");
	image_open(&elf, argv[1], &note);
	unsigned parts = parts_of(&note);
	for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
		if (!(origins[i].parts & parts))
			continue;
		printf("---- %s\n\n", origins[i].title);
		print_file(text("%s/licenses/%s", path_library(), origins[i].file));
		printf("\n");
	}
	return 0;
}

const struct command command_licenses = {
        .name = "licenses",
        .summary = "print the notices that must travel with an image",
        .help = help,
        .run = licenses_run,
};
