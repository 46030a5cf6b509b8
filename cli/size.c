/* SPDX-License-Identifier: ISC */
/*
 * samara size: where an image's bytes are, by part and by kind, and its largest symbols.
 * The parts stand in the image's note, which the linker script counts; what no part has
 * is the ELF file's own (headers, relocations, padding).
 */
#include "samara.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] = "usage: samara size IMAGE\n\n"
                           "Prints the image's bytes by part, then its largest symbols. "
                           "text, rodata and data are in\n"
                           "the file; bss takes memory only.\n";

#define LARGEST 10

static const char *const part_names[IMAGE_PARTS] = {
        [IMAGE_PART_PROGRAM] = "program",
        [IMAGE_PART_LIBC] = "libc",
        [IMAGE_PART_LIBOS] = "libos",
        [IMAGE_PART_PLATFORM_VM] = "platform/vm",
        [IMAGE_PART_PLATFORM_PROCESS] = "platform/process",
        [IMAGE_PART_CORE] = "core",
};

struct sizes {
	uint64_t text, rodata, data, bss;
};

static void print_row(const char *name, struct sizes size)
{
	printf("%-18s %8llu %8llu %8llu %8llu %9llu\n", name,
	       (unsigned long long)size.text, (unsigned long long)size.rodata,
	       (unsigned long long)size.data, (unsigned long long)size.bss,
	       (unsigned long long)(size.text + size.rodata + size.data));
}

static void print_rest(const char *name, uint64_t bytes)
{
	printf("%-54s %9llu\n", name, (unsigned long long)bytes);
}

/* Bytes of the file that no segment loads: debug information, symbols, section headers.
 */
static uint64_t unloaded(const struct elf *elf, const Elf64_Phdr *root)
{
	uint64_t end = 0;
	const Elf64_Phdr *segment;
	for (unsigned n = 0; (segment = elf_segment(elf, n)); n++)
		if (segment->p_type == PT_LOAD && segment->p_filesz && segment != root &&
		    elf_has(elf, segment->p_offset, segment->p_filesz) &&
		    segment->p_offset + segment->p_filesz > end)
			end = segment->p_offset + segment->p_filesz;
	return elf->file_size - end - (root ? root->p_filesz : 0);
}

static void print_parts(const struct elf *elf, const struct image_note *note)
{
	struct sizes total = {0};
	printf("%-18s %8s %8s %8s %8s %9s\n", "part", "text", "rodata", "data", "bss",
	       "in file");
	for (int i = 0; i < IMAGE_PARTS; i++) {
		struct sizes size = {note->part[i].text, note->part[i].rodata,
		                     note->part[i].data, note->part[i].bss};
		print_row(part_names[i], size);
		total.text += size.text;
		total.rodata += size.rodata;
		total.data += size.data;
		total.bss += size.bss;
	}
	print_row("all parts", total);
	const Elf64_Shdr *names = elf_section_named(elf, ".samara.symbols");
	const Elf64_Phdr *root = image_root(elf);
	uint64_t carried = names ? names->sh_size : 0, debug = unloaded(elf, root);
	uint64_t parts = total.text + total.rodata + total.data;
	uint64_t known = parts + carried + debug + (root ? root->p_filesz : 0);
	print_rest("headers, relocations, padding",
	           elf->file_size > known ? elf->file_size - known : 0);
	print_rest("names for crash reports", carried);
	print_rest("symbols, debug information (not loaded)", debug);
	if (root)
		print_rest(root->p_type == PT_LOAD ? "root" : "root (not loaded)",
		           root->p_filesz);
	print_rest("file", elf->file_size);
}

static int larger(const void *left, const void *right)
{
	const Elf64_Sym *a = left, *b = right;
	return a->st_size != b->st_size    ? (a->st_size < b->st_size ? 1 : -1)
	       : a->st_value > b->st_value ? 1
	                                   : -(a->st_value < b->st_value);
}

static void print_largest(const struct elf *elf)
{
	struct elf_symbols symbols;
	if (!elf_symbols(elf, &symbols)) {
		printf("\nNo symbols: the image is stripped.\n");
		return;
	}
	Elf64_Sym *sorted = allocate(symbols.count * sizeof *sorted);
	memcpy(sorted, symbols.symbol, symbols.count * sizeof *sorted);
	qsort(sorted, symbols.count, sizeof *sorted, larger);
	printf("\nlargest symbols\n");
	for (size_t i = 0; i < symbols.count && i < LARGEST && sorted[i].st_size; i++)
		printf("%9llu  %-8s %s\n", (unsigned long long)sorted[i].st_size,
		       ELF64_ST_TYPE(sorted[i].st_info) == STT_FUNC ? "function"
		                                                    : "object",
		       elf_symbol_name(&symbols, &sorted[i]));
	free(sorted);
}

static int size_run(int argc, char **argv)
{
	struct image_note note;
	struct elf elf;
	if (argc != 2)
		usage_error("which image?");
	image_open(&elf, argv[1], &note);
	print_parts(&elf, &note);
	print_largest(&elf);
	return 0;
}

const struct command command_size = {
        .name = "size",
        .summary = "show what an image's bytes are",
        .help = help,
        .run = size_run,
};
