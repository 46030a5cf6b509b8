/* SPDX-License-Identifier: ISC */
/*
 * Reading an ELF file. The whole file is read into memory; nothing that it says is
 * believed before it was compared with the file's size, so any bytes may be given. Used
 * by run, size, symbolize, licenses and the linker.
 */
#include "samara.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *read_all(struct elf *elf, int fd, size_t size)
{
	elf->bytes =
	        allocate(size + 1); /* a NUL behind the last byte ends every string */
	while (elf->size < size) {
		ssize_t n = read(fd, elf->bytes + elf->size, size - elf->size);
		if (n < 0)
			return strerror(errno);
		if (n == 0)
			break;
		elf->size += (size_t)n;
	}
	return NULL;
}

/* A root that isn't loaded is the file's last part and may be larger than the memory: it
 * isn't read. */
static size_t size_without_root(int fd, size_t size)
{
	Elf64_Ehdr header;
	Elf64_Phdr last;
	if (pread(fd, &header, sizeof header, 0) != sizeof header || !header.e_phnum)
		return size;
	off_t at = (off_t)(header.e_phoff + (header.e_phnum - 1) * sizeof last);
	return pread(fd, &last, sizeof last, at) == sizeof last &&
	                       last.p_type == IMAGE_ROOT_HEADER && last.p_offset < size
	               ? last.p_offset
	               : size;
}

const char *elf_open(struct elf *elf, const char *path)
{
	struct stat status;
	*elf = (struct elf){.path = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return strerror(errno);
	const char *wrong = NULL;
	if (fstat(fd, &status) != 0)
		wrong = strerror(errno);
	else if (S_ISDIR(status.st_mode))
		wrong = strerror(EISDIR);
	else if (!S_ISREG(status.st_mode))
		wrong = "not a regular file";
	else
		wrong = read_all(elf, fd, size_without_root(fd, (size_t)status.st_size));
	close(fd);
	if (wrong)
		return wrong;
	elf->file_size = (size_t)status.st_size;
	elf->header = elf_at(elf, 0, sizeof *elf->header, 8);
	if (!elf->header || memcmp(elf->header->e_ident, ELFMAG, SELFMAG) != 0)
		return "not an ELF file";
	if (elf->header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    elf->header->e_ident[EI_DATA] != ELFDATA2LSB ||
	    elf->header->e_machine != EM_X86_64)
		return "not an x86-64 ELF file";
	return NULL;
}

void elf_close(struct elf *elf)
{
	free(elf->bytes);
	*elf = (struct elf){0};
}

bool elf_has(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->size && size <= elf->size - offset;
}

const void *elf_at(const struct elf *elf, uint64_t offset, uint64_t size,
                   unsigned alignment)
{
	if (!elf_has(elf, offset, size) || offset % alignment)
		return NULL;
	return elf->bytes + offset;
}

const Elf64_Phdr *elf_segment(const struct elf *elf, unsigned n)
{
	if (n >= elf->header->e_phnum || elf->header->e_phentsize != sizeof(Elf64_Phdr))
		return NULL;
	return elf_at(elf, elf->header->e_phoff + (uint64_t)n * sizeof(Elf64_Phdr),
	              sizeof(Elf64_Phdr), 8);
}

const Elf64_Shdr *elf_section(const struct elf *elf, unsigned n)
{
	if (n >= elf->header->e_shnum || elf->header->e_shentsize != sizeof(Elf64_Shdr))
		return NULL;
	return elf_at(elf, elf->header->e_shoff + (uint64_t)n * sizeof(Elf64_Shdr),
	              sizeof(Elf64_Shdr), 8);
}

const Elf64_Shdr *elf_section_named(const struct elf *elf, const char *name)
{
	const Elf64_Shdr *names = elf_section(elf, elf->header->e_shstrndx);
	if (!names || names->sh_offset > elf->size)
		return NULL;
	const Elf64_Shdr *section;
	for (unsigned n = 0; (section = elf_section(elf, n)); n++)
		if (section->sh_name < elf->size - names->sh_offset &&
		    strcmp((char *)elf->bytes + names->sh_offset + section->sh_name,
		           name) == 0)
			return section;
	return NULL;
}

/* One note segment: the description of the first note of that owner and type. */
static const void *note_in(const uint8_t *at, size_t left, const char *owner,
                           uint32_t type, size_t *size)
{
	while (left >= sizeof(Elf64_Nhdr)) {
		const Elf64_Nhdr *note = (const Elf64_Nhdr *)at;
		size_t name = ((size_t)note->n_namesz + 3) & ~(size_t)3;
		size_t description = ((size_t)note->n_descsz + 3) & ~(size_t)3;
		left -= sizeof *note;
		if (name > left || description > left - name)
			return NULL;
		if (note->n_type == type && note->n_namesz == strlen(owner) + 1 &&
		    memcmp(note + 1, owner, note->n_namesz) == 0) {
			*size = note->n_descsz;
			return (const uint8_t *)(note + 1) + name;
		}
		at += sizeof *note + name + description;
		left -= name + description;
	}
	return NULL;
}

const void *elf_note(const struct elf *elf, const char *owner, uint32_t type,
                     size_t *size)
{
	const Elf64_Phdr *segment;
	for (unsigned n = 0; (segment = elf_segment(elf, n)); n++) {
		const uint8_t *at = elf_at(elf, segment->p_offset, segment->p_filesz, 4);
		if (segment->p_type != PT_NOTE || !at)
			continue;
		const void *found = note_in(at, segment->p_filesz, owner, type, size);
		if (found)
			return found;
	}
	return NULL;
}

bool elf_symbols(const struct elf *elf, struct elf_symbols *symbols)
{
	const Elf64_Shdr *section;
	for (unsigned n = 0; (section = elf_section(elf, n)); n++) {
		const Elf64_Shdr *names = elf_section(elf, section->sh_link);
		if (section->sh_type != SHT_SYMTAB || !names ||
		    names->sh_offset > elf->size)
			continue;
		symbols->symbol = elf_at(elf, section->sh_offset, section->sh_size, 8);
		symbols->count = section->sh_size / sizeof *symbols->symbol;
		symbols->names = (const char *)elf->bytes + names->sh_offset;
		symbols->names_size = elf->size - names->sh_offset;
		return symbols->symbol != NULL;
	}
	return false;
}

const char *elf_symbol_name(const struct elf_symbols *symbols, const Elf64_Sym *symbol)
{
	return symbol->st_name < symbols->names_size ? symbols->names + symbol->st_name
	                                             : "";
}

const Elf64_Phdr *image_root(const struct elf *elf)
{
	const Elf64_Phdr *last =
	        elf->header->e_phnum ? elf_segment(elf, elf->header->e_phnum - 1u) : NULL;
	return last && (last->p_type == PT_LOAD || last->p_type == IMAGE_ROOT_HEADER)
	               ? last
	               : NULL;
}

void image_open(struct elf *elf, const char *path, struct image_note *note)
{
	const char *wrong = elf_open(elf, path);
	if (wrong)
		die(message_status, "%s: %s", path, wrong);
	size_t size;
	const void *found = elf_note(elf, "Samara", IMAGE_NOTE_TYPE, &size);
	if (!found)
		die(message_status, "%s: not an image: it wasn't linked by samara cc",
		    path);
	if (size < sizeof *note)
		die(message_status, "%s: its Samara note is cut short", path);
	memcpy(note, found, sizeof *note);
	if (note->version != IMAGE_NOTE_VERSION)
		die(message_status,
		    "%s: an image of version %u; this samara reads version %u", path,
		    note->version, IMAGE_NOTE_VERSION);
	const Elf64_Phdr *segment;
	for (unsigned n = 0; (segment = elf_segment(elf, n)); n++)
		if (segment->p_type == PT_LOAD &&
		    !elf_at(elf, segment->p_offset, segment->p_filesz, 1))
			die(message_status, "%s: the file is cut short", path);
	segment = image_root(elf);
	if (segment && (segment->p_offset > elf->file_size ||
	                segment->p_filesz > elf->file_size - segment->p_offset))
		die(message_status,
		    "%s: its root is cut off (strip does that; strip "
		    "first)",
		    path);
}
