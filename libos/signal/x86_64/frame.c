/* SPDX-License-Identifier: ISC */
/*
 * Calling a handler: the interrupted registers go to the program's stack, and the new
 * ones are a call of the handler that returns to its sa_restorer, which is
 * rt_sigreturn(2).
 */
#include "frame.h"
#include "registers.h"
#include "sched/wait.h"
#include "sched/x86_64/switch.h"
#include "signal/deliver.h"
#include "signal/stack.h"
#include "vector.h"

#define UC_FP_XSTATE         1u
#define UC_SIGCONTEXT_SS     2u
#define UC_STRICT_RESTORE_SS 4u
#define SELECTOR_CODE        0x33 /* what a program sees on Linux */
#define SELECTOR_STACK       0x2b
#define SYSCALL_LENGTH       2 /* bytes of the instruction */

/* A call that a signal interrupted: does it begin again after the handler? As a function
 * call it does so because of its result. */
static void decide_restart(struct platform_frame *frame, const struct action *action)
{
	bool called = frame->cause == CAUSE_CALL;

	if ((!called && frame->cause != PLATFORM_CAUSE_SYSCALL) ||
	    !is_restart((long)frame->rax))
		return;
	if ((long)frame->rax == -RESTART_NOHAND ||
	    ((long)frame->rax == -RESTART_SYS && !(action->flags & SA_RESTART))) {
		frame->rax = (uint64_t)-EINTR;
	} else if (!called) {
		frame->rax = frame->address;
		frame->rip -= SYSCALL_LENGTH;
	}
}

/* Bytes on the stack for the vector state; `vector` NULL: only what a function call
 * keeps. */
static size_t vector_room(const void *vector)
{
	size_t size = vector ? platform_vector_size() : VECTOR_LEGACY;

	return size > VECTOR_LEGACY ? size + FP_XSTATE_MAGIC2_SIZE : size;
}

/* Linux's mark of the long form, where software may write. */
static void mark(void *vector, size_t size)
{
	struct _fpx_sw_bytes bytes = {.magic1 = FP_XSTATE_MAGIC1,
	                              .extended_size = size + FP_XSTATE_MAGIC2_SIZE,
	                              .xfeatures = vector_features(),
	                              .xstate_size = size};

	memcpy((char *)vector + VECTOR_SOFTWARE, &bytes, sizeof bytes);
}

static int push_legacy(uintptr_t to)
{
	char area[VECTOR_LEGACY] __attribute__((aligned(64)));

	vector_save(area, sizeof area);
	memset(area + VECTOR_SOFTWARE, 0, sizeof area - VECTOR_SOFTWARE);
	return copy_out((void *)to, area, sizeof area);
}

static int push_vector(uintptr_t to, void *vector)
{
	size_t size = platform_vector_size();
	const uint32_t magic = FP_XSTATE_MAGIC2;

	if (!vector)
		return push_legacy(to);
	if (size == VECTOR_LEGACY)
		return copy_out((void *)to, vector, size);
	mark(vector, size);
	return copy_out((void *)to, vector, size) ||
	                       copy_out((char *)to + size, &magic, sizeof magic)
	               ? -EFAULT
	               : 0;
}

/* A handler begins with the state of a new program. */
static void reset_vector(void *vector)
{
	const uint32_t mxcsr = MXCSR_INITIAL;

	if (vector)
		vector_reset(vector, platform_vector_size());
	else
		__asm__ volatile("fninit\n\tldmxcsr %0" : : "m"(mxcsr));
}

static void fill(struct signal_frame *to, const struct platform_frame *frame,
                 uint64_t mask)
{
	struct thread *thread = thread_this();
	const struct thread_signals *signals = &thread->signals;
	uint64_t *registers = (uint64_t *)&to->context;

	for (unsigned n = 0; n < REGISTERS; n++)
		registers[register_place[n]] = ((const uint64_t *)frame)[n];
	to->context.cs = SELECTOR_CODE;
	to->context.ss = SELECTOR_STACK;
	to->context.err = signals->fault.error;
	to->context.trapno = signals->fault.cause;
	to->context.cr2 = signals->fault.address;
	to->context.oldmask = mask;
	to->mask = mask;
	to->flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
	to->stack = signals->stack;
	to->cancel = thread->cancel != NULL;
}

/* Where the handler's stack begins; 0: the alternate stack has no room for `size` more.
 */
static uintptr_t stack_for(const struct platform_frame *frame,
                           const struct action *action, size_t vector, uintptr_t *to)
{
	const struct signal_stack *stack = &thread_this()->signals.stack;
	uintptr_t sp = frame->rsp - RED_ZONE;
	bool within = signal_stack_holds(stack, frame->rsp);

	if (action->flags & SA_ONSTACK && stack->size && !within) {
		sp = stack->base + stack->size;
		within = true;
	}
	*to = (sp - vector) & -64ul;
	sp = ((*to - sizeof(struct signal_frame)) & -16ul) - 8;
	return within && sp - stack->base - 1 >= stack->size ? 0 : sp;
}

static void enter_handler(struct platform_frame *frame, uintptr_t sp, int signal,
                          const struct action *action)
{
	memset(frame, 0, offsetof(struct platform_frame, rip));
	frame->rdi = (uint64_t)signal;
	frame->rsi = sp + offsetof(struct signal_frame, information);
	frame->rdx = sp + offsetof(struct signal_frame, flags);
	frame->rip = action->handler;
	frame->rsp = sp;
	frame->rflags &= ~(uint64_t)(FLAG_TRAP | FLAG_DIRECTION | FLAG_RESUME);
	if (frame->cause != CAUSE_CALL)
		frame->cause = PLATFORM_CAUSE_EVENT;
}

int signal_frame_push(struct platform_frame *frame, void *vector,
                      const struct signal_information *information,
                      const struct action *action, uint64_t mask)
{
	struct thread *thread = thread_this();
	struct signal_frame new = {.restorer = action->restorer,
	                           .information = *information};
	uintptr_t state, sp = stack_for(frame, action, vector_room(vector), &state);

	decide_restart(frame, action);
	fill(&new, frame, mask);
	new.context.fpstate = (struct _fpstate *)state;
	if (vector && platform_vector_size() > VECTOR_LEGACY)
		new.flags |= UC_FP_XSTATE;
	if (!sp || !(action->flags & SA_RESTORER) || push_vector(state, vector) ||
	    copy_out((void *)sp, &new, sizeof new))
		return -EFAULT;
	reset_vector(vector);
	enter_handler(frame, sp, information->signal, action);
	if (new.cancel)
		thread->signals.cancel = thread->cancel;
	thread->cancel = NULL;
	if (thread->signals.stack.flags & SS_AUTODISARM)
		thread->signals.stack = (struct signal_stack){.flags = SS_DISABLE};
	return 0;
}
