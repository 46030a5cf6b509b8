/* SPDX-License-Identifier: ISC */
/*
 * Which numbers there are in /proc: the process, and its threads. Any thread's id opens a
 * directory in /proc, as on Linux, but only the process's is listed.
 */
#include "fs/proc/proc.h"
#include "identity/credentials.h"

extern __typeof__(credentials) credentials WEAK;

static bool is_thread(unsigned id)
{
	lock_acquire(&threads_lock);
	bool found = id && id <= THREAD_ID_MAX && thread_find((int)id);
	lock_release(&threads_lock);
	return found || id == PROCESS;
}

unsigned proc_process_next(const struct synthetic_node *of, unsigned from, bool exact)
{
	if (exact)
		return is_thread(from) ? from : SYNTHETIC_NONE;
	return from <= PROCESS ? PROCESS : SYNTHETIC_NONE;
}

unsigned proc_thread_next(const struct synthetic_node *of, unsigned from, bool exact)
{
	unsigned best = SYNTHETIC_NONE;

	if (exact)
		return is_thread(from) ? from : SYNTHETIC_NONE;
	lock_acquire(&threads_lock);
	for (const struct thread *thread = threads; thread; thread = thread->list_next)
		if ((unsigned)thread->id >= from && (unsigned)thread->id < best)
			best = (unsigned)thread->id;
	lock_release(&threads_lock);
	return best;
}

uint32_t proc_owner(const struct synthetic_node *of, bool group)
{
	if (!&credentials)
		return 0;
	return group ? credentials.group.effective : credentials.user.effective;
}
