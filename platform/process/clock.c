/* SPDX-License-Identifier: ISC */
/*
 * The host's clocks, read from memory by the function that the host puts into each
 * process (vdso(7)): looked up on first use, as most programs never ask for the time.
 * Where there is none, by a system call. The lookup may run twice at the same moment,
 * with the same result.
 */
#include "process.h"
#include <elf.h>
#include <linux/time_types.h>

typedef long clock_function(long clock, struct __kernel_timespec *time);

static clock_function *function;

static long clock_call(long clock, struct __kernel_timespec *time)
{
	return linux_call2(__NR_clock_gettime, clock, (long)time);
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* By the dynamic symbols, which the host's linker puts right before their names. */
static clock_function *clock_find(uintptr_t vdso)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)vdso;
	const Elf64_Phdr *segment = (const Elf64_Phdr *)(vdso + header->e_phoff);
	const Elf64_Dyn *entry = NULL;
	uintptr_t offset = vdso, symbols = 0, names = 0;

	for (unsigned n = 0; n < header->e_phnum; n++, segment++) {
		if (segment->p_type == PT_LOAD)
			offset = vdso + segment->p_offset - segment->p_vaddr;
		else if (segment->p_type == PT_DYNAMIC)
			entry = (const Elf64_Dyn *)(vdso + segment->p_offset);
	}
	for (; entry && entry->d_tag != DT_NULL; entry++) {
		if (entry->d_tag == DT_SYMTAB)
			symbols = offset + entry->d_un.d_ptr;
		else if (entry->d_tag == DT_STRTAB)
			names = offset + entry->d_un.d_ptr;
	}
	for (; symbols && symbols + sizeof(Elf64_Sym) <= names;
	     symbols += sizeof(Elf64_Sym)) {
		const Elf64_Sym *symbol = (const Elf64_Sym *)symbols;
		if (symbol->st_shndx &&
		    same((const char *)names + symbol->st_name, "__vdso_clock_gettime"))
			return (clock_function *)(offset + symbol->st_value);
	}
	return clock_call;
}

uint64_t process_clock(int clock)
{
	struct __kernel_timespec time = {0};
	if (!function)
		function = process_host.vdso ? clock_find(process_host.vdso) : clock_call;
	function(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
