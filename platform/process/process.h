/* SPDX-License-Identifier: ISC */
/*
 * The contract below the libos as a Linux process: what the members of platform/process
 * share. Global names begin with process_, because the program's own names live in the
 * same link. A CPU is a thread of the host; CPU 0 is the process's first one.
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

/* The same for file memory, and for what shows it with copies of what is written. */
#define PROCESS_MAP_FILE (MAP_SHARED | MAP_FIXED)
#define PROCESS_MAP_COPY (MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE)

#define PROCESS_SEALS 16 /* sealed ranges, apart from the image; neighbours share one */

/* The host's signal for events on a CPU. A thread has it pending once at most, so sending
 * can't fail for want of memory; nothing comes of one that nobody awaits; and debuggers
 * pass it on without stopping. */
#define PROCESS_EVENT SIGURG

/* The flags of clone(2) for a CPU; the filter compares them. */
#define PROCESS_CLONE                                                       \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	 CLONE_SYSVSEM | CLONE_PARENT_SETTID)

/* For the few variables that every start touches: on the page of initialised data, which
 * is written anyway, not among the large zeroed ones. */
#define PROCESS_START_DATA __attribute__((section(".data.process")))

/* What the host said at the start. Filled by begin.c, read-only afterwards. */
struct process_host {
	uintptr_t vdso;       /* address of its ELF header, or 0 */
	unsigned long hwcap2; /* AT_HWCAP2 (getauxval(3)) */
	unsigned long secure; /* AT_SECURE: the environment is from somebody with fewer
	                         rights */
	int process;          /* its number; filled where events.c is linked */
	int file_memory;      /* descriptor; filled where files.c is linked; 0: none */
};
extern struct process_host process_host;

struct ucontext;

/* What belongs to one CPU. sleep.S knows the first three. */
struct process_cpu {
	uint32_t pending;             /* PLATFORM_EVENT_*; atomic */
	uint32_t awaited;             /* by platform_wait() */
	const volatile uint8_t *stop; /* from there, too */
	uint64_t deadline; /* of the timer; UINT64_MAX: it has come, or is stopped */
	int thread;        /* the host's number for it; of CPU 0 the process's */
	int timer;         /* the host's number for it, plus 1; 0: none yet */
	bool starting;     /* not ready for upcalls before platform_cpu_pointer_set() */
};

/* cpu.c */
extern struct process_cpu process_cpus[];
extern unsigned process_cpus_started; /* besides CPU 0 */

/* The upper end of a CPU's upcall stack, above what the host knows of it: there a signal
 * handler finds whose stack it runs on. Of CPU 0, the number alone (start.S). */
struct process_stack_end {
	uint64_t cpu;
	uint64_t size; /* of the stack, with this */
	void (*entry)(void);
	uint64_t reserved[5]; /* the host's frames hold rows of 64 bytes */
};
#define PROCESS_STACK_END 16 /* bytes of CPU 0's */

/* The CPU that this runs on, while the libos has GS point to what is its own, the number
 * in the 32-bit word at 8. An image that never starts a second CPU needs no GS for it. */
static inline struct process_cpu *process_cpu(void)
{
	uint32_t number = 0;
	if (process_cpus_started)
		__asm__ volatile("movl %%gs:8, %0" : "=r"(number));
	return &process_cpus[number];
}

/* A lock of the platform's own. Nothing waits while it holds one. */
static inline void process_lock(uint8_t *lock)
{
	while (__atomic_test_and_set(lock, __ATOMIC_ACQUIRE))
		linux_call1(__NR_sched_yield, 0);
}

static inline void process_unlock(uint8_t *lock)
{
	__atomic_clear(lock, __ATOMIC_RELEASE);
}

/* say.c: one line on standard error, as it is. */
void process_say(const char *line);

/* signals.c: make upcalls of the host's signals for faults, on the stack that ends at
 * `stack_high`. */
void process_signals_begin(uintptr_t stack_high);
/* From a handler: the upcall, then what it has changed goes to `context`. */
void process_upcall(struct ucontext *context, struct platform_frame *frame);
/* A thread's stack for handlers. */
void process_stack_set(uintptr_t low, uintptr_t high);
/* Let `signal` do `handler`, on that stack: a function, SIG_DFL or SIG_IGN. */
void process_signal_set(int signal, void (*handler)(void));

/* events.c: upcalls from other CPUs, timers, and outside. Linked with the calls that make
 * such things possible; begin.c and sandbox.c ask whether it is. */
/* At the start: learn what the filter denies later. Returns the number of the host's CPUs
 * that the process may use. */
unsigned process_events_begin(void);
void process_events_take(void);              /* before the first event can come */
void process_events_take_signal(int signal); /* one from outside */
void process_event_post(struct process_cpu *cpu, uint32_t event);
/* In a handler: a signal from outside, for the libos. False: it doesn't want it. */
bool process_event_came(int signal, struct ucontext *context);
extern size_t process_vector_bytes;           /* 0: no event has come so far */
extern uint64_t process_wanted, process_came; /* signals from outside; atomic */

/* events_filter.c: what the filter allows besides, for events.c and its users. Writes the
 * filter's last part and returns the number of its instructions. */
struct sock_filter;
unsigned process_events_filter(struct sock_filter *to);
#define PROCESS_EVENTS_FILTER_MAX 40

/* files.c: file memory. What it needs before the sandbox is shut, and what the filter
 * allows besides: for mmap(2), and from the instruction MADVISE on for madvise(2), with
 * the advice loaded. */
void process_files_begin(void);
unsigned process_files_filter(struct sock_filter *to);
#define PROCESS_FILES_FILTER_MADVISE 7
#define PROCESS_FILES_FILTER_OTHER                           \
	1 /* the comparison that a map of another file fails \
	   */
#define PROCESS_FILES_FILTER_MAX 10

/* root.c: before the sandbox is shut: a root that isn't part of what the host has loaded
 * is mapped, one that is counts as the image's. False: it can't be. */
bool process_root_begin(void);

/* Where file memory lies; high 0: none has been mapped. */
struct process_file_memory {
	uintptr_t low, high;
};
extern struct process_file_memory process_file_memory;

static inline bool process_is_file_memory(const void *address, size_t length)
{
	const struct process_file_memory *memory = &process_file_memory;
	uintptr_t low = (uintptr_t)address;
	return low >= memory->low && low < memory->high && length <= memory->high - low;
}

/* volume_begin.c: open what the program may use of the host's files, before the sandbox
 * is shut; from then on the host may deny all others. `sealed` and `volumes` are
 * settings, or NULL. Before that, and before anything else is opened: close what may not
 * stay open. */
void process_volumes_clear(const char *sealed, const char *volumes);
void process_volumes_begin(char *volumes, bool sandbox);
/* volume_filter.c: what the filter allows besides, from the call's number on, which is
 * loaded; other calls go on behind its end. And for mmap(2). */
unsigned process_volumes_filter(struct sock_filter *to);
unsigned process_volumes_filter_map(struct sock_filter *to);
#define PROCESS_VOLUMES_FILTER_MAX     60
#define PROCESS_VOLUMES_FILTER_MAP_MAX 8

/* block_begin.c: open the files that are disks, as the setting says, before the sandbox
 * is shut. */
void process_disks_begin(const char *setting);
/* block_filter.c: what the filter allows besides, from the call's number on, which is
 * loaded; other calls go on behind its end, with the number loaded again. */
unsigned process_disks_filter(struct sock_filter *to);
#define PROCESS_DISKS_FILTER_MAX 24

/* cpu_start.c: this CPU's GS base is set, so upcalls may come. */
void process_cpu_ready(void);

/* sleep.S: unless something awaited is there, the host's system call `number`, which
 * sleeps. A signal from process_sleep_look to process_sleep_end must not let the call
 * begin. */
long process_sleep(long a, long b, long c, long d, long number, struct process_cpu *cpu);
extern const char process_sleep_look[], process_sleep_end[];

/* thread.S: clone(2) into process_thread_begin(). */
long process_thread(long flags, struct process_stack_end *stack, int *thread);
_Noreturn void process_thread_begin(struct process_stack_end *stack);

/* upcall.S */
void process_signal_return(void);
_Noreturn void process_frame_load(const struct platform_frame *frame);

/* sandbox.c: deny every host system call that the contract doesn't need, for good. */
void process_sandbox(void);

/* range.c: -EINVAL where the range isn't within the space (or, with `image`, within the
 * image), -EPERM where it touches something sealed, else 0. */
int process_range_check(unsigned space, const void *address, size_t length, bool image);
int process_range_seal(uintptr_t low, uintptr_t high);

/* PROT_* bits of mmap(2) and mprotect(2) from PLATFORM_READ and so on. -EACCES for
 * PLATFORM_EXECUTE: all code that runs has come with the image, whose text is sealed; the
 * filter refuses PROT_EXEC besides. For a program with a run-time compiler only together
 * with PLATFORM_WRITE. -EINVAL for other bits. */
int process_protection(unsigned protection);
bool process_jit(void); /* is it one? (image.h) */

/* clock.c: CLOCK_MONOTONIC or CLOCK_REALTIME in nanoseconds. */
uint64_t process_clock(int clock);

int process_memory_map(unsigned space, void *address, size_t length, unsigned protection);
int process_memory_protect(unsigned space, void *address, size_t length,
                           unsigned protection);
int process_memory_unmap(unsigned space, void *address, size_t length);
int process_memory_seal(unsigned space, void *address, size_t length);
int process_memory_discard(unsigned space, void *address, size_t length);
int process_memory_move(unsigned space, void *from, void *to, size_t length);
int process_memory_resident(unsigned space, const void *address, size_t length,
                            uint8_t *vector);
size_t process_memory_free(void);
int process_memory_map_file(unsigned space, void *address, size_t length);
int process_memory_share(unsigned space, const void *from, void *to, size_t length,
                         unsigned protection, bool private);
unsigned process_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop);
void process_timer_set(uint64_t deadline);
void process_signals_want(uint64_t wanted);
uint64_t process_signals_take(void);
_Noreturn void process_resume(const struct platform_frame *frame);
size_t process_vector_size(void);
void process_thread_pointer_set(uintptr_t value);
void process_cpu_pointer_set(uintptr_t value);
int process_cpu_start(unsigned number, void *stack_high, size_t size,
                      void (*entry)(void));
void process_cpu_notify(unsigned number);
void process_cpu_relax(void);
uint64_t process_clock_monotonic(void);
uint64_t process_clock_wall(void);
long process_console_write(int stream, const void *buffer, size_t size);
long process_console_read(void *buffer, size_t size);
int process_console_control(int stream, unsigned long request, void *argument);
long process_volume(struct platform_volume_request *request);
int process_block_open(unsigned disk, struct platform_block *block);
long process_block_submit(unsigned disk, const struct platform_block_request *requests,
                          unsigned count);
long process_block_reap(unsigned disk, struct platform_block_completion *completions,
                        unsigned count);
long process_entropy(void *buffer, size_t size);
const void *process_root(size_t *size);
_Noreturn void process_exit(int status);

#pragma GCC visibility pop
#endif
