/* SPDX-License-Identifier: ISC */
/*
 * The ucontext of a handler: every register of the interrupted program is in it, what the
 * handler changes is loaded, and nothing else has changed, neither below the stack
 * pointer nor in the vector registers.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

static ucontext_t *seen;
static uint64_t seen_registers[NGREG];
static uintptr_t handler_sp;
static uint32_t handler_mxcsr;
static uint64_t handler_flags;
static unsigned char seen_xmm[16];

/* Nothing but ud2 is two bytes 0f 0b long here. */
static void step_over(int signal, siginfo_t *information, void *context)
{
	uint64_t sp;
	ucontext_t *user = context;

	__asm__ volatile("movq %%rsp, %0; pushfq; popq %1; stmxcsr %2"
	                 : "=r"(sp), "=r"(handler_flags), "=m"(handler_mxcsr));
	handler_sp = sp;
	seen = context;
	memcpy(seen_registers, user->uc_mcontext.gregs, sizeof seen_registers);
	memcpy(seen_xmm, &user->uc_mcontext.fpregs->_xmm[5], sizeof seen_xmm);
	CHECK(((uint8_t *)user->uc_mcontext.gregs[REG_RIP])[0] == 0x0f);
	user->uc_mcontext.gregs[REG_RIP] += 2;
}

static void change_all(int signal, siginfo_t *information, void *context)
{
	ucontext_t *user = context;
	greg_t *registers = user->uc_mcontext.gregs;

	registers[REG_RIP] += 2;
	registers[REG_R8] = 108;
	registers[REG_R15] = 115;
	registers[REG_RAX] = 100;
	registers[REG_RCX] = 101;
	registers[REG_R11] = 111;
	registers[REG_EFL] |= 1; /* carry */
	memset(&user->uc_mcontext.fpregs->_xmm[5], 0x77, 16);
	sigaddset(&user->uc_sigmask, SIGUSR2);
}

static void set(int signal, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

	CHECK(sigaction(signal, &action, NULL) == 0);
}

struct state {
	uint64_t in[14], out[14]; /* rax rbx rcx rdx rsi rdi r8 to r15 */
	unsigned char xmm_in[16], xmm_out[16];
	uint64_t red_zone, flags, sp;
	uint32_t mxcsr;
};

/* Load all registers, run into ud2 with the direction flag set, store all registers. The
 * offsets are those of struct state. */
void fault_with(struct state *state);
__asm__(".text\n"
        "fault_with:\n"
        "	pushq %rbp; pushq %rbx; pushq %r12; pushq %r13; pushq %r14; pushq %r15\n"
        "	movq %rdi, %rbp\n"
        "	movq %rsp, 272(%rbp)\n"
        "	movups 224(%rbp), %xmm5\n"
        "	ldmxcsr 280(%rbp)\n"
        "	movq $0x5a5a5a5a, -128(%rsp); movq $0x3c3c3c3c, -8(%rsp)\n"
        "	movq (%rbp), %rax; movq 8(%rbp), %rbx; movq 16(%rbp), %rcx\n"
        "	movq 24(%rbp), %rdx; movq 32(%rbp), %rsi; movq 40(%rbp), %rdi\n"
        "	movq 48(%rbp), %r8; movq 56(%rbp), %r9; movq 64(%rbp), %r10\n"
        "	movq 72(%rbp), %r11; movq 80(%rbp), %r12; movq 88(%rbp), %r13\n"
        "	movq 96(%rbp), %r14; movq 104(%rbp), %r15\n"
        "	std\n"
        "	ud2\n"
        "	movq %rax, 112(%rbp); movq %rbx, 120(%rbp); movq %rcx, 128(%rbp)\n"
        "	movq %rdx, 136(%rbp); movq %rsi, 144(%rbp); movq %rdi, 152(%rbp)\n"
        "	movq %r8, 160(%rbp); movq %r9, 168(%rbp); movq %r10, 176(%rbp)\n"
        "	movq %r11, 184(%rbp); movq %r12, 192(%rbp); movq %r13, 200(%rbp)\n"
        "	movq %r14, 208(%rbp); movq %r15, 216(%rbp)\n"
        "	movq -128(%rsp), %rax; movq %rax, 256(%rbp)\n"
        "	movq -8(%rsp), %rax; xorq %rax, 256(%rbp)\n"
        "	pushfq; popq 264(%rbp); cld\n"
        "	stmxcsr 280(%rbp)\n"
        "	movups %xmm5, 240(%rbp)\n"
        "	cmpq 272(%rbp), %rsp; jne .\n"
        "	movl $0x1f80, -8(%rsp); ldmxcsr -8(%rsp)\n"
        "	popq %r15; popq %r14; popq %r13; popq %r12; popq %rbx; popq %rbp\n"
        "	ret\n");
_Static_assert(offsetof(struct state, xmm_in) == 224 &&
                       offsetof(struct state, mxcsr) == 280,
               "known above");

static struct state new_state(void)
{
	struct state state = {.mxcsr = 0x1f80 | 3 << 13}; /* round to zero */

	for (unsigned n = 0; n < 14; n++)
		state.in[n] = 0x1111111111111111 * (n + 1ull);
	for (unsigned n = 0; n < 16; n++)
		state.xmm_in[n] = n + 1;
	return state;
}

static void nothing_changes(void)
{
	struct state state = new_state();
	static const uint8_t place[14] = {REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI,
	                                  REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
	                                  REG_R12, REG_R13, REG_R14, REG_R15};

	set(SIGILL, step_over);
	fault_with(&state);
	CHECK(memcmp(state.in, state.out, sizeof state.in) == 0);
	CHECK(memcmp(state.xmm_in, state.xmm_out, 16) == 0);
	CHECK(memcmp(state.xmm_in, seen_xmm, 16) == 0);
	CHECK(state.red_zone == (0x5a5a5a5a ^ 0x3c3c3c3c));
	CHECK(state.mxcsr == (0x1f80 | 3 << 13));
	CHECK(state.flags & 0x400);
	for (unsigned n = 0; n < 14; n++)
		CHECK(seen_registers[place[n]] == state.in[n]);
	CHECK(seen_registers[REG_RSP] == state.sp);
	CHECK(seen_registers[REG_RBP] == (uintptr_t)&state);
	CHECK(seen_registers[REG_EFL] & 0x400);
	CHECK((seen_registers[REG_CSGSFS] & 0xffff) == 0x33);
	CHECK(seen_registers[REG_TRAPNO] == 6 && seen_registers[REG_ERR] == 0);
	/* the handler began as a new program does */
	CHECK(handler_mxcsr == 0x1f80);
	CHECK(!(handler_flags & 0x400));
	CHECK((uintptr_t)seen < state.sp - 128);
	CHECK(handler_sp < (uintptr_t)seen);
}

static void everything_changes(void)
{
	struct state state = new_state();
	sigset_t mask;

	set(SIGILL, change_all);
	fault_with(&state);
	CHECK(state.out[0] == 100);
	CHECK(state.out[1] == state.in[1]);
	CHECK(state.out[2] == 101);
	CHECK(state.out[6] == 108);
	CHECK(state.out[9] == 111);
	CHECK(state.out[13] == 115);
	for (unsigned n = 0; n < 16; n++)
		CHECK(state.xmm_out[n] == 0x77);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	CHECK(sigismember(&mask, SIGUSR2) && !sigismember(&mask, SIGILL));
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
}

/* A system call is interrupted: what a function keeps is kept. */
static void kept_by_calls(void)
{
	const uint32_t rounding = 0x1f80 | 1 << 13, usual = 0x1f80;
	uint32_t mxcsr = 0;
	uint16_t control = 0x27f, after = 0;

	set(SIGUSR1, (void (*)(int, siginfo_t *, void *))(void (*)(void))getpid);
	__asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(rounding), "m"(control));
	raise(SIGUSR1);
	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(after));
	CHECK(mxcsr == rounding && after == control);
	control = 0x37f;
	__asm__ volatile("ldmxcsr %0; fldcw %1" : : "m"(usual), "m"(control));
}

/* As much of the frame as debuggers and runtimes look at. */
static void frame(int signal, siginfo_t *information, void *context)
{
	const ucontext_t *user = context;
	const uint32_t *state = (const uint32_t *)user->uc_mcontext.fpregs;

	CHECK((uintptr_t)__builtin_frame_address(0) % 16 == 0);
	CHECK((uintptr_t)state % 16 == 0);
	CHECK((char *)information == (char *)context + 304);
	CHECK(user->uc_link == NULL);
	if (state[464 / 4] == 0x46505853) {
		uint32_t size = state[464 / 4 + 4];
		CHECK((uintptr_t)state % 64 == 0);
		CHECK(user->uc_flags & 1);
		CHECK(size >= 576 && state[464 / 4 + 1] == size + 4);
		CHECK(*(const uint32_t *)((const char *)state + size) == 0x46505845);
	}
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

int main(void)
{
	nothing_changes();
	everything_changes();
	kept_by_calls();
	set(SIGILL, frame);
	__asm__ volatile("ud2");
	return check_result();
}
