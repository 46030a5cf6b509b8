/* SPDX-License-Identifier: ISC */
/*
 * Upcalls. The host reports a fault, and a system call that the sandbox denies, by a
 * signal on the alternate stack; its frame becomes a struct platform_frame, and what the
 * libos changes there is loaded when it returns. Signals stay unblocked meanwhile, so
 * that a fault in the libos's own upcall (a copy from a bad pointer, say) nests. The
 * host's frame holds the vector registers.
 */
#include "process.h"
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/ucontext.h>

struct process_cpu process_cpus[1];

#define WORDS 18 /* the registers that both frames have: r15 to rsp */
_Static_assert(offsetof(struct platform_frame, cause) == 8 * WORDS, "order of the frame");

/* For each word of platform_frame, which word of struct sigcontext it is. */
#define WORD(name) offsetof(struct sigcontext, name) / 8
static const uint8_t place[WORDS] = {
        WORD(r15), WORD(r14), WORD(r13), WORD(r12), WORD(r11),    WORD(r10),
        WORD(r9),  WORD(r8),  WORD(rdi), WORD(rsi), WORD(rbp),    WORD(rbx),
        WORD(rdx), WORD(rcx), WORD(rax), WORD(rip), WORD(eflags), WORD(rsp),
};

static void frame_from(struct platform_frame *frame, const struct sigcontext *context)
{
	for (unsigned n = 0; n < WORDS; n++)
		((uint64_t *)frame)[n] = ((const uint64_t *)context)[place[n]];
}

void process_context_fill(struct ucontext *context, const struct platform_frame *frame)
{
	uint64_t *registers = (uint64_t *)&context->uc_mcontext;
	for (unsigned n = 0; n < WORDS; n++)
		registers[place[n]] = ((const uint64_t *)frame)[n];
}

static void take(int signal, siginfo_t *information, struct ucontext *context)
{
	struct process_cpu *cpu = process_cpu();
	struct sigcontext *registers = &context->uc_mcontext;
	struct process_upcall upcall = {.outer = cpu->upcall, .context = context};
	struct platform_frame *frame = &upcall.frame;

	if (information->si_code <=
	    0) /* somebody sent it: it says nothing about the program */
		process_exit(128 + signal);
	frame_from(frame, registers);
	if (signal == SIGSYS) {
		frame->cause = PLATFORM_CAUSE_SYSCALL;
	} else {
		frame->cause = registers->trapno;
		frame->error = registers->err;
		if (frame->cause == PLATFORM_CAUSE_PAGE)
			frame->address = registers->cr2;
	}
	cpu->upcall = &upcall;
	libos_upcall(frame, NULL);
	cpu->upcall = upcall.outer;
	process_context_fill(context, frame);
}

void process_signals_take(uintptr_t stack_high)
{
	static const uint8_t faults[] = {SIGSEGV, SIGBUS,  SIGILL,
	                                 SIGFPE,  SIGTRAP, SIGSYS};
	stack_t stack = {.ss_sp = (void *)(stack_high - PROCESS_UPCALL_STACK),
	                 .ss_size = PROCESS_UPCALL_STACK};
	struct sigaction action = {
	        .sa_handler = (__sighandler_t)(void (*)(void))take,
	        .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTORER,
	        .sa_restorer = process_signal_return,
	};
	linux_call2(__NR_sigaltstack, (long)&stack, 0);
	for (unsigned n = 0; n < sizeof faults; n++)
		linux_call5(__NR_rt_sigaction, faults[n], (long)&action, 0,
		            sizeof action.sa_mask, 0);
	action.sa_handler = SIG_IGN; /* the write returns -EPIPE, and the libos decides */
	linux_call5(__NR_rt_sigaction, SIGPIPE, (long)&action, 0, sizeof action.sa_mask,
	            0);
}
