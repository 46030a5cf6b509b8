/* SPDX-License-Identifier: ISC */
/*
 * Vector registers, the x87 stack and their control words survive system calls, page
 * faults and sleeping: the libos works without touching them.
 *
 * flags: -lm
 */
#include "check.h"
#include <emmintrin.h>
#include <math.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static volatile char *fresh;

__attribute__((noinline)) static void disturb(void)
{
	struct timespec t = {0, 1000000};
	nanosleep(&t, NULL);
	*fresh = 1; /* page fault */
	fresh += 4096;
	write(1, "", 0);
	clock_gettime(CLOCK_REALTIME, &t);
}

/* All sixteen registers hold values across the call; the compiler can't save them away
 * from us. */
static void registers(void)
{
	unsigned before[16][4], after[16][4];
	for (unsigned i = 0; i < 16; i++)
		for (unsigned j = 0; j < 4; j++)
			before[i][j] = i * 0x01010101u + j * 0x10001u;
#define LOAD(n)  "movdqu " #n "*16(%0), %%xmm" #n "\n\t"
#define STORE(n) "movdqu %%xmm" #n ", " #n "*16(%1)\n\t"
#define ALL(m)                                                                          \
	m(0) m(1) m(2) m(3) m(4) m(5) m(6) m(7) m(8) m(9) m(10) m(11) m(12) m(13) m(14) \
	        m(15)
	register unsigned(*source)[4] __asm__("r12") = before;
	register unsigned(*target)[4] __asm__("r13") = after;
	register volatile char *page __asm__("r14") = fresh;
	__asm__ volatile(ALL(LOAD) "movb $7, (%2)\n\t" ALL(STORE)
	                 : "+r"(source), "+r"(target), "+r"(page)
	                 :
	                 : "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
	                   "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
	                   "xmm13", "xmm14", "xmm15");
	fresh += 4096;
	CHECK(memcmp(before, after, sizeof before) == 0);
}

int main(void)
{
	fresh = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	             -1, 0);
	CHECK(fresh != MAP_FAILED);
	registers();
	unsigned control = _mm_getcsr();
	_mm_setcsr(control | _MM_ROUND_UP);
	volatile double one = 1.0, three = 3.0;
	volatile double up = one / three;
	disturb();
	CHECK(_mm_getcsr() >> 13 == (control | _MM_ROUND_UP) >> 13);
	volatile double same = one / three;
	CHECK(up == same);
	_mm_setcsr(control);
	volatile double down = one / three;
	CHECK(down < up);
	long double extended = sqrtl(2.0L);
	disturb();
	CHECK(fabsl(extended * extended - 2.0L) < 1e-18L);
	double sum = 0;
	for (int i = 1; i <= 1000; i++) {
		sum += sin(i) * cos(i) + pow(i, 0.5) - log(i);
		if (i % 100 == 0)
			disturb();
	}
	printf("%.9f\n", sum);
	return check_result();
}
