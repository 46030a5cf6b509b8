/* SPDX-License-Identifier: ISC */
/*
 * The unprivileged side of the core's gate: what the members of platform/vm share. All of
 * it runs in ring 3, on one CPU so far, and is not preempted, so nothing here is locked.
 * Global names begin with vm_, because the program's own names live in the same link.
 */
#ifndef PLATFORM_VM_H
#define PLATFORM_VM_H

#include "core/gate.h"

#define VM_STACK     16384 /* bytes: the first stack, later CPU 0's upcall stack */
#define VM_GATE_INT3 56    /* offset of vm_boot.gate_int3, for assembly */

#ifndef __ASSEMBLER__
#include <samara/platform.h>

/* The core's page. Set once by begin.c, read-only afterwards. */
extern const struct vm_boot *vm_boot_page;

/* Bring the core's side of a call of the gate into the image (core/gate/calls.h). Whoever
 * makes the call says so once, in the function that makes it. */
#define VM_USES(call)                              \
	__asm__ volatile(".globl core.call_" #call \
	                 "\n\t.reloc ., R_X86_64_NONE, core.call_" #call)

/* Call the core: GATE_... with up to five arguments; returns its result. All these names
 * are one function (gate.S), which moves the registers. */
long vm_gate0(unsigned call);
long vm_gate1(unsigned call, uint64_t a);
long vm_gate2(unsigned call, uint64_t a, uint64_t b);
long vm_gate3(unsigned call, uint64_t a, uint64_t b, uint64_t c);
long vm_gate4(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t d);
long vm_gate5(unsigned call, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);

/* Where the core sends upcalls (upcall.S). */
void vm_upcall(void);

int vm_memory_map(unsigned space, void *address, size_t length, unsigned protection);
int vm_memory_protect(unsigned space, void *address, size_t length, unsigned protection);
int vm_memory_unmap(unsigned space, void *address, size_t length);
int vm_memory_seal(unsigned space, void *address, size_t length);
int vm_memory_discard(unsigned space, void *address, size_t length);
int vm_memory_move(unsigned space, void *from, void *to, size_t length);
int vm_memory_resident(unsigned space, const void *address, size_t length,
                       uint8_t *vector);
size_t vm_memory_free(void);
int vm_memory_map_file(unsigned space, void *address, size_t length);
int vm_memory_share(unsigned space, const void *from, void *to, size_t length,
                    unsigned protection, bool private);
unsigned vm_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop);
_Noreturn void vm_resume(const struct platform_frame *frame);
size_t vm_vector_size(void);
void vm_thread_pointer_set(uintptr_t value);
void vm_cpu_pointer_set(uintptr_t value);
int vm_cpu_start(unsigned cpu, void *stack_high, size_t size, void (*entry)(void));
void vm_cpu_notify(unsigned cpu);
void vm_cpu_relax(void);
void vm_timer_set(uint64_t deadline);
void vm_signals_want(uint64_t wanted);
uint64_t vm_signals_take(void);
uint64_t vm_clock_monotonic(void);
uint64_t vm_clock_wall(void);
long vm_console_write(int stream, const void *buffer, size_t size);
long vm_console_read(void *buffer, size_t size);
int vm_console_control(int stream, unsigned long request, void *argument);
long vm_volume(struct platform_volume_request *request);
int vm_block_open(unsigned disk, struct platform_block *block);
long vm_block_submit(unsigned disk, const struct platform_block_request *requests,
                     unsigned count);
long vm_block_reap(unsigned disk, struct platform_block_completion *completions,
                   unsigned count);
long vm_entropy(void *buffer, size_t size);
const void *vm_root(size_t *size);
_Noreturn void vm_exit(int status);

static inline uint64_t vm_timestamp(void)
{
	uint32_t low, high;
	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return low | (uint64_t)high << 32;
}
#endif
#endif
