/* SPDX-License-Identifier: ISC */
/*
 * platform_root: the host has mapped the root with the image; or it is too large for a
 * segment, and is mapped from the image's own file before the sandbox is shut.
 */
#include "platform/root.h"
#include "process.h"
#include <linux/fcntl.h>
#include <linux/mman.h>

static const void *mapped __attribute__((section(".data.rel.ro.process_root")));

static long map_file(const Elf64_Phdr *header)
{
	long file = linux_call3(__NR_openat, AT_FDCWD, (long)"/proc/self/exe",
	                        O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return file;
	long at = linux_call6(__NR_mmap, 0, (long)header->p_filesz, PROT_READ,
	                      MAP_PRIVATE, file, (long)header->p_offset);
	linux_call1(__NR_close, file);
	return at;
}

bool process_root_begin(void)
{
	const Elf64_Phdr *header = root_header();
	size_t size;

	if (header->p_type == IMAGE_ROOT_HEADER) {
		long at = map_file(header);
		if (at < 0)
			return false;
		mapped = (const void *)at;
	} else if (root_segment(&size)) {
		platform_information.image_end = (uintptr_t)root_segment(&size) + size;
	}
	return true;
}

const void *process_root(size_t *size)
{
	if (!mapped)
		return root_segment(size);
	*size = root_header()->p_filesz;
	return mapped;
}
