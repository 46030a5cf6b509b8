/* SPDX-License-Identifier: ISC */
/*
 * Threads, futexes, signals and memory, whose cost is compared with plain Linux programs.
 * Called and built as calls.c: `sched NAME` prints nanoseconds for one operation, the
 * best of several rounds; `sched NAME COUNT` does that many and prints nothing, for
 * counting instructions. NAME:pinned keeps all threads on one CPU.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 9
#define PAGE   4096ul

static void null_call(long count)
{
	while (count--)
		getppid();
}

/* ---- futexes ---- */

static unsigned words[2];

static void wake(unsigned *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void wait(unsigned *word, unsigned value)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(long count)
{
	while (count--)
		wake(words);
}

/* Another thread runs other(argument) meanwhile. */
static void both(void *(*other)(void *), void (*here)(long), long count)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, other, &count)) {
		perror("pthread_create");
		exit(1);
	}
	here(count);
	pthread_join(thread, NULL);
}

/* Wait until one's own word is set, clear it, set the other's. */
static void serve(unsigned *own, unsigned *other, long count)
{
	while (count--) {
		while (!__atomic_exchange_n(own, 0, __ATOMIC_SEQ_CST))
			wait(own, 0);
		__atomic_store_n(other, 1, __ATOMIC_SEQ_CST);
		wake(other);
	}
}

static void *pong(void *count)
{
	serve(&words[0], &words[1], *(long *)count / 2);
	return NULL;
}

static void ping(long count)
{
	serve(&words[1], &words[0], count / 2);
}

/* From one thread to another: there and back are two. */
static void ping_pong(long count)
{
	words[0] = 0;
	words[1] = 1;
	both(pong, ping, count);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Who has it lets the other one run into it. */
static void contend(long count)
{
	for (count /= 2; count--;) {
		pthread_mutex_lock(&mutex);
		sched_yield();
		pthread_mutex_unlock(&mutex);
	}
}

static void *contend_too(void *count)
{
	contend(*(long *)count);
	return NULL;
}

static void mutex_contended(long count)
{
	both(contend_too, contend, count);
}

/* ---- threads ---- */

static void *nothing(void *argument)
{
	return argument;
}

static void create_join(long count)
{
	pthread_t thread;

	while (count--) {
		if (pthread_create(&thread, NULL, nothing, NULL)) {
			perror("pthread_create");
			exit(1);
		}
		pthread_join(thread, NULL);
	}
}

static void yield_here(long count)
{
	for (count /= 2; count--;)
		sched_yield();
}

static void *yield_too(void *count)
{
	yield_here(*(long *)count);
	return NULL;
}

static void yield(long count)
{
	both(yield_too, yield_here, count);
}

/* ---- signals ---- */

static volatile long handled;

static void handler(int number)
{
	handled += number;
}

static void signal_self(long count)
{
	signal(SIGUSR1, handler);
	pid_t self = getpid();
	while (count--)
		kill(self, SIGUSR1);
}

/* ---- pipes and epoll ---- */

static int there[2], back[2];

/* Pass a byte on, as often as that. */
static void pass(int from, int to, long count)
{
	char byte;

	while (count--)
		if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
			exit(1);
}

static void *pass_back(void *count)
{
	pass(there[0], back[1], *(long *)count / 2);
	return NULL;
}

static void pass_here(long count)
{
	if (write(there[1], "", 1) != 1)
		exit(1);
	pass(back[0], there[1], count / 2);
}

/* From one thread to another: there and back are two. */
static void pipes(long count)
{
	if (pipe(there) || pipe(back)) {
		perror("pipe");
		exit(1);
	}
	both(pass_back, pass_here, count);
	for (int i = 0; i < 2; i++) {
		close(there[i]);
		close(back[i]);
	}
}

#define IDLE 1000

/* One descriptor is ready, many others aren't. */
static void epoll(long count)
{
	static int set, file[IDLE + 1];
	struct epoll_event event = {.events = EPOLLIN};

	for (int i = 0; !set && i <= IDLE; i++)
		file[i] = eventfd(i == IDLE, 0);
	if (!set) {
		set = epoll_create1(0);
		for (int i = 0; i <= IDLE; i++)
			if (epoll_ctl(set, EPOLL_CTL_ADD, file[i], &event)) {
				perror("epoll_ctl");
				exit(1);
			}
	}
	while (count--)
		if (epoll_wait(set, &event, 1, -1) != 1)
			exit(1);
}

/* ---- memory ---- */

static char *map(size_t size)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                -1, 0);

	if (at == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return at;
}

static void map_unmap(long count)
{
	while (count--)
		munmap(map(16 * PAGE), 16 * PAGE);
}

/* New pages; each mapping is small, so that a machine of a few MiB can do it. */
static void touch(long count)
{
	const long pages = 256;

	for (; count > 0; count -= pages) {
		char *at = map((size_t)pages * PAGE);
		madvise(at, (size_t)pages * PAGE, MADV_NOHUGEPAGE);
		for (long i = 0; i < pages; i++)
			((volatile char *)at)[(size_t)i * PAGE] = 1;
		munmap(at, (size_t)pages * PAGE);
	}
}

static const struct {
	const char *name;
	void (*run)(long count);
	long count; /* some ms */
} operations[] = {
        {"null", null_call, 50000},
        {"wake", futex_wake, 50000},
        {"contended", mutex_contended, 20000},
        {"create", create_join, 300},
        {"yield", yield, 20000},
        {"pingpong", ping_pong, 4000},
        {"signal", signal_self, 10000},
        {"pipe", pipes, 4000},
        {"epoll", epoll, 20000},
        {"touch", touch, 4096},
        {"map", map_unmap, 3000},
};

static double nanoseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void pin(void)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof one, &one)) {
		perror("sched_setaffinity");
		exit(1);
	}
}

static double best_of_rounds(void (*run)(long), long count)
{
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		double start = nanoseconds();
		run(count);
		double time = nanoseconds() - start;
		if (time < best)
			best = time;
	}
	return best / (double)count;
}

int main(int argc, char **argv)
{
	char *pinned = argc > 1 ? strchr(argv[1], ':') : NULL;

	if (pinned) {
		*pinned = 0;
		pin();
	}
	*map(PAGE) =
	        1; /* as in most programs, what comes isn't the only page far around */
	for (size_t i = 0; argc > 1 && i < sizeof operations / sizeof *operations; i++) {
		if (strcmp(operations[i].name, argv[1]) != 0)
			continue;
		if (argc > 2)
			operations[i].run(atol(argv[2]));
		else
			printf("%.1f\n",
			       best_of_rounds(operations[i].run, operations[i].count));
		return 0;
	}
	fprintf(stderr, "usage: sched "
	                "null|wake|contended|create|yield|pingpong|signal|pipe|epoll|"
	                "touch|map[:pinned] [COUNT]\n");
	return 2;
}
