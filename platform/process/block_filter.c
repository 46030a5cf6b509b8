/* SPDX-License-Identifier: ISC */
/*
 * The part of the sandbox's filter for disks: what block_submit.c calls, on the
 * descriptors of the disks alone. A disk that is only read has been opened so.
 *
 *   pread64, pwrite64, fdatasync
 *   fallocate                      DISK_PUNCH, DISK_ZERO
 */
#include "block.h"
#include "filter.h"
#include <linux/falloc.h>

/* Where each piece begins. */
enum { MODE = 4, FILES = MODE + 3, OTHER = FILES + 1 + DISKS_MAX, GO_ON, ALLOW, COUNT };
_Static_assert(COUNT <= PROCESS_DISKS_FILTER_MAX, "room in sandbox.c");

#define CALL(n, name, then, otherwise) JUMP_EQUAL(n, __NR_##name, then, otherwise)

static const struct sock_filter calls[COUNT] = {
        CALL(0, pread64, FILES, 1),
        CALL(1, pwrite64, FILES, 2),
        CALL(2, fallocate, MODE, 3),
        CALL(3, fdatasync, FILES, OTHER),

        LOAD(MODE, args[1]),
        JUMP_EQUAL(MODE + 1, DISK_PUNCH, FILES, MODE + 2),
        JUMP_EQUAL(MODE + 2, DISK_ZERO, FILES, OTHER),

        LOAD(FILES, args[0]), /* compared with each disk's */

        LOAD(OTHER, nr),
        [GO_ON] = BPF_STMT(BPF_JMP | BPF_JA, 1),
        RETURN(ALLOW, ALLOW),
};

unsigned process_disks_filter(struct sock_filter *to)
{
	if (!process_disks[0].file)
		return 0;
	__builtin_memcpy(to, calls, sizeof calls);
	for (unsigned n = 0; n < DISKS_MAX; n++) {
		unsigned at = FILES + 1 + n, other = process_disks[n].file ? n : 0;
		to[at] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		                                      (unsigned)process_disks[other].file,
		                                      (uint8_t)(ALLOW - at - 1), 0);
	}
	return COUNT;
}
