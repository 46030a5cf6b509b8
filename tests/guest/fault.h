/* SPDX-License-Identifier: ISC */
/*
 * Running into a fault and looking at what its handler was told.
 */
#ifndef GUEST_FAULT_H
#define GUEST_FAULT_H

#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

static sigjmp_buf back;
static siginfo_t information;
static uint64_t trap, error, address, place;

static void catch (int signal, siginfo_t *info, void *context)
{
	const greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	information = *info;
	trap = registers[REG_TRAPNO];
	error = registers[REG_ERR];
	address = registers[REG_CR2];
	place = registers[REG_RIP];
	siglongjmp(back, 1);
}

/* Run into the fault; where that was. */
#define FAULT(statement)                                     \
	do {                                                 \
		memset(&information, 0, sizeof information); \
		if (!sigsetjmp(back, 1)) {                   \
			statement;                           \
			CHECK(!"reached: " #statement);      \
		}                                            \
	} while (0)

static void is(int line, int signal, int code, const void *at, unsigned vector,
               unsigned bits)
{
	int right = information.si_signo == signal && information.si_code == code &&
	            information.si_addr == at && trap == vector && error == bits &&
	            information.si_errno == 0;

	if (right)
		return;
	check_failures++;
	printf("%s:%d: signal %d code %d address %p trap %d error %d, not %d %d %p %d "
	       "%d\n",
	       __FILE_NAME__, line, information.si_signo, information.si_code,
	       information.si_addr, (int)trap, (int)error, signal, code, at, vector,
	       bits);
}

#endif
