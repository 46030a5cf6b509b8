/* SPDX-License-Identifier: ISC */
/*
 * /proc/PID/stat, status and statm: the process and its threads in numbers. What belongs
 * to parts that the program doesn't use has the value that it would have in them.
 * Lock: threads_lock keeps the thread; the rest is single words.
 */
#include "fs/descriptor.h"
#include "fs/device/session.h"
#include "fs/proc/proc.h"
#include "identity/credentials.h"
#include "identity/limit.h"
#include "sched/policy.h"
#include "signal/action.h"
#include "signal/queue.h"
#include "time/clock.h"
#include "time/cpu_clock.h"

#define TICK        (uint64_t)(SECOND / 100) /* ns; AT_CLKTCK */
#define FLAGS       0x400100                 /* PF_RANDOMIZE, PF_SUPERPRIV */
#define FLAG_THREAD 0x40                     /* PF_FORKNOEXEC */
#define TTY_CONSOLE (5 << 8 | 1)

LINKS(cpu_time_switch);

/* Linked where the program has a use for them. */
extern __typeof__(credentials) credentials WEAK;
extern __typeof__(signal_actions) signal_actions WEAK;
extern __typeof__(signal_process) signal_process WEAK;

/* A thread as it is now, and how long it or the process has run. */
struct picture {
	struct thread thread;
	uint64_t time; /* ticks */
	unsigned threads;
};

/* False: it has ended. */
static bool take_picture(struct picture *picture, const struct synthetic_node *of)
{
	lock_acquire(&threads_lock);
	struct thread *thread = thread_find((int)of->number[0]);
	if (thread) {
		const struct cpu_clock clock = {.thread = of->inner ? thread : NULL};
		picture->thread = *thread;
		picture->time = cpu_clock_now(&clock) / TICK;
		picture->threads = threads_count;
	}
	lock_release(&threads_lock);
	return thread;
}

/* ---- signals ---- */

struct signals {
	uint64_t pending, shared, blocked, ignored, caught;
};

static struct signals signals_of(const struct thread *thread)
{
	struct signals signals = {.pending = thread->signals.queue.pending,
	                          .blocked = thread->signals.blocked};

	if (&signal_process)
		signals.shared = signal_process.pending;
	for (int n = 1; &signal_actions && n <= SIGNALS; n++) {
		uintptr_t handler = signal_actions[n - 1].handler;
		if (handler == SIG_IGN)
			signals.ignored |= signal_bit(n);
		else if (handler != SIG_DFL)
			signals.caught |= signal_bit(n);
	}
	return signals;
}

/* ---- stat ---- */

static char state_of(const struct thread *thread)
{
	uint8_t state = __atomic_load_n(&thread->state, __ATOMIC_RELAXED);

	return state == THREAD_SLEEPING ? 'S' : state == THREAD_ENDED ? 'Z' : 'R';
}

static long priority_of(const struct thread *thread)
{
	int policy = thread->schedule.policy & ~SCHED_RESET_ON_FORK;

	return policy_is_real_time(policy) ? -1 - thread->schedule.priority
	                                   : 20 + thread->schedule.nice;
}

static long policy_of(const struct thread *thread)
{
	return thread->schedule.policy & ~SCHED_RESET_ON_FORK;
}

struct code {
	uintptr_t start, end;
};

static struct code code_of(void)
{
	struct areas areas = {0};
	struct code code = {0};

	proc_areas_hold();
	while (area_next(&areas) && !code.end)
		if (areas.now.image && (areas.now.protection & PLATFORM_EXECUTE))
			code = (struct code){areas.now.start, areas.now.end};
	proc_areas_release();
	return code;
}

/* Fields 1 to 22, as proc(5) counts them. */
static void put_first(struct text *to, const struct picture *picture)
{
	const struct thread *thread = &picture->thread;
	long terminal = (long)session_device();

	text_put(to,
	         "%ld (%s) %c 0 %ld %ld %ld %ld %ld 0 0 0 0 %lu 0 0 0 %ld %ld %lu 0 %lu",
	         (long)thread->id, thread->name, state_of(thread), (long)PROCESS,
	         (long)PROCESS, terminal, terminal ? (long)PROCESS : -1,
	         (long)(FLAGS | (thread->id != PROCESS ? FLAG_THREAD : 0)), picture->time,
	         priority_of(thread), (long)thread->schedule.nice,
	         (unsigned long)picture->threads, cpu_clock_begun() / TICK);
}

/* Fields 23 to 52. */
static void put_second(struct text *to, const struct thread *thread,
                       const struct memory_sizes *sizes, struct code code)
{
	const struct signals signals = signals_of(thread);
	uintptr_t heap_start = 0, heap_end = 0;

	proc_heap(&heap_start, &heap_end);
	text_put(to, " %lu %lu %lu %lu %lu %lu 0 0 %lu %lu %lu %lu 0 0 0 17 %lu",
	         sizes->all, sizes->resident / PLATFORM_PAGE, limit_get(RLIMIT_RSS),
	         code.start, code.end, main_stack.high, signals.pending & 0x7fffffff,
	         signals.blocked & 0x7fffffff, signals.ignored & 0x7fffffff,
	         signals.caught & 0x7fffffff, (unsigned long)cpu_number());
	text_put(to, " %ld %ld 0 0 0 0 0 %lu %lu %lu %lu %lu 0\n",
	         (long)thread->schedule.priority, policy_of(thread), heap_start,
	         proc_arguments.start, proc_arguments.end, proc_environment.start,
	         proc_environment.end);
}

int proc_stat(struct text *to, const struct synthetic_node *of)
{
	struct memory_sizes sizes;
	struct picture picture;

	if (!take_picture(&picture, of))
		return -ESRCH;
	proc_memory(&sizes);
	put_first(to, &picture);
	put_second(to, &picture.thread, &sizes, code_of());
	return 0;
}

int proc_statm(struct text *to, const struct synthetic_node *of)
{
	struct memory_sizes sizes;

	proc_memory(&sizes);
	text_put(to, "%lu %lu %lu %lu 0 %lu 0\n", sizes.all / PLATFORM_PAGE,
	         sizes.resident / PLATFORM_PAGE, sizes.file_resident / PLATFORM_PAGE,
	         sizes.text / PLATFORM_PAGE, (sizes.data + sizes.stack) / PLATFORM_PAGE);
	return 0;
}

/* ---- status ---- */

static void put_ids(struct text *to, const char *name, const struct ids *ids)
{
	text_put(to, "%s:\t%lu\t%lu\t%lu\t%lu\n", name, (unsigned long)ids->real,
	         (unsigned long)ids->effective, (unsigned long)ids->saved,
	         (unsigned long)ids->file_system);
}

static void put_groups(struct text *to)
{
	uint32_t group;

	text_put(to, "Groups:\t");
	for (unsigned n = 0; group_nth && group_nth(n, &group); n++)
		text_put(to, "%lu ", (unsigned long)group);
	text_put(to, "\n");
}

static void put_who(struct text *to, const struct thread *thread)
{
	static const struct ids root;

	text_put(to, "Name:\t%s\nUmask:\t%04lo\nState:\t%s\nTgid:\t%ld\nNgid:\t0\n",
	         thread->name, (unsigned long)umask_now(),
	         state_of(thread) == 'S' ? "S (sleeping)" : "R (running)", (long)PROCESS);
	text_put(to, "Pid:\t%ld\nPPid:\t0\nTracerPid:\t0\n", (long)thread->id);
	put_ids(to, "Uid", &credentials ? &credentials.user : &root);
	put_ids(to, "Gid", &credentials ? &credentials.group : &root);
	text_put(to, "FDSize:\t%lu\n", (unsigned long)descriptor_count);
	put_groups(to);
	text_put(to, "NStgid:\t%ld\nNSpid:\t%ld\nNSpgid:\t%ld\nNSsid:\t%ld\n",
	         (long)PROCESS, (long)thread->id, (long)PROCESS, (long)PROCESS);
}

static void put_memory(struct text *to, const struct memory_sizes *sizes)
{
	const struct {
		const char *name;
		size_t bytes;
	} lines[] = {
	        {"VmPeak", sizes->all},
	        {"VmSize", sizes->all},
	        {"VmLck", sizes->locked},
	        {"VmPin", 0},
	        {"VmHWM", sizes->resident},
	        {"VmRSS", sizes->resident},
	        {"RssAnon", sizes->resident - sizes->file_resident},
	        {"RssFile", sizes->file_resident},
	        {"RssShmem", 0},
	        {"VmData", sizes->data},
	        {"VmStk", sizes->stack},
	        {"VmExe", sizes->text},
	        {"VmLib", 0},
	        {"VmPTE", sizes->resident / 512},
	        {"VmSwap", 0},
	        {"HugetlbPages", 0},
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		text_put(to, "%s:\t%8lu kB\n", lines[i].name, lines[i].bytes / 1024);
}

static void put_signals(struct text *to, const struct thread *thread)
{
	const struct signals signals = signals_of(thread);
	const struct {
		const char *name;
		uint64_t set;
	} lines[] = {{"SigPnd", signals.pending},
	             {"ShdPnd", signals.shared},
	             {"SigBlk", signals.blocked},
	             {"SigIgn", signals.ignored},
	             {"SigCgt", signals.caught}};

	text_put(to, "SigQ:\t%lu/%lu\n", signals_queued ? signals_queued() : 0,
	         limit_get(RLIMIT_SIGPENDING));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		text_put(to, "%s:\t%016lx\n", lines[i].name, lines[i].set);
}

static void put_capabilities(struct text *to)
{
	static const struct credentials root = {.effective = CAPABILITIES_ALL,
	                                        .permitted = CAPABILITIES_ALL,
	                                        .bounding = CAPABILITIES_ALL};
	const struct credentials *of = &credentials ? &credentials : &root;

	text_put(to, "CapInh:\t%016lx\nCapPrm:\t%016lx\nCapEff:\t%016lx\n",
	         of->inheritable, of->permitted, of->effective);
	text_put(to, "CapBnd:\t%016lx\nCapAmb:\t%016lx\n", of->bounding, of->ambient);
}

/* "0-3", "0,2" */
void proc_put_list(struct text *to, uint64_t set)
{
	bool any = false;

	for (unsigned first = 0; first < 64; first++) {
		unsigned last = first;
		if (!(set >> first & 1))
			continue;
		while (last < 63 && (set >> (last + 1) & 1))
			last++;
		text_put(to, any ? ",%lu" : "%lu", (unsigned long)first);
		if (last > first)
			text_put(to, "-%lu", (unsigned long)last);
		any = true;
		first = last;
	}
}

static void put_rest(struct text *to, const struct thread *thread)
{
	uint64_t set = thread->affinity & ~0ul >> (64 - platform_information.cpus);

	text_put(to, "NoNewPrivs:\t%lu\nSeccomp:\t0\nSeccomp_filters:\t0\n",
	         no_new_privileges_held ? (unsigned long)no_new_privileges_held() : 0);
	text_put(to, "Cpus_allowed:\t%lx\nCpus_allowed_list:\t", set);
	proc_put_list(to, set);
	text_put(to, "\nMems_allowed:\t1\nMems_allowed_list:\t0\n");
}

int proc_status(struct text *to, const struct synthetic_node *of)
{
	struct memory_sizes sizes;
	struct picture picture;

	if (!take_picture(&picture, of))
		return -ESRCH;
	proc_memory(&sizes);
	put_who(to, &picture.thread);
	put_memory(to, &sizes);
	text_put(to, "CoreDumping:\t0\nTHP_enabled:\t0\n");
	text_put(to, "Threads:\t%lu\n", (unsigned long)picture.threads);
	put_signals(to, &picture.thread);
	put_capabilities(to);
	put_rest(to, &picture.thread);
	return 0;
}
