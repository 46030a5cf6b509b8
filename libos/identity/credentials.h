/* SPDX-License-Identifier: ISC */
/*
 * Who the process is: user and group ids (credentials(7)), capabilities
 * (capabilities(7)), and what goes with them. One set for the whole process, where Linux
 * keeps one for each thread; POSIX wants them equal, and C libraries work to keep them
 * so. It begins as root with every capability.
 *
 * Lock: identity_lock guards all of it; only memory_lock is taken under it. One word
 * alone is read without it.
 */
#ifndef LIBOS_IDENTITY_CREDENTIALS_H
#define LIBOS_IDENTITY_CREDENTIALS_H

#include "identity/capable.h"
#include "sched/cpu.h"

#pragma GCC visibility push(hidden)

#define ID_KEEP (~0u) /* (uid_t)-1: no id, or the one that was */

#define CAPABILITY(number) (1ull << (number))
#define CAPABILITIES_ALL   (CAPABILITY(CAP_LAST_CAP) | (CAPABILITY(CAP_LAST_CAP) - 1))

struct ids {
	unsigned real, effective, saved, file_system;
};

struct credentials {
	struct ids user, group;
	uint64_t effective, permitted, inheritable, bounding, ambient; /* capabilities */
	unsigned secure_bits;                                          /* SECBIT_* */
	bool dumpable;
	int death_signal; /* of the parent: prctl(2), PR_SET_PDEATHSIG */
};

extern struct credentials credentials;
extern struct lock identity_lock;

/* After a change of ids, under the lock: what follows for the rest. `user` and `group`
 * are those before; the second is for setfsuid(2), which gives and takes less. */
void credentials_changed(const struct ids *user, const struct ids *group);
void credentials_changed_file_system(const struct ids *user, const struct ids *group);

#pragma GCC visibility pop
#endif
