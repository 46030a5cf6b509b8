/* SPDX-License-Identifier: ISC */
/*
 * Checks an image against the rules of everything that loads it: Linux, QEMU,
 * Firecracker, Cloud Hypervisor (doc/boot.md has the rules under the same names). `check
 * IMAGE` prints TAP, a line for each rule; tests/link/image.t calls it on good images and
 * on damaged copies. Reads the file only through at(), which ends the program at the
 * file's end; a rule that needs what another rule has refused passes over it.
 */
#include <elf.h>
#include <fcntl.h>
#include <samara/image.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE     4096ul
#define MIB      (1ul << 20)
#define GIB      (1ul << 30)
#define PVH_NOTE 18 /* XEN_ELFNOTE_PHYS32_ENTRY */

static const unsigned char *file;
static size_t file_size;
static const Elf64_Ehdr *head;
static const Elf64_Phdr *segment;
static unsigned segments;
static uint32_t pvh_entry; /* 0: none */
static const struct image_note *about;
static const char *trouble; /* why the current rule is broken, NULL while it isn't */
static char trouble_text[200];

static void broken(const char *format, ...)
{
	va_list list;
	if (trouble)
		return;
	va_start(list, format);
	vsnprintf(trouble_text, sizeof trouble_text, format, list);
	va_end(list);
	trouble = trouble_text;
}

static const void *at(uint64_t offset, uint64_t size)
{
	if (offset > file_size || size > file_size - offset) {
		broken("refers to bytes %#lx to %#lx behind the end of the file",
		       (unsigned long)offset, (unsigned long)(offset + size));
		return NULL;
	}
	return file + offset;
}

/* The file's bytes of [address, address + size), by the loaded segments; NULL. */
static const void *at_address(uint64_t address, uint64_t size)
{
	for (unsigned i = 0; i < segments; i++)
		if (segment[i].p_type == PT_LOAD && address >= segment[i].p_vaddr &&
		    address + size <= segment[i].p_vaddr + segment[i].p_filesz)
			return at(address - segment[i].p_vaddr + segment[i].p_offset,
			          size);
	return NULL;
}

static const Elf64_Phdr *segment_of(uint64_t address)
{
	for (unsigned i = 0; i < segments; i++)
		if (segment[i].p_type == PT_LOAD && address >= segment[i].p_vaddr &&
		    address < segment[i].p_vaddr + segment[i].p_memsz)
			return &segment[i];
	return NULL;
}

static const Elf64_Phdr *only(uint32_t type)
{
	const Elf64_Phdr *found = NULL;
	for (unsigned i = 0; i < segments; i++)
		if (segment[i].p_type == type)
			found = &segment[i];
	return found;
}

static unsigned count(uint32_t type)
{
	unsigned n = 0;
	for (unsigned i = 0; i < segments; i++)
		n += segment[i].p_type == type;
	return n;
}

/* The core's segment: the one that holds the PVH entry. */
static const Elf64_Phdr *core(void)
{
	return pvh_entry ? segment_of(pvh_entry) : NULL;
}

static void rule_header(void)
{
	if (head->e_ident[EI_CLASS] != ELFCLASS64 ||
	    head->e_ident[EI_DATA] != ELFDATA2LSB)
		broken("isn't a 64-bit little-endian file");
	if (head->e_machine != EM_X86_64)
		broken("machine is %u, not x86-64", head->e_machine);
	if (head->e_type != ET_DYN)
		broken("type is %u, not ET_DYN: Linux would load it at a fixed address",
		       head->e_type);
	if (head->e_phentsize != sizeof *segment)
		broken("e_phentsize is %u", head->e_phentsize);
	if (head->e_phoff < sizeof *head)
		broken("e_phoff %#lx lies inside the file header",
		       (unsigned long)head->e_phoff);
	if (head->e_flags & 0x00010004)
		broken("e_flags %#x: QEMU takes them for a multiboot header's",
		       head->e_flags);
	if (count(PT_INTERP))
		broken("has an interpreter");
}

/* QEMU looks for other formats before ELF. */
static void rule_not_another_format(void)
{
	if (file_size > 0x206 && memcmp(file + 0x202, "HdrS", 4) == 0)
		broken("has Linux's setup magic at 0x202");
	for (size_t i = 0; i + 12 <= file_size && i < 8192 - 48; i += 4) {
		uint32_t word[3];
		memcpy(word, file + i, sizeof word);
		if (word[0] == 0x1badb002 && word[0] + word[1] + word[2] == 0)
			broken("has a multiboot header at %#zx", i);
	}
}

static void rule_load_address(void)
{
	for (unsigned i = 0; i < segments; i++) {
		const Elf64_Phdr *s = &segment[i];
		if (s->p_type != PT_LOAD)
			continue;
		if (s->p_vaddr != s->p_paddr)
			broken("segment %u: p_vaddr %#lx, p_paddr %#lx", i,
			       (unsigned long)s->p_vaddr, (unsigned long)s->p_paddr);
		if (s->p_paddr < MIB)
			broken("segment %u begins at %#lx, below 1 MiB", i,
			       (unsigned long)s->p_paddr);
		if (s->p_memsz > GIB || s->p_paddr + s->p_memsz > GIB)
			broken("segment %u ends above 1 GiB", i);
	}
}

static void rule_load_order(void)
{
	uint64_t memory = 0, bytes = 0;
	for (unsigned i = 0; i < segments; i++) {
		const Elf64_Phdr *s = &segment[i];
		if (s->p_type != PT_LOAD)
			continue;
		if (s->p_memsz == 0)
			broken("segment %u is empty", i);
		if (s->p_vaddr < memory)
			broken("segment %u overlaps or precedes the one before", i);
		if (s->p_vaddr / PAGE < (memory + PAGE - 1) / PAGE)
			broken("segment %u shares a page of memory with the one before",
			       i);
		if (s->p_filesz && s->p_offset < bytes)
			broken("segment %u overlaps the one before in the file", i);
		memory = s->p_vaddr + s->p_memsz;
		if (s->p_filesz)
			bytes = s->p_offset + s->p_filesz;
	}
	if (count(PT_LOAD) == 0)
		broken("nothing to load");
}

static void rule_load_file(void)
{
	for (unsigned i = 0; i < segments; i++) {
		const Elf64_Phdr *s = &segment[i];
		if (s->p_type != PT_LOAD)
			continue;
		at(s->p_offset, s->p_filesz);
		if (s->p_filesz > s->p_memsz)
			broken("segment %u has more bytes in the file than in memory", i);
		if ((s->p_vaddr - s->p_offset) % PAGE)
			broken("segment %u: address and offset differ within the page",
			       i);
		if (s->p_align & (s->p_align - 1))
			broken("segment %u: p_align %#lx", i, (unsigned long)s->p_align);
		if (s->p_memsz > s->p_filesz && !(s->p_flags & PF_W) &&
		    (s->p_vaddr + s->p_filesz) % PAGE)
			broken("segment %u: Linux can't zero the rest of a read-only "
			       "page",
			       i);
	}
}

static void rule_entry(void)
{
	const Elf64_Phdr *s = segment_of(head->e_entry);
	if (head->e_entry < MIB)
		broken("e_entry %#lx is below 1 MiB", (unsigned long)head->e_entry);
	if (!s || !(s->p_flags & PF_X))
		broken("e_entry %#lx isn't in an executable segment",
		       (unsigned long)head->e_entry);
	if (!at_address(head->e_entry, 1))
		broken("e_entry %#lx isn't in the file", (unsigned long)head->e_entry);
}

static void take_note(const Elf64_Nhdr *note, const char *name, const void *content,
                      uint64_t left)
{
	if (note->n_type == PVH_NOTE) {
		if (pvh_entry)
			broken("there are two notes of the PVH type");
		if (note->n_namesz != 4 || memcmp(name, "Xen", 4) || note->n_descsz < 4)
			broken("a note of type 18 that isn't Xen's: QEMU looks at the "
			       "type only");
		if (left < 8)
			broken("the PVH note ends the segment: QEMU reads 8 bytes");
		memcpy(&pvh_entry, content, sizeof pvh_entry);
	}
	if (note->n_type == IMAGE_NOTE_TYPE && note->n_namesz == 7 &&
	    memcmp(name, "Samara", 7) == 0) {
		if (note->n_descsz < sizeof *about)
			broken("Samara's note is too short");
		else
			about = content;
	}
}

static void rule_one_note_segment(void)
{
	const Elf64_Phdr *s = only(PT_NOTE);
	if (count(PT_NOTE) != 1) {
		broken("%u PT_NOTE: QEMU runs off the end of one without a PVH note",
		       count(PT_NOTE));
		return;
	}
	if (s->p_align != 4)
		broken("p_align %lu: QEMU counts the notes' size by it",
		       (unsigned long)s->p_align);
	for (uint64_t done = 0; done < s->p_filesz && !trouble;) {
		const Elf64_Nhdr *note = at(s->p_offset + done, sizeof *note);
		if (!note)
			return;
		uint64_t name = (note->n_namesz + 3ul) & -4ul;
		uint64_t content = (note->n_descsz + 3ul) & -4ul;
		done += sizeof *note;
		if (done + name + content > s->p_filesz) {
			broken("a note is longer than the segment");
			return;
		}
		const char *text = at(s->p_offset + done, name + content);
		if (text)
			take_note(note, text, text + name, s->p_filesz - done - name);
		done += name + content;
	}
	if (!about)
		broken("Samara's note is missing");
}

static void rule_note_is_loaded(void)
{
	const Elf64_Phdr *s = only(PT_NOTE);
	if (s && at_address(s->p_vaddr, s->p_memsz) != at(s->p_offset, s->p_filesz))
		broken("the notes aren't part of a loaded segment");
}

static void rule_pvh_entry(void)
{
	bool vm = about && about->flags & IMAGE_FOR_VM;
	if (vm && !pvh_entry)
		broken("says that it boots in a VM, without a PVH entry");
	if (!vm && pvh_entry)
		broken("has a PVH entry but says that it doesn't boot in a VM");
	if (pvh_entry && !core())
		broken("PVH entry %#x lies in no segment", pvh_entry);
	else if (pvh_entry && !at_address(pvh_entry, 1))
		broken("PVH entry %#x isn't in the file", pvh_entry);
}

static void rule_core_apart(void)
{
	const Elf64_Phdr *s = core();
	if (!s)
		return;
	if (s->p_flags != PF_R)
		broken("the core's segment has flags %u; a process could execute or "
		       "write it",
		       s->p_flags);
	if (s->p_vaddr % PAGE || s->p_memsz % PAGE)
		broken("the core shares a page of memory");
	if (s->p_offset % PAGE || s->p_filesz % PAGE)
		broken("the core shares a page of the file");
	const Elf64_Phdr *entry = segment_of(head->e_entry);
	if (entry == s)
		broken("the process's entry is in the core");
}

static void rule_no_writable_and_executable(void)
{
	for (unsigned i = 0; i < segments; i++)
		if ((segment[i].p_type == PT_LOAD || segment[i].p_type == PT_GNU_STACK) &&
		    (segment[i].p_flags & (PF_W | PF_X)) == (PF_W | PF_X))
			broken("segment %u is writable and executable", i);
	if (!only(PT_GNU_STACK))
		broken("no PT_GNU_STACK: Linux would make the stack executable");
}

static void relocation_target(uint64_t address)
{
	const Elf64_Phdr *s = segment_of(address);
	if (!s || !(s->p_flags & PF_W))
		broken("a relocation at %#lx, which isn't writable",
		       (unsigned long)address);
}

static void check_rela(uint64_t address, uint64_t size)
{
	const Elf64_Rela *rela = size ? at_address(address, size) : NULL;
	if (size && !rela)
		broken("relocations outside of the file");
	for (uint64_t i = 0; rela && i < size / sizeof *rela; i++) {
		if (ELF64_R_TYPE(rela[i].r_info) != R_X86_64_RELATIVE)
			broken("a relocation of type %u",
			       (unsigned)ELF64_R_TYPE(rela[i].r_info));
		relocation_target(rela[i].r_offset);
	}
}

static void check_relr(uint64_t address, uint64_t size)
{
	const uint64_t *relr = size ? at_address(address, size) : NULL;
	uint64_t where = 0;
	if (size && !relr)
		broken("packed relocations outside of the file");
	for (uint64_t i = 0; relr && i < size / sizeof *relr; i++) {
		if (relr[i] % 2 == 0) {
			relocation_target(relr[i]);
			where = relr[i] + 8;
			continue;
		}
		for (unsigned bit = 1; bit < 64; bit++)
			if (relr[i] >> bit & 1)
				relocation_target(where + 8 * (bit - 1));
		where += 8 * 63;
	}
}

static void rule_dynamic(void)
{
	const Elf64_Phdr *s = only(PT_DYNAMIC);
	uint64_t value[DT_NUM] = {0}, relr = 0, relr_size = 0;
	if (!s) {
		broken("no PT_DYNAMIC: it can't relocate itself");
		return;
	}
	const Elf64_Dyn *entry = at(s->p_offset, s->p_filesz);
	for (uint64_t i = 0; entry && i < s->p_filesz / sizeof *entry; i++) {
		if (entry[i].d_tag == DT_NULL)
			break;
		if (entry[i].d_tag == 36) /* DT_RELR */
			relr = entry[i].d_un.d_val;
		else if (entry[i].d_tag == 35) /* DT_RELRSZ */
			relr_size = entry[i].d_un.d_val;
		else if (entry[i].d_tag > 0 && entry[i].d_tag < DT_NUM)
			value[entry[i].d_tag] = entry[i].d_un.d_val;
	}
	if (value[DT_NEEDED])
		broken("needs a shared library");
	if (value[DT_TEXTREL] || value[DT_FLAGS] & DF_TEXTREL)
		broken("relocates its text");
	if (value[DT_JMPREL])
		broken("has a procedure linkage table to relocate");
	check_rela(value[DT_RELA], value[DT_RELASZ]);
	check_relr(relr, relr_size);
}

#define EROFS_MAGIC 0xe0f5e1e2u

/* The bytes are an EROFS, and whole pages of the file. */
static void root_bytes(const Elf64_Phdr *s)
{
	const uint32_t *magic = at(s->p_offset + 1024, sizeof *magic);
	if (!at(s->p_offset, s->p_filesz) || !magic || *magic != EROFS_MAGIC)
		broken("the root isn't an EROFS in the file");
	if (s->p_offset % PAGE || s->p_filesz % PAGE || !s->p_filesz)
		broken("the root isn't whole pages of the file");
	if (s->p_flags != PF_R)
		broken("the root's segment has flags %u", s->p_flags);
}

static void rule_root(void)
{
	const Elf64_Phdr *last = &segment[segments - 1];
	bool room = about && about->flags & IMAGE_ROOT;
	uint64_t behind = head->e_phoff + segments * sizeof *segment;
	const uint8_t *next = at(behind, sizeof *segment);
	if (last->p_type == PT_LOAD) {
		if (last->p_vaddr % PAGE || last->p_memsz != last->p_filesz ||
		    last->p_filesz > IMAGE_ROOT_LOADED)
			broken("the root isn't whole pages of memory, or too many");
		root_bytes(last);
	} else if (last->p_type == IMAGE_ROOT_HEADER) {
		if (last->p_memsz || last->p_filesz <= IMAGE_ROOT_LOADED)
			broken("a root of that size is loaded");
		root_bytes(last);
	}
	if (last->p_type == PT_LOAD || last->p_type == IMAGE_ROOT_HEADER) {
		if (!room)
			broken("a root in an image that doesn't say it may have one");
	} else if (room) {
		for (unsigned i = 0; next && i < sizeof *segment; i++)
			if (next[i])
				broken("the room for the root's header is in use");
	}
}

/* Both symbol tables that a file may have. */
static void rule_symbols(void)
{
	const Elf64_Shdr *section =
	        head->e_shoff
	                ? at(head->e_shoff, (uint64_t)head->e_shnum * sizeof *section)
	                : NULL;
	for (unsigned i = 0; section && i < head->e_shnum; i++) {
		if ((section[i].sh_type != SHT_SYMTAB &&
		     section[i].sh_type != SHT_DYNSYM) ||
		    section[i].sh_link >= head->e_shnum)
			continue;
		const Elf64_Sym *symbol = at(section[i].sh_offset, section[i].sh_size);
		const Elf64_Shdr *names = &section[section[i].sh_link];
		const char *name = at(names->sh_offset, names->sh_size);
		for (uint64_t n = 1;
		     symbol && name && n < section[i].sh_size / sizeof *symbol; n++)
			if (symbol[n].st_shndx == SHN_UNDEF &&
			    symbol[n].st_name < names->sh_size &&
			    name[symbol[n].st_name] &&
			    ELF64_ST_BIND(symbol[n].st_info) != STB_WEAK)
				broken("%s is undefined", name + symbol[n].st_name);
	}
}

static const struct {
	const char *name;
	void (*check)(void);
} rules[] = {
        {"header", rule_header},
        {"not-another-format", rule_not_another_format},
        {"load-address", rule_load_address},
        {"load-order", rule_load_order},
        {"load-file", rule_load_file},
        {"entry", rule_entry},
        {"one-note-segment", rule_one_note_segment},
        {"note-is-loaded", rule_note_is_loaded},
        {"pvh-entry", rule_pvh_entry},
        {"core-apart", rule_core_apart},
        {"no-writable-and-executable", rule_no_writable_and_executable},
        {"dynamic", rule_dynamic},
        {"root", rule_root},
        {"symbols", rule_symbols},
};

int main(int argc, char **argv)
{
	struct stat status;
	int handle = argc == 2 ? open(argv[1], O_RDONLY) : -1, failed = 0;
	if (handle < 0 || fstat(handle, &status) ||
	    status.st_size < (off_t)sizeof *head) {
		fprintf(stderr, "usage: check IMAGE, where IMAGE is an ELF file\n");
		return 2;
	}
	file_size = (size_t)status.st_size;
	file = mmap(NULL, file_size, PROT_READ, MAP_PRIVATE, handle, 0);
	if (file == MAP_FAILED || memcmp(file, ELFMAG, SELFMAG) != 0) {
		fprintf(stderr, "%s isn't an ELF file\n", argv[1]);
		return 2;
	}
	head = (const void *)file;
	segment = at(head->e_phoff, (uint64_t)head->e_phnum * sizeof *segment);
	segments = segment ? head->e_phnum : 0;
	for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
		trouble = NULL;
		rules[i].check();
		printf("%sok %u - %s%s%s\n", trouble ? "not " : "", i + 1, rules[i].name,
		       trouble ? ": " : "", trouble ? trouble : "");
		failed += trouble != NULL;
	}
	printf("1..%zu\n", sizeof rules / sizeof *rules);
	return failed != 0;
}
