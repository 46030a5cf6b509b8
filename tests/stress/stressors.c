/* SPDX-License-Identifier: ISC */
/*
 * Stressors by the names that stress-ng gives them, each a thousand times or so in this
 * one process: threads, locks, signals, time and memory. What is printed is the same
 * everywhere; the status is 1 where something was wrong, and its line says what.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096ul
#define SURE(condition)                  \
	do {                             \
		if (!(condition))        \
			return __LINE__; \
	} while (0)

static pthread_t start(void *(*run)(void *), void *argument)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, argument)) {
		puts("pthread_create failed");
		exit(1);
	}
	return thread;
}

static long end_of(pthread_t thread)
{
	void *result;

	pthread_join(thread, &result);
	return (long)result;
}

static char *map(size_t size)
{
	char *start = mmap(NULL, size, PROT_READ | PROT_WRITE,
	                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {.sa_sigaction = handler,
	                           .sa_flags = flags | SA_SIGINFO};

	sigaction(number, &action, NULL);
}

/* ---- threads ---- */

static uint32_t word;

static void *play(void *argument)
{
	uint32_t side = argument != NULL;

	for (int i = 0; i < 1000; i++) {
		while (__atomic_load_n(&word, __ATOMIC_SEQ_CST) != side)
			syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, !side, NULL, NULL,
			        0);
		__atomic_store_n(&word, !side, __ATOMIC_SEQ_CST);
		syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	}
	return NULL;
}

static int do_futex(void)
{
	pthread_t other = start(play, &word);

	play(NULL);
	SURE(end_of(other) == 0 && word == 0);
	return 0;
}

static void *same(void *argument)
{
	return argument;
}

static int do_pthread(void)
{
	pthread_t thread[20];

	for (int round = 0; round < 50; round++) {
		for (long i = 0; i < 20; i++)
			thread[i] = start(same, (void *)i);
		for (long i = 0; i < 20; i++)
			SURE(end_of(thread[i]) == i);
	}
	return 0;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile long counter;

static void *count(void *argument)
{
	for (int i = 0; i < 2000; i++) {
		pthread_mutex_lock(&mutex);
		counter++;
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

static int do_mutex(void)
{
	pthread_t thread[4];

	for (int i = 0; i < 4; i++)
		thread[i] = start(count, NULL);
	for (int i = 0; i < 4; i++)
		end_of(thread[i]);
	SURE(counter == 8000);
	return 0;
}

static sem_t semaphore;

static void *post(void *argument)
{
	for (int i = 0; i < 2000; i++)
		sem_post(&semaphore);
	return argument;
}

static int do_sem(void)
{
	pthread_t thread;
	int value;

	sem_init(&semaphore, 0, 0);
	thread = start(post, NULL);
	for (int i = 0; i < 2000; i++)
		while (sem_wait(&semaphore)) {
		}
	end_of(thread);
	SURE(sem_getvalue(&semaphore, &value) == 0 && value == 0);
	return 0;
}

static void *yield(void *argument)
{
	for (int i = 0; i < 2000; i++)
		sched_yield();
	return argument;
}

static int do_yield(void)
{
	pthread_t thread = start(yield, NULL);

	yield(NULL);
	end_of(thread);
	return 0;
}

static int do_affinity(void)
{
	cpu_set_t all, one;

	SURE(sched_getaffinity(0, sizeof all, &all) == 0);
	for (int i = 0; i < 1000; i++) {
		int cpu = i % CPU_SETSIZE;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		SURE(sched_setaffinity(0, sizeof one, &one) ==
		     (CPU_ISSET(cpu, &all) ? 0 : -1));
	}
	SURE(sched_setaffinity(0, sizeof all, &all) == 0);
	return 0;
}

static int do_schedpolicy(void)
{
	static const int policies[] = {SCHED_BATCH, SCHED_IDLE, SCHED_OTHER};
	struct sched_param none = {.sched_priority = 0};

	for (int i = 0; i < 999; i++) {
		SURE(syscall(SYS_sched_setscheduler, 0, policies[i % 3], &none) == 0);
		SURE(syscall(SYS_sched_getscheduler, 0) == policies[i % 3]);
	}
	return 0;
}

static int do_membarrier(void)
{
	int commands = (int)syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0);

	SURE(commands & MEMBARRIER_CMD_PRIVATE_EXPEDITED);
	SURE(syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) ==
	     0);
	for (int i = 0; i < 1000; i++)
		SURE(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) ==
		     0);
	SURE(syscall(SYS_membarrier, 1 << 30, 0, 0) == -1 && errno == EINVAL);
	return 0;
}

/* ---- signals ---- */

static sigjmp_buf back;
static volatile int handled, code, value_sum;
static void *volatile place;

static void jump(int number, siginfo_t *information, void *context)
{
	(void)context;
	code = information->si_code;
	place = information->si_addr;
	siglongjmp(back, number);
}

static void note(int number, siginfo_t *information, void *context)
{
	(void)number;
	(void)context;
	handled++;
	code = information->si_code;
	value_sum += information->si_value.sival_int;
}

static int do_sigsegv(void)
{
	char *none = map(PAGE);

	mprotect(none, PAGE, PROT_NONE);
	handle(SIGSEGV, jump, 0);
	for (volatile int i = 0; i < 1000; i++) {
		char *volatile where = i % 2 ? none + i % 4096 : (char *)8;
		if (!sigsetjmp(back, 1)) {
			*(volatile char *)where = 1;
			return __LINE__;
		}
		SURE(place == where && code == (i % 2 ? SEGV_ACCERR : SEGV_MAPERR));
	}
	signal(SIGSEGV, SIG_DFL);
	munmap(none, PAGE);
	return 0;
}

static int do_sigfpe(void)
{
	volatile int zero = 0;

	handle(SIGFPE, jump, 0);
	for (volatile int i = 0; i < 1000; i++) {
		if (!sigsetjmp(back, 1)) {
			zero = i / zero;
			return __LINE__;
		}
		SURE(code == FPE_INTDIV);
	}
	signal(SIGFPE, SIG_DFL);
	return 0;
}

static int do_sigill(void)
{
	handle(SIGILL, jump, 0);
	for (volatile int i = 0; i < 1000; i++) {
		if (!sigsetjmp(back, 1)) {
			__asm__ volatile("ud2");
			return __LINE__;
		}
	}
	signal(SIGILL, SIG_DFL);
	return 0;
}

static int do_sigtrap(void)
{
	handle(SIGTRAP, note, 0);
	handled = 0;
	for (int i = 0; i < 1000; i++)
		__asm__ volatile("int3");
	SURE(handled == 1000);
	signal(SIGTRAP, SIG_DFL);
	return 0;
}

static int do_kill(void)
{
	handle(SIGUSR1, note, 0);
	handled = 0;
	for (int i = 0; i < 1000; i++) {
		SURE(kill(getpid(), i % 2 ? SIGUSR1 : 0) == 0);
		SURE(kill(getpid(), 1000) == -1 && errno == EINVAL);
	}
	SURE(handled == 500 && code == SI_USER);
	return 0;
}

static int do_sigq(void)
{
	sigset_t set, before;
	siginfo_t information;

	handle(SIGRTMIN, note, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &before);
	for (int i = 0; i < 200; i++)
		SURE(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i}) == 0);
	for (int i = 0; i < 100; i++) {
		SURE(sigwaitinfo(&set, &information) == SIGRTMIN);
		SURE(information.si_value.sival_int == i &&
		     information.si_code == SI_QUEUE);
	}
	handled = value_sum = 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	SURE(handled == 100 && value_sum == (100 + 199) * 50);
	return 0;
}

static int do_sigpending(void)
{
	sigset_t set, before, pending;

	handle(SIGUSR1, note, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	for (int i = 0; i < 1000; i++) {
		handled = 0;
		sigprocmask(SIG_BLOCK, &set, &before);
		raise(SIGUSR1);
		raise(SIGUSR1);
		SURE(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1);
		SURE(handled == 0);
		sigprocmask(SIG_SETMASK, &before, NULL);
		SURE(handled == 1);
		SURE(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 0);
	}
	return 0;
}

static void *signal_often(void *argument)
{
	for (int i = 0; i < 200; i++) {
		int before = handled;
		pthread_kill(*(pthread_t *)argument, SIGUSR2);
		while (handled == before)
			sched_yield();
	}
	return NULL;
}

static int do_sigsuspend(void)
{
	pthread_t self = pthread_self(), thread;
	sigset_t set, before;

	handle(SIGUSR2, note, 0);
	handled = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, &before);
	thread = start(signal_often, &self);
	while (handled < 200)
		SURE(sigsuspend(&before) == -1 && errno == EINTR);
	end_of(thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	SURE(handled == 200);
	return 0;
}

static int do_sigaltstack(void)
{
	static char space[65536];
	stack_t alternate = {.ss_sp = space, .ss_size = sizeof space}, got;

	handle(SIGSEGV, jump, SA_ONSTACK);
	for (volatile int i = 0; i < 500; i++) {
		SURE(sigaltstack(&alternate, NULL) == 0);
		if (!sigsetjmp(back, 1)) {
			/* a stack that can't be used */
			__asm__ volatile(
			        "movq %%rsp, %%rax\n\txorl %%esp, %%esp\n\tpush %%rax"
			        :
			        :
			        : "rax", "memory");
			return __LINE__;
		}
		SURE(sigaltstack(NULL, &got) == 0 && got.ss_sp == space);
	}
	signal(SIGSEGV, SIG_DFL);
	alternate.ss_flags = SS_DISABLE;
	SURE(sigaltstack(&alternate, NULL) == 0);
	return 0;
}

/* ---- time ---- */

static int wait_for(int count)
{
	for (int i = 0; i < 2000 && handled < count; i++)
		usleep(10000);
	return handled >= count;
}

static int do_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
	                         .sigev_signo = SIGRTMIN + 1};
	struct itimerspec often = {{0, 10000000}, {0, 10000000}}, rest;
	timer_t timer[8];

	handle(SIGRTMIN + 1, note, 0);
	handled = 0;
	for (int i = 0; i < 8; i++) {
		event.sigev_value.sival_int = i;
		SURE(timer_create(CLOCK_MONOTONIC, &event, &timer[i]) == 0);
		SURE(timer_settime(timer[i], 0, &often, NULL) == 0);
	}
	SURE(wait_for(40) && code == SI_TIMER);
	for (int i = 0; i < 8; i++) {
		SURE(timer_gettime(timer[i], &rest) == 0);
		SURE(rest.it_interval.tv_nsec == 10000000);
		SURE(timer_getoverrun(timer[i]) >= 0);
		SURE(timer_delete(timer[i]) == 0);
	}
	return 0;
}

static int do_itimer(void)
{
	static const int which[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
	static const int signals[] = {SIGALRM, SIGVTALRM, SIGPROF};
	struct itimerval often = {{0, 10000}, {0, 10000}}, never = {{0, 0}, {0, 0}};

	for (int i = 0; i < 3; i++) {
		time_t end = time(NULL) + 20;
		handle(signals[i], note, SA_RESTART);
		handled = 0;
		SURE(setitimer(which[i], &often, NULL) == 0);
		while (handled < 5 && time(NULL) < end) {
		}
		SURE(setitimer(which[i], &never, &often) == 0);
		SURE(handled >= 5 && often.it_interval.tv_usec >= 10000);
		often = (struct itimerval){{0, 10000}, {0, 10000}};
	}
	return 0;
}

static int do_alarm(void)
{
	handle(SIGALRM, note, 0);
	SURE(alarm(101) == 0);
	for (unsigned i = 101; i < 600; i++) {
		unsigned left = alarm(i + 1);
		SURE(left <= i && left > i - 60); /* less on a machine that stalls */
	}
	SURE(alarm(0) <= 600);
	handled = 0;
	SURE(ualarm(10000, 0) == 0);
	SURE(wait_for(1));
	return 0;
}

static int do_nanosleep(void)
{
	for (int i = 0; i < 100; i++) {
		struct timespec time = {0, 1 << i % 20}, before, after;
		clock_gettime(CLOCK_MONOTONIC, &before);
		SURE(nanosleep(&time, NULL) == 0);
		clock_gettime(CLOCK_MONOTONIC, &after);
		SURE((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec -
		             before.tv_nsec >=
		     time.tv_nsec);
	}
	return 0;
}

static int do_clock(void)
{
	static const clockid_t clocks[] = {
	        CLOCK_REALTIME,          CLOCK_MONOTONIC,     CLOCK_PROCESS_CPUTIME_ID,
	        CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
	        CLOCK_MONOTONIC_COARSE,  CLOCK_BOOTTIME,      CLOCK_TAI,
	};

	for (unsigned c = 0; c < sizeof clocks / sizeof *clocks; c++) {
		struct timespec last, now;
		SURE(clock_getres(clocks[c], &now) == 0 && now.tv_sec == 0);
		SURE(clock_gettime(clocks[c], &last) == 0);
		for (int i = 0; i < 500; i++) {
			SURE(clock_gettime(clocks[c], &now) == 0);
			SURE(now.tv_sec > last.tv_sec ||
			     (now.tv_sec == last.tv_sec && now.tv_nsec >= last.tv_nsec));
			last = now;
		}
	}
	SURE(clock_gettime(77, &(struct timespec){0, 0}) == -1 && errno == EINVAL);
	return 0;
}

static int do_times(void)
{
	struct rusage usage;
	struct tms times_now;

	for (int i = 0; i < 1000; i++) {
		SURE(times(&times_now) != (clock_t)-1);
		SURE(getrusage(i % 2 ? RUSAGE_SELF : RUSAGE_THREAD, &usage) == 0);
		SURE(time(NULL) > 1700000000);
	}
	return 0;
}

/* ---- memory ---- */

static int all_are(const char *bytes, size_t size, char byte)
{
	for (size_t i = 0; i < size; i += 61)
		if (bytes[i] != byte)
			return 0;
	return 1;
}

static int do_mmap(void)
{
	for (int i = 0; i < 300; i++) {
		size_t size = (1 + (size_t)i % 50) * PAGE;
		char *start = map(size);
		SURE(start && all_are(start, size, 0));
		memset(start, i, size);
		SURE(mmap(start, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		          -1, 0) == start);
		SURE(start[0] == 0);
		SURE(all_are(start + PAGE, size - PAGE, (char)i));
		SURE(mmap(start, PAGE, PROT_READ,
		          MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
		          0) == MAP_FAILED &&
		     errno == EEXIST);
		SURE(munmap(start, size) == 0);
	}
	return 0;
}

static int do_mremap(void)
{
	size_t size = PAGE;
	char *start = map(size);

	memset(start, 7, size);
	for (int i = 0; i < 300; i++) {
		size_t other = (1 + (size_t)(i * 37 % 64)) * PAGE;
		char *moved = mremap(start, size, other, MREMAP_MAYMOVE);
		SURE(moved != MAP_FAILED);
		SURE(all_are(moved, size < other ? size : other, 7));
		if (other > size)
			SURE(all_are(moved + size, other - size, 0));
		memset(moved, 7, other);
		start = moved;
		size = other;
	}
	SURE(munmap(start, size) == 0);
	return 0;
}

static int do_mprotect(void)
{
	static const int protections[] = {PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE};
	char *start = map(16 * PAGE);

	handle(SIGSEGV, jump, 0);
	memset(start, 5, 16 * PAGE);
	for (volatile int i = 0; i < 600; i++) {
		char *page = start + i % 16 * PAGE;
		int writable = i % 3 == 2;
		SURE(mprotect(page, PAGE, protections[i % 3]) == 0);
		if (!sigsetjmp(back, 1)) {
			*(volatile char *)page = 5;
			SURE(writable);
		} else {
			SURE(!writable && place == page && code == SEGV_ACCERR);
		}
	}
	signal(SIGSEGV, SIG_DFL);
	SURE(mprotect(start, 16 * PAGE, PROT_READ) == 0 && all_are(start, 16 * PAGE, 5));
	SURE(munmap(start, 16 * PAGE) == 0);
	return 0;
}

static int do_madvise(void)
{
	static const int harmless[] = {MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL,
	                               MADV_WILLNEED};
	char *start = map(32 * PAGE);

	for (int i = 0; i < 300; i++) {
		memset(start, 9, 32 * PAGE);
		SURE(madvise(start, 32 * PAGE, harmless[i % 4]) == 0);
		SURE(madvise(start + 8 * PAGE, 8 * PAGE, MADV_DONTNEED) == 0);
		SURE(all_are(start, 8 * PAGE, 9) &&
		     all_are(start + 8 * PAGE, 8 * PAGE, 0));
		SURE(all_are(start + 16 * PAGE, 16 * PAGE, 9));
		SURE(madvise(start + 1, PAGE, MADV_DONTNEED) == -1 && errno == EINVAL);
	}
	SURE(munmap(start, 32 * PAGE) == 0);
	return 0;
}

static int do_mincore(void)
{
	unsigned char there[8];
	char *start = map(8 * PAGE);

	for (int i = 0; i < 200; i++) {
		SURE(madvise(start, 8 * PAGE, MADV_DONTNEED) == 0);
		start[i % 8 * PAGE] = 1;
		SURE(mincore(start, 8 * PAGE, there) == 0);
		for (int page = 0; page < 8; page++)
			SURE((there[page] & 1) == (page == i % 8));
	}
	SURE(munmap(start, 8 * PAGE) == 0);
	SURE(mincore(start, PAGE, there) == -1 && errno == ENOMEM);
	return 0;
}

static int do_mlock(void)
{
	char *start = map(8 * PAGE);

	for (int i = 0; i < 500; i++) {
		SURE(mlock(start + i % 8 * PAGE, PAGE) == 0);
		SURE(munlock(start, 8 * PAGE) == 0);
	}
	SURE(munmap(start, 8 * PAGE) == 0);
	SURE(mlock(start, PAGE) == -1 && errno == ENOMEM);
	return 0;
}

/* Through the call itself: musl's own brk() always fails. */
static int do_brk(void)
{
	uintptr_t first = (uintptr_t)syscall(SYS_brk, 0), end = first;

	for (int i = 0; i < 500; i++) {
		end = i % 3 == 2 ? end - PAGE : end + PAGE;
		SURE((uintptr_t)syscall(SYS_brk, end) == end);
		if (end > first)
			((char *)end)[-1] = 1;
	}
	SURE((uintptr_t)syscall(SYS_brk, first) == first);
	return 0;
}

static __attribute__((noinline)) int deep(int depth)
{
	volatile char frame[1000];

	memset((char *)frame, depth, sizeof frame);
	if (depth > 0 && deep(depth - 1) != depth - 1)
		return -1;
	return frame[999] == (char)depth ? depth : -1;
}

static int do_stack(void)
{
	for (int i = 0; i < 20; i++)
		SURE(deep(1000) == 1000);
	return 0;
}

static int do_vm(void)
{
	size_t size = 4 << 20;
	uint32_t state = 1;

	for (int round = 0; round < 3; round++) {
		uint32_t *words = (uint32_t *)map(size), first = state;
		SURE(words);
		for (size_t i = 0; i < size / 4; i += 7)
			words[i] = state = state * 1664525 + 1013904223;
		state = first;
		for (size_t i = 0; i < size / 4; i += 7)
			SURE(words[i] == (state = state * 1664525 + 1013904223));
		SURE(munmap(words, size) == 0);
	}
	return 0;
}

static int do_malloc(void)
{
	char *block[64] = {NULL};

	for (int i = 0; i < 3000; i++) {
		int slot = i * 29 % 64;
		size_t size = 1 + (size_t)i * 7919 % 30000;
		SURE(!block[slot] || block[slot][0] == slot);
		block[slot] = realloc(block[slot], size);
		SURE(block[slot]);
		block[slot][0] = (char)slot;
		block[slot][size - 1] = (char)slot;
	}
	for (int slot = 0; slot < 64; slot++)
		free(block[slot]);
	return 0;
}

/* ---- others ---- */

static int do_get(void)
{
	struct rlimit limit;

	for (int i = 0; i < 500; i++) {
		SURE(getpid() == gettid());
		SURE(getuid() == geteuid() && getgid() == getegid());
		SURE(getrlimit(i % RLIM_NLIMITS, &limit) == 0);
		SURE(limit.rlim_cur <= limit.rlim_max);
		SURE(getrlimit(RLIM_NLIMITS, &limit) == -1 && errno == EINVAL);
	}
	return 0;
}

static int do_prctl(void)
{
	char name[16], text[16];

	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof name, "name %d", i);
		SURE(prctl(PR_SET_NAME, name) == 0);
		SURE(prctl(PR_GET_NAME, text) == 0 && strcmp(name, text) == 0);
	}
	return 0;
}

static int do_getrandom(void)
{
	unsigned char bytes[4096];
	int seen[256] = {0}, missing = 0;

	for (int i = 0; i < 20; i++) {
		SURE(getrandom(bytes, sizeof bytes, 0) == sizeof bytes);
		for (unsigned j = 0; j < sizeof bytes; j++)
			seen[bytes[j]]++;
	}
	for (int i = 0; i < 256; i++)
		missing += seen[i] < 160 || seen[i] > 520; /* 320 are expected */
	SURE(missing == 0);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} stressors[] = {
        {"futex", do_futex},
        {"pthread", do_pthread},
        {"mutex", do_mutex},
        {"sem", do_sem},
        {"yield", do_yield},
        {"affinity", do_affinity},
        {"schedpolicy", do_schedpolicy},
        {"membarrier", do_membarrier},
        {"sigsegv", do_sigsegv},
        {"sigfpe", do_sigfpe},
        {"sigill", do_sigill},
        {"sigtrap", do_sigtrap},
        {"kill", do_kill},
        {"sigq", do_sigq},
        {"sigpending", do_sigpending},
        {"sigsuspend", do_sigsuspend},
        {"sigaltstack", do_sigaltstack},
        {"timer", do_timer},
        {"itimer", do_itimer},
        {"alarm", do_alarm},
        {"nanosleep", do_nanosleep},
        {"clock", do_clock},
        {"times", do_times},
        {"mmap", do_mmap},
        {"mremap", do_mremap},
        {"mprotect", do_mprotect},
        {"madvise", do_madvise},
        {"mincore", do_mincore},
        {"mlock", do_mlock},
        {"brk", do_brk},
        {"stack", do_stack},
        {"vm", do_vm},
        {"malloc", do_malloc},
        {"get", do_get},
        {"prctl", do_prctl},
        {"getrandom", do_getrandom},
};

int main(void)
{
	int failed = 0;

	for (unsigned i = 0; i < sizeof stressors / sizeof *stressors; i++) {
		int line = stressors[i].run();

		if (line)
			printf("%s: wrong in line %d (errno %d)\n", stressors[i].name,
			       line, errno);
		else
			printf("%s: ok\n", stressors[i].name);
		fflush(stdout);
		failed |= line != 0;
	}
	return failed;
}
