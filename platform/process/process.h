/* SPDX-License-Identifier: ISC */
/*
 * The contract below the libos as a Linux process: what the members of platform/process
 * share. Global names begin with process_, because the program's own names live in the
 * same link. One CPU, which is the process's one thread, so far.
 */
#ifndef PLATFORM_PROCESS_PROCESS_H
#define PLATFORM_PROCESS_PROCESS_H

#include "linux.h"
#include <samara/platform.h>

#pragma GCC visibility push(hidden)

/* The host's stack serves for upcalls once the libos has left it. The host grants 128 KiB
 * at least (execve(2)). A signal frame takes 1 to 11 KiB, by the processor's vector
 * registers; faults can nest in crash reports. */
#define PROCESS_UPCALL_STACK (64ul << 10)

/* The space for mappings: larger than any host's memory, and where it may begin, counted
 * from PROCESS_SPACE. It ends below 34 TiB. */
#define PROCESS_SPACE       (1ul << 40)
#define PROCESS_SPACE_RANGE (1ul << 45)

/* The flags of mmap(2) for every mapping after the start; the filter compares them. */
#define PROCESS_MAP (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE)

#define PROCESS_SEALS 16 /* sealed ranges, apart from the image; neighbours share one */

/* For the few variables that every start touches: on the page of initialised data, which
 * is written anyway, not among the large zeroed ones. */
#define PROCESS_START_DATA __attribute__((section(".data.process")))

/* What the host said at the start. Filled by begin.c, read-only afterwards. */
struct process_host {
	uintptr_t vdso;       /* address of its ELF header, or 0 */
	unsigned long hwcap2; /* AT_HWCAP2 (getauxval(3)) */
	unsigned long secure; /* AT_SECURE: the environment is from somebody with fewer
	                         rights */
};
extern struct process_host process_host;

struct ucontext;

/* An upcall under way, on the upcall stack. */
struct process_upcall {
	struct process_upcall *outer; /* that this one interrupted, or NULL */
	struct ucontext *context;     /* in the host's signal frame */
	struct platform_frame frame;
};

/* What belongs to one CPU. */
struct process_cpu {
	struct process_upcall *upcall; /* innermost */
};
extern struct process_cpu process_cpus[1];

static inline struct process_cpu *process_cpu(void)
{
	return &process_cpus[0];
}

/* say.c: one line on standard error, as it is. */
void process_say(const char *line);

/* signals.c: make upcalls of the host's signals for faults, on the stack that ends at
 * `stack_high`. */
void process_signals_take(uintptr_t stack_high);
void process_context_fill(struct ucontext *context, const struct platform_frame *frame);

/* upcall.S */
void process_signal_return(void);
_Noreturn void process_context_load(struct ucontext *context);
_Noreturn void process_frame_load(const struct platform_frame *frame);

/* sandbox.c: deny every host system call that the contract doesn't need, for good. */
void process_sandbox(void);

/* range.c: -EINVAL where the range isn't within the space (or, with `image`, within the
 * image), -EPERM where it touches something sealed, else 0. */
int process_range_check(unsigned space, const void *address, size_t length, bool image);
int process_range_seal(uintptr_t low, uintptr_t high);

/* PROT_* bits of mmap(2) and mprotect(2) from PLATFORM_READ and PLATFORM_WRITE. -EACCES
 * for PLATFORM_EXECUTE: all code that runs has come with the image, whose text is sealed;
 * the filter refuses PROT_EXEC besides. (A program with a run-time compiler, jit=toggle,
 * will have its exception here and in the filter.) -EINVAL for other bits. */
int process_protection(unsigned protection);

/* clock.c: CLOCK_MONOTONIC or CLOCK_REALTIME in nanoseconds. */
uint64_t process_clock(int clock);

int process_memory_map(unsigned space, void *address, size_t length, unsigned protection);
int process_memory_protect(unsigned space, void *address, size_t length,
                           unsigned protection);
int process_memory_unmap(unsigned space, void *address, size_t length);
int process_memory_seal(unsigned space, void *address, size_t length);
int process_memory_discard(unsigned space, void *address, size_t length);
int process_memory_move(unsigned space, void *from, void *to, size_t length);
size_t process_memory_free(void);
unsigned process_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop);
_Noreturn void process_resume(const struct platform_frame *frame);
void process_thread_pointer_set(uintptr_t value);
uint64_t process_clock_monotonic(void);
uint64_t process_clock_wall(void);
long process_console_write(int stream, const void *buffer, size_t size);
long process_console_read(void *buffer, size_t size);
int process_console_control(int stream, unsigned long request, void *argument);
long process_entropy(void *buffer, size_t size);
_Noreturn void process_exit(int status);

#pragma GCC visibility pop
#endif
