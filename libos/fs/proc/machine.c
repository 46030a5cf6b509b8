/* SPDX-License-Identifier: ISC */
/*
 * Files of /proc about the machine: time, memory, processors. No lock.
 */
#include "fs/proc/proc.h"
#include "identity/names.h"
#include "mem/memory.h"
#include "time/clock.h"
#include "time/cpu_clock.h"

static const uint64_t second = SECOND, tick = SECOND / 100; /* ns */

static void put_hundredths(struct text *to, uint64_t time)
{
	text_put(to, "%lu.%02lu", time / second, time % second / tick);
}

/* Time that CPUs have had nothing to do; one that hasn't been started never had. */
static uint64_t idle_of(unsigned cpu)
{
	uint64_t now = platform_clock_monotonic() - cpu_clock_begun(),
	         busy = cpu_clock_busy(cpu);

	return now > busy ? now - busy : 0;
}

int proc_uptime(struct text *to, const struct synthetic_node *of)
{
	uint64_t idle = 0;

	for (unsigned cpu = 0; cpu < platform_information.cpus; cpu++)
		idle += idle_of(cpu);
	put_hundredths(to, platform_clock_monotonic());
	text_put(to, " ");
	put_hundredths(to, idle);
	text_put(to, "\n");
	return 0;
}

static unsigned running(void)
{
	unsigned count = 0;

	lock_acquire(&threads_lock);
	for (const struct thread *thread = threads; thread; thread = thread->list_next)
		count += __atomic_load_n(&thread->state, __ATOMIC_RELAXED) !=
		         THREAD_SLEEPING;
	lock_release(&threads_lock);
	return count;
}

int proc_load(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "0.00 0.00 0.00 %lu/%lu %ld\n", (unsigned long)running(),
	         (unsigned long)threads_count, (long)thread_last_id());
	return 0;
}

int proc_version(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%s version %s (samara) (gcc %s) %s\n", names.sysname, names.release,
	         __VERSION__, names.version);
	return 0;
}

/* What the machine was started with is what the program got. */
int proc_command_line(struct text *to, const struct synthetic_node *of)
{
	for (char **argument = platform_information.arguments; *argument; argument++)
		text_put(to, argument[1] ? "%s " : "%s", *argument);
	text_put(to, "\n");
	return 0;
}

static void put_cpu(struct text *to, uint64_t busy, uint64_t idle)
{
	text_put(to, " %lu 0 0 %lu 0 0 0 0 0 0\n", busy / tick, idle / tick);
}

int proc_machine_stat(struct text *to, const struct synthetic_node *of)
{
	unsigned count = platform_information.cpus;
	uint64_t busy = 0, idle = 0;

	for (unsigned cpu = 0; cpu < count; cpu++) {
		busy += cpu_clock_busy(cpu);
		idle += idle_of(cpu);
	}
	text_put(to, "cpu ");
	put_cpu(to, busy, idle);
	for (unsigned cpu = 0; cpu < count; cpu++) {
		text_put(to, "cpu%lu", (unsigned long)cpu);
		put_cpu(to, cpu_clock_busy(cpu), idle_of(cpu));
	}
	uint64_t started = clock_wall() - platform_clock_monotonic();
	text_put(to, "btime %lu\nprocesses %ld\n", started / second,
	         (long)thread_last_id());
	text_put(to, "procs_running %lu\nprocs_blocked 0\n", (unsigned long)running());
	return 0;
}

static void put_size(struct text *to, const char *name, size_t bytes)
{
	size_t from = to->length;

	text_put(to, "%s:", name);
	text_pad(to, from, 16);
	text_put(to, "%8lu kB\n", bytes / 1024);
}

int proc_memory_information(struct text *to, const struct synthetic_node *of)
{
	static const char zeros[] =
	        "Inactive\0Active(file)\0Inactive(file)\0Unevictable\0Mlocked\0SwapTotal"
	        "\0SwapFree\0Dirty\0Writeback\0";
	size_t free = platform_memory_free(), limit = platform_information.memory,
	       all = limit == SIZE_MAX ? free + memory_in_use() : limit;
	struct memory_sizes sizes;

	proc_memory(&sizes);
	put_size(to, "MemTotal", all);
	put_size(to, "MemFree", free < all ? free : all);
	put_size(to, "MemAvailable", free < all ? free : all);
	put_size(to, "Buffers", 0);
	put_size(to, "Cached", 0);
	put_size(to, "SwapCached", 0);
	put_size(to, "Active", sizes.resident);
	put_size(to, "Active(anon)", sizes.resident);
	for (const char *name = zeros; *name; name += strlen(name) + 1)
		put_size(to, name, 0);
	put_size(to, "AnonPages", sizes.resident - sizes.file_resident);
	put_size(to, "Mapped", sizes.file_resident);
	put_size(to, "Shmem", 0);
	put_size(to, "Slab", memory_mapped());
	put_size(to, "SReclaimable", 0);
	put_size(to, "SUnreclaim", memory_mapped());
	put_size(to, "PageTables", sizes.resident / 512);
	put_size(to, "CommitLimit", all);
	put_size(to, "Committed_AS", sizes.data + sizes.stack);
	put_size(to, "VmallocTotal", 0);
	text_put(to, "HugePages_Total:       0\nHugepagesize:       2048 kB\n");
	return 0;
}

int proc_interrupts(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "    ");
	for (unsigned cpu = 0; cpu < platform_information.cpus; cpu++)
		text_put(to, "       CPU%lu", (unsigned long)cpu);
	text_put(to, "\n");
	return 0;
}

int proc_free_pages(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "nr_free_pages %lu\n", platform_memory_free() / PLATFORM_PAGE);
	return 0;
}
