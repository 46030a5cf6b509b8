/* SPDX-License-Identifier: ISC */
/*
 * clone(2) for threads: what shares everything with its maker. Others are processes.
 */
#include "sched/x86_64/clone.h"
#include "identity/limit.h"
#include "sched/leave.h"
#include "sched/policy.h"
#include "sched/ready.h"
#include "sched/thread_memory.h"
#include "signal/send.h"
#include "syscalls.h"
#include <linux/sched.h>

#define SHARED (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define KNOWN                                                                        \
	(SHARED | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |               \
	 CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_DETACHED | CLONE_PTRACE | \
	 CLONE_UNTRACED | CLONE_IO)

struct request {
	unsigned long flags;
	uintptr_t stack;
	int *parent_id, *child_id;
	uintptr_t fs;
	const struct clone_registers *registers; /* of a function call */
};

/* What Linux refuses for any process. */
static bool contradicts(unsigned long flags)
{
	return (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND)) ||
	       (flags & CLONE_SIGHAND && !(flags & CLONE_VM)) ||
	       (flags & CLONE_FS && flags & (CLONE_NEWNS | CLONE_NEWUSER)) ||
	       (flags & CLONE_THREAD && flags & (CLONE_NEWUSER | CLONE_NEWPID)) ||
	       (flags & CLONE_PIDFD &&
	        flags & (CLONE_THREAD | CLONE_PARENT_SETTID | CLONE_DETACHED));
}

static int check(const struct request *request)
{
	static bool told;

	if (contradicts(request->flags))
		return -EINVAL;
	if (request->flags & ~(unsigned long)KNOWN ||
	    (request->flags & SHARED) != SHARED) {
		if (!__atomic_exchange_n(&told, true, __ATOMIC_RELAXED))
			log_line("clone: only threads can be made (-ENOSYS)");
		return -ENOSYS;
	}
	if ((request->flags & CLONE_SETTLS) && request->fs >> 47)
		return -EPERM;
	return request->stack ? 0 : -EINVAL;
}

static void inherit(struct thread *thread, const struct request *request)
{
	const struct thread *parent = thread_this();

	thread->fs = request->flags & CLONE_SETTLS ? request->fs : parent->fs;
	thread->affinity = __atomic_load_n(&parent->affinity, __ATOMIC_RELAXED);
	thread->schedule = schedule_inherited(parent);
	if (signal_thread_begin)
		signal_thread_begin(thread, parent);
	memcpy(thread->name, parent->name, sizeof thread->name);
	if (request->flags & CLONE_CHILD_CLEARTID)
		thread->clear_id = request->child_id;
}

/* The new thread returns from the same call, by thread_return() or as its maker will. */
static void begin_at(struct thread *thread, const struct request *request)
{
	if (request->registers) {
		thread_begin_call(thread, request->registers, request->stack);
		return;
	}
	*thread_frame(thread) = *thread_frame(thread_this());
	thread_frame(thread)->rax = 0;
	thread_frame(thread)->rsp = request->stack;
	memcpy(thread_vector(thread), thread_vector(thread_this()),
	       platform_vector_size());
	thread_begin_leave(thread);
}

static long clone(const struct request *request)
{
	long result = check(request);

	if (result)
		return result;
	lock_acquire(&threads_lock);
	struct thread *thread = NULL;
	if (threads_count < THREADS_MAX && limit_allows_thread(threads_count))
		thread = thread_make();
	if (thread)
		inherit(thread, request);
	lock_release(&threads_lock);
	if (!thread)
		return -EAGAIN;
	int id = thread->id;
	/* as Linux does: what can't be written is passed over */
	if (request->flags & CLONE_PARENT_SETTID)
		copy_out(request->parent_id, &id, sizeof id);
	if (request->flags & CLONE_CHILD_SETTID)
		copy_out(request->child_id, &id, sizeof id);
	begin_at(thread, request);
	thread->inside = 1;
	__atomic_store_n(&thread->state, THREAD_READY, __ATOMIC_SEQ_CST);
	ready_add(thread);
	return id;
}

long clone_thread(unsigned long flags, uintptr_t stack, int *parent_id, int *child_id,
                  uintptr_t fs, const struct clone_registers *registers)
{
	LINKS(cpu_start_next);
	LINKS(thread_exit);
	LINKS(sys_futex); /* the C library's own locks */
	struct request request = {flags, stack, parent_id, child_id, fs, registers};

	if (cpu_is_inside())
		request.registers = NULL;
	enter();
	return leave(clone(&request));
}
