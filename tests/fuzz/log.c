/* SPDX-License-Identifier: ISC */
/*
 * A log as samara symbolize reads it (cli/symbolize.c): the input is its lines, whatever
 * they are. The image has two functions and no build id.
 */
#include "cli/symbolize.c"
#include "fuzz.h"

int message_status = 1;
static char *line;
static size_t line_size;

void die(int status, const char *format, ...)
{
	abort(); /* no build id, so no wrong one */
}

void usage_error(const char *format, ...)
{
	abort();
}

void image_open(struct elf *elf, const char *path, struct image_note *note)
{
}

char *path_search(const char *name, const char *directories)
{
	return NULL;
}

const Elf64_Shdr *elf_section_named(const struct elf *elf, const char *name)
{
	return NULL;
}

const void *elf_note(const struct elf *elf, const char *owner, uint32_t type,
                     size_t *size)
{
	return NULL;
}

bool functions_read(const struct elf *elf, struct functions *functions)
{
	return false;
}

const struct function *functions_find(const struct functions *functions, uint64_t address)
{
	static const struct function two[] = {{IMAGE_BASE, 16, "first"},
	                                      {IMAGE_BASE + 16, 0, "last"}};
	return address < IMAGE_BASE ? NULL : &two[address >= two[1].address];
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	MUST(freopen("/dev/null", "w", stdout));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct names names = {0};
	struct elf elf = {0};
	FILE *log = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	while (log && getline(&line, &line_size, log) > 0) {
		check_build_id(&elf, line);
		print_line(&names, line);
	}
	if (log)
		fclose(log);
	return 0;
}
