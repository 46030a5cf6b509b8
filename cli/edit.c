/* SPDX-License-Identifier: ISC */
/*
 * Putting a root into an image's file, and taking it out. Its header is the last one
 * (image.h), in room that the image has for it. Its bytes are the file's last: behind
 * them comes only the table of sections, if the root is loaded; then it has a section,
 * too, so that strip(1) keeps it. Taking it out gives the file back as it was. Used by
 * root.c.
 */
#include "samara.h"
#include <stdlib.h>
#include <string.h>

#define PAGE    4096u
#define SECTION ".samara.root"

/* Room behind the bytes, for a name. */
static void make_room(struct elf *elf)
{
	uint8_t *bytes = allocate(elf->size + sizeof SECTION + 1);
	memcpy(bytes, elf->bytes, elf->size);
	free(elf->bytes);
	elf->bytes = bytes;
	elf->header = (const Elf64_Ehdr *)bytes;
}

static uint64_t aligned(uint64_t value, uint64_t to)
{
	return to > 1 ? (value + to - 1) / to * to : value;
}

static bool in_file(const Elf64_Shdr *section)
{
	return section->sh_type != SHT_NOBITS && section->sh_type != SHT_NULL;
}

/* Where the bytes end that segments and sections have in front of `before`. */
static void find_end(struct edit *edit, uint64_t before)
{
	edit->end = sizeof *edit->header;
	for (unsigned n = 0; n < edit->header->e_phnum; n++) {
		const Elf64_Phdr *segment = &edit->segment[n];
		if (segment->p_offset < before &&
		    segment->p_offset + segment->p_filesz > edit->end &&
		    elf_has(edit->elf, segment->p_offset, segment->p_filesz))
			edit->end = segment->p_offset + segment->p_filesz;
	}
	for (unsigned n = 0; n < edit->sections; n++) {
		const Elf64_Shdr *section = &edit->section[n];
		if (!in_file(section) || section->sh_offset >= before)
			continue;
		if (!elf_has(edit->elf, section->sh_offset, section->sh_size))
			die(1, "%s: its sections are damaged", edit->elf->path);
		if (section->sh_offset + section->sh_size > edit->end)
			edit->end = section->sh_offset + section->sh_size;
	}
}

static void drop_section(struct edit *edit, unsigned gone)
{
	memmove(&edit->section[gone], &edit->section[gone + 1],
	        (--edit->sections - gone) * sizeof *edit->section);
	if (edit->header->e_shstrndx > gone)
		edit->header->e_shstrndx--;
	for (unsigned n = 0; n < edit->sections; n++)
		if (edit->section[n].sh_link > gone)
			edit->section[n].sh_link--;
}

/* The section, not yet moved, whose bytes come first from `behind` on. */
static Elf64_Shdr *next_behind(struct edit *edit, uint64_t behind, const bool *moved)
{
	Elf64_Shdr *next = NULL;
	for (unsigned n = 0; n < edit->sections; n++) {
		Elf64_Shdr *section = &edit->section[n];
		if (in_file(section) && !moved[n] && section->sh_offset >= behind &&
		    (!next || section->sh_offset < next->sh_offset))
			next = section;
	}
	return next;
}

/* Sections that a tool has put behind the root move to where it was. */
static void close_gap(struct edit *edit, uint64_t gap, uint64_t behind)
{
	bool *moved = allocate(edit->sections);
	for (Elf64_Shdr *next; (next = next_behind(edit, behind, moved));) {
		gap = aligned(gap, next->sh_addralign);
		if (!elf_has(edit->elf, next->sh_offset, next->sh_size) ||
		    gap > next->sh_offset)
			die(1, "%s: its sections are damaged", edit->elf->path);
		memmove(edit->elf->bytes + gap, edit->elf->bytes + next->sh_offset,
		        next->sh_size);
		next->sh_offset = gap;
		gap += next->sh_size;
		moved[next - edit->section] = true;
	}
	free(moved);
}

/* The section of the sections' names; NULL: there is none. */
static Elf64_Shdr *name_table(struct edit *edit)
{
	unsigned n = edit->header->e_shstrndx;
	return n < edit->sections && in_file(&edit->section[n]) &&
	                       elf_has(edit->elf, edit->section[n].sh_offset,
	                               edit->section[n].sh_size)
	               ? &edit->section[n]
	               : NULL;
}

/* The name of the root's section, if it is the last one. */
static void forget_name(struct edit *edit)
{
	Elf64_Shdr *names = name_table(edit);
	if (names && names->sh_size > sizeof SECTION &&
	    memcmp(edit->elf->bytes + names->sh_offset + names->sh_size - sizeof SECTION,
	           SECTION, sizeof SECTION) == 0)
		names->sh_size -= sizeof SECTION;
}

static void drop_section_at(struct edit *edit, uint64_t offset)
{
	for (unsigned n = 0; n < edit->sections; n++)
		if (edit->section[n].sh_offset == offset && in_file(&edit->section[n])) {
			drop_section(edit, n);
			forget_name(edit);
			return;
		}
}

static void take_out(struct edit *edit)
{
	const Elf64_Phdr *root = image_root(edit->elf);
	if (!root)
		return;
	uint64_t start = root->p_offset, behind = start + root->p_filesz;
	bool loaded = root->p_type == PT_LOAD;
	memset(&edit->segment[--edit->header->e_phnum], 0, sizeof *edit->segment);
	if (!loaded)
		return;
	drop_section_at(edit, start);
	find_end(edit, start);
	close_gap(edit, edit->end, behind);
}

void edit_begin(struct edit *edit, struct elf *elf)
{
	size_t size = (size_t)elf->header->e_shnum * sizeof(Elf64_Shdr);
	make_room(elf);
	const void *table =
	        elf->header->e_shoff ? elf_at(elf, elf->header->e_shoff, size, 8) : NULL;
	if (!elf_segment(elf, 0) || !elf_segment(elf, elf->header->e_phnum - 1u))
		die(1, "%s: its program headers are damaged", elf->path);
	*edit = (struct edit){.elf = elf,
	                      .header = (Elf64_Ehdr *)elf->bytes,
	                      .segment =
	                              (Elf64_Phdr *)(elf->bytes + elf->header->e_phoff)};
	if (table && elf->header->e_shentsize == sizeof(Elf64_Shdr)) {
		edit->sections = elf->header->e_shnum;
		edit->section = allocate(size + sizeof(Elf64_Shdr));
		memcpy(edit->section, table, size);
	}
	take_out(edit);
	find_end(edit, UINT64_MAX);
}

/* ---- putting one in */

/* The header's own place must be free: nobody has taken the room for something else. */
void edit_check_room(struct edit *edit, const struct image_note *note)
{
	const uint8_t *room =
	        elf_at(edit->elf,
	               edit->header->e_phoff + edit->header->e_phnum * sizeof(Elf64_Phdr),
	               sizeof(Elf64_Phdr), 8);
	if (!(note->flags & IMAGE_ROOT))
		die(1, "%s: its program opens no files, so it has no use for a root",
		    edit->elf->path);
	for (size_t n = 0; room && n < sizeof(Elf64_Phdr); n++)
		if (room[n])
			room = NULL;
	if (!room)
		die(1, "%s: the room for its root's header is in use", edit->elf->path);
}

static void add_section(struct edit *edit, const Elf64_Phdr *root)
{
	Elf64_Shdr *names = name_table(edit);
	if (!names)
		return;
	uint64_t name = 0;
	if (names->sh_offset + names->sh_size == edit->end) {
		name = names->sh_size;
		memcpy(edit->elf->bytes + edit->end, SECTION, sizeof SECTION);
		names->sh_size += sizeof SECTION;
		edit->end += sizeof SECTION;
	}
	edit->section[edit->sections++] = (Elf64_Shdr){
	        .sh_name = (Elf64_Word)name,
	        .sh_type = SHT_PROGBITS,
	        .sh_flags = SHF_ALLOC,
	        .sh_addr = root->p_vaddr,
	        .sh_size = root->p_filesz,
	        .sh_addralign = PAGE,
	};
}

/* Write the table of sections at `at`; returns where the file ends. */
static uint64_t table_at(struct edit *edit, uint64_t at)
{
	if (!edit->sections)
		return at;
	at = aligned(at, 8);
	edit->header->e_shoff = at;
	edit->header->e_shnum = (Elf64_Half)edit->sections;
	return at + edit->sections * sizeof *edit->section;
}

static uint64_t last_address(const struct edit *edit)
{
	uint64_t end = 0;
	for (unsigned n = 0; n < edit->header->e_phnum; n++)
		if (edit->segment[n].p_type == PT_LOAD &&
		    edit->segment[n].p_vaddr + edit->segment[n].p_memsz > end)
			end = edit->segment[n].p_vaddr + edit->segment[n].p_memsz;
	return end;
}

void edit_root(struct edit *edit, uint64_t size)
{
	Elf64_Phdr *root = &edit->segment[edit->header->e_phnum];
	bool loaded = size <= IMAGE_ROOT_LOADED;
	*root = (Elf64_Phdr){
	        .p_type = loaded ? PT_LOAD : IMAGE_ROOT_HEADER,
	        .p_flags = PF_R,
	        .p_filesz = size,
	        .p_align = PAGE,
	};
	if (loaded) {
		root->p_vaddr = root->p_paddr = aligned(last_address(edit), PAGE);
		root->p_memsz = size;
		add_section(edit, root);
	}
	edit->header->e_phnum++;
	edit->root = root;
}

uint64_t edit_place(struct edit *edit)
{
	Elf64_Phdr *root = edit->root;
	if (!root)
		return table_at(edit, edit->end);
	if (root->p_type != PT_LOAD) {
		root->p_offset = aligned(table_at(edit, edit->end), PAGE);
		return root->p_offset + root->p_filesz;
	}
	root->p_offset = aligned(edit->end, PAGE);
	if (edit->sections)
		edit->section[edit->sections - 1].sh_offset = root->p_offset;
	return table_at(edit, root->p_offset + root->p_filesz);
}
