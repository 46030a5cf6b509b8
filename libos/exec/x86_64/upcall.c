/* SPDX-License-Identifier: ISC */
/*
 * The libos's entry from below: faults of the program and of the libos itself, system
 * call instructions. Runs on the CPU's upcall stack; another upcall may come on top of
 * it, when a copy from the program faults. The reasons are those of Intel's SDM, vol.
 * 3, 6.15.
 */
#include "libos.h"
#include "signal/signal.h"
#include "syscalls.h"

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

/* A system call that is an instruction, not a function call. */
static void trapped_call(struct platform_frame *frame)
{
	static bool told;

	if (!told)
		log_line("a system call instruction, number %d, at %lx%s",
		         (int)frame->rax, frame->rip,
		         samara_syscall ? "" : ": isn't implemented (-ENOSYS)");
	told = true;
	long result = -ENOSYS;
	if (samara_syscall)
		result = samara_syscall((long)frame->rax, (long)frame->rdi,
		                        (long)frame->rsi, (long)frame->rdx,
		                        (long)frame->r10, (long)frame->r8,
		                        (long)frame->r9);
	frame->rax = (uint64_t)result;
}

static void page_reason(const struct platform_frame *frame, struct crash *crash)
{
	bool present = frame->error & PLATFORM_ERROR_PRESENT;
	bool write = frame->error & PLATFORM_ERROR_WRITE;

	crash->has_address = true;
	crash->address = frame->address;
	if (frame->address - main_stack.guard < main_stack.low - main_stack.guard)
		crash->reason =
		        "stack overflow: access to the guard page below the main stack,";
	else if (frame->error & PLATFORM_ERROR_EXECUTE)
		crash->reason = present ? "segmentation fault: execution of data"
		                        : "segmentation fault: jump to unmapped memory";
	else if (frame->address < PLATFORM_PAGE)
		crash->reason =
		        write ? "segmentation fault: write by a null pointer, address"
		              : "segmentation fault: read by a null pointer, address";
	else if (write)
		crash->reason = present ? "segmentation fault: write to read-only memory"
		                        : "segmentation fault: write to unmapped memory";
	else
		crash->reason = present ? "segmentation fault: read of protected memory"
		                        : "segmentation fault: read of unmapped memory";
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

static const struct {
	uint8_t cause, signal;
	char reason[26];
} reasons[] = {
        {PLATFORM_CAUSE_DIVIDE, SIGFPE, "division by zero"},
        {PLATFORM_CAUSE_DEBUG, SIGTRAP, "debug trap"},
        {PLATFORM_CAUSE_BREAKPOINT, SIGTRAP, "breakpoint"},
        {PLATFORM_CAUSE_ILLEGAL, SIGILL, "illegal instruction"},
        {PLATFORM_CAUSE_STACK, SIGBUS, "stack fault"},
        {PLATFORM_CAUSE_PAGE, SIGSEGV, ""},
        {PLATFORM_CAUSE_PROTECTION, SIGSEGV, "general protection fault"},
        {PLATFORM_CAUSE_FLOAT, SIGFPE, "floating-point exception"},
        {PLATFORM_CAUSE_ALIGNMENT, SIGBUS, "unaligned access"},
        {PLATFORM_CAUSE_VECTOR_FLOAT, SIGFPE, "floating-point exception"},
        {PLATFORM_CAUSE_MEMORY, SIGKILL, "out of memory"},
};

static _Noreturn void report(const struct platform_frame *frame)
{
	struct crash crash = {.reason = "unknown exception",
	                      .signal = SIGSEGV,
	                      .pc = frame->rip,
	                      .stack = frame->rsp,
	                      .frame = frame->rbp,
	                      .registers = frame};

	for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (reasons[i].cause == frame->cause) {
			crash.reason = reasons[i].reason;
			crash.signal = reasons[i].signal;
		}
	}
	if (frame->cause == PLATFORM_CAUSE_PAGE)
		page_reason(frame, &crash);
	else if (frame->cause == PLATFORM_CAUSE_PROTECTION && privileged(frame->rip))
		crash.reason = "privileged instruction";
	if (crash_request.reason) {
		crash.reason = crash_request.reason;
		crash.signal = crash_request.signal;
	}
	crash_report(&crash);
}

void libos_upcall(struct platform_frame *frame)
{
	if (frame->cause == PLATFORM_CAUSE_EVENT)
		return;
	if (frame->cause == PLATFORM_CAUSE_SYSCALL)
		trapped_call(frame);
	else if (frame->cause == PLATFORM_CAUSE_MEMORY || !fix_up(frame))
		report(frame);
}
