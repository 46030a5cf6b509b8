/* SPDX-License-Identifier: ISC */
/*
 * RLIMIT_STACK: the main stack grows to the limit as it is now, lowered or raised, and an
 * access beyond it is a SIGSEGV that a handler can survive; what it has grown to already
 * stays. Areas with MAP_GROWSDOWN have the same limit.
 *
 * memory: 64M
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define MIB  (1ul << 20)
#define PAGE 4096ul

static sigjmp_buf back;
static volatile int code;

static void handler(int signal, siginfo_t *information, void *context)
{
	(void)signal, (void)context;
	code = information->si_code;
	siglongjmp(back, 1);
}

static int limit(rlim_t soft)
{
	return setrlimit(RLIMIT_STACK, &(struct rlimit){soft, RLIM_INFINITY});
}

/* A byte of each page from here down. */
static __attribute__((noinline)) void touch(volatile char *from, size_t length)
{
	for (size_t down = 0; down < length; down += PAGE)
		from[-(long)down] = 1;
}

static int reaches(size_t length)
{
	char here;

	if (sigsetjmp(back, 1))
		return 0;
	touch(&here, length);
	return 1;
}

static void growing_area(void)
{
	char *area = mmap(NULL, 16 * MIB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *last = area + 16 * MIB - PAGE;

	CHECK(area != MAP_FAILED && munmap(area, 16 * MIB) == 0);
	CHECK(mmap(last, PAGE, PROT_READ | PROT_WRITE,
	           MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED_NOREPLACE, -1,
	           0) == last);
	CHECK(limit(4 * MIB) == 0);
	if (!sigsetjmp(back, 1)) {
		touch(last, 3 * MIB);
		touch(last, 5 * MIB);
		CHECK(!"beyond the limit");
	}
	CHECK(last[-3 * (long)MIB + (long)PAGE] == 1);
}

int main(void)
{
	static char other[65536];
	struct sigaction action = {.sa_sigaction = handler,
	                           .sa_flags = SA_ONSTACK | SA_SIGINFO};

	CHECK(sigaltstack(&(stack_t){.ss_sp = other, .ss_size = sizeof other}, NULL) ==
	      0);
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	CHECK(limit(3 * MIB) == 0);
	CHECK(reaches(2 * MIB));
	CHECK(!reaches(5 * MIB) && code == SEGV_MAPERR);
	CHECK(limit(8 * MIB) == 0);
	CHECK(reaches(5 * MIB));
	CHECK(limit(MIB) == 0);
	CHECK(reaches(5 * MIB)); /* it has been there before */
	CHECK(!reaches(7 * MIB) && code == SEGV_MAPERR);
	CHECK(limit(RLIM_INFINITY) == 0);
	CHECK(reaches(24 * MIB));
	growing_area();
	return check_result();
}
