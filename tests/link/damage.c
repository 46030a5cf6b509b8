/* SPDX-License-Identifier: ISC */
/*
 * Breaks an image in one way: `damage WAY IMAGE` changes the file in place, `damage`
 * lists the ways, each with the rule of check.c that has to notice. For image.t.
 */
#include <elf.h>
#include <fcntl.h>
#include <samara/image.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned char *file;
static Elf64_Ehdr *head;
static Elf64_Phdr *segment;

/* The n-th program header of a type. */
static Elf64_Phdr *nth(unsigned type, unsigned n)
{
	for (unsigned i = 0; i < head->e_phnum; i++)
		if (segment[i].p_type == type && n-- == 0)
			return &segment[i];
	return segment;
}

static unsigned *note(void)
{
	return (void *)(file + nth(PT_NOTE, 0)->p_offset);
}

/* The segment of the PVH entry, which is the first note's content. */
static Elf64_Phdr *core(void)
{
	for (unsigned i = 0; i < head->e_phnum; i++)
		if (segment[i].p_type == PT_LOAD && note()[4] >= segment[i].p_vaddr &&
		    note()[4] - segment[i].p_vaddr < segment[i].p_memsz)
			return &segment[i];
	return segment;
}

static Elf64_Phdr *text(void)
{
	for (unsigned i = 0; i < head->e_phnum; i++)
		if (segment[i].p_type == PT_LOAD && segment[i].p_flags & PF_X)
			return &segment[i];
	return segment;
}

static Elf64_Phdr *root(void)
{
	return &segment[head->e_phnum - 1];
}

static Elf64_Dyn *dynamic(long tag)
{
	Elf64_Dyn *entry = (void *)(file + nth(PT_DYNAMIC, 0)->p_offset);
	while (entry->d_tag != tag && entry->d_tag != DT_NULL)
		entry++;
	return entry;
}

static Elf64_Sym *symbol(void)
{
	Elf64_Shdr *section = (void *)(file + head->e_shoff);
	while (section->sh_type != SHT_SYMTAB)
		section++;
	Elf64_Sym *found = (void *)(file + section->sh_offset);
	while (ELF64_ST_BIND(found->st_info) != STB_GLOBAL)
		found++;
	return found;
}

/* The first packed relocation. */
static unsigned long *relocation(void)
{
	unsigned long address = dynamic(36)->d_un.d_val; /* DT_RELR */
	Elf64_Phdr *load = segment;
	while (load->p_type != PT_LOAD || address < load->p_vaddr ||
	       address >= load->p_vaddr + load->p_filesz)
		load++;
	return (void *)(file + load->p_offset + (address - load->p_vaddr));
}

static void multiboot(void)
{
	unsigned *word = (void *)(file + 0x1000);
	word[0] = 0x1badb002;
	word[1] = 0;
	word[2] = -0x1badb002u;
}

#define WAYS(M)                                                                    \
	M(fixed_type, "header", head->e_type = ET_EXEC)                            \
	M(other_machine, "header", head->e_machine = EM_AARCH64)                   \
	M(multiboot_flags, "header", head->e_flags = 4)                            \
	M(linux_magic, "not-another-format", memcpy(file + 0x202, "HdrS", 4))      \
	M(multiboot_magic, "not-another-format", multiboot())                      \
	M(physical_differs, "load-address", text()->p_paddr += 0x1000)             \
	M(low_physical, "load-address", nth(PT_LOAD, 0)->p_paddr = 0)              \
	M(overlap, "load-order", core()->p_memsz += 0x100000)                      \
	M(beyond_file, "load-file", text()->p_filesz += 0x10000000)                \
	M(skewed_offset, "load-file", text()->p_offset += 16)                      \
	M(shrunk_memory, "load-file", text()->p_memsz = 1)                         \
	M(low_entry, "entry", head->e_entry = 0x1000)                              \
	M(entry_in_core, "entry", head->e_entry = core()->p_vaddr)                 \
	M(note_alignment, "one-note-segment", nth(PT_NOTE, 0)->p_align = 8)        \
	M(second_note, "one-note-segment", nth(PT_GNU_STACK, 0)->p_type = PT_NOTE) \
	M(note_length, "one-note-segment", note()[1] = 0x10000)                    \
	M(other_name, "one-note-segment", note()[3] ^= 1)                          \
	M(no_pvh_note, "pvh-entry", note()[2] = 17)                                \
	M(pvh_elsewhere, "pvh-entry", note()[4] = 0x10)                            \
	M(pvh_in_text, "core-apart", note()[4] = (unsigned)text()->p_vaddr)        \
	M(executable_core, "core-apart", core()->p_flags = PF_R | PF_X)            \
	M(shared_page, "core-apart", core()->p_filesz -= 8)                        \
	M(writable_text, "no-writable-and-executable", text()->p_flags |= PF_W)    \
	M(executable_data, "no-writable-and-executable",                           \
	  nth(PT_LOAD, 3)->p_flags |= PF_W | PF_X)                                 \
	M(executable_stack, "no-writable-and-executable",                          \
	  nth(PT_GNU_STACK, 0)->p_flags |= PF_X)                                   \
	M(text_relocation, "dynamic", dynamic(DT_HASH)->d_tag = DT_TEXTREL)        \
	M(needs_library, "dynamic", dynamic(DT_HASH)->d_tag = DT_NEEDED)           \
	M(relocated_core, "dynamic", *relocation() = core()->p_vaddr)              \
	M(root_magic, "root", file[root()->p_offset + 1024] ^= 1)                  \
	M(root_writable, "root", root()->p_flags |= PF_W)                          \
	M(root_part_of_page, "root", root()->p_filesz -= 8)                        \
	M(root_unannounced, "root", note()[11] &= ~IMAGE_ROOT)                     \
	M(undefined_symbol, "symbols", symbol()->st_shndx = SHN_UNDEF)

int main(int argc, char **argv)
{
	struct stat status;
	int handle = argc == 3 ? open(argv[2], O_RDWR) : -1;
	if (handle < 0 || fstat(handle, &status)) {
#define LIST(way, rule, action) printf("%s %s\n", #way, rule);
		WAYS(LIST)
		return argc != 1;
	}
	file = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED,
	            handle, 0);
	if (file == MAP_FAILED)
		return 2;
	head = (void *)file;
	segment = (void *)(file + head->e_phoff);
#define DO(way, rule, action)             \
	if (strcmp(argv[1], #way) == 0) { \
		action;                   \
		return 0;                 \
	}
	WAYS(DO)
	fprintf(stderr, "damage: no way %s\n", argv[1]);
	return 2;
}
