/* SPDX-License-Identifier: ISC */
/*
 * Threads that could run (ready.h). Who wakes a thread puts it into its own CPU's queue,
 * which is the cheapest for threads that hand work to each other; an idle CPU is called
 * only when two wait, or when one has waited for a time slice. A CPU without work looks
 * into the queues of the others. Lock: ready_lock of each CPU, one at a time.
 */
#include "sched/ready.h"
#include "sched/cpu_start.h"
#include "sched/timer.h"

static bool allowed(const struct thread *thread, unsigned cpu)
{
	return __atomic_load_n(&thread->affinity, __ATOMIC_RELAXED) >> cpu & 1;
}

/* Where a thread goes that is made ready on this CPU. */
static struct cpu *queue_for(const struct thread *thread)
{
	struct cpu *cpu = cpu_this();

	if (allowed(thread, cpu->number))
		return cpu;
	for (unsigned n = 0; n < cpus_count(); n++)
		if (allowed(thread, n))
			return cpus[n];
	return cpu; /* it has none that has been started: better here than nowhere */
}

void cpu_interrupt(struct cpu *cpu)
{
	__atomic_store_n(&cpu->attention, 1, __ATOMIC_SEQ_CST);
	if (cpu != cpu_this())
		platform_cpu_notify(cpu->number);
}

/* Call an idle CPU that could take something from the queues. */
static void call_idle(void)
{
	for (unsigned n = 0; n < cpus_count(); n++) {
		struct cpu *cpu = cpus[n];
		if (__atomic_exchange_n(&cpu->sleeping, false, __ATOMIC_SEQ_CST)) {
			platform_cpu_notify(n);
			return;
		}
	}
	if (cpu_start_next)
		cpu_start_next();
}

/* How many the queue holds then. */
static unsigned add_to(struct cpu *cpu, struct thread *thread)
{
	lock_acquire(&cpu->ready_lock);
	thread->next = NULL;
	if (cpu->ready_first)
		cpu->ready_last->next = thread;
	else
		cpu->ready_first = thread;
	cpu->ready_last = thread;
	__atomic_store_n(&cpu->ready_count, cpu->ready_count + 1, __ATOMIC_SEQ_CST);
	unsigned count = cpu->ready_count;
	lock_release(&cpu->ready_lock);
	return count;
}

void slice_begin(struct cpu *cpu)
{
	cpu->slice = true;
	cpu->slice_end = platform_clock_monotonic() + TIME_SLICE;
	timer_arm(cpu, cpu->slice_end);
}

void ready_add(struct thread *thread)
{
	struct cpu *cpu = queue_for(thread);
	unsigned count = add_to(cpu, thread);

	if (cpu != cpu_this()) {
		cpu_interrupt(cpu);
		return;
	}
	if (!cpu->slice)
		slice_begin(cpu);
	if (count > 1)
		call_idle();
}

static void unlink_after(struct cpu *cpu, struct thread *before, struct thread *thread)
{
	if (before)
		before->next = thread->next;
	else
		cpu->ready_first = thread->next;
	if (!thread->next)
		cpu->ready_last = before;
	__atomic_store_n(&cpu->ready_count, cpu->ready_count - 1, __ATOMIC_RELAXED);
}

/* The first thread in `from`'s queue that may run on CPU `cpu`. One whose stack is in use
 * still is passed over, but for `self`, who asks. */
static struct thread *take(struct cpu *from, const struct cpu *cpu,
                           const struct thread *self)
{
	struct thread *before = NULL, *thread;

	if (!__atomic_load_n(&from->ready_count, __ATOMIC_SEQ_CST))
		return NULL;
	lock_acquire(&from->ready_lock);
	for (thread = from->ready_first; thread; before = thread, thread = thread->next) {
		bool busy = __atomic_load_n(&thread->running, __ATOMIC_ACQUIRE) &&
		            thread != self;
		if (!busy && allowed(thread, cpu->number))
			break;
	}
	if (thread) {
		unlink_after(from, before, thread);
		__atomic_store_n(&thread->running, true, __ATOMIC_RELAXED);
		__atomic_store_n(&thread->state, THREAD_RUNNING, __ATOMIC_SEQ_CST);
	}
	lock_release(&from->ready_lock);
	return thread;
}

/* The CPU with the shortest queue. */
static struct cpu *least_loaded(void)
{
	struct cpu *least = cpus[0];

	for (unsigned n = 1; n < cpus_count(); n++)
		if (ready_waiting(cpus[n]) < ready_waiting(least))
			least = cpus[n];
	return least;
}

void ready_share(struct cpu *cpu)
{
	struct cpu *other = least_loaded();

	if (!ready_waiting(cpu))
		return;
	call_idle();
	if (ready_waiting(cpu) < ready_waiting(other) + 2)
		return;
	struct thread *thread = take(cpu, other, NULL);
	if (!thread)
		return;
	__atomic_store_n(&thread->running, false, __ATOMIC_RELAXED);
	__atomic_store_n(&thread->state, THREAD_READY, __ATOMIC_SEQ_CST);
	add_to(other, thread);
	cpu_interrupt(other);
}

/* Take a certain thread out of a queue; false: it isn't in it. */
static bool take_out(struct cpu *cpu, struct thread *thread)
{
	struct thread *before = NULL, *next;

	lock_acquire(&cpu->ready_lock);
	for (next = cpu->ready_first; next && next != thread; next = next->next)
		before = next;
	if (next)
		unlink_after(cpu, before, next);
	lock_release(&cpu->ready_lock);
	return next;
}

void ready_move(struct thread *thread)
{
	for (unsigned n = 0; n < cpus_count(); n++) {
		if (take_out(cpus[n], thread)) {
			ready_add(thread);
			return;
		}
		if (__atomic_load_n(&cpus[n]->thread, __ATOMIC_SEQ_CST) == thread &&
		    !allowed(thread, n))
			cpu_interrupt(cpus[n]);
	}
	/* asleep, or between a queue and a CPU, where it meets its time slice's end */
}

struct thread *ready_take(struct cpu *cpu)
{
	struct thread *thread = take(cpu, cpu, cpu->thread);

	for (unsigned n = 0; !thread && n < cpus_count(); n++)
		if (cpus[n] != cpu)
			thread = take(cpus[n], cpu, cpu->thread);
	return thread;
}
