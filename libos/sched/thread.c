/* SPDX-License-Identifier: ISC */
/*
 * All threads, and the memory that each has in the libos: a stack with a guard page below
 * and, for all but the main thread, its struct thread above. Some blocks of threads that
 * have ended are kept for the next ones; one that a clock of processor time shows stays
 * as it is. Lock: threads_lock.
 */
#include "sched/thread.h"
#include "mem/memory.h"
#include "sched/thread_memory.h"

struct lock threads_lock;
struct thread *threads;
unsigned threads_count;
static struct thread *ended; /* the first of so many: */
static unsigned ended_count;
static int last_id = 1;

static void list_add(struct thread *thread)
{
	thread->list_next = threads;
	thread->list_link = &threads;
	if (threads)
		threads->list_link = &thread->list_next;
	threads = thread;
	threads_count++;
}

/* The lowest address of a new stack's block, or 0. */
static uintptr_t block_make(void)
{
	char *block = memory_map(THREAD_STACK_SIZE + PLATFORM_PAGE);

	if (block && platform_memory_protect(0, block, PLATFORM_PAGE, 0)) {
		memory_unmap(block, THREAD_STACK_SIZE + PLATFORM_PAGE);
		block = NULL;
	}
	return (uintptr_t)block;
}

/* The next id that no thread has: a new one, until all have been used once. */
static int id_next(void)
{
	static bool again;

	do {
		again |= last_id == THREAD_ID_MAX;
		last_id = last_id < THREAD_ID_MAX ? last_id + 1 : 2;
	} while (again && thread_find(last_id));
	return last_id;
}

int thread_last_id(void)
{
	return __atomic_load_n(&last_id, __ATOMIC_RELAXED);
}

struct thread *thread_make(void)
{
	struct thread *thread = ended;

	if (thread) {
		ended = thread->next;
		ended_count--;
		/* it may be on its way out still, on another CPU */
		while (__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE))
			platform_cpu_relax();
	} else {
		uintptr_t block = block_make();
		if (!block)
			return NULL;
		thread = (struct thread *)((block + PLATFORM_PAGE + THREAD_STACK_SIZE -
		                            sizeof *thread) &
		                           -64ul);
	}
	memset(thread, 0, sizeof *thread);
	thread->stack = (uintptr_t)thread;
	thread->id = id_next();
	list_add(thread);
	return thread;
}

/* Of those that ended before, one more than are kept. It may still be on its way out. */
static void give_back(void)
{
	struct thread *thread = ended;
	uintptr_t end =
	        ((uintptr_t)(thread + 1) + PLATFORM_PAGE - 1) & -(uintptr_t)PLATFORM_PAGE;

	if (__atomic_load_n(&thread->running, __ATOMIC_ACQUIRE))
		return;
	ended = thread->next;
	ended_count--;
	memory_unmap((void *)(end - THREAD_STACK_SIZE - PLATFORM_PAGE),
	             THREAD_STACK_SIZE + PLATFORM_PAGE);
}

/* Its memory is for another one. */
static void keep(struct thread *thread)
{
	if (ended_count >= THREADS_KEPT)
		give_back();
	thread->next = ended;
	ended = thread;
	ended_count++;
}

void thread_unmake(struct thread *thread)
{
	*thread->list_link = thread->list_next;
	if (thread->list_next)
		thread->list_next->list_link = thread->list_link;
	threads_count--;
	__atomic_store_n(&thread->ended, true, __ATOMIC_RELAXED);
	if (thread != &thread_first && !thread->held)
		keep(thread);
}

void thread_hold(struct thread *thread)
{
	thread->held++;
}

void thread_drop(struct thread *thread)
{
	thread->held--;
	if (thread != &thread_first && !thread->held && thread->ended)
		keep(thread);
}

struct thread *thread_find(int id)
{
	if (!id)
		return thread_this();
	for (struct thread *thread = threads; thread; thread = thread->list_next)
		if (thread->id == id)
			return thread;
	return NULL;
}

/* As Linux does: the last part of the program's file name. */
static void name_after_program(struct thread *thread)
{
	const char *name = platform_information.argument_count
	                           ? platform_information.arguments[0]
	                           : "";

	for (const char *at = name; *at; at++)
		if (*at == '/')
			name = at + 1;
	for (unsigned n = 0; n < THREAD_NAME - 1 && name[n]; n++)
		thread->name[n] = name[n];
}

void sched_begin(void)
{
	struct thread *thread = &thread_first;
	struct cpu *cpu = cpu_this();
	uintptr_t block = block_make();

	if (!block)
		panic("start: no memory for the first thread");
	thread->stack = block + PLATFORM_PAGE + THREAD_STACK_SIZE;
	thread->running = true;
	thread->affinity = ~0ul >> (64 - CPUS_MAX);
	name_after_program(thread);
	list_add(thread);
	cpus[0] = cpu;
	cpus_started = 1;
	cpu->armed = UINT64_MAX;
	cpu->idle_stack = (uintptr_t)__builtin_frame_address(0) & -16ul;
}
