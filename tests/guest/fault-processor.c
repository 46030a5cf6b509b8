/* SPDX-License-Identifier: ISC */
/*
 * Faults that QEMU without hardware help doesn't raise, or not as the processor does:
 * floating-point exceptions of the vector unit, and a stack pointer that isn't canonical.
 *
 * flags: -Wno-unused-parameter
 * ways: process process2
 */
#define _GNU_SOURCE
#include "fault.h"

/* Floating point: flags of one unit are opened, and an operation raises one. */
static volatile float zero, one = 1, large = 3e38f, small = 1e-38f;
static volatile float result;

static void vector_fault(unsigned opened, volatile float *a, volatile float *b,
                         int multiply)
{
	uint32_t mxcsr = 0x1f80 & ~opened;

	if (multiply)
		__asm__ volatile(
		        "ldmxcsr %0; movss %1, %%xmm0; mulss %2, %%xmm0; movss %%xmm0, %3"
		        :
		        : "m"(mxcsr), "m"(*a), "m"(*b), "m"(result)
		        : "xmm0");
	else
		__asm__ volatile(
		        "ldmxcsr %0; movss %1, %%xmm0; divss %2, %%xmm0; movss %%xmm0, %3"
		        :
		        : "m"(mxcsr), "m"(*a), "m"(*b), "m"(result)
		        : "xmm0");
}

static void floats(void)
{
	const uint32_t usual = 0x1f80;

	FAULT(vector_fault(0x200, &one, &zero, 0));
	is(__LINE__, SIGFPE, FPE_FLTDIV, (void *)place, 19, 0);
	FAULT(vector_fault(0x80, &zero, &zero, 0));
	is(__LINE__, SIGFPE, FPE_FLTINV, (void *)place, 19, 0);
	FAULT(vector_fault(0x400, &large, &large, 1));
	is(__LINE__, SIGFPE, FPE_FLTOVF, (void *)place, 19, 0);
	FAULT(vector_fault(0x800, &small, &small, 1));
	is(__LINE__, SIGFPE, FPE_FLTUND, (void *)place, 19, 0);
	FAULT(vector_fault(0x1000, &large, &small, 1));
	is(__LINE__, SIGFPE, FPE_FLTRES, (void *)place, 19, 0);
	__asm__ volatile("ldmxcsr %0" : : "m"(usual));
}

static volatile uintptr_t here;

static void stack_fault(void)
{
	FAULT(__asm__ volatile("leaq 1f(%%rip), %%rax; movq %%rax, %0; "
	                       "movq %%rsp, %%rbx; movq $0x7000000000000000, %%rsp; "
	                       "1: pushq %%rax; movq %%rbx, %%rsp"
	                       : "=m"(here)
	                       :
	                       : "rax", "rbx"));
	is(__LINE__, SIGBUS, SI_KERNEL, NULL, 12, 0);
}

int main(void)
{
	static char stack[65536];
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	struct sigaction action = {.sa_sigaction = catch,
	                           .sa_flags = SA_SIGINFO | SA_ONSTACK};
	static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};

	CHECK(sigaltstack(&alternate, NULL) == 0);
	for (unsigned n = 0; n < sizeof faults / sizeof *faults; n++)
		CHECK(sigaction(faults[n], &action, NULL) == 0);
	floats();
	stack_fault();
	return check_result();
}
