/* SPDX-License-Identifier: ISC */
/*
 * Threads with the smallest stack that there is make calls of every kind; signals find
 * them on an alternate stack.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

static char area[8192], signal_stack[65536];
static struct utsname names;
static struct stat status;
static struct sysinfo information;
static struct rusage usage;
static volatile int handled;
static sem_t semaphore;

static void handler(int signal)
{
	(void)signal;
	handled++;
}

static void memory(void)
{
	char *map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                 -1, 0);

	CHECK(map != MAP_FAILED);
	map[0] = map[65535] = 1;
	CHECK(mprotect(map + 4096, 4096, PROT_READ) == 0);
	CHECK(mprotect(map + 4096, 4096, PROT_READ | PROT_WRITE) == 0);
	CHECK(madvise(map, 65536, MADV_DONTNEED) == 0 && map[0] == 0);
	map = mremap(map, 65536, 1 << 20, MREMAP_MAYMOVE);
	CHECK(map != MAP_FAILED && munmap(map, 1 << 20) == 0);
	map = malloc(200000);
	memset(map, 1, 200000);
	free(map);
}

static void files(void)
{
	struct pollfd entry = {1, POLLOUT, 0};
	int copy = dup(1);

	CHECK(write(1, "small\n", 6) == 6);
	CHECK(copy >= 0 && fstat(copy, &status) == 0);
	CHECK(fcntl(copy, F_GETFL) >= 0);
	CHECK(poll(&entry, 1, 0) == 1);
	CHECK(close(copy) == 0);
	CHECK_FAILS(read(copy, area, 1), EBADF);
	CHECK_FAILS(write(1, (void *)8, 1), EFAULT);
}

static void time_and_waiting(void)
{
	struct timespec limit = {0, 1000000};
	uint32_t word = 0;

	CHECK(nanosleep(&limit, NULL) == 0);
	CHECK_FAILS(futex(&word, FUTEX_WAIT, 0, &limit, NULL, 0), ETIMEDOUT);
	CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &limit) == 0);
	CHECK(poll(NULL, 0, 1) == 0);
	CHECK(sem_post(&semaphore) == 0 && sem_wait(&semaphore) == 0);
	CHECK(sched_yield() == 0);
}

static void signals(void)
{
	stack_t alternate = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
	sigset_t set;

	CHECK(sigaltstack(&alternate, NULL) == 0);
	CHECK(pthread_kill(pthread_self(), SIGUSR1) == 0 && handled == 1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	CHECK(raise(SIGUSR1) == 0 && handled == 1);
	CHECK(sigtimedwait(&set, NULL, &(struct timespec){1, 0}) == SIGUSR1);
	CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0 && handled == 1);
}

static void *nothing(void *argument)
{
	return argument;
}

static void others(void)
{
	CHECK(getrandom(area, sizeof area, 0) > 0);
	CHECK(uname(&names) == 0);
	CHECK(sysinfo(&information) == 0);
	CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
	CHECK(prctl(PR_SET_NAME, "small") == 0);
	CHECK(thread_join(thread_start(nothing, area)) == area);
}

static void *run(void *argument)
{
	/* first touches of pages, faults in copies, and preemption, on this stack too */
	for (volatile int i = 0; i < 3000000; i++) {
	}
	memory();
	files();
	time_and_waiting();
	signals();
	others();
	return argument;
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
	pthread_attr_t attributes;
	pthread_t thread;

	sem_init(&semaphore, 0, 0);
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	pthread_attr_init(&attributes);
	CHECK(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN) == 0);
	for (int i = 0; i < 3; i++) {
		handled = 0;
		CHECK(pthread_create(&thread, &attributes, run, NULL) == 0);
		thread_join(thread);
	}
	return check_result();
}
