/* SPDX-License-Identifier: ISC */
/*
 * Events: the timer, other CPUs, and signals from outside. Each comes as a signal of the
 * host to a thread, whose handler makes bits pending in the CPU's memory and takes them
 * up as an upcall, or ends platform_wait(). Linked only with the calls that need it.
 * Without locks: a CPU's bits are atomic, the rest of its memory is its own.
 *
 * An event may come while another handler is on its way to the libos: the upcall then
 * finds rsp within the upcall stack, and takes the bits of both. So the outer one goes up
 * even when no bit is left for it.
 */
#include "limits.h"
#include "process.h"
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/ucontext.h>
#include <errno.h>

__asm__(".globl process_events_filter"); /* in every image that has this */

#define HOST_CPUS_MAX 8192 /* Linux's largest configuration */

size_t process_vector_bytes;
uint64_t process_wanted, process_came;

/* Whose upcall stack the handler runs on. NULL: a CPU that has none yet. */
static struct process_cpu *cpu_of(const struct ucontext *context)
{
	const stack_t *stack = &context->uc_stack;
	const struct process_stack_end *end =
	        (const void *)((uintptr_t)stack->ss_sp + stack->ss_size);
	return stack->ss_size ? &process_cpus[end->cpu] : NULL;
}

/* If the signal came between platform_wait's look and the end of its sleep, it doesn't
 * sleep (again). */
static bool end_sleep(struct sigcontext *registers)
{
	uintptr_t look = (uintptr_t)process_sleep_look,
	          end = (uintptr_t)process_sleep_end;
	if (registers->rip - look > end - look)
		return false;
	if (registers->rip != end) {
		registers->rip = end;
		registers->rax = (uint64_t)-EINTR;
	}
	return true;
}

static void deliver(struct process_cpu *cpu, struct ucontext *context)
{
	struct platform_frame frame = {.cause = PLATFORM_CAUSE_EVENT};
	uint32_t stay = 0;

	if (cpu->starting)
		return;
	if (end_sleep(&context->uc_mcontext)) {
		stay = cpu->awaited;
		if (!(cpu->pending & ~stay))
			return;
	}
	frame.error = __atomic_fetch_and(&cpu->pending, stay, __ATOMIC_SEQ_CST) & ~stay;
	process_upcall(context, &frame);
}

static void make_pending(struct process_cpu *cpu, uint32_t event)
{
	__atomic_fetch_or(&cpu->pending, event, __ATOMIC_SEQ_CST);
}

bool process_event_came(int signal, struct ucontext *context)
{
	struct process_cpu *cpu = cpu_of(context);
	uint64_t bit = 1ul << (signal - 1);

	if (!(__atomic_load_n(&process_wanted, __ATOMIC_RELAXED) & bit))
		return false;
	__atomic_fetch_or(&process_came, bit, __ATOMIC_SEQ_CST);
	if (!cpu) {
		process_event_post(&process_cpus[0], PLATFORM_EVENT_SIGNAL);
		return true;
	}
	make_pending(cpu, PLATFORM_EVENT_SIGNAL);
	deliver(cpu, context);
	return true;
}

/* The state's size stands in the bytes that the host reserves for itself, if the state is
 * more than FXSAVE's. */
static size_t vector_bytes(const struct _fpstate_64 *state)
{
	if (state->sw_reserved.magic1 != FP_XSTATE_MAGIC1)
		return sizeof *state;
	return (state->sw_reserved.xstate_size + 63) & -64ul;
}

static void handle(int signal, siginfo_t *information, struct ucontext *context)
{
	struct process_cpu *cpu = cpu_of(context);
	bool timer = signal == PROCESS_EVENT && information->si_code == SI_TIMER;

	if (!process_vector_bytes)
		process_vector_bytes = vector_bytes(context->uc_mcontext.fpstate);
	if (!timer && information->si_pid != process_host.process) {
		process_event_came(signal, context);
		return;
	}
	if (signal != PROCESS_EVENT || !cpu)
		return; /* SIGPIPE of our own write; process_cpu_pointer_set() looks */
	if (timer) {
		cpu->deadline = UINT64_MAX;
		make_pending(cpu, PLATFORM_EVENT_TIMER);
	}
	deliver(cpu, context);
}

void process_event_post(struct process_cpu *cpu, uint32_t event)
{
	if (__atomic_fetch_or(&cpu->pending, event, __ATOMIC_SEQ_CST) & event)
		return; /* its signal is on the way, or a look at the bits */
	linux_call3(__NR_tgkill, process_host.process,
	            cpu->thread ? cpu->thread : process_host.process, PROCESS_EVENT);
}

void process_events_take_signal(int signal)
{
	process_signal_set(signal, (void (*)(void))handle);
}

/* Whoever started the process may have left signals blocked. Threads inherit the mask. */
void process_events_take(void)
{
	static bool taken;
	uint64_t all = ~0ul;

	if (taken)
		return;
	taken = true;
	process_events_take_signal(PROCESS_EVENT);
	linux_call5(__NR_rt_sigprocmask, SIG_UNBLOCK, (long)&all, 0, sizeof all, 0);
}

unsigned process_events_begin(void)
{
	uint64_t set[HOST_CPUS_MAX / 64];
	long bytes = linux_call3(__NR_sched_getaffinity, 0, sizeof set, (long)set);
	unsigned count = 0;

	process_host.process = (int)linux_call1(__NR_getpid, 0);
	for (long n = 0; n < bytes / 8; n++)
		for (uint64_t bits = set[n]; bits; bits &= bits - 1)
			count++;
	return !count ? 1 : count < CPUS_MAX ? count : CPUS_MAX;
}
