/* SPDX-License-Identifier: ISC */
/*
 * The platform, played (machine.h). What is between CPUs here orders nothing but itself,
 * so that the libos's own order is what ThreadSanitizer sees: events are relaxed atomics,
 * and a CPU sleeps in the host's futex without a lock.
 */
#define _GNU_SOURCE
#include "machine.h"
#include "fs/file.h"
#include "mem/memory.h"
#include "sched/leave.h"
#include "sched/x86_64/switch.h"
#include <asm/prctl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <samara/image.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SPACE         (16ul << 30) /* the region of the libos is a 64th */
#define VECTOR        512          /* the state of FXSAVE is enough here */
#define RARELY        16           /* one of so many chances becomes an interrupt */
#define SLEEP_AT_MOST 50000000     /* ns */

struct platform_information platform_information;
struct stack main_stack;
struct crash_request crash_request;
const struct image_note image_note;
const int image_faults[1], image_faults_end[1]; /* no fault is expected */

static struct {
	unsigned events; /* atomic; the host's futex */
	uint64_t timer;  /* the CPU's own */
	uintptr_t fs;
	uint32_t random;
	char padding[64];
} machine[CPUS_MAX];

_Noreturn void panic(const char *why)
{
	fprintf(stderr, "panic: %s\n", why);
	abort();
}

_Noreturn void crash(const char *reason, int signal)
{
	panic(reason);
}

_Noreturn void crash_report(const struct crash *report)
{
	panic(report->reason);
}

void log_line(const char *text, ...)
{
}

/* ---- memory ---- */

static int changed(int result)
{
	return result ? -ENOMEM : 0;
}

int platform_memory_map(unsigned space, void *address, size_t length, unsigned protection)
{
	return changed(mmap(address, length, (int)protection,
	                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1,
	                    0) == MAP_FAILED);
}

int platform_memory_protect(unsigned space, void *address, size_t length,
                            unsigned protection)
{
	return changed(mprotect(address, length, (int)protection));
}

int platform_memory_unmap(unsigned space, void *address, size_t length)
{
	return platform_memory_map(space, address, length, 0);
}

int platform_memory_discard(unsigned space, void *address, size_t length)
{
	return changed(madvise(address, length, MADV_DONTNEED));
}

int platform_memory_seal(unsigned space, void *address, size_t length)
{
	return 0;
}

int platform_memory_move(unsigned space, void *from, void *to, size_t length)
{
	return changed(mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to) ==
	               MAP_FAILED);
}

size_t platform_memory_free(void)
{
	return SIZE_MAX;
}

/* A word that threads share is written in one step, as on a processor. */
size_t copy_bytes(void *to, const void *from, size_t size)
{
	if (size == 4 && (uintptr_t)to % 4 == 0)
		__atomic_store_n((uint32_t *)to, *(const uint32_t *)from,
		                 __ATOMIC_SEQ_CST);
	else
		memcpy(to, from, size);
	return 0;
}

/* Perhaps other CPUs come much further now: what lies between two steps matters. */
static void linger(void)
{
	if (next_random(&machine[cpu_number()].random) % RARELY == 0)
		usleep(10);
}

int word_read(const uint32_t *word, uint32_t *found)
{
	*found = __atomic_load_n(word, __ATOMIC_SEQ_CST);
	linger();
	return 0;
}

int word_compare_exchange(uint32_t *word, uint32_t old, uint32_t new, uint32_t *found)
{
	*found = old;
	__atomic_compare_exchange_n(word, found, new, false, __ATOMIC_SEQ_CST,
	                            __ATOMIC_SEQ_CST);
	linger();
	return 0;
}

int touch(void *address, bool write)
{
	return 0;
}

/* There are no files. */
struct file *file_get(int number)
{
	return NULL;
}

void file_put(struct file *file)
{
}

/* ---- time, events ---- */

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Those of `wanted` that are pending on this CPU; no longer. */
static unsigned take(unsigned wanted)
{
	unsigned cpu = cpu_number();
	unsigned events =
	        __atomic_fetch_and(&machine[cpu].events, ~wanted, __ATOMIC_RELAXED) &
	        wanted;

	if ((wanted & PLATFORM_EVENT_TIMER) && machine[cpu].timer <= now()) {
		machine[cpu].timer = UINT64_MAX;
		events |= PLATFORM_EVENT_TIMER;
	}
	return events;
}

#define INTERRUPTING (PLATFORM_EVENT_TIMER | PLATFORM_EVENT_PEER | PLATFORM_EVENT_SIGNAL)

void machine_interrupt(void)
{
	unsigned cpu = cpu_number();
	bool spurious = next_random(&machine[cpu].random) % (4 * RARELY) == 0;
	unsigned events = take(INTERRUPTING);

	if (events || spurious)
		machine_upcall(events, cpu_this()->idle_stack);
}

/* In the libos an upcall only leaves a note. */
static void interrupt_inside(void)
{
	if (!cpu_this()->inside || next_random(&machine[cpu_number()].random) % RARELY)
		return;
	struct platform_frame frame = {.cause = PLATFORM_CAUSE_EVENT,
	                               .error = take(INTERRUPTING)};
	libos_upcall(&frame, NULL);
}

static long host_futex(unsigned *word, int operation, unsigned value,
                       const struct timespec *limit)
{
	return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, limit,
	               NULL, 0);
}

static void host_sleep(unsigned cpu, unsigned found, uint64_t deadline)
{
	uint64_t time = now(), limit = SLEEP_AT_MOST;

	if (deadline < time + limit)
		limit = deadline > time ? deadline - time : 0;
	struct timespec relative = {0, (long)limit};
	host_futex(&machine[cpu].events, FUTEX_WAIT, found, &relative);
}

unsigned platform_wait(unsigned events, uint64_t deadline, const volatile uint8_t *stop)
{
	unsigned cpu = cpu_number();

	for (;;) {
		unsigned found = __atomic_load_n(&machine[cpu].events, __ATOMIC_RELAXED);
		unsigned taken = take(events);
		if (taken || __atomic_load_n(stop, __ATOMIC_RELAXED) || now() >= deadline)
			return taken;
		host_sleep(cpu, found & ~events,
		           deadline < machine[cpu].timer ? deadline : machine[cpu].timer);
	}
}

void platform_timer_set(uint64_t deadline)
{
	machine[cpu_number()].timer = deadline;
	interrupt_inside();
}

uint64_t platform_clock_monotonic(void)
{
	uint64_t time = now();

	interrupt_inside();
	return time;
}

uint64_t platform_clock_wall(void)
{
	return now() + 1000000000000000000u;
}

static uint64_t signals_wanted, signals; /* atomic */

void platform_signals_want(uint64_t wanted)
{
	__atomic_store_n(&signals_wanted, wanted, __ATOMIC_RELAXED);
}

uint64_t platform_signals_take(void)
{
	return __atomic_exchange_n(&signals, 0, __ATOMIC_RELAXED);
}

static void post(unsigned cpu, unsigned event)
{
	__atomic_fetch_or(&machine[cpu].events, event, __ATOMIC_RELAXED);
	host_futex(&machine[cpu].events, FUTEX_WAKE, 1, NULL);
}

bool machine_raise(int signal)
{
	uint64_t bit = 1ull << (signal - 1);
	unsigned cpu = next_random(&machine[cpu_number()].random) % cpus_count();

	if (!(__atomic_load_n(&signals_wanted, __ATOMIC_RELAXED) & bit))
		return false;
	__atomic_fetch_or(&signals, bit, __ATOMIC_RELEASE);
	post(cpu, PLATFORM_EVENT_SIGNAL);
	return true;
}

/* ---- CPUs ---- */

void platform_cpu_pointer_set(uintptr_t value)
{
	syscall(SYS_arch_prctl, ARCH_SET_GS, value);
	fiber_begin();
	machine[cpu_number()].timer = UINT64_MAX;
}

void platform_thread_pointer_set(uintptr_t value)
{
	machine[cpu_number()].fs = value;
}

uintptr_t machine_thread_pointer(void)
{
	return machine[cpu_number()].fs;
}

struct start {
	uintptr_t stack;
	void (*entry)(void);
};

static long begin(void *argument)
{
	((const struct start *)argument)->entry();
	return 0;
}

static void *host_thread(void *argument)
{
	stack_call(begin, argument, ((const struct start *)argument)->stack);
	return NULL;
}

int platform_cpu_start(unsigned cpu, void *stack_high, size_t size, void (*entry)(void))
{
	static struct start starts[CPUS_MAX];
	pthread_t thread;

	starts[cpu] = (struct start){(uintptr_t)stack_high, entry};
	if (pthread_create(&thread, NULL, host_thread, &starts[cpu]))
		return -EAGAIN;
	pthread_detach(thread);
	return 0;
}

void platform_cpu_notify(unsigned cpu)
{
	post(cpu, PLATFORM_EVENT_PEER);
}

void platform_cpu_relax(void)
{
	sched_yield();
}

size_t platform_vector_size(void)
{
	return VECTOR;
}

_Noreturn void platform_exit(int status)
{
	fprintf(stderr, "machine: the last thread has ended, status %d\n", status);
	exit(status ? status : 1);
}

/* ---- begin ---- */

char *machine_stack(void)
{
	char *stack = mmap(NULL, MACHINE_STACK, PROT_READ | PROT_WRITE,
	                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return stack == MAP_FAILED ? NULL : stack + MACHINE_STACK;
}

_Noreturn void machine_start(unsigned count, uint32_t seed, long (*program)(void *))
{
	char *space = mmap(NULL, SPACE, PROT_NONE,
	                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (space == MAP_FAILED)
		panic("machine: no address space");
	platform_information =
	        (struct platform_information){.space_low = (uintptr_t)space,
	                                      .space_high = (uintptr_t)space + SPACE,
	                                      .memory = SIZE_MAX,
	                                      .cpus = count};
	main_stack.high = platform_information.space_high - SPACE / 16;
	main_stack.low = main_stack.high - STACK_MAIN;
	main_stack.guard = main_stack.low - STACK_GUARD;
	for (unsigned n = 0; n < count; n++)
		machine[n].random = seed + n * 2 + 1;
	cpu_begin();
	fiber_enter(&thread_first);
	stack_call(program, NULL, (uintptr_t)machine_stack());
	panic("machine: the program has returned");
}
