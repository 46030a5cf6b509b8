/* SPDX-License-Identifier: ISC */
/*
 * Stress at random: threads, locks, futexes, signals, mappings and cancellation in one
 * program that keeps books of all it does: random SEED SECONDS. What a seed fixes is what
 * each worker does; when, is up to the scheduler.
 *
 * What must hold: a counter under a lock is the sum of what each worker added; tokens are
 * neither lost nor made; every queued signal is handled once; a mapping holds what was
 * written; a thread's registers are its own; each thread started is joined, detached or
 * cancelled, and says so. The status is 1 after the first thing that doesn't.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 6
#define LOCKS   8
#define ROOM    5 /* messages in the ring */
#define TOKENS  4 /* behind a futex */
#define SLOTS   6 /* mappings of each worker */
#define QUEUED  SIGRTMIN + 3
#define SECOND  1000000000ll

#define MUST(condition)                             \
	do {                                        \
		if (!(condition))                   \
			fail(#condition, __LINE__); \
	} while (0)

struct mapping {
	unsigned char *start; /* NULL: none */
	size_t size;
	unsigned char pattern;
};

struct worker {
	pthread_t thread;
	uint64_t random;
	unsigned long added[LOCKS], sent, received, queued, did;
	struct mapping mapping[SLOTS];
};

static struct worker workers[WORKERS];
static volatile int stop;
static unsigned long seed;

static _Noreturn void fail(const char *what, int line)
{
	char text[256];
	int length = snprintf(text, sizeof text,
	                      "random.c:%d: not so: %s (errno %d); SEED=%lu repeats\n",
	                      line, what, errno, seed);

	write(1, text, (size_t)length);
	_exit(1);
}

/* xorshift64* (Vigna, An experimental exploration of Marsaglia's xorshift generators) */
static unsigned below(struct worker *worker, unsigned limit)
{
	worker->random ^= worker->random >> 12;
	worker->random ^= worker->random << 25;
	worker->random ^= worker->random >> 27;
	return (unsigned)(worker->random * 0x2545f4914f6cdd1d >> 32) % limit;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

static struct timespec real_after(long nanoseconds)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_nsec += nanoseconds;
	time.tv_sec += time.tv_nsec / SECOND;
	time.tv_nsec %= SECOND;
	return time;
}

/* ---- counters under locks of every kind ---- */

static struct {
	pthread_mutex_t mutex;
	volatile unsigned long count, check;
} locked[LOCKS];

static void begin_locks(void)
{
	static const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE,
	                            PTHREAD_MUTEX_ERRORCHECK};

	for (int i = 0; i < LOCKS; i++) {
		pthread_mutexattr_t attributes;
		pthread_mutexattr_init(&attributes);
		pthread_mutexattr_settype(&attributes, types[i % 3]);
		if (i >= LOCKS / 2)
			MUST(pthread_mutexattr_setprotocol(&attributes,
			                                   PTHREAD_PRIO_INHERIT) == 0);
		if (i % 4 == 3)
			MUST(pthread_mutexattr_setrobust(&attributes,
			                                 PTHREAD_MUTEX_ROBUST) == 0);
		MUST(pthread_mutex_init(&locked[i].mutex, &attributes) == 0);
	}
}

static int take_lock(struct worker *worker, pthread_mutex_t *mutex)
{
	struct timespec end;

	switch (below(worker, 4)) {
	case 0:
		return pthread_mutex_trylock(mutex);
	case 1:
		end = real_after(below(worker, 2000000));
		return pthread_mutex_timedlock(mutex, &end);
	}
	return pthread_mutex_lock(mutex);
}

static void count_under_lock(struct worker *worker)
{
	unsigned i = below(worker, LOCKS), by = below(worker, 100);
	int error = take_lock(worker, &locked[i].mutex);

	if (error) {
		MUST(error == EBUSY || error == ETIMEDOUT);
		return;
	}
	MUST(locked[i].count == locked[i].check);
	locked[i].count += by;
	if (below(worker, 8) == 0)
		sched_yield();
	locked[i].check += by;
	MUST(pthread_mutex_unlock(&locked[i].mutex) == 0);
	worker->added[i] += by;
}

static void end_locks(void)
{
	for (int i = 0; i < LOCKS; i++) {
		unsigned long sum = 0;
		for (int w = 0; w < WORKERS; w++)
			sum += workers[w].added[i];
		MUST(locked[i].count == sum && locked[i].check == sum);
	}
}

/* ---- messages through condition variables ---- */

static pthread_mutex_t ring_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ring_has_room = PTHREAD_COND_INITIALIZER;
static pthread_cond_t ring_has_message = PTHREAD_COND_INITIALIZER;
static unsigned long ring[ROOM];
static unsigned ring_first, ring_count;

static int wait_until(pthread_cond_t *condition, const struct timespec *end)
{
	int error = pthread_cond_timedwait(condition, &ring_mutex, end);

	MUST(error == 0 || error == ETIMEDOUT);
	return error == 0;
}

static void send_message(struct worker *worker)
{
	struct timespec end = real_after(below(worker, 3000000));
	unsigned long message = 1 + below(worker, 1000);

	pthread_mutex_lock(&ring_mutex);
	while (ring_count == ROOM && wait_until(&ring_has_room, &end)) {
	}
	if (ring_count < ROOM) {
		ring[(ring_first + ring_count++) % ROOM] = message;
		worker->sent += message;
		pthread_cond_signal(&ring_has_message);
	}
	pthread_mutex_unlock(&ring_mutex);
}

static void receive_message(struct worker *worker)
{
	struct timespec end = real_after(below(worker, 3000000));

	pthread_mutex_lock(&ring_mutex);
	while (ring_count == 0 && wait_until(&ring_has_message, &end)) {
	}
	if (ring_count > 0) {
		worker->received += ring[ring_first];
		ring_first = (ring_first + 1) % ROOM;
		ring_count--;
		pthread_cond_broadcast(&ring_has_room);
	}
	pthread_mutex_unlock(&ring_mutex);
}

static void end_messages(void)
{
	unsigned long sent = 0, received = 0;

	for (int w = 0; w < WORKERS; w++) {
		sent += workers[w].sent;
		received += workers[w].received;
	}
	while (ring_count-- > 0)
		received += ring[(ring_first + ring_count) % ROOM];
	MUST(sent == received);
}

/* ---- tokens behind a futex, with every way of waiting and waking ---- */

static uint32_t tokens = TOKENS, second_word;
static int holders;

static long futex(uint32_t *word, int operation, uint32_t value, const void *time,
                  uint32_t *other, uint32_t third)
{
	return syscall(SYS_futex, word, operation, value, time, other, third);
}

static void wait_for_token(struct worker *worker)
{
	struct timespec limit = {0, below(worker, 1000000)},
	                end = real_after(limit.tv_nsec);
	long result;

	if (below(worker, 2))
		result = futex(&tokens, FUTEX_WAIT_PRIVATE, 0, &limit, NULL, 0);
	else
		result = futex(&tokens, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME,
		               0, &end, NULL, 1u << below(worker, 32));
	MUST(result == 0 || errno == EAGAIN || errno == ETIMEDOUT || errno == EINTR);
}

static void give_token(struct worker *worker)
{
	__atomic_add_fetch(&tokens, 1, __ATOMIC_SEQ_CST);
	switch (below(worker, 4)) {
	case 0:
		MUST(futex(&tokens, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0) >= 0);
		break;
	case 1:
		MUST(futex(&tokens, FUTEX_WAKE_BITSET_PRIVATE, INT_MAX, NULL, NULL,
		           1u << below(worker, 32)) >= 0);
		break;
	case 2: /* some go on waiting elsewhere; their limit ends that */
		MUST(futex(&tokens, FUTEX_REQUEUE_PRIVATE, 1, (void *)2ul, &second_word,
		           0) >= 0);
		break;
	case 3:
		MUST(futex(&second_word, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1ul, &tokens,
		           FUTEX_OP_ADD << 28 | FUTEX_OP_CMP_GE << 24) >= 0);
		break;
	}
}

static void use_token(struct worker *worker)
{
	uint32_t seen = __atomic_load_n(&tokens, __ATOMIC_SEQ_CST);

	while (seen == 0) {
		if (stop)
			return;
		wait_for_token(worker);
		seen = __atomic_load_n(&tokens, __ATOMIC_SEQ_CST);
	}
	if (!__atomic_compare_exchange_n(&tokens, &seen, seen - 1, 0, __ATOMIC_SEQ_CST,
	                                 __ATOMIC_SEQ_CST))
		return;
	MUST(__atomic_add_fetch(&holders, 1, __ATOMIC_SEQ_CST) <= TOKENS);
	if (below(worker, 2))
		sched_yield();
	MUST(__atomic_sub_fetch(&holders, 1, __ATOMIC_SEQ_CST) >= 0);
	give_token(worker);
}

/* ---- signals, queued and counted ---- */

static unsigned long handled, wrong;

static void handle(int signal, siginfo_t *information, void *context)
{
	double number = information->si_value.sival_int;
	int before = errno;

	(void)signal;
	(void)context;
	/* spoils vector registers */
	for (int i = 0; i < 8; i++)
		number = number * 1.5 + i;
	errno = number < 0 ? 99 : 98;
	if (information->si_code != SI_QUEUE || information->si_value.sival_int != 4711)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST);
	errno = before;
}

static void handle_alarm(int signal)
{
	(void)signal;
}

static void begin_signals(void)
{
	struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
	struct itimerval often = {{0, 10000}, {0, 10000}};

	MUST(sigaction(QUEUED, &action, NULL) == 0);
	action.sa_flags = SA_RESTART;
	action.sa_handler = handle_alarm;
	MUST(sigaction(SIGALRM, &action, NULL) == 0);
	MUST(setitimer(ITIMER_REAL, &often, NULL) == 0);
}

static void queue_signal(struct worker *worker)
{
	union sigval value = {.sival_int = 4711};

	if (sigqueue(getpid(), QUEUED, value) == 0)
		worker->queued++;
	else
		MUST(errno == EAGAIN);
}

/* For a while, what comes waits. */
static void block_signals(struct worker *worker)
{
	struct timespec no_time = {0, 0};
	siginfo_t information;
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, QUEUED);
	MUST(pthread_sigmask(SIG_BLOCK, &set, &before) == 0);
	queue_signal(worker);
	sched_yield();
	if (below(worker, 2) && sigtimedwait(&set, &information, &no_time) > 0) {
		MUST(information.si_value.sival_int == 4711);
		__atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST);
	}
	MUST(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
}

static void end_signals(void)
{
	static const struct itimerval never;
	unsigned long queued = 0;
	long long end = now() + 20 * SECOND;

	MUST(setitimer(ITIMER_REAL, &never, NULL) == 0);
	for (int w = 0; w < WORKERS; w++)
		queued += workers[w].queued;
	while (__atomic_load_n(&handled, __ATOMIC_SEQ_CST) != queued && now() < end)
		sched_yield();
	MUST(handled == queued && wrong == 0);
}

/* ---- mappings, each with a pattern ---- */

static int holds(const struct mapping *mapping, size_t from, size_t to,
                 unsigned char byte)
{
	for (size_t i = from; i < to; i += 509)
		if (mapping->start[i] != byte)
			return 0;
	return to == from || mapping->start[to - 1] == byte;
}

static void map(struct worker *worker, struct mapping *mapping)
{
	mapping->size = (1 + below(worker, 40)) * 4096ul;
	mapping->pattern = (unsigned char)(1 + below(worker, 255));
	mapping->start = mmap(NULL, mapping->size, PROT_READ | PROT_WRITE,
	                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapping->start == MAP_FAILED) {
		MUST(errno == ENOMEM);
		mapping->start = NULL;
		return;
	}
	MUST(holds(mapping, 0, mapping->size, 0));
	memset(mapping->start, mapping->pattern, mapping->size);
}

static void resize(struct worker *worker, struct mapping *mapping)
{
	size_t size = (1 + below(worker, 60)) * 4096ul, old = mapping->size;
	void *start = mremap(mapping->start, old, size, MREMAP_MAYMOVE);

	if (start == MAP_FAILED) {
		MUST(errno == ENOMEM);
		return;
	}
	mapping->start = start;
	mapping->size = size;
	MUST(holds(mapping, 0, size < old ? size : old, mapping->pattern));
	if (size > old) {
		MUST(holds(mapping, old, size, 0));
		memset(mapping->start + old, mapping->pattern, size - old);
	}
}

static void change_mapping(struct worker *worker)
{
	struct mapping *mapping = &worker->mapping[below(worker, SLOTS)];
	size_t half;

	if (!mapping->start) {
		map(worker, mapping);
		return;
	}
	MUST(holds(mapping, 0, mapping->size, mapping->pattern));
	half = mapping->size / 8192 * 4096;
	switch (below(worker, 5)) {
	case 0:
		MUST(munmap(mapping->start, mapping->size) == 0);
		mapping->start = NULL;
		break;
	case 1:
		resize(worker, mapping);
		break;
	case 2:
		MUST(mprotect(mapping->start, mapping->size, PROT_READ) == 0);
		MUST(holds(mapping, 0, mapping->size, mapping->pattern));
		MUST(mprotect(mapping->start, mapping->size, PROT_READ | PROT_WRITE) ==
		     0);
		break;
	case 3:
		MUST(madvise(mapping->start, half, MADV_DONTNEED) == 0);
		MUST(holds(mapping, 0, half, 0));
		memset(mapping->start, mapping->pattern, half);
		break;
	case 4: /* the front goes */
		if (half == 0)
			break;
		MUST(munmap(mapping->start, half) == 0);
		mapping->start += half;
		mapping->size -= half;
		break;
	}
}

/* ---- threads that come and go ---- */

static sem_t never;
static int cleaned, detached_ended;

static void clean(void *argument)
{
	__atomic_add_fetch((int *)argument, 1, __ATOMIC_SEQ_CST);
}

static void *multiply(void *argument)
{
	return (void *)((long)argument * 3);
}

static void *wait_for_cancellation(void *argument)
{
	pthread_cleanup_push(clean, argument);
	for (;;)
		sem_wait(&never);
	pthread_cleanup_pop(0);
	return NULL;
}

/* Without handlers, which the end would find half done. */
static void *spin_until_cancelled(void *argument)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	pthread_cleanup_push(clean, argument);
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (;;)
		__asm__ volatile("" ::: "memory");
	pthread_cleanup_pop(0);
	return NULL;
}

static void *count_and_end(void *argument)
{
	__atomic_add_fetch((int *)argument, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static int start(pthread_t *thread, void *(*run)(void *), void *argument)
{
	int error = pthread_create(thread, NULL, run, argument);

	MUST(error == 0 || error == EAGAIN);
	return error == 0;
}

static void cancelled_thread(struct worker *worker, void *(*run)(void *))
{
	int mine = 0;
	pthread_t thread;
	void *result;

	if (!start(&thread, run, &mine))
		return;
	if (below(worker, 2))
		usleep(below(worker, 500));
	MUST(pthread_cancel(thread) == 0);
	MUST(pthread_join(thread, &result) == 0);
	/* before it had begun there was nothing to clean up */
	MUST(result == PTHREAD_CANCELED && mine <= 1);
	__atomic_add_fetch(&cleaned, mine, __ATOMIC_SEQ_CST);
}

static void threads(struct worker *worker)
{
	static int detached;
	pthread_t thread;
	void *result;
	long number = below(worker, 1000);

	switch (below(worker, 4)) {
	case 0:
		cancelled_thread(worker, wait_for_cancellation);
		break;
	case 1:
		cancelled_thread(worker, spin_until_cancelled);
		break;
	case 2:
		/* they end some time, and there must not be too many */
		if (__atomic_load_n(&detached, __ATOMIC_SEQ_CST) -
		            __atomic_load_n(&detached_ended, __ATOMIC_SEQ_CST) >
		    50)
			break;
		__atomic_add_fetch(&detached, 1, __ATOMIC_SEQ_CST);
		if (start(&thread, count_and_end, &detached_ended))
			MUST(pthread_detach(thread) == 0);
		else
			__atomic_sub_fetch(&detached, 1, __ATOMIC_SEQ_CST);
		break;
	default:
		if (!start(&thread, multiply, (void *)number))
			break;
		MUST(pthread_join(thread, &result) == 0);
		MUST(result == (void *)(number * 3));
	}
}

/* ---- registers, time, memory of the C library ---- */

static void compute(struct worker *worker)
{
	double sum = 0, factor = below(worker, 100);
	long double long_sum = 0;

	for (int i = 0; i < 20000; i++) {
		sum += i * factor;
		long_sum += i;
	}
	MUST(sum == factor * 199990000.0 && long_sum == 199990000.0L);
}

static void sleep_a_little(struct worker *worker)
{
	struct timespec time = {0, below(worker, 1500000)};
	long long start = now(), wish = time.tv_nsec;

	if (nanosleep(&time, &time) == 0)
		MUST(now() - start >= wish);
	else
		/* Linux rounds the rest up */
		MUST(errno == EINTR && time.tv_nsec <= wish + 1000000);
}

static void allocate(struct worker *worker)
{
	size_t size = 1 + below(worker, 100000);
	unsigned char *block = malloc(size);

	if (!block)
		return;
	memset(block, (int)size, size);
	sched_yield();
	MUST(block[0] == (unsigned char)size && block[size - 1] == (unsigned char)size);
	free(block);
}

static void (*const actions[])(struct worker *) = {
        count_under_lock, count_under_lock, send_message, receive_message,
        use_token,        use_token,        queue_signal, block_signals,
        change_mapping,   change_mapping,   threads,      compute,
        sleep_a_little,   allocate,
};

static void *work(void *argument)
{
	struct worker *worker = argument;

	while (!stop) {
		actions[below(worker, sizeof actions / sizeof *actions)](worker);
		worker->did++;
	}
	return NULL;
}

int main(int count, char **arguments)
{
	long long end;
	unsigned long did = 0;

	if (count != 3) {
		fprintf(stderr, "usage: random SEED SECONDS\n");
		return 2;
	}
	seed = strtoul(arguments[1], NULL, 0);
	end = now() + atoll(arguments[2]) * SECOND;
	sem_init(&never, 0, 0);
	begin_locks();
	begin_signals();
	for (unsigned w = 0; w < WORKERS; w++) {
		workers[w].random = (seed + 1) * 0x9e3779b97f4a7c15 + w * 0x1234567 + 1;
		for (int i = 0; i < 20; i++)
			below(&workers[w], 2);
		MUST(pthread_create(&workers[w].thread, NULL, work, &workers[w]) == 0);
	}
	while (now() < end)
		usleep(10000);
	stop = 1;
	for (int w = 0; w < WORKERS; w++) {
		MUST(pthread_join(workers[w].thread, NULL) == 0);
		did += workers[w].did;
	}
	end_signals();
	end_locks();
	end_messages();
	MUST(tokens == TOKENS && holders == 0);
	printf("ok: %lu steps, %lu signals, %d cancelled\n", did, handled, cleaned);
	return 0;
}
