/* SPDX-License-Identifier: ISC */
/*
 * Faults as signals: for each of the processor's exceptions that a program can cause, the
 * signal, si_code and si_addr, and what the ucontext says about it.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include "fault.h"

static void page_faults(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	volatile char *hole = memory + page, *constant = memory + 2 * page,
	              *closed = memory + 3 * page;
	int (*function)(void) = (int (*)(void))(uintptr_t)memory;
	volatile char *upper = (char *)0xffff900000000000;

	*constant = 1;
	CHECK(munmap(memory + page, page) == 0);
	CHECK(mprotect(memory + 2 * page, page, PROT_READ) == 0);
	CHECK(mprotect(memory + 3 * page, page, PROT_NONE) == 0);
	FAULT(*(volatile char *)8);
	is(__LINE__, SIGSEGV, SEGV_MAPERR, (void *)8, 14, 4);
	CHECK(address == 8);
	FAULT(*(volatile char *)8 = 1);
	is(__LINE__, SIGSEGV, SEGV_MAPERR, (void *)8, 14, 6);
	FAULT(hole[5]);
	is(__LINE__, SIGSEGV, SEGV_MAPERR, (char *)hole + 5, 14, 4);
	CHECK(address == (uintptr_t)hole + 5);
	FAULT(hole[6] = 1);
	is(__LINE__, SIGSEGV, SEGV_MAPERR, (char *)hole + 6, 14, 6);
	FAULT(constant[7] = 1);
	is(__LINE__, SIGSEGV, SEGV_ACCERR, (char *)constant + 7, 14, 7);
	FAULT(closed[8]);
	is(__LINE__, SIGSEGV, SEGV_ACCERR, (char *)closed + 8, 14, 4);
	memory[0] = 1;
	FAULT(function());
	is(__LINE__, SIGSEGV, SEGV_ACCERR, memory, 14, 21);
	CHECK(place == (uintptr_t)memory);
	FAULT(*upper);
	CHECK(information.si_signo == SIGSEGV && information.si_code == SEGV_MAPERR);
	CHECK(information.si_addr == upper && trap == 14);
}

static void old_floats(void)
{
	const uint16_t opened = 0x37f & ~4, all = 0x37f & ~1;

	FAULT(__asm__ volatile("fninit; fldcw %0; fld1; fldz; fdivrp; fwait"
	                       :
	                       : "m"(opened)));
	is(__LINE__, SIGFPE, FPE_FLTDIV, (void *)place, 16, 0);
	FAULT(__asm__ volatile("fninit; fldcw %0; fldz; fldz; fdivp; fwait"
	                       :
	                       : "m"(all)));
	is(__LINE__, SIGFPE, FPE_FLTINV, (void *)place, 16, 0);
	__asm__ volatile("fninit");
}

#define HERE "leaq 1f(%%rip), %%rax; movq %%rax, %0; "
static volatile uintptr_t here;

static void others(void)
{
	FAULT(__asm__ volatile(HERE "xorl %%edx, %%edx; xorl %%ecx, %%ecx; 1: divl %%ecx"
	                       : "=m"(here)
	                       :
	                       : "rax", "rcx", "rdx"));
	is(__LINE__, SIGFPE, FPE_INTDIV, (void *)here, 0, 0);
	CHECK(place == here);
	FAULT(__asm__ volatile(HERE "1: ud2" : "=m"(here) : : "rax"));
	is(__LINE__, SIGILL, ILL_ILLOPN, (void *)here, 6, 0);
	CHECK(place == here);
	FAULT(__asm__ volatile(HERE "int3; 1:" : "=m"(here) : : "rax"));
	is(__LINE__, SIGTRAP, SI_KERNEL, NULL, 3, 0);
	CHECK(place == here);
	FAULT(__asm__ volatile(HERE "1: hlt" : "=m"(here) : : "rax"));
	is(__LINE__, SIGSEGV, SI_KERNEL, NULL, 13, 0);
	CHECK(place == here);
	FAULT(*(volatile char *)0x8000000000000000);
	is(__LINE__, SIGSEGV, SI_KERNEL, NULL, 13, 0);
	FAULT(__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; nop; nop; nop"
	                       :
	                       :
	                       : "cc"));
	CHECK(information.si_signo == SIGTRAP && information.si_code == TRAP_TRACE);
	CHECK(information.si_addr == (void *)place && trap == 1);
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
	page_faults();
	others();
	old_floats();
	return check_result();
}
