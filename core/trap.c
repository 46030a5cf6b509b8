/* SPDX-License-Identifier: ISC */
/*
 * Exceptions and interrupts. From ring 3: a first touch of memory is served here, the
 * rest is the libos's, by upcall. In ring 0 only a wait can be interrupted; an exception
 * there is the core's own fault.
 */
#include "trap.h"
#include "boot.h"
#include "event.h"
#include "interrupt.h"
#include "power.h"
#include "space.h"
#include "x86_64/layout.h"

#define NMI           2
#define DOUBLE_FAULT  8
#define MACHINE_CHECK 18

static _Noreturn void core_fault(const struct trap_frame *frame, uint64_t address)
{
	say("samara: core: exception ");
	say_number(frame->vector);
	say(" in ring 0 at core+");
	say_address(frame->rip - (uint64_t)text_start);
	say(", error ");
	say_address(frame->error);
	say(", address ");
	say_address(address);
	say("\n");
	power_off(POWER_STATUS_PANIC);
}

static uint64_t fault_address(void)
{
	uint64_t address;
	__asm__ volatile("mov %%cr2, %0" : "=r"(address));
	return address;
}

/* Some hosts run a `syscall` without leaving ring 3: its target isn't there for ring 3,
 * and the fault is where we notice. From then on the gate is int3. */
static bool syscall_stuck(struct trap_frame *frame)
{
	if (frame->rip != (uint64_t)syscall_entry)
		return false;
	boot_page.boot.gate_int3 = 1;
	frame->rip = frame->rcx;
	frame->rflags = frame->r11;
	gate(frame);
	return true;
}

static void page_fault(struct trap_frame *frame)
{
	uint64_t address = fault_address();
	if (syscall_stuck(frame))
		return;
	if (address >> 47)
		frame->error &=
		        ~(uint64_t)PLATFORM_ERROR_PRESENT; /* tells nothing of the core */
	int error = space_touch(address, (unsigned)frame->error);
	if (error == -ENOMEM)
		upcall(frame, PLATFORM_CAUSE_MEMORY, address);
	else if (error)
		upcall(frame, PLATFORM_CAUSE_PAGE, address);
}

/* Of an image in which no event interrupts (interrupting.c). */
__attribute__((weak)) void event_upcall(struct trap_frame *frame)
{
}

void trap(struct trap_frame *frame)
{
	bool ring3 = frame->cs & 3;
	if (frame->vector >= VECTOR_FIRST_INTERRUPT) {
		interrupt((unsigned)frame->vector);
		event_upcall(frame);
	} else if (frame->vector == NMI ||
	           (frame->vector == PLATFORM_CAUSE_DEBUG && !ring3))
		return;
	else if (!ring3 || frame->vector == DOUBLE_FAULT ||
	         frame->vector == MACHINE_CHECK)
		core_fault(frame, fault_address());
	else if (frame->vector == PLATFORM_CAUSE_PAGE)
		page_fault(frame);
	else if (frame->vector == PLATFORM_CAUSE_BREAKPOINT && boot_page.boot.gate_int3 &&
	         frame->rax - GATE_BASE < GATE_CALLS)
		gate(frame);
	else
		upcall(frame, frame->vector, 0);
}
