/* SPDX-License-Identifier: ISC */
/*
 * Mapping a file's pages: -ENODEV for now.
 */
#include "fs/pages.h"

int pages_map(struct pages *pages, struct mapping *mapping)
{
	return -ENODEV;
}
