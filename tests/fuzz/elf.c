/* SPDX-License-Identifier: ISC */
/*
 * The reader of ELF files (cli/elf.c) and what stands on it, samara size and the names of
 * functions: the input is the file. Where the command would end with a sentence, this
 * goes on with the next input. Then what
 * samara root does to it.
 */
#include <stdlib.h>

static void release(void *memory);
#define free release
#include "cli/edit.c"
#include "cli/elf.c"
#include "cli/function.c"
#include "cli/size.c"
#undef free
#include "fuzz.h"
#include <setjmp.h>

#define BLOCKS 64 /* allocations of one input */

int message_status = 1;
static jmp_buf ended;
static void *block[BLOCKS];
static size_t blocks;
static int file;
static char path[64];

void die(int status, const char *format, ...)
{
	MUST(status == 1);
	longjmp(ended, 1);
}

void usage_error(const char *format, ...)
{
	abort();
}

void *allocate(size_t size)
{
	MUST(blocks < BLOCKS);
	block[blocks] = calloc(1, size ? size : 1);
	MUST(block[blocks]);
	return block[blocks++];
}

static void release(void *memory)
{
	for (size_t i = 0; i < blocks; i++)
		if (block[i] == memory)
			block[i] = NULL;
	free(memory);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	MUST(freopen("/dev/null", "w", stdout));
	file = memfd_create("image", 0);
	MUST(file >= 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return 0;
}

static void names(struct elf *elf)
{
	struct functions functions = {0};
	if (!functions_read(elf, &functions))
		return;
	for (uint64_t at = 0; at < 0x10000; at += 0x101) {
		const struct function *f = functions_find(&functions, IMAGE_BASE + at);
		MUST(!f ||
		     (f->address <= IMAGE_BASE + at && strlen(f->name) < elf->size));
	}
	int object = functions_object(&functions);
	if (object >= 0)
		close(object);
}

/* What samara root does to the bytes before it writes them. */
static void other_root(struct elf *elf)
{
	struct edit edit;
	edit_begin(&edit, elf);
	MUST(edit.end <= elf->size && !edit.root);
	MUST(edit_place(&edit) >= edit.end);
	struct image_note note = {.flags = IMAGE_ROOT};
	edit_check_room(&edit, &note);
	edit_root(&edit, PAGE);
	MUST(edit.end <= elf->size + sizeof SECTION);
	MUST(edit_place(&edit) >= edit.end + PAGE);
	MUST(edit.root->p_offset >= edit.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf elf;
	char *arguments[] = {"size", path, NULL};
	MUST(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
	if (!setjmp(ended))
		size_run(2, arguments);
	if (!setjmp(ended) && !elf_open(&elf, path))
		names(&elf);
	if (!setjmp(ended) && !elf_open(&elf, path))
		other_root(&elf);
	while (blocks)
		free(block[--blocks]);
	return 0;
}
