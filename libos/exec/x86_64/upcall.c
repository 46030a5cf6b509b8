/* SPDX-License-Identifier: ISC */
/*
 * The libos's entry from below: faults of the program and of the libos itself, system
 * call instructions. Runs on the CPU's upcall stack; another upcall may come on top of
 * it, when a copy from the program faults. The reasons are those of Intel's SDM, vol.
 * 3, 6.15.
 */
#include "libos.h"
#include "mem/mapping.h"
#include "mem/memory.h"
#include "sched/leave.h"
#include "signal/signal.h"
#include "syscalls.h"

#define REASON 120 /* characters of a page fault's description */

struct fixup {
	int32_t fault, landing; /* both relative to themselves */
};
extern const struct fixup image_faults[], image_faults_end[];

static bool fix_up(struct platform_frame *frame)
{
	for (const struct fixup *fixup = image_faults; fixup < image_faults_end;
	     fixup++) {
		if ((uintptr_t)&fixup->fault + (uintptr_t)fixup->fault == frame->rip) {
			frame->rip =
			        (uintptr_t)&fixup->landing + (uintptr_t)fixup->landing;
			return true;
		}
	}
	return false;
}

/* A system call that is an instruction, in an image without the table of all calls. */
static long trapped_call(const struct platform_frame *frame)
{
	static bool told;

	if (!told)
		log_line("a system call instruction, number %ld, at %lx isn't "
		         "implemented (-ENOSYS)",
		         (long)frame->rax, frame->rip);
	told = true;
	return -ENOSYS;
}

static void page_reason(const struct platform_frame *frame, int signal, char *text,
                        size_t size)
{
	bool present = frame->error & PLATFORM_ERROR_PRESENT;
	const char *kind = "segmentation fault", *access = "read of";
	const char *object = present ? "protected memory" : "unmapped memory";

	if (frame->error & PLATFORM_ERROR_EXECUTE) {
		access = "execution of";
		object = present ? "data" : "data or unmapped memory";
	} else if (frame->error & PLATFORM_ERROR_WRITE) {
		access = "write to";
		if (present)
			object = "read-only memory";
	}
	if (frame->address < PLATFORM_PAGE)
		object = "page 0 (null pointer)";
	if (frame->address - main_stack.guard < main_stack.low - main_stack.guard) {
		kind = "stack overflow";
		object = "the guard page below the main stack";
	}
	if (signal == SIGBUS) {
		kind = "bus error";
		object = "a file's page that isn't there";
	}
	format(text, size, "%s: %s %s, address %lx,", kind, access, object,
	       frame->address);
}

/* Is the instruction one that only ring 0 may execute? Looks at its first bytes. */
static bool privileged(uintptr_t pc)
{
	uint8_t code[2];

	if (copy_in(code, (const void *)pc, sizeof code))
		return false;
	if (code[0] ==
	    0x0f) /* descriptor tables, clts, invd, wbinvd, control registers, MSRs */
		return code[1] <= 0x09 || (code[1] & 0xfc) == 0x20 ||
		       (code[1] & 0xfc) == 0x30;
	return code[0] == 0xf4 || code[0] == 0xfa ||
	       code[0] == 0xfb ||                                    /* hlt, cli, sti */
	       (code[0] & 0xfc) == 0x6c || (code[0] & 0xf4) == 0xe4; /* in, out */
}

static const struct reason {
	uint8_t cause, signal;
	char text[20];
} reasons[] = {
        {PLATFORM_CAUSE_DIVIDE, SIGFPE, "division by zero"},
        {PLATFORM_CAUSE_DEBUG, SIGTRAP, "debug trap"},
        {PLATFORM_CAUSE_BREAKPOINT, SIGTRAP, "breakpoint"},
        {PLATFORM_CAUSE_ILLEGAL, SIGILL, "illegal instruction"},
        {PLATFORM_CAUSE_STACK, SIGBUS, "stack fault"},
        {PLATFORM_CAUSE_FLOAT, SIGFPE, "floating-point trap"},
        {PLATFORM_CAUSE_ALIGNMENT, SIGBUS, "unaligned access"},
        {PLATFORM_CAUSE_VECTOR_FLOAT, SIGFPE, "floating-point trap"},
        {PLATFORM_CAUSE_MEMORY, SIGKILL, "out of memory"},
        {PLATFORM_CAUSE_PROTECTION, SIGSEGV,
         "protection fault"}, /* the last, and others */
};

static _Noreturn void report(const struct platform_frame *frame)
{
	const struct reason *reason = reasons;
	const struct reason *last = reasons + sizeof reasons / sizeof *reasons - 1;
	char text[REASON];

	while (reason < last && reason->cause != frame->cause)
		reason++;
	struct crash crash = {.reason = reason->text,
	                      .signal = reason->signal,
	                      .pc = frame->rip,
	                      .stack = frame->rsp,
	                      .frame = frame->rbp,
	                      .registers = frame};
	if (frame->cause == PLATFORM_CAUSE_PAGE) {
		if (mapping_is_bus &&
		    mapping_is_bus(frame->address, (unsigned)frame->error))
			crash.signal = SIGBUS;
		page_reason(frame, crash.signal, text, sizeof text);
		crash.reason = text;
	} else if (reason == last && privileged(frame->rip)) {
		crash.reason = "privileged instruction";
	}
	if (crash_request.reason) {
		crash.reason = crash_request.reason;
		crash.signal = crash_request.signal;
		crash.pc = *(const uintptr_t *)frame->rsp - 1; /* crash.S */
	}
	crash_report(&crash);
}

void libos_upcall(struct platform_frame *frame, const void *vector)
{
	if (upcall_handled && upcall_handled(frame, vector))
		return;
	if (!upcall_handled && memory_fault && frame->cause == PLATFORM_CAUSE_PAGE &&
	    memory_fault(frame))
		return;
	if (frame->cause == PLATFORM_CAUSE_SYSCALL) {
		frame->rax = (uint64_t)trapped_call(frame);
	} else if (frame->cause == PLATFORM_CAUSE_MEMORY || !fix_up(frame)) {
		if (upcall_fault && !crash_request.reason)
			upcall_fault(frame, vector);
		report(frame);
	}
}
