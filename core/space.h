/* SPDX-License-Identifier: ISC */
/* Page tables, what boot.c, trap.c and gate.c need beyond core.h. */
#ifndef CORE_SPACE_H
#define CORE_SPACE_H

#include "core.h"

/* Build the tables that boot_high() switches to; afterwards the core itself is at
 * its link-time address + core_base, and RAM at direct_base. Both are returned for the
 * switch. */
uint64_t space_create(uint64_t *core_base, uint64_t *direct);
void space_forget_identity(void);         /* the guard page goes, too */
uint64_t core_physical(const void *core); /* of the core's own memory */
void space_map_image(uint64_t base);      /* by its program headers; ring 3 */

int space_protect(uint64_t address, uint64_t length, unsigned protection);
int space_unmap(uint64_t address, uint64_t length);
int space_seal(uint64_t address, uint64_t length);
int space_discard(uint64_t address, uint64_t length);
int space_move(uint64_t from, uint64_t to, uint64_t length);

/* share.c: map file memory; show pages of it, or read-only ones, at `to` (platform.h). */
int space_map_file(uint64_t address, uint64_t length);
int space_share(uint64_t from, uint64_t to, uint64_t length, unsigned protection,
                bool private);

/* Which of up to GATE_RESIDENT_PAGES pages have been given: bit n for page n. -EFAULT. */
long space_resident(uint64_t address, uint64_t pages);

/* Make the page at `address` present for an access (PLATFORM_ERROR_WRITE, _EXECUTE; 0
 * reads). 0, -EFAULT when it isn't allowed, -ENOMEM when there is no page left. */
int space_touch(uint64_t address, unsigned access);

#endif
