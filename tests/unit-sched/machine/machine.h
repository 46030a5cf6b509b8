/* SPDX-License-Identifier: ISC */
/*
 * A machine that is played by host threads, one for each CPU, so that the libos runs on
 * several at a time under ThreadSanitizer. The platform's functions are played in
 * machine.c; fiber.c tells ThreadSanitizer about changes of the stack; registers.S holds
 * what can't be said in C.
 *
 * Interrupts come at chosen places: machine_interrupt() in the program, and some of the
 * platform's functions in the libos. A program's time must end on its own: it calls
 * machine_interrupt() now and then.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "sched/thread.h"

/* Begin: program(argument) runs as the first thread, on CPU 0 of `count`. It ends by
 * exit(). `seed` makes the random interrupts. */
_Noreturn void machine_start(unsigned count, uint32_t seed, long (*program)(void *));

/* The end of a new stack for a program's thread, MACHINE_STACK bytes; NULL: no memory. */
#define MACHINE_STACK 65536u
char *machine_stack(void);

/* Perhaps an upcall, as if the program was interrupted here. */
void machine_interrupt(void);

/* A signal comes from outside, to any CPU. False: nobody wants it. */
bool machine_raise(int signal);

/* FS base of the CPU on which the caller runs. */
uintptr_t machine_thread_pointer(void);

/* clone(2) as a C library does it: function(argument) in the new thread. */
long machine_clone(unsigned long flags, void *stack, int *parent_id, int *child_id,
                   uintptr_t fs, void (*function)(void *), void *argument);

/* registers.S: for sigaction(2). */
void machine_restorer(void);

/* registers.S: an upcall with these events, on the CPU's upcall stack. */
void machine_upcall(uint64_t events, uintptr_t stack);

/* fiber.c */
void fiber_begin(void);                 /* this host thread is a CPU that idles */
void fiber_enter(struct thread *first); /* and goes over to its first thread */

/* Numbers that repeat: xorshift (Marsaglia, 2003). */
static inline uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
