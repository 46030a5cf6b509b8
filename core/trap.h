/* SPDX-License-Identifier: ISC */
/*
 * The registers of ring 3 (or of the core itself, in wait) as entry.S saves them.
 */
#ifndef CORE_TRAP_H
#define CORE_TRAP_H

#include <stdbool.h>
#include <stdint.h>

struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};

/* entry.S */
extern char trap_entries[];
void syscall_entry(void);
_Noreturn void trap_enter(struct trap_frame *frame);

void trap(struct trap_frame *frame); /* trap.c: exceptions and interrupts */
bool gate(struct trap_frame
                  *frame); /* gate.c: calls of the program; true: rcx and r11 count */

/* upcall.c: enter the libos with `frame`'s registers as its argument; when there is no
 * way to do that the machine goes off with a report. */
void upcall(struct trap_frame *frame, uint64_t cause, uint64_t address);
long upcall_set(uint64_t entry, uint64_t stack_low, uint64_t stack_high);
long upcall_resume(struct trap_frame *frame, uint64_t platform_frame);

#endif
