/* SPDX-License-Identifier: ISC */
/*
 * Threads. Each has a stack in the libos, used by calls that may sleep, by upcalls that
 * interrupted it, and on the way back to the program; its end is the thread's place for
 * the registers of the interrupted program (frame.h of samara/).
 */
#ifndef LIBOS_SCHED_THREAD_H
#define LIBOS_SCHED_THREAD_H

#include "sched/cpu.h"
#include "signal/state.h"

#pragma GCC visibility push(hidden)

enum thread_state {
	THREAD_RUNNING,  /* on a CPU, and not about to leave it */
	THREAD_READY,    /* in a queue of a CPU */
	THREAD_SLEEPING, /* thread_wake() makes it ready */
	THREAD_ENDED
};

#define THREAD_NAME 16 /* bytes with the NUL (prctl(2), PR_SET_NAME) */

struct robust_list_head;

struct thread {
	uintptr_t stack; /* the end of its stack in the libos */
	uintptr_t saved; /* its stack pointer there while it doesn't run */
	int id;
	uint8_t state;       /* enum thread_state; atomic */
	uint8_t inside;      /* cpu.inside while it doesn't run */
	bool running;        /* a CPU is on its stack; atomic */
	bool timed_out;      /* thread_sleep() */
	bool deaf;           /* neither signals nor cancellation end a sleep (mutex.h) */
	bool ending;         /* hands no lock over any more (threads_lock) */
	bool ended;          /* not among all threads any more (threads_lock); atomic */
	uintptr_t fs;        /* thread pointer */
	uint64_t affinity;   /* bit n: may run on CPU n */
	struct thread *next; /* in a queue of a CPU, or among those that have ended */

	const int *cancel;               /* not 0: a call that sleeps returns (wait.h) */
	int *clear_id;                   /* set_tid_address(2) */
	struct robust_list_head *robust; /* set_robust_list(2) */

	uint64_t since; /* time/cpu_clock.c: when it began to run, ns */
	uint64_t ran;   /* before that, ns */
	unsigned held;  /* clocks that show it: its memory stays (threads_lock) */

	struct {
		int policy, priority, nice;
	} schedule; /* accepted, and told again */
	char name[THREAD_NAME];

	struct thread *list_next, **list_link; /* all threads (threads_lock) */
	struct thread_signals signals;
};

extern struct thread thread_first; /* cpu.c: the main thread */

/* thread.c */
extern struct lock threads_lock;
extern struct thread *threads;      /* all of them */
extern unsigned threads_count;      /* how many */
int thread_last_id(void);           /* the one given last */
void sched_begin(void) WEAK;        /* once, at the start, where threads can sleep */
struct thread *thread_find(int id); /* 0: the caller. NULL: none. Valid under
                                       threads_lock, or while the thread can't end. */

/* A clock more shows the thread's time, or one less; under threads_lock. thread.c */
void thread_hold(struct thread *thread) WEAK;
void thread_drop(struct thread *thread) WEAK;

/* schedule.c; called inside, without a lock. */
void thread_wake(struct thread *thread); /* if it sleeps; any lock may be held */
void thread_yield(void);
void schedule(void); /* run another thread, unless this one is ready and the only one */

#pragma GCC visibility pop
#endif
