/* SPDX-License-Identifier: ISC */
/*
 * sigaltstack(2): a stack for handlers, of each thread.
 */
#include "deliver.h"
#include "stack.h"
#include "syscalls.h"

#define MINSIGSTKSZ 2048

int signal_stack_set(const struct signal_stack *stack, uintptr_t sp)
{
	struct signal_stack *mine = &thread_this()->signals.stack;
	int mode = stack->flags & ~SS_AUTODISARM;

	if (signal_stack_holds(mine, sp))
		return -EPERM;
	if (mode != SS_DISABLE && mode != SS_ONSTACK && mode != 0)
		return -EINVAL;
	if (mode != SS_DISABLE && stack->size < MINSIGSTKSZ)
		return -ENOMEM;
	*mine = *stack;
	if (mode == SS_DISABLE)
		mine->base = mine->size = 0;
	return 0;
}

/* As the program is told. */
static struct signal_stack get(const struct thread_signals *signals, uintptr_t sp)
{
	struct signal_stack stack = signals->stack;

	stack.flags &= SS_AUTODISARM;
	if (!stack.size)
		stack.flags |= SS_DISABLE;
	else if (signal_stack_holds(&stack, sp))
		stack.flags |= SS_ONSTACK;
	return stack;
}

/* The program's stack pointer: as an instruction, the call is on the libos stack. */
static uintptr_t program_sp(uintptr_t here)
{
	const struct thread *thread = thread_this();

	return thread->stack - here < THREAD_STACK_SIZE ? thread_frame(thread)->rsp
	                                                : here;
}

/* full */
long sys_sigaltstack(const struct signal_stack *new, struct signal_stack *old)
{
	uintptr_t sp = program_sp((uintptr_t)__builtin_frame_address(0));
	struct signal_stack stack, before;

	if (new &&copy_in(&stack, new, sizeof stack))
		return -EFAULT;
	enter();
	before = get(&thread_this()->signals, sp);
	long result = new ? signal_stack_set(&stack, sp) : 0;
	leave(0);
	if (!result && old)
		result = copy_out(old, &before, sizeof before);
	return result;
}
