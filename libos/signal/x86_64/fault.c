/* SPDX-License-Identifier: ISC */
/*
 * Faults of the program as signals, with the siginfo_t that Linux fills in for each of
 * the processor's exceptions (sigaction(2)).
 */
#include "frame.h"
#include "mem/mapping.h"
#include "mem/space.h"
#include "signal/deliver.h"
#include "signal/send.h"

#define FPE_INTDIV  1
#define FPE_FLTDIV  3
#define FPE_FLTOVF  4
#define FPE_FLTUND  5
#define FPE_FLTRES  6
#define FPE_FLTINV  7
#define ILL_ILLOPN  2
#define BUS_ADRALN  1
#define BUS_ADRERR  2
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define TRAP_BRKPT  1
#define TRAP_TRACE  2

#define ERROR_USER 4u /* of a page fault: not the kernel's */

#pragma weak space_lock
#pragma weak space
#pragma weak vma_find

/* For each of the processor's exceptions. Code SI_KERNEL has no address; 0: one that is
 * found out. */
static const struct kind {
	uint8_t cause, signal, code;
} kinds[] = {
        {PLATFORM_CAUSE_DIVIDE, SIGFPE, FPE_INTDIV},
        {PLATFORM_CAUSE_DEBUG, SIGTRAP, 0},
        {PLATFORM_CAUSE_BREAKPOINT, SIGTRAP, SI_KERNEL},
        {PLATFORM_CAUSE_ILLEGAL, SIGILL, ILL_ILLOPN},
        {PLATFORM_CAUSE_STACK, SIGBUS, SI_KERNEL},
        {PLATFORM_CAUSE_PAGE, SIGSEGV, 0},
        {PLATFORM_CAUSE_FLOAT, SIGFPE, 0},
        {PLATFORM_CAUSE_ALIGNMENT, SIGBUS, BUS_ADRALN},
        {PLATFORM_CAUSE_VECTOR_FLOAT, SIGFPE, 0},
        {PLATFORM_CAUSE_PROTECTION, SIGSEGV, SI_KERNEL}, /* and others */
};

static bool is_mapped(uintptr_t address)
{
	const struct platform_information *i = &platform_information;

	if (address - i->image_base < i->image_end - i->image_base)
		return true;
	if (!&space || !vma_find ||
	    address - main_stack.guard < main_stack.low - main_stack.guard)
		return false;
	lock_acquire(&space_lock);
	const struct vma *vma = vma_find(&space, address);
	bool mapped = vma && vma->start <= address;
	lock_release(&space_lock);
	return mapped;
}

/* A page of a file that isn't there, or one that the mappings don't allow. */
static void describe_page(struct signal_information *information,
                          const struct platform_frame *frame)
{
	information->code = is_mapped(frame->address) ? SEGV_ACCERR : SEGV_MAPERR;
	if (mapping_is_bus && mapping_is_bus(frame->address, (unsigned)frame->error)) {
		information->signal = SIGBUS;
		information->code = BUS_ADRERR;
	}
	information->fault.address = frame->address;
}

static const struct kind *kind_of(const struct platform_frame *frame)
{
	const struct kind *kind = kinds;

	while (kind->cause != frame->cause && kind->cause != PLATFORM_CAUSE_PROTECTION)
		kind++;
	return kind;
}

static void describe(struct signal_information *information,
                     const struct platform_frame *frame)
{
	const struct kind *kind = kind_of(frame);

	*information =
	        (struct signal_information){.signal = kind->signal, .code = kind->code};
	if (frame->cause == PLATFORM_CAUSE_PAGE) {
		describe_page(information, frame);
		return;
	}
	if (frame->cause == PLATFORM_CAUSE_DEBUG)
		information->code = frame->rflags & FLAG_TRAP ? TRAP_TRACE : TRAP_BRKPT;
	if (information->code != SI_KERNEL && frame->cause != PLATFORM_CAUSE_ALIGNMENT)
		information->fault.address = frame->rip;
}

int signal_float_code(const void *vector, uint64_t cause)
{
	uint32_t mxcsr = *(const uint32_t *)((const char *)vector + VECTOR_MXCSR);
	uint16_t control = ((const uint16_t *)vector)[0],
	         status = ((const uint16_t *)vector)[1];
	/* flags of exceptions that aren't masked; both units have the same order */
	uint32_t flags =
	        cause == PLATFORM_CAUSE_FLOAT ? status & ~control : mxcsr & ~(mxcsr >> 7);

	return flags & 0x01   ? FPE_FLTINV
	       : flags & 0x04 ? FPE_FLTDIV
	       : flags & 0x08 ? FPE_FLTOVF
	       : flags & 0x12 ? FPE_FLTUND
	       : flags & 0x20 ? FPE_FLTRES
	                      : 0;
}

bool signal_fault(const struct platform_frame *frame)
{
	struct thread_signals *signals = &thread_this()->signals;
	struct signal_information information;

	if (frame->cause == PLATFORM_CAUSE_MEMORY)
		return false;
	enter();
	describe(&information, frame);
	bool handled = signal_force(&information);
	if (handled) {
		signals->fault.cause = frame->cause;
		signals->fault.error = frame->error;
		if (frame->cause == PLATFORM_CAUSE_PAGE) {
			signals->fault.error |= ERROR_USER;
			signals->fault.address = frame->address;
		}
	}
	percpu_leave(); /* the caller goes on to the way out itself */
	return handled;
}
