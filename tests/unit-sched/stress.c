/* SPDX-License-Identifier: ISC */
/*
 * Threads at random on two CPUs, under ThreadSanitizer. Each test lets its step run in
 * threads that come and go for a while, then looks at what must hold: what was guarded
 * was changed by one at a time, each wake-up was somebody's, every thread has ended.
 * SEED=N or SEED=random is another run, STRESS_SECONDS=N a longer one, STRESS_CPUS=N a
 * wider one.
 */
#include "machine.h"
#include "mem/memory.h"
#include "sched/exit.h"
#include "sched/ready.h"
#include "sched/timer.h"
#include "sched/wait.h"
#include "signal/action.h"
#include "signal/send.h"
#include "syscalls.h"
#include "time/clock.h"
#include <linux/futex.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TASKS    12u
#define STEPS    60u            /* of a thread, at most */
#define PATIENCE 20000000000ull /* ns, for all that threads do in the end */
#define LATE     20000000000ull /* ns; nobody waits longer for what is due */

static struct task {
	int id;     /* 0 once it has ended; a futex */
	int own_id; /* for robust and PI locks */
	char *stack;
	uint32_t random, steps;
	struct robust_list_head robust;
	struct entry {
		struct robust_list list;
		uint32_t word;
	} entry;
} tasks[TASKS];

static unsigned test, failures, cpu_count;
static uint32_t seed;
static uint64_t until;
static void (*step)(struct task *task);
static long woken, returned, started, ended; /* atomic */
static long interrupted;                     /* -EINTR: waits may end with it */

static void count(long *counter, long by)
{
	__atomic_fetch_add(counter, by, __ATOMIC_RELAXED);
}

static void check(bool holds, const char *what)
{
	if (holds)
		return;
	count((long *)&failures, 1);
	printf("# doesn't hold: %s\n", what);
	fflush(stdout);
}

static uint32_t below(struct task *task, uint32_t limit)
{
	return next_random(&task->random) % limit;
}

/* ---- futex(2), counted: each return of a wait has one wake-up ---- */

static long futex(uint32_t *word, int operation, uint32_t value, const void *time,
                  uint32_t *word2, uint32_t value3)
{
	return sys_futex(word, operation | FUTEX_PRIVATE_FLAG, value, time, word2,
	                 value3);
}

static long wake(uint32_t *word, uint32_t number)
{
	long result = futex(word, FUTEX_WAKE, number, NULL, NULL, 0);

	check(result >= 0 && result <= number, "as many are woken as asked for");
	count(&woken, result);
	return result;
}

/* At most `time` ns; UINT64_MAX: until woken. */
static long wait_bits(uint32_t *word, uint32_t value, uint64_t time, uint32_t bits)
{
	uint64_t now = platform_clock_monotonic();
	struct __kernel_timespec limit = timespec_of(now + time);
	long result = futex(word, FUTEX_WAIT_BITSET, value,
	                    time == UINT64_MAX ? NULL : &limit, NULL, bits);

	if (!result)
		count(&returned, 1);
	if (time == UINT64_MAX)
		check(!result || result == -EAGAIN || result == interrupted,
		      "a wait without a limit ends well");
	else if (result == -ETIMEDOUT)
		check(platform_clock_monotonic() - now >= time, "time is over");
	else
		check(!result || result == -EAGAIN || result == interrupted,
		      "how a wait ends");
	check(platform_clock_monotonic() - now < time || time > LATE ||
	              platform_clock_monotonic() - now < time + LATE,
	      "a wait ends in time");
	return result;
}

static long wait(uint32_t *word, uint32_t value, uint64_t time)
{
	return wait_bits(word, value, time, FUTEX_BITSET_MATCH_ANY);
}

/* ---- a mutex: 0 free, 1 held, 2 held and perhaps waited for ---- */

static uint32_t exchange_if(uint32_t *word, uint32_t old, uint32_t new)
{
	__atomic_compare_exchange_n(word, &old, new, false, __ATOMIC_SEQ_CST,
	                            __ATOMIC_SEQ_CST);
	return old;
}

static void lock_contended(uint32_t *mutex)
{
	while (__atomic_exchange_n(mutex, 2, __ATOMIC_SEQ_CST))
		wait(mutex, 2, UINT64_MAX);
}

static void lock(uint32_t *mutex)
{
	if (exchange_if(mutex, 0, 1))
		lock_contended(mutex);
}

static void unlock(uint32_t *mutex)
{
	if (__atomic_exchange_n(mutex, 0, __ATOMIC_SEQ_CST) == 2)
		wake(mutex, 1);
}

static uint32_t mutex, mutex_pi;
static struct guarded {
	long changed;  /* under a lock */
	long expected; /* atomic */
} guarded, guarded_pi;

/* In a lock: one at a time, also when it is interrupted there. */
static void change(struct task *task, struct guarded *what)
{
	long was = what->changed;

	machine_interrupt();
	if (!below(task, 8))
		sys_sched_yield();
	what->changed = was + 1;
	count(&what->expected, 1);
}

static void step_mutex(struct task *task)
{
	lock(&mutex);
	change(task, &guarded);
	unlock(&mutex);
}

/* ---- a lock that is handed over ---- */

static void step_pi(struct task *task)
{
	struct __kernel_timespec limit =
	        timespec_of(platform_clock_wall() + below(task, 300) * MICROSECOND);
	uint32_t id = (uint32_t)task->own_id;
	long result = 0;

	if (exchange_if(&mutex_pi, 0, id))
		result = futex(&mutex_pi, FUTEX_LOCK_PI, 0,
		               below(task, 2) ? &limit : NULL, NULL, 0);
	check(!result || result == -ETIMEDOUT, "how waiting for a PI lock ends");
	if (result)
		return;
	check((__atomic_load_n(&mutex_pi, __ATOMIC_SEQ_CST) & FUTEX_TID_MASK) == id,
	      "who has got a PI lock is its owner");
	change(task, &guarded_pi);
	if (exchange_if(&mutex_pi, id, 0) != id)
		check(!futex(&mutex_pi, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0),
		      "a PI lock is released");
}

/* ---- a condition: those who wait move over to the mutex ---- */

static uint32_t sequence;

static void broadcast(struct task *task)
{
	uint32_t now;
	long result;

	lock(&mutex);
	now = __atomic_add_fetch(&sequence, 1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&mutex, 2, __ATOMIC_SEQ_CST); /* those who are moved wait */
	wake(&sequence, 1);
	result = futex(&sequence, below(task, 2) ? FUTEX_REQUEUE : FUTEX_CMP_REQUEUE, 0,
	               (void *)(uintptr_t)TASKS, &mutex, now);
	check(result >= 0 && result <= TASKS, "how a requeue ends");
	change(task, &guarded);
	unlock(&mutex);
}

static void step_condition(struct task *task)
{
	if (!below(task, 3)) {
		broadcast(task);
		return;
	}
	lock(&mutex);
	uint32_t seen = __atomic_load_n(&sequence, __ATOMIC_SEQ_CST);
	change(task, &guarded);
	unlock(&mutex);
	wait(&sequence, seen, below(task, 500) * MICROSECOND);
	lock_contended(&mutex);
	change(task, &guarded);
	unlock(&mutex);
}

/* ---- wake-ups by bits and by FUTEX_WAKE_OP ---- */

static uint32_t words[4];

static void step_wake(struct task *task)
{
	uint32_t *word = &words[below(task, 4)], *other = &words[below(task, 4)], bits;
	long result;

	switch (below(task, 5)) {
	case 0:
		bits = 1u << below(task, 3);
		result = futex(word, FUTEX_WAKE_BITSET, 1 + below(task, 3), NULL, NULL,
		               bits);
		count(&woken, result);
		break;
	case 1:
		result = futex(
		        word, FUTEX_WAKE_OP, 1, (void *)1, other,
		        FUTEX_OP(FUTEX_OP_XOR, 1, FUTEX_OP_CMP_NE, (int)below(task, 2)));
		check(result >= 0 && result <= 2, "how FUTEX_WAKE_OP ends");
		count(&woken, result);
		break;
	default:
		wait_bits(word, below(task, 2), below(task, 400) * MICROSECOND,
		          1 + below(task, 7));
	}
}

/* ---- queues of the libos itself ---- */

static struct wait_queue queue;

static long sleep_in_queue(void *deadline)
{
	lock_acquire(&queue.lock);
	return queue_sleep(&queue, *(uint64_t *)deadline);
}

static void step_queue(struct task *task)
{
	uint64_t deadline = platform_clock_monotonic() + below(task, 300) * MICROSECOND;

	if (below(task, 3)) {
		long result = call_blocking(sleep_in_queue, &deadline);
		check(!result || result == -ETIMEDOUT, "how sleeping in a queue ends");
		if (!result)
			count(&returned, 1);
		return;
	}
	enter();
	lock_acquire(&queue.lock);
	count(&woken, queue_wake(&queue, 1 + below(task, 3)));
	lock_release(&queue.lock);
	leave(0);
}

/* ---- timers ---- */

struct counter {
	struct timer timer;
	unsigned expired;
};

static uint64_t expire(struct timer *timer)
{
	__atomic_fetch_add(&((struct counter *)timer)->expired, 1, __ATOMIC_RELAXED);
	return TIMER_NEVER;
}

static void sleep_for(uint64_t time)
{
	uint64_t begin = platform_clock_monotonic(), slept;
	struct __kernel_timespec limit = timespec_of(time);

	long result = sys_clock_nanosleep(CLOCK_MONOTONIC, 0, &limit, NULL);
	if (result && result == interrupted)
		return;
	check(!result, "sleeping works");
	slept = platform_clock_monotonic() - begin;
	check(slept >= time && slept < time + LATE, "sleeping ends in time");
}

static void step_timer(struct task *task)
{
	struct counter counter = {.timer.expire = expire};
	uint64_t time = below(task, 200) * MICROSECOND;

	enter();
	timer_set(&counter.timer, platform_clock_monotonic() + time);
	leave(0);
	switch (below(task, 3)) {
	case 0:
		sleep_for(below(task, 300) * MICROSECOND);
		break;
	case 1:
		sys_sched_yield();
	}
	enter();
	bool cancelled = timer_cancel(&counter.timer);
	unsigned expired = __atomic_load_n(&counter.expired, __ATOMIC_RELAXED);
	check(expired == !cancelled, "a timer expires once or is cancelled");
	leave(0);
}

/* ---- where threads run ---- */

static void step_affinity(struct task *task)
{
	uint64_t mask = 1 + below(task, (1u << cpu_count) - 1);
	int id = __atomic_load_n(&tasks[below(task, TASKS)].own_id, __ATOMIC_RELAXED);

	check(!sys_sched_setaffinity(0, sizeof mask, &mask), "affinity can be set");
	sys_sched_yield();
	machine_interrupt();
	mask = (1u << cpu_count) - 1;
	long result = sys_sched_setaffinity(below(task, 3) ? 0 : id, sizeof mask, &mask);
	check(!result || result == -ESRCH, "how setting affinity ends");
}

/* ---- robust locks: a thread ends with one ---- */

static uint32_t *robust_word;

static void step_robust(struct task *task)
{
	struct entry *entry = &task->entry;

	task->robust.futex_offset = (char *)&entry->word - (char *)&entry->list;
	task->robust.list.next = &entry->list;
	entry->list.next = &task->robust.list;
	check(!sys_set_robust_list(&task->robust, sizeof task->robust), "a robust list");
	__atomic_store_n(&entry->word, (uint32_t)task->own_id, __ATOMIC_SEQ_CST);
	__atomic_store_n(&robust_word, &entry->word, __ATOMIC_SEQ_CST);
	sys_sched_yield();
	uint32_t *word = __atomic_load_n(&robust_word, __ATOMIC_SEQ_CST),
	         held = __atomic_load_n(word, __ATOMIC_SEQ_CST);
	if (word != &entry->word && held && !(held & FUTEX_OWNER_DIED)) {
		exchange_if(word, held, held | FUTEX_WAITERS);
		long result =
		        futex(word, FUTEX_WAIT, held | FUTEX_WAITERS, NULL, NULL, 0);
		check(!result || result == -EAGAIN, "how waiting for a robust lock ends");
		futex(word, FUTEX_WAKE, 1, NULL, NULL, 0); /* one end wakes one */
	}
	task->steps = 0; /* with the lock */
}

static void step_sleep(struct task *task)
{
	sleep_for(below(task, 300) * MICROSECOND);
}

/* ---- memory of the libos ---- */

static struct lock objects_lock;
static struct slab objects = {.size = 48};

static void step_objects(struct task *task)
{
	long *taken[4] = {NULL};

	enter();
	lock_acquire(&objects_lock);
	check(!slab_reserve(&objects, 4), "there is memory");
	for (unsigned i = 0; i < 4; i++)
		taken[i] = slab_take(&objects);
	lock_release(&objects_lock);
	for (unsigned i = 0; i < 4; i++)
		taken[i][1] = task->own_id;
	leave(0);
	machine_interrupt();
	enter();
	lock_acquire(&objects_lock);
	for (unsigned i = 0; i < 4; i++) {
		check(taken[i][1] == task->own_id, "an object is one thread's");
		slab_give(&objects, taken[i]);
	}
	lock_release(&objects_lock);
	leave(0);
}

/* ---- memory of the program ---- */

static void fill(struct task *task, uintptr_t at, unsigned pages)
{
	for (unsigned n = 0; n < pages; n++) {
		int *word = (int *)(at + n * PLATFORM_PAGE);
		check(!*word, "new memory is zero");
		*word = task->own_id;
	}
}

static void step_mapping(struct task *task)
{
	unsigned pages = 1 + below(task, 9), kept = below(task, pages);
	size_t size = pages * PLATFORM_PAGE;
	uintptr_t at = (uintptr_t)sys_mmap(0, size, PROT_READ | PROT_WRITE,
	                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check((long)at > 0, "memory can be mapped");
	fill(task, at, pages);
	machine_interrupt();
	if (below(task, 2)) {
		check(!sys_madvise(at, size, MADV_DONTNEED), "memory can be dropped");
		fill(task, at, pages);
	}
	check(!sys_mprotect(at, size, PROT_READ), "memory can be protected");
	if (kept)
		check(!sys_munmap(at, kept * PLATFORM_PAGE), "a part can go");
	sys_sched_yield();
	for (unsigned n = kept; n < pages; n++)
		check(*(int *)(at + n * PLATFORM_PAGE) == task->own_id,
		      "memory is one thread's");
	check(!sys_munmap(at + kept * PLATFORM_PAGE, size - kept * PLATFORM_PAGE),
	      "the rest can go");
}

/* ---- signals that wait until they are taken ---- */

#define QUEUED  40
#define ORDERED 41

static long sent, taken; /* atomic */

static struct signal_information queued(int signal, uint64_t value)
{
	return (struct signal_information){
	        .signal = signal, .code = SI_QUEUE, .sender.value = value};
}

/* The one taken, or -EAGAIN. */
static long take_signal(int signal, uint64_t time, uint64_t *value)
{
	char information[128];
	uint64_t set = signal_bit(signal);
	struct __kernel_timespec limit = timespec_of(time);
	long result = sys_rt_sigtimedwait(&set, information, &limit, sizeof set);

	/* as on Linux, it ends early when another thread was faster */
	check(result == signal || result == -EAGAIN || result == -EINTR,
	      "how waiting for a signal ends");
	*value = ((struct signal_information *)information)->sender.value;
	return result;
}

/* To a thread: in their order. */
static void step_ordered(struct task *task)
{
	unsigned number = 1 + below(task, 4);
	char information[128] = {0};
	uint64_t value;

	for (unsigned i = 0; i < number; i++) {
		*(struct signal_information *)information = queued(ORDERED, i);
		check(!sys_rt_tgsigqueueinfo(1, task->own_id, ORDERED, information),
		      "a signal is queued for a thread");
	}
	for (unsigned i = 0; i < number; i++)
		check(take_signal(ORDERED, 0, &value) == ORDERED && value == i,
		      "signals are taken in their order");
	check(take_signal(ORDERED, 0, &value) == -EAGAIN, "none is left");
}

static void step_signal(struct task *task)
{
	char information[128] = {0};
	uint64_t value;

	switch (below(task, 3)) {
	case 0:
		step_ordered(task);
		break;
	case 1:
		*(struct signal_information *)information = queued(QUEUED, 1234);
		if (!sys_rt_sigqueueinfo(1, QUEUED, information))
			count(&sent, 1);
		break;
	default:
		if (take_signal(QUEUED, below(task, 300) * MICROSECOND, &value) != QUEUED)
			break;
		count(&taken, 1);
		check(value == 1234, "a signal brings its value");
	}
}

/* Those that nobody has taken. */
static void take_rest(void)
{
	uint64_t value;

	while (take_signal(QUEUED, 0, &value) == QUEUED)
		count(&taken, 1);
}

/* ---- processor time, priorities, timers that send signals ---- */

#define TIMED 42

static uint64_t processor_time(int clock)
{
	struct __kernel_timespec time;

	check(!sys_clock_gettime(clock, &time), "a clock can be read");
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void step_clock(struct task *task)
{
	uint64_t before = processor_time(CLOCK_THREAD_CPUTIME_ID);

	if (below(task, 2))
		sys_sched_yield();
	uint64_t after = processor_time(CLOCK_THREAD_CPUTIME_ID);
	check(after >= before, "a thread's clock goes forward");
	check(processor_time(CLOCK_PROCESS_CPUTIME_ID) >= after,
	      "the process has used what a thread has");
}

static void step_priority(struct task *task)
{
	int id = __atomic_load_n(&tasks[below(task, TASKS)].own_id, __ATOMIC_RELAXED);
	long result = sys_setpriority(0, id, (int)below(task, 20));

	check(!result || result == -ESRCH, "how setting a priority ends");
	result = sys_sched_getscheduler(id);
	check(result >= 0 || result == -ESRCH, "how asking for a policy ends");
}

/* struct sigevent */
struct event {
	uint64_t value;
	int signal, notify, thread;
	char rest[44];
};

static void step_timed_signal(struct task *task)
{
	struct event event = {(uintptr_t)task, TIMED, 4 /* SIGEV_THREAD_ID */,
	                      task->own_id, ""};
	uint64_t time = (1 + below(task, 200)) * MICROSECOND, value = 0;
	struct __kernel_itimerspec setting = {.it_value = timespec_of(time)};
	int id;

	check(!sys_timer_create(CLOCK_MONOTONIC, (struct sigevent *)&event, &id),
	      "a timer can be made");
	check(!sys_timer_settime(id, 0, &setting, NULL), "a timer can be set");
	if (below(task, 3)) {
		long result = take_signal(TIMED, SECOND, &value);
		check(result == TIMED || result == interrupted,
		      "a timer sends its signal");
		check(result != TIMED || value == (uintptr_t)task,
		      "a timer sends its value");
	}
	check(!sys_timer_delete(id), "a timer can be deleted");
	/* what it has sent may wait still */
	take_signal(TIMED, 0, &value);
}

/* ---- all of it ---- */

static void (*const steps[])(struct task *task) = {
        step_mutex,   step_pi,       step_condition, step_wake,        step_queue,
        step_timer,   step_affinity, step_objects,   step_sleep,       step_signal,
        step_mapping, step_clock,    step_priority,  step_timed_signal};

static void step_mixed(struct task *task)
{
	steps[below(task, sizeof steps / sizeof *steps)](task);
}

/* ---- and handlers of signals anywhere ---- */

static long handled; /* atomic */

static void handler(int signal)
{
	check(signal == SIGUSR1, "a handler gets its signal");
	machine_interrupt();
	count(&handled, 1);
}

static void step_interrupted(struct task *task)
{
	int id = __atomic_load_n(&tasks[below(task, TASKS)].own_id, __ATOMIC_RELAXED);

	if (below(task, 2)) {
		step_mixed(task);
		return;
	}
	if (!below(task, 4))
		check(machine_raise(SIGUSR1), "a signal with a handler is wanted");
	long result = sys_tgkill(1, id, SIGUSR1);
	check(!result || result == -ESRCH, "how sending a signal ends");
	if (below(task, 4))
		return;
	long before = __atomic_load_n(&handled, __ATOMIC_RELAXED);
	check(!sys_tgkill(1, task->own_id, SIGUSR1), "a signal to oneself");
	check(__atomic_load_n(&handled, __ATOMIC_RELAXED) > before,
	      "a signal to oneself is handled at once");
}

static void handle(void)
{
	struct action action = {.handler = (uintptr_t)handler,
	                        .flags = SA_RESTART | SA_RESTORER,
	                        .restorer = (uintptr_t)machine_restorer};

	check(!sys_rt_sigaction(SIGUSR1, &action, NULL, 8), "a handler can be set");
	interrupted = -EINTR;
}

/* ---- threads ---- */

static void run(void *argument)
{
	struct task *task = argument;

	check(machine_thread_pointer() == (uintptr_t)task,
	      "the thread pointer is its own");
	while (task->steps) {
		task->steps--;
		step(task);
		machine_interrupt();
		check(machine_thread_pointer() == (uintptr_t)task,
		      "the thread pointer stays");
	}
	count(&ended, 1);
	sys_exit(0);
}

static void begin(struct task *task, uint32_t number)
{
	if (!task->stack)
		task->stack = machine_stack();
	task->random = number * 2654435761u | 1;
	task->steps = 1 + below(task, STEPS);
	long id = machine_clone(
	        CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
	                CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |
	                CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID,
	        task->stack, &task->own_id, &task->id, (uintptr_t)task, run, task);
	check(id > 1, "a thread can be made");
	count(&started, 1);
}

/* Has it ended, perhaps after a while? */
static bool has_ended(struct task *task, uint64_t time)
{
	struct __kernel_timespec limit = timespec_of(time);
	int id = __atomic_load_n(&task->id, __ATOMIC_SEQ_CST);

	if (id)
		futex((uint32_t *)&task->id, FUTEX_WAIT, (uint32_t)id, &limit, NULL, 0);
	return !__atomic_load_n(&task->id, __ATOMIC_SEQ_CST);
}

static void await_end(struct task *task)
{
	uint64_t deadline = platform_clock_monotonic() + PATIENCE;

	while (!has_ended(task, PATIENCE)) {
		if (platform_clock_monotonic() < deadline)
			continue;
		printf("Bail out! a thread sleeps for ever\n");
		exit(1);
	}
}

static void result(bool good, const char *name)
{
	printf("%s %u - %s: %ld threads\n", good ? "ok" : "not ok", ++test, name, ended);
	fflush(stdout);
	started = ended = woken = returned = sent = taken = 0;
	failures = 0;
}

static void run_test(const char *name, void (*what)(struct task *), unsigned milliseconds)
{
	uint32_t number = seed;

	step = what;
	until = platform_clock_monotonic() + milliseconds * 1000000ull;
	while (platform_clock_monotonic() < until)
		for (unsigned i = 0; i < TASKS; i++)
			if (has_ended(&tasks[i], 20 * MICROSECOND))
				begin(&tasks[i], number++);
	for (unsigned i = 0; i < TASKS; i++)
		await_end(&tasks[i]);
	check(started == ended, "all threads have ended");
	take_rest();
	check(sent == taken, "each signal was taken once");
	check(woken == returned, "each wake-up was somebody's");
	check(guarded.changed == guarded.expected &&
	              guarded_pi.changed == guarded_pi.expected,
	      "one at a time");
	result(!failures, name);
}

static unsigned setting(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned)atoi(text) : otherwise;
}

static long program(void *unused)
{
	unsigned time = setting("STRESS_SECONDS", 6) * 1000 / 20;
	uint64_t blocked = signal_bit(QUEUED) | signal_bit(ORDERED) | signal_bit(TIMED);

	check(!sys_rt_sigprocmask(0, &blocked, NULL, sizeof blocked),
	      "a mask can be set");

	run_test("a mutex", step_mutex, time);
	run_test("a lock that is handed over", step_pi, time);
	run_test("a condition", step_condition, time);
	run_test("wake-ups by bits and operations", step_wake, time);
	run_test("queues of sleepers", step_queue, time);
	run_test("timers", step_timer, time);
	run_test("affinity", step_affinity, time);
	run_test("robust locks", step_robust, time);
	run_test("memory of the libos", step_objects, time);
	run_test("memory of the program", step_mapping, time);
	run_test("sleeping", step_sleep, time);
	run_test("signals that are taken", step_signal, time);
	run_test("processor time", step_clock, time);
	run_test("timers that send signals", step_timed_signal, time);
	run_test("all at random", step_mixed, time * 3);
	handle();
	run_test("all at random, with handlers of signals", step_interrupted, time * 3);
	printf("1..%u\n", test);
	exit(0);
}

int main(void)
{
	const char *text = getenv("SEED");
	bool random = text && strcmp(text, "random") == 0;

	seed = random ? (unsigned)getpid() : setting("SEED", 100);
	cpu_count = setting("STRESS_CPUS", 2);
	printf("# SEED=%u\n", seed);
	fflush(stdout);
	machine_start(cpu_count, seed, program);
}
