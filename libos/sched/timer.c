/* SPDX-License-Identifier: ISC */
/*
 * Timers (timer.h): a pairing heap for each CPU (Fredman, Sedgewick, Sleator, Tarjan: The
 * pairing heap, Algorithmica 1, 1986). A node's children are a list by `sibling`, and
 * `previous` is the sibling before or, for the first, the parent.
 * Lock: the CPU's timer_lock.
 */
#include "sched/timer.h"

/* Two heaps become one; either may be NULL. */
static struct timer *meld(struct timer *a, struct timer *b)
{
	if (!a || !b)
		return a ? a : b;
	if (b->deadline < a->deadline) {
		struct timer *swap = a;
		a = b;
		b = swap;
	}
	b->previous = a;
	b->sibling = a->child;
	if (a->child)
		a->child->previous = b;
	a->child = b;
	return a;
}

/* The heaps of a list of siblings become one: by pairs first, then those from the last to
 * the first. */
static struct timer *meld_siblings(struct timer *first)
{
	struct timer *pairs = NULL, *heap = NULL;

	while (first) {
		struct timer *a = first, *b = a->sibling;
		first = b ? b->sibling : NULL;
		a->sibling = NULL;
		if (b)
			b->sibling = NULL;
		a = meld(a, b);
		a->sibling = pairs;
		pairs = a;
	}
	while (pairs) {
		struct timer *next = pairs->sibling;
		pairs->sibling = NULL;
		heap = meld(heap, pairs);
		pairs = next;
	}
	if (heap)
		heap->previous = NULL;
	return heap;
}

static void set_heap(struct cpu *cpu, struct timer *heap)
{
	__atomic_store_n(&cpu->timers, heap, __ATOMIC_RELAXED); /* timers_any() */
}

static void insert(struct cpu *cpu, struct timer *timer)
{
	timer->cpu = cpu;
	timer->child = timer->sibling = timer->previous = NULL;
	set_heap(cpu, meld(cpu->timers, timer));
}

static void take_out(struct cpu *cpu, struct timer *timer)
{
	struct timer *rest = meld_siblings(timer->child), *previous = timer->previous;

	if (!previous) {
		set_heap(cpu, rest);
		return;
	}
	if (previous->child == timer)
		previous->child = timer->sibling;
	else
		previous->sibling = timer->sibling;
	if (timer->sibling)
		timer->sibling->previous = previous;
	set_heap(cpu, meld(cpu->timers, rest));
}

void timer_arm(struct cpu *cpu, uint64_t deadline)
{
	if (deadline >= cpu->armed)
		return;
	cpu->armed = deadline;
	platform_timer_set(deadline);
}

void timer_add(struct timer *timer, uint64_t deadline)
{
	struct cpu *cpu = cpu_this();

	timer->deadline = deadline;
	if (deadline == TIMER_NEVER)
		return;
	lock_acquire(&cpu->timer_lock);
	insert(cpu, timer);
	lock_release(&cpu->timer_lock);
}

void timer_set(struct timer *timer, uint64_t deadline)
{
	timer_add(timer, deadline);
	timer_arm(cpu_this(), deadline);
}

bool timer_cancel(struct timer *timer)
{
	struct cpu *cpu;
	bool pending = false;

	/* it leaves its heap under the lock, for good */
	while (!pending && (cpu = __atomic_load_n(&timer->cpu, __ATOMIC_ACQUIRE))) {
		lock_acquire(&cpu->timer_lock);
		pending = timer->cpu == cpu;
		if (pending) {
			take_out(cpu, timer);
			timer->cpu = NULL;
		}
		lock_release(&cpu->timer_lock);
	}
	return pending;
}

void timers_expire(struct cpu *cpu)
{
	struct timer *timer;

	if (!timers_any(cpu))
		return;
	uint64_t now = platform_clock_monotonic();
	lock_acquire(&cpu->timer_lock);
	while ((timer = cpu->timers) && timer->deadline <= now) {
		take_out(cpu, timer);
		/* timer_cancel() waits for the lock while timer->cpu is set */
		uint64_t again = timer->expire(timer);
		timer->deadline = again;
		if (again == TIMER_NEVER)
			__atomic_store_n(&timer->cpu, NULL, __ATOMIC_RELEASE);
		else
			insert(cpu, timer);
	}
	lock_release(&cpu->timer_lock);
}

uint64_t timers_first(struct cpu *cpu)
{
	lock_acquire(&cpu->timer_lock);
	uint64_t first = cpu->timers ? cpu->timers->deadline : TIMER_NEVER;
	lock_release(&cpu->timer_lock);
	return first;
}
