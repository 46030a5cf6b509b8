/* SPDX-License-Identifier: ISC */
/*
 * rt_sigreturn(2): the end of a handler. What it has changed in the signal frame is
 * loaded.
 */
#include "frame.h"
#include "registers.h"
#include "sched/x86_64/switch.h"
#include "signal/deliver.h"
#include "signal/mask.h"
#include "signal/stack.h"
#include "syscalls.h"
#include "vector.h"

static bool is_canonical(uint64_t address)
{
	return (int64_t)(address << 16) >> 16 == (int64_t)address && !(address >> 63);
}

static void load_registers(struct platform_frame *frame, const struct sigcontext *context)
{
	for (unsigned n = 0; n < REGISTERS; n++)
		((uint64_t *)frame)[n] = ((const uint64_t *)context)[register_place[n]];
	frame->rflags = (frame->rflags & FLAGS_PROGRAM) | FLAGS_FIXED;
}

static int load_vector(void *vector, uintptr_t from)
{
	if (from)
		return vector_in(vector, platform_vector_size(), from);
	vector_reset(vector, platform_vector_size());
	return 0;
}

/* -EFAULT, -EINVAL: a frame that is damaged; as much is loaded as Linux would have. */
static int load(struct thread *thread, uintptr_t context)
{
	struct platform_frame *frame = thread_frame(thread);
	struct signal_frame saved;

	if (copy_in(&saved,
	            (const void *)(context - offsetof(struct signal_frame, flags)),
	            sizeof saved))
		return -EFAULT;
	signal_mask_set(saved.mask);
	if (saved.cancel == 1)
		thread->cancel = thread->signals.cancel;
	load_registers(frame, &saved.context);
	if (signal_stack_set)
		signal_stack_set(&saved.stack, frame->rsp);
	if (load_vector(thread_vector(thread), (uintptr_t)saved.context.fpstate))
		return -EINVAL;
	return is_canonical(frame->rip) && is_canonical(frame->rsp) ? 0 : -EINVAL;
}

static void go_back(uintptr_t context)
{
	struct thread *thread = thread_this();

	thread_frame(thread)->cause = PLATFORM_CAUSE_EVENT;
	thread_frame(thread)->error = 0;
	if (load(thread, context)) {
		vector_reset(thread_vector(thread), platform_vector_size());
		signal_force_stack(thread_frame(thread), 0);
	}
	thread_leave();
}

/* full */
long sys_rt_sigreturn(uintptr_t context)
{
	struct thread *thread = thread_this();
	struct platform_frame *frame = thread_frame(thread);
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	/* as an instruction, the call is on the libos stack already */
	if (thread->stack - here < THREAD_STACK_SIZE) {
		context = frame->rsp;
	} else {
		enter();
		memset(frame, 0, sizeof *frame);
		frame->rip = (uintptr_t)__builtin_return_address(0);
		frame->rsp = context;
		frame->rflags = FLAGS_FIXED;
		vector_save(thread_vector(thread), platform_vector_size());
	}
	stack_continue(thread, go_back, context);
}
