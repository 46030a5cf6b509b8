/* SPDX-License-Identifier: ISC */
/*
 * What switch.S and call.S do, and what a thread that doesn't run has on its stack.
 */
#ifndef LIBOS_SCHED_X86_64_SWITCH_H
#define LIBOS_SCHED_X86_64_SWITCH_H

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

struct switch_frame {
	uint32_t mxcsr;
	uint16_t control; /* of the x87 unit */
	uint16_t padding;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uint64_t rip;
};

void stack_switch(uintptr_t *saved, bool *running, uintptr_t to);
void stack_idle(uintptr_t *saved, bool *running, uintptr_t stack, void (*function)(void));
_Noreturn void stack_start(uintptr_t to);

/* call.S: function(argument) on the stack that ends at `stack`, unless the present one is
 * that already. */
long stack_call(long (*function)(void *), void *argument, uintptr_t stack);

/* vector.S: `area` is aligned to 64 bytes; 512 bytes mean FXSAVE. vector_load() takes any
 * contents: what the processor refuses leaves the registers as they are, and is false. */
void vector_save(void *area, size_t size);
bool vector_load(const void *area, size_t size);

#pragma GCC visibility pop
#endif
