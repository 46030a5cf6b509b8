/* SPDX-License-Identifier: ISC */
/*
 * Random sequences of system calls: calls SEED STEPS [FAMILY]. Each step prints the call
 * and its result in a form that doesn't depend on addresses or times, so the output on
 * Linux and on Samara must be the same to the byte. Only what is meant to be equal is
 * called: what CAVEATS.md excepts (executable memory, placement, GS) isn't.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE        4096ul
#define MREMAP_KEEP 4  /* MREMAP_DONTUNMAP, which musl has not */
#define PAGES       24 /* of the window in which mappings are made and unmade */

static uint64_t state;
static char *window;

static unsigned below(unsigned limit)
{
	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned)(state >> 33) % limit;
}

#define PICK(...) \
	((const long[]){__VA_ARGS__})[below(sizeof((long[]){__VA_ARGS__}) / sizeof(long))]

/* A result: an address in the window as a distance, an error by its number. */
static void tell(const char *call, long result)
{
	if (result == -1)
		printf("%s: error %d\n", call, errno);
	else if ((unsigned long)result - (unsigned long)window < PAGES * PAGE)
		printf("%s: +%lx\n", call, result - (long)window);
	else
		printf("%s: %ld\n", call, result);
}

/* ---- memory ---- */

static sigjmp_buf fault;
static volatile int fault_code;

static void faulted(int signal, siginfo_t *information, void *context)
{
	(void)context;
	fault_code = signal * 10 + information->si_code;
	siglongjmp(fault, 1);
}

static void look(void)
{
	unsigned char resident;

	printf("window");
	for (unsigned n = 0; n < PAGES; n++) {
		volatile char *page = window + n * PAGE;
		bool mapped = !syscall(SYS_mincore, page, PAGE, &resident);
		fault_code = 0;
		if (!sigsetjmp(fault, 1))
			printf(" %d", *page);
		else
			printf(" ?%d", fault_code);
		if (!sigsetjmp(fault, 1))
			page[1] = 1;
		printf("%s%s", mapped ? "" : "-", fault_code / 10 ? "r" : "");
	}
	printf("\n");
}

static char *place(void)
{
	return window + below(PAGES) * PAGE + (below(16) ? 0 : 8);
}

static size_t extent(char *from)
{
	size_t room = (size_t)(window + PAGES * PAGE - from);
	size_t length = (1 + below(6)) * PAGE - (below(8) ? 0 : below(4096));

	if (!below(30))
		return PICK(0, -1, -4096, 1l << 62, 1l << 47);
	return length < room ? length : room;
}

static void memory_map(void)
{
	char *at = place();
	int flags =
	        (int)PICK(MAP_PRIVATE, MAP_PRIVATE, MAP_SHARED, MAP_SHARED_VALIDATE, 0) |
	        MAP_ANONYMOUS |
	        (int)PICK(0, MAP_NORESERVE, MAP_POPULATE, MAP_STACK, MAP_LOCKED);
	int protection = (int)PICK(PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE,
	                           PROT_READ | PROT_WRITE, PROT_WRITE);

	flags |= (int)PICK(MAP_FIXED, MAP_FIXED_NOREPLACE);
	size_t length = extent(at);
	printf("%lx %zx %x %x ", (long)(at - window), length, protection, flags);
	tell("mmap", syscall(SYS_mmap, at, length, protection, flags, -1,
	                     PICK(0, 0, 0, 4096, 1)));
}

static void memory_move(void)
{
	char *from = place(), *to = place();
	size_t old = extent(from), new = extent(to);
	int flags = (int)PICK(0, 0, MREMAP_MAYMOVE | MREMAP_FIXED,
	                      MREMAP_MAYMOVE | MREMAP_FIXED, MREMAP_FIXED, 64,
	                      MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_KEEP);

	/* 0, also when rounded up: a second view of a shared mapping (CAVEATS.md) */
	if (!old || old > PAGES * PAGE)
		old = PAGE;
	if (!(flags & MREMAP_FIXED) && new > (size_t)(window + PAGES * PAGE - from))
		new = PAGE;
	/* Linux from 6.17 on moves several areas at once, the order of its checks of
	 * lengths and their rounding differ by version, and what a shared mapping grows
	 * by is SIGBUS there */
	if (flags & MREMAP_KEEP) {
		old = (old + PAGE - 1) & -PAGE;
		new = (new + PAGE - 1) & -PAGE;
	}
	if (flags & MREMAP_FIXED || new > old)
		mmap(from - (long)from % PAGE, old, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("%lx %zx %lx %zx %x ", (long)(from - window), old, (long)(to - window),
	       new, flags);
	tell("mremap", syscall(SYS_mremap, from, old, new, flags, to));
}

static void memory(void)
{
	char *at = place(), vector[PAGES + 1] = {0};
	size_t length = extent(at);

	switch (below(10)) {
	case 0:
	case 1:
	case 2:
		memory_map();
		break;
	case 3:
		memory_move();
		break;
	case 4:
		printf("%lx %zx ", (long)(at - window), length);
		tell("munmap", syscall(SYS_munmap, at, length));
		break;
	case 5:
	case 6: {
		long protection = PICK(0, 1, 3, 3, 2, 0x100, 0x3000000);
		printf("%lx %zx %lx ", (long)(at - window), length, protection);
		tell("mprotect", syscall(SYS_mprotect, at, length, protection));
		break;
	}
	case 7: {
		long advice =
		        PICK(MADV_NORMAL, MADV_DONTNEED, MADV_DONTNEED, MADV_WILLNEED,
		             MADV_SEQUENTIAL, MADV_DONTFORK, 999, -1);
		printf("%lx %zx %ld ", (long)(at - window), length, advice);
		tell("madvise", syscall(SYS_madvise, at, length, advice));
		break;
	}
	case 8: {
		long call = PICK(SYS_mlock, SYS_munlock, SYS_mlock2);
		long flag = PICK(0, 0, 1, 2);
		printf("%lx %zx %ld %ld ", (long)(at - window), length, call, flag);
		tell("lock", syscall(call, at, length, flag));
		break;
	}
	case 9:
		if (length > PAGES * PAGE)
			length = PAGE;
		printf("%lx %zx ", (long)(at - window), length);
		tell("msync", syscall(SYS_msync, at, length, PICK(0, 1, 2, 4, 5, 6, 8)));
		tell("mincore", syscall(SYS_mincore, at, length, vector));
	}
	if (!below(3))
		look();
}

static void memory_begin(void)
{
	struct sigaction action = {.sa_sigaction = faulted, .sa_flags = SA_SIGINFO};

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	window = mmap(NULL, 3 * PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	              0);
	window += PAGES * PAGE;
	munmap(window, PAGES * PAGE);
}

/* ---- signals ---- */

static char stacks[2][32768] __attribute__((aligned(4096)));
static const int used[] = {SIGUSR1, SIGUSR2, SIGURG, SIGCHLD, SIGTERM, 36, 37, 40, 64};

static unsigned long mask_now(void)
{
	unsigned long mask = 0;

	syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, 8);
	return mask;
}

static void handled(int signal, siginfo_t *information, void *data)
{
	ucontext_t *context = data;
	char *here = (char *)&context;
	static int depth;

	printf("[%d code %d value %d mask %lx saved %lx stack %d flags %d", signal,
	       information->si_code,
	       information->si_code == SI_QUEUE ? information->si_value.sival_int : 0,
	       mask_now(), *(unsigned long *)&context->uc_sigmask,
	       here - stacks[0] < 0             ? 0
	       : here - stacks[0] < (long)32768 ? 1
	       : here - stacks[0] < (long)65536 ? 2
	                                        : 0,
	       context->uc_stack.ss_flags);
	if (depth < 3 && !below(3)) {
		depth++;
		tell(" raise", syscall(SYS_tkill, gettid(), used[below(9)]));
		depth--;
	}
	if (!below(4))
		((unsigned long *)&context->uc_sigmask)[0] ^= 1ul << (used[below(9)] - 1);
	printf("]\n");
}

static unsigned long some(void)
{
	unsigned long mask = 0;

	for (unsigned n = below(6); n; n--)
		mask |= 1ul << (used[below(9)] - 1);
	return mask | (below(10) ? 0 : 1ul << (SIGKILL - 1) | 1ul << (SIGSTOP - 1));
}

static void set_action(int signal)
{
	static const int flags[] = {SA_NODEFER, SA_RESETHAND, SA_ONSTACK, SA_RESTART};
	struct sigaction action = {.sa_sigaction = handled}, old;
	unsigned long mask = some();

	action.sa_flags = SA_SIGINFO;
	for (unsigned n = 0; n < 4; n++)
		action.sa_flags |= below(3) ? 0 : flags[n];
	if (signal != SIGCHLD && signal != SIGURG) /* others would end it */
		action.sa_flags &= ~SA_RESETHAND;
	if (signal != SIGTERM && signal < 34 && !below(8))
		action.sa_handler = SIG_IGN;
	memcpy(&action.sa_mask, &mask, sizeof mask);
	int result = sigaction(signal, &action, &old);
	memcpy(&mask, &old.sa_mask, sizeof mask);
	printf("sigaction %d: %d old %lx flags %x %s\n", signal, result, mask,
	       (unsigned)old.sa_flags & ~0x04000000u,
	       old.sa_handler == SIG_IGN   ? "ignored"
	       : old.sa_handler == SIG_DFL ? "default"
	                                   : "handled");
}

static void alternate(void)
{
	stack_t old,
	        new = {.ss_sp = stacks[below(2)],
	               .ss_size = (size_t)PICK(32768, 32768, 1000, 0),
	               .ss_flags = (int)PICK(0, 0, SS_DISABLE, (int)(1u << 31), 1, 77)};
	long result = syscall(SYS_sigaltstack, PICK((long)&new, (long)&new, 0, 8), &old);

	tell("sigaltstack", result);
	if (result == 0)
		printf("old %ld size %zu flags %x\n",
		       old.ss_sp ? (long)((char *)old.ss_sp - stacks[0]) : -1,
		       old.ss_size, (unsigned)old.ss_flags);
}

static void wait_for(void)
{
	siginfo_t information;
	unsigned long mask = some();
	struct timespec zero = {0, PICK(0, 0, 1, 1000000000, -1)};
	long result = syscall(SYS_rt_sigtimedwait, &mask,
	                      PICK((long)&information, (long)&information, 0), &zero,
	                      PICK(8, 8, 8, 4));

	printf("%lx ", mask);
	tell("sigtimedwait", result);
}

static void signals(void)
{
	int signal = used[below(9)];
	unsigned long mask = some(), old = 0;

	/* one that is reset would end the program */
	for (unsigned n = 0; n < 9; n++) {
		struct sigaction action;
		sigaction(used[n], NULL, &action);
		if (action.sa_handler == SIG_DFL)
			set_action(used[n]);
	}
	switch (below(9)) {
	case 0:
		set_action(signal);
		break;
	case 1:
	case 2: {
		long how = PICK(0, 1, 1, 2, 3);
		tell("sigprocmask",
		     syscall(SYS_rt_sigprocmask, how, &mask, &old, PICK(8, 8, 8, 16)));
		printf("%ld %lx old %lx now %lx\n", how, mask, old, mask_now());
		break;
	}
	case 3:
		tell("kill", syscall(SYS_kill, PICK(getpid(), getpid(), 0x3fffffff),
		                     PICK(signal, signal, 0, 65, -1)));
		break;
	case 4:
		tell("tgkill", syscall(SYS_tgkill, getpid(),
		                       PICK(gettid(), gettid(), 0, 0x3fffffff),
		                       PICK(signal, signal, 0, 65)));
		break;
	case 5: {
		siginfo_t information = {.si_code =
		                                 (int)PICK(SI_QUEUE, SI_QUEUE, -60, 5)};
		information.si_value.sival_int = (int)below(100);
		tell("sigqueue",
		     syscall(SYS_rt_sigqueueinfo, getpid(), signal, &information));
		break;
	}
	case 6:
		alternate();
		break;
	case 7:
		wait_for();
		break;
	case 8:
		syscall(SYS_rt_sigpending, &old, 8);
		printf("pending %lx\n", old);
		if (old & ~mask & ~(1ul << (SIGCHLD - 1) | 1ul << (SIGURG - 1))) {
			struct sigaction action;
			int first = __builtin_ctzl(old & ~mask) + 1;
			sigaction(first, NULL, &action);
			if (action.sa_handler != SIG_IGN)
				tell("sigsuspend", syscall(SYS_rt_sigsuspend, &mask, 8));
		}
	}
}

/* ---- locks ---- */

static void locks(void)
{
	static uint32_t word[4];
	uint32_t *at = word + below(4);
	const struct timespec time = {0, PICK(0, 1000, 1000000000, -1)};
	long operation =
	        PICK(FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE,
	             FUTEX_WAKE_OP, FUTEX_LOCK_PI, FUTEX_UNLOCK_PI, FUTEX_TRYLOCK_PI,
	             FUTEX_WAIT_BITSET, FUTEX_WAKE_BITSET, 2, 77);
	long flags = PICK(0, FUTEX_PRIVATE_FLAG, FUTEX_CLOCK_REALTIME);
	unsigned kind = below(5);
	long value = (const long[]){0, 3, 2, -1, gettid()}[kind],
	     bits = PICK(0, 6, -1, 0x12345678);

	if (operation == FUTEX_LOCK_PI && *at) /* could wait for ever */
		*at = 0;
	if (!below(4))
		*at = (uint32_t)PICK(0, 0, 0x3ffffff0, gettid());
	bool counts = operation == FUTEX_REQUEUE || operation == FUTEX_CMP_REQUEUE ||
	              operation == FUTEX_WAKE_OP;
	long fourth = counts ? PICK(0, 1, -1) : (long)&time;
	void *where = below(12) || operation == 2 || operation == 77 ||
	                              operation == FUTEX_UNLOCK_PI
	                      ? (void *)at
	                      : (void *)PICK(8, (long)at + 1, -4096);
	if (operation == FUTEX_LOCK_PI && where == at)
		*at = 0;
	if (operation == FUTEX_WAKE_OP) /* it calculates */
		memset(word, 0, sizeof word);
	long result = syscall(SYS_futex, where, operation | flags, value, fourth,
	                      word + below(4), bits);
	printf("%ld %lx %u %lx ", operation, flags, kind, bits);
	tell("futex", result);
	for (unsigned n = 0; n < 4; n++)
		if ((word[n] & 0x3fffffff) == (uint32_t)gettid())
			printf("word %u: tid, %x\n", n, word[n] >> 30);
		else
			printf("word %u: %x\n", n, word[n] & FUTEX_TID_MASK);
}

/* ---- limits, names, clocks ---- */

static void limits(void)
{
	long which = PICK(RLIMIT_CORE, RLIMIT_RSS, RLIMIT_MSGQUEUE, RLIMIT_LOCKS,
	                  RLIMIT_SIGPENDING, 16, -1);
	struct rlimit64 new = {(unsigned long)PICK(100, 1000, 5000, -1), 5000},
	                old = {0, 0};
	long result = syscall(SYS_prlimit64, PICK(0, 0, getpid(), 0x3fffffff, -1), which,
	                      PICK((long)&new, 0, (long)&new, 8), &old);

	printf("%ld %lx ", which, (unsigned long)new.rlim_cur);
	tell("prlimit", result);
	if (result == 0)
		printf("old %lx %lx\n", (unsigned long)old.rlim_cur,
		       (unsigned long)old.rlim_max);
}

static void names(void)
{
	static const int calls[] = {PR_SET_PDEATHSIG,
	                            PR_GET_PDEATHSIG,
	                            PR_GET_DUMPABLE,
	                            PR_SET_DUMPABLE,
	                            PR_GET_KEEPCAPS,
	                            PR_SET_KEEPCAPS,
	                            PR_SET_NAME,
	                            PR_GET_NAME,
	                            PR_SET_TIMERSLACK,
	                            PR_GET_SECUREBITS,
	                            PR_GET_CHILD_SUBREAPER,
	                            PR_SET_CHILD_SUBREAPER,
	                            PR_GET_NO_NEW_PRIVS,
	                            PR_GET_THP_DISABLE,
	                            9999,
	                            PR_GET_TIMERSLACK};
	static const char text[] = "a name that is too long";
	char buffer[17] = {0};
	int number = 0, call = calls[below(16)];
	long argument = call == PR_SET_NAME   ? (long)text + below(20)
	                : call == PR_GET_NAME ? (long)buffer
	                : call == PR_GET_PDEATHSIG || call == PR_GET_CHILD_SUBREAPER
	                        ? PICK((long)&number, 8)
	                        : PICK(0, 1, 2, 64, 65, 50000);
	long rest = call == PR_GET_NO_NEW_PRIVS || call == PR_GET_THP_DISABLE
	                    ? 0
	                    : PICK(0, 0, 1);

	if (call == PR_GET_THP_DISABLE || call == PR_GET_NO_NEW_PRIVS)
		argument = 0;
	printf("%d ", call);
	tell("prctl", syscall(SYS_prctl, call, argument, rest, 0, 0));
	printf("%d %s\n", number, buffer);
}

static void clocks(void)
{
	struct timespec time = {PICK(0, 0, -1), PICK(0, 0, 1, 1000000000, -1)}, got;
	long clock = PICK(0, 1, 2, 3, 4, 5, 6, 7, 10, 12, 99, -1);
	struct itimerspec set = {{0, PICK(0, 1, 1000000000)}, {PICK(0, 1000, -1), 0}},
	                  left;
	struct sigevent event = {.sigev_notify = (int)PICK(SIGEV_NONE, SIGEV_NONE, 9),
	                         .sigev_signo = (int)PICK(SIGUSR1, 0, 99)};
	struct itimerval value = {{0, PICK(0, 1000000, -1)}, {PICK(0, 1000, -1), 0}};
	int timer;

	printf("%ld %ld %ld ", clock, time.tv_sec, time.tv_nsec);
	switch (below(5)) {
	case 0:
		tell("clock_gettime",
		     syscall(SYS_clock_gettime, clock, PICK((long)&got, (long)&got, 8)));
		break;
	case 1:
		if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == 6) /* stands still */
			clock = CLOCK_MONOTONIC;
		tell("clock_nanosleep",
		     syscall(SYS_clock_nanosleep, clock, PICK(0, 1, 7), &time, &got));
		break;
	case 2:
		tell("nanosleep", syscall(SYS_nanosleep, PICK((long)&time, 8), NULL));
		break;
	case 3:
		tell("setitimer", syscall(SYS_setitimer, PICK(0, 1, 2, 3),
		                          PICK((long)&value, 8), NULL));
		memset(&value, 0, sizeof value);
		for (int n = 0; n < 3; n++)
			syscall(SYS_setitimer, n, &value, NULL);
		break;
	case 4:
		if (clock > 7) /* alarm clocks need a device */
			clock = 99;
		long result = syscall(SYS_timer_create, clock, &event, &timer);
		if (result) {
			tell("timer_create", result);
			break;
		}
		printf("created\n");
		tell("timer_settime", syscall(SYS_timer_settime, timer, PICK(0, 1, 2),
		                              &set, PICK(0, (long)&left, 8)));
		tell("timer_gettime", syscall(SYS_timer_gettime, timer, &left));
		printf("period %ld\n", left.it_interval.tv_nsec);
		tell("timer_getoverrun", syscall(SYS_timer_getoverrun, timer));
		tell("timer_delete", syscall(SYS_timer_delete, timer));
		tell("timer_delete", syscall(SYS_timer_delete, timer));
	}
}

static const struct family {
	const char *name;
	void (*step)(void);
} families[] = {{"memory", memory}, {"signals", signals}, {"locks", locks},
                {"limits", limits}, {"names", names},     {"clocks", clocks}};

int main(int count, char **arguments)
{
	static char buffer[1 << 16];
	static const int equal[] = {RLIMIT_CORE, RLIMIT_RSS, RLIMIT_MSGQUEUE,
	                            RLIMIT_LOCKS, RLIMIT_SIGPENDING};
	const struct rlimit limit = {4000, 5000};
	unsigned steps = count > 2 ? (unsigned)atoi(arguments[2]) : 1000;

	state = count > 1 ? strtoul(arguments[1], NULL, 10) : 1;
	setvbuf(stdout, buffer, _IOLBF, sizeof buffer);
	for (unsigned n = 0; n < sizeof equal / sizeof *equal; n++)
		setrlimit((int)equal[n], &limit);
	memory_begin();
	prctl(PR_SET_NAME, "calls");
	for (unsigned n = 0; n < steps; n++) {
		unsigned family = below(6);
		if (count > 3 && strcmp(arguments[3], families[family].name) != 0)
			continue;
		printf("%u ", n);
		families[family].step();
	}
	return 0;
}
