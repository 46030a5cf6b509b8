/* SPDX-License-Identifier: ISC */
/*
 * How a processor finds what is its own: GS base is the address of its struct cpu. Shared
 * with assembly, so the offsets of the words that it needs stand here; cpu.c and thread.c
 * check them.
 */
#ifndef LIBOS_SCHED_X86_64_PERCPU_H
#define LIBOS_SCHED_X86_64_PERCPU_H

#define CPU_THREAD    0
#define CPU_NUMBER    8
#define CPU_INSIDE    12
#define CPU_ATTENTION 13
#define CPU_SELF      16

#define THREAD_STACK 0

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct thread;

/* The running thread; for the code that runs as it, that never changes. */
static inline struct thread *thread_this(void)
{
	struct thread *thread;

	__asm__("movq %%gs:%c1, %0" : "=r"(thread) : "i"(CPU_THREAD));
	return thread;
}

static inline unsigned cpu_number(void)
{
	unsigned number;

	__asm__ volatile("movl %%gs:%c1, %0" : "=r"(number) : "i"(CPU_NUMBER));
	return number;
}

/* Stays the same only between enter() and what may sleep, or leave(). */
static inline struct cpu *cpu_this(void)
{
	struct cpu *cpu;

	__asm__ volatile("movq %%gs:%c1, %0" : "=r"(cpu) : "i"(CPU_SELF));
	return cpu;
}

static inline void percpu_enter(void)
{
	__asm__ volatile("incb %%gs:%c0" : : "i"(CPU_INSIDE) : "cc", "memory");
}

static inline bool cpu_is_inside(void)
{
	uint8_t inside;

	__asm__ volatile("movb %%gs:%c1, %0" : "=q"(inside) : "i"(CPU_INSIDE));
	return inside;
}

/* True: it was the outermost one, and there is something to attend to. One comparison
 * looks at both bytes. */
static inline bool percpu_leave(void)
{
	bool due;

	__asm__ volatile("decb %%gs:%c1\n\tcmpw $0x100, %%gs:%c1"
	                 : "=@cce"(due)
	                 : "i"(CPU_INSIDE)
	                 : "memory");
	return due;
}
#endif
#endif
