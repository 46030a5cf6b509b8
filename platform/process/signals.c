/* SPDX-License-Identifier: ISC */
/*
 * Upcalls. The host reports a fault, and a system call that the sandbox denies, by a
 * signal on the alternate stack; its frame becomes a struct platform_frame, and what the
 * libos changes there is loaded when it returns. No signal is blocked meanwhile, so
 * faults in the libos's own upcall (a copy from a bad pointer, say) nest, and the libos
 * may leave the stack without telling the host. The host's frame holds the vector
 * registers.
 */
#include "process.h"
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/ucontext.h>

/* events.c, where it is linked */
extern __typeof__(process_event_came) process_event_came __attribute__((weak));

#define WORDS 18 /* the registers that both frames have: r15 to rsp */
_Static_assert(offsetof(struct platform_frame, cause) == 8 * WORDS, "order of the frame");

/* For each word of platform_frame, which word of struct sigcontext it is. */
#define WORD(name) offsetof(struct sigcontext, name) / 8
static const uint8_t place[WORDS] = {
        WORD(r15), WORD(r14), WORD(r13), WORD(r12), WORD(r11),    WORD(r10),
        WORD(r9),  WORD(r8),  WORD(rdi), WORD(rsi), WORD(rbp),    WORD(rbx),
        WORD(rdx), WORD(rcx), WORD(rax), WORD(rip), WORD(eflags), WORD(rsp),
};

void process_upcall(struct ucontext *context, struct platform_frame *frame)
{
	uint64_t *to = (uint64_t *)frame, *from = (uint64_t *)&context->uc_mcontext;
	for (unsigned n = 0; n < WORDS; n++)
		to[n] = from[place[n]];
	libos_upcall(frame, context->uc_mcontext.fpstate);
	for (unsigned n = 0; n < WORDS; n++)
		from[place[n]] = to[n];
}

static void take(int signal, siginfo_t *information, struct ucontext *context)
{
	struct sigcontext *registers = &context->uc_mcontext;
	struct platform_frame frame = {.cause = PLATFORM_CAUSE_SYSCALL};

	if (information->si_code <=
	    0) { /* somebody sent it: it says nothing about the program */
		if (!process_event_came || !process_event_came(signal, context))
			process_exit(128 + signal);
		return;
	}
	if (signal != SIGSYS) {
		frame.cause = registers->trapno;
		frame.error = registers->err;
		if (frame.cause == PLATFORM_CAUSE_PAGE)
			frame.address = registers->cr2;
	}
	process_upcall(context, &frame);
}

void process_stack_set(uintptr_t low, uintptr_t high)
{
	stack_t stack = {.ss_sp = (void *)low, .ss_size = high - low};
	linux_call2(__NR_sigaltstack, (long)&stack, 0);
}

void process_signal_set(int signal, void (*handler)(void))
{
	struct sigaction action = {
	        .sa_handler = (__sighandler_t)handler,
	        .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTORER,
	        .sa_restorer = process_signal_return,
	};
	linux_call5(__NR_rt_sigaction, signal, (long)&action, 0, sizeof action.sa_mask,
	            0);
}

void process_signals_begin(uintptr_t stack_high)
{
	static const uint8_t faults[] = {SIGSEGV, SIGBUS,  SIGILL,
	                                 SIGFPE,  SIGTRAP, SIGSYS};
	process_stack_set(stack_high - PROCESS_UPCALL_STACK, stack_high);
	for (unsigned n = 0; n < sizeof faults; n++)
		process_signal_set(faults[n], (void (*)(void))take);
	/* the write returns -EPIPE, and the libos decides */
	process_signal_set(SIGPIPE, (void (*)(void))SIG_IGN);
}
