/* SPDX-License-Identifier: ISC */
/*
 * Upcalls: the program is interrupted and the libos entered, with all registers in a
 * frame on the upcall stack. An upcall during an upcall goes below the first on the same
 * stack.
 */
#include "boot.h"
#include "power.h"
#include "trap.h"
#include "x86_64/descriptors.h"
#include "x86_64/layout.h"
#include <samara/image.h>

/* Both frames begin with r15 to rax, in the same order. */
#define GENERAL_REGISTERS offsetof(struct trap_frame, vector)
_Static_assert(GENERAL_REGISTERS == offsetof(struct platform_frame, rip),
               "the same registers");
#define RED_ZONE                                                              \
	128 /* bytes below rsp that belong to a function (System V AMD64 ABI) \
	     */

static struct {
	uint64_t entry, stack_low, stack_high;
} target;

long upcall_set(uint64_t entry, uint64_t stack_low, uint64_t stack_high)
{
	if (entry >> 47 || stack_high >> 47 || stack_low >= stack_high)
		return -EINVAL;
	target.entry = entry;
	target.stack_low = stack_low;
	target.stack_high = stack_high;
	return 0;
}

static _Noreturn void nobody_home(const struct trap_frame *frame, uint64_t cause,
                                  uint64_t address)
{
	say("samara: core: fault ");
	say_number(cause);
	say(" at image+");
	say_address(frame->rip - boot_page.boot.image_base - IMAGE_BASE);
	say(", address ");
	say_address(address);
	say(": the libos can't take it\n");
	power_off(POWER_STATUS_FAULT);
}

void upcall(struct trap_frame *frame, uint64_t cause, uint64_t address)
{
	struct platform_frame up;
	memcpy(&up, frame, GENERAL_REGISTERS);
	up.rip = frame->rip;
	up.rflags = frame->rflags;
	up.rsp = frame->rsp;
	up.cause = cause;
	up.error = frame->error;
	up.address = address;
	uint64_t stack = target.stack_high;
	if (frame->rsp > target.stack_low && frame->rsp <= target.stack_high)
		stack = frame->rsp - RED_ZONE;
	stack = (stack - sizeof up) & -16ul;
	if (!target.entry || stack < target.stack_low ||
	    user_write(stack, &up, sizeof up))
		nobody_home(frame, cause, address);
	frame->rip = target.entry;
	frame->rsp = stack;
	frame->rdi = stack;
	frame->rflags = RFLAGS_INTERRUPT | RFLAGS_ONE;
}

long upcall_resume(struct trap_frame *frame, uint64_t platform_frame)
{
	struct platform_frame up;
	if (user_read(&up, platform_frame, sizeof up))
		return -EFAULT;
	if (up.rip >> 47)
		return -EINVAL;
	memcpy(frame, &up, GENERAL_REGISTERS);
	frame->rip = up.rip;
	frame->rsp = up.rsp;
	frame->rflags = (up.rflags & RFLAGS_USER) | RFLAGS_INTERRUPT | RFLAGS_ONE;
	return (long)up.rax;
}
