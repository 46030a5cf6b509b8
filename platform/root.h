/* SPDX-License-Identifier: ISC */
/*
 * The root that an image carries has the image's last program header (image.h). Both
 * platforms look for it there.
 */
#ifndef PLATFORM_ROOT_H
#define PLATFORM_ROOT_H

#include <elf.h>
#include <samara/image.h>
#include <samara/platform.h>

static inline const Elf64_Phdr *root_header(void)
{
	const struct platform_information *i = &platform_information;
	const Elf64_Phdr *header = i->program_headers;

	return header + i->program_header_count - 1;
}

static inline bool root_is_there(void)
{
	return root_header()->p_type == PT_LOAD ||
	       root_header()->p_type == IMAGE_ROOT_HEADER;
}

/* The root as a segment of the image; NULL: it isn't one. */
static inline const void *root_segment(size_t *size)
{
	const Elf64_Phdr *header = root_header();

	if (header->p_type != PT_LOAD)
		return NULL;
	*size = header->p_memsz;
	return (const void *)(platform_information.image_base + header->p_vaddr);
}

#endif
