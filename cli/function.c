/* SPDX-License-Identifier: ISC */
/*
 * The names of an image's functions: read from the ELF symbol table, or from the table
 * that an image carries for its crash reports (include/samara/image.h), and written as an
 * object file with that table, which the linker puts into the image. Used by the linker
 * and by symbolize and size.
 */
#include "samara.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Order by address; of several names for one address the first has a size and is the
 * plainest. */
static int compare(const void *left, const void *right)
{
	const struct function *a = left, *b = right;
	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (!a->size != !b->size)
		return a->size ? -1 : 1;
	size_t underscores_a = strspn(a->name, "_"), underscores_b = strspn(b->name, "_");
	if (underscores_a != underscores_b)
		return underscores_a < underscores_b ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void sort(struct functions *functions)
{
	struct function *f = functions->function;
	size_t kept = 0;
	qsort(f, functions->count, sizeof *f, compare);
	for (size_t i = 0; i < functions->count; i++)
		if (!kept || f[kept - 1].address != f[i].address)
			f[kept++] = f[i];
	functions->count = kept;
}

static void read_symbols(const struct elf_symbols *symbols, struct functions *functions)
{
	functions->function = allocate(symbols->count * sizeof *functions->function);
	for (size_t i = 0; i < symbols->count; i++) {
		const Elf64_Sym *symbol = &symbols->symbol[i];
		const char *name = elf_symbol_name(symbols, symbol);
		if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC ||
		    symbol->st_shndx == SHN_UNDEF || symbol->st_value < IMAGE_BASE ||
		    !*name)
			continue;
		functions->function[functions->count++] =
		        (struct function){symbol->st_value, symbol->st_size, name};
	}
	sort(functions);
}

/* The table in the image itself; it stays when the file is stripped later. */
static bool read_carried(const struct elf *elf, struct functions *functions)
{
	const Elf64_Shdr *section = elf_section_named(elf, ".samara.symbols");
	if (!section || section->sh_size < sizeof(struct image_symbols))
		return false;
	const struct image_symbols *table =
	        elf_at(elf, section->sh_offset, section->sh_size, 4);
	if (!table || table->magic != IMAGE_SYMBOLS_MAGIC)
		return false;
	size_t room = section->sh_size - sizeof *table;
	if (table->count > room / sizeof *table->entry)
		return false;
	const char *names = (const char *)&table->entry[table->count];
	size_t names_size = (size_t)((const char *)table + section->sh_size - names);
	if (!names_size || names[names_size - 1])
		return false;
	functions->function = allocate(table->count * sizeof *functions->function);
	for (uint32_t i = 0; i < table->count; i++)
		if (table->entry[i].name < names_size)
			functions->function[functions->count++] = (struct function){
			        IMAGE_BASE + (uint64_t)table->entry[i].address, 0,
			        names + table->entry[i].name};
	sort(functions);
	return true;
}

bool functions_read(const struct elf *elf, struct functions *functions)
{
	struct elf_symbols symbols;
	*functions = (struct functions){0};
	if (!elf_symbols(elf, &symbols))
		return read_carried(elf, functions);
	read_symbols(&symbols, functions);
	return true;
}

const struct function *functions_find(const struct functions *functions, uint64_t address)
{
	size_t low = 0, high = functions->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (functions->function[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &functions->function[low - 1] : NULL;
}

/* The table's bytes. */
static uint8_t *table_make(const struct functions *functions, size_t *size)
{
	size_t names_size = 0;
	for (size_t i = 0; i < functions->count; i++)
		names_size += strlen(functions->function[i].name) + 1;
	*size = sizeof(struct image_symbols) +
	        functions->count * sizeof(struct image_symbol) + names_size;
	struct image_symbols *table = allocate(*size);
	table->magic = IMAGE_SYMBOLS_MAGIC;
	table->count = (uint32_t)functions->count;
	char *names = (char *)&table->entry[functions->count], *name = names;
	for (size_t i = 0; i < functions->count; i++) {
		table->entry[i].address =
		        (uint32_t)(functions->function[i].address - IMAGE_BASE);
		table->entry[i].name = (uint32_t)(name - names);
		name = stpcpy(name, functions->function[i].name) + 1;
	}
	return (uint8_t *)table;
}

/* The object file: header, the table, its symbol, the strings, section headers. */
enum {
	SECTION_NULL,
	SECTION_TABLE,
	SECTION_SYMBOLS,
	SECTION_NAMES,
	SECTION_STACK,
	SECTIONS
};

#define NAMES "\0.samara.symbols\0.symtab\0.strtab\0.note.GNU-stack\0samara.image_symbols"

static uint32_t name_offset(const char *name)
{
	static const char names[] = NAMES;
	uint32_t at = 1;
	while (strcmp(names + at, name) != 0)
		at += (uint32_t)strlen(names + at) + 1;
	return at;
}

struct object {
	Elf64_Ehdr header;
	Elf64_Shdr section[SECTIONS];
	Elf64_Sym symbol[2];
	char names[sizeof NAMES];
};

static void object_fill(struct object *object, size_t table_size)
{
	object->header = (Elf64_Ehdr){
	        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
	                    EV_CURRENT},
	        .e_type = ET_REL,
	        .e_machine = EM_X86_64,
	        .e_version = EV_CURRENT,
	        .e_shoff = offsetof(struct object, section),
	        .e_ehsize = sizeof(Elf64_Ehdr),
	        .e_shentsize = sizeof(Elf64_Shdr),
	        .e_shnum = SECTIONS,
	        .e_shstrndx = SECTION_NAMES,
	};
	object->section[SECTION_TABLE] = (Elf64_Shdr){
	        .sh_name = name_offset(".samara.symbols"),
	        .sh_type = SHT_PROGBITS,
	        .sh_flags = SHF_ALLOC,
	        .sh_offset = sizeof(struct object),
	        .sh_size = table_size,
	        .sh_addralign = 4,
	};
	object->section[SECTION_SYMBOLS] = (Elf64_Shdr){
	        .sh_name = name_offset(".symtab"),
	        .sh_type = SHT_SYMTAB,
	        .sh_offset = offsetof(struct object, symbol),
	        .sh_size = sizeof object->symbol,
	        .sh_link = SECTION_NAMES,
	        .sh_info = 1,
	        .sh_addralign = 8,
	        .sh_entsize = sizeof(Elf64_Sym),
	};
	object->section[SECTION_NAMES] = (Elf64_Shdr){
	        .sh_name = name_offset(".strtab"),
	        .sh_type = SHT_STRTAB,
	        .sh_offset = offsetof(struct object, names),
	        .sh_size = sizeof object->names,
	        .sh_addralign = 1,
	};
	object->section[SECTION_STACK] = (Elf64_Shdr){
	        .sh_name = name_offset(".note.GNU-stack"),
	        .sh_type = SHT_PROGBITS,
	        .sh_offset = sizeof(struct object),
	        .sh_addralign = 1,
	};
	object->symbol[1] = (Elf64_Sym){
	        .st_name = name_offset("samara.image_symbols"),
	        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT),
	        .st_other = STV_HIDDEN,
	        .st_shndx = SECTION_TABLE,
	        .st_size = table_size,
	};
	memcpy(object->names, NAMES, sizeof object->names);
}

static int write_all(int fd, const void *bytes, size_t size)
{
	for (const char *at = bytes; size;) {
		ssize_t n = write(fd, at, size);
		if (n < 0)
			return -errno;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

int functions_object(const struct functions *functions)
{
	struct object object = {0};
	size_t table_size;
	uint8_t *table = table_make(functions, &table_size);
	object_fill(&object, table_size);
	int fd = memfd_create("symbols", 0);
	int error = fd < 0 ? -errno : write_all(fd, &object, sizeof object);
	if (!error)
		error = write_all(fd, table, table_size);
	free(table);
	return error ? error : fd;
}
