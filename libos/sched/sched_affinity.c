/* SPDX-License-Identifier: ISC */
/*
 * sched_setaffinity(2), sched_getaffinity(2): the CPUs where a thread may run.
 */
#include "sched/cpu_start.h"
#include "sched/ready.h"
#include "sched/wait.h"
#include "syscalls.h"

static uint64_t all_cpus(void)
{
	return ~0ul >> (64 - platform_information.cpus);
}

/* full */
long sys_sched_getaffinity(int id, size_t size, unsigned long *mask)
{
	uint64_t set = 0;

	if (size < sizeof set || size % sizeof set)
		return -EINVAL;
	enter();
	lock_acquire(&threads_lock);
	struct thread *thread = thread_find(id);
	if (thread)
		set = thread->affinity & all_cpus();
	lock_release(&threads_lock);
	if (!thread)
		return leave(-ESRCH);
	return leave(copy_out(mask, &set, sizeof set) ? -EFAULT : (long)sizeof set);
}

struct request {
	int id;
	uint64_t set;
};

/* At least one of them runs. */
static bool start_one_of(uint64_t set)
{
	unsigned before;

	LINKS(lock_spin); /* and so cpu_start_next() */
	do {
		if (set & ~0ul >> (64 - cpus_started))
			return true;
		before = cpus_started;
		cpu_start_next();
	} while (cpus_started > before);
	return false;
}

static long set_affinity(void *arguments)
{
	const struct request *request = arguments;

	if (!start_one_of(request->set))
		return -EINVAL;
	lock_acquire(&threads_lock);
	struct thread *thread = thread_find(request->id);
	if (thread) {
		__atomic_store_n(&thread->affinity, request->set, __ATOMIC_SEQ_CST);
		ready_move(thread);
	}
	lock_release(&threads_lock);
	if (thread == thread_this())
		thread_yield();
	return thread ? 0 : -ESRCH;
}

/* full */
long sys_sched_setaffinity(int id, size_t size, const unsigned long *mask)
{
	struct request request = {.id = id};

	if (size > sizeof request.set)
		size = sizeof request.set;
	if (copy_in(&request.set, mask, size))
		return -EFAULT;
	request.set &= all_cpus();
	return request.set ? call_blocking(set_affinity, &request) : -EINVAL;
}
