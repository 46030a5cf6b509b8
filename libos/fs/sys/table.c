/* SPDX-License-Identifier: ISC */
/*
 * /sys, as far as run-time systems read it: processors, memory nodes, huge pages; and the
 * control group of the process in /sys/fs/cgroup (cgroup v2), whose memory limit is the
 * machine's. All names of a directory are in a row.
 */
#include "fs/path.h"
#include "fs/proc/proc.h"
#include "mem/memory.h"
#include "time/cpu_clock.h"
#include <linux/fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>

int sys_mount_tree(void);

/* ---- processors ---- */

static unsigned next_cpu(const struct synthetic_node *of, unsigned from, bool exact)
{
	return from < platform_information.cpus ? from : SYNTHETIC_NONE;
}

/* "0" or "0-3" */
static int put_cpus(struct text *to, const struct synthetic_node *of)
{
	unsigned long last = platform_information.cpus - 1;

	text_put(to, last ? "0-%lu\n" : "0\n", last);
	return 0;
}

static int put_none(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "\n");
	return 0;
}

static int put_cpu(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%lu\n", (unsigned long)of->number[0]);
	return 0;
}

/* The processor alone as a mask. */
static int put_mask(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%lx\n", 1ul << of->number[0]);
	return 0;
}

static int put_all_mask(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%lx\n", ~0ul >> (64 - platform_information.cpus));
	return 0;
}

/* ---- the control group ---- */

static int put_memory_limit(struct text *to, const struct synthetic_node *of)
{
	size_t limit = platform_information.memory;

	if (limit == SIZE_MAX)
		text_put(to, "max\n");
	else
		text_put(to, "%lu\n", limit);
	return 0;
}

static int put_memory_used(struct text *to, const struct synthetic_node *of)
{
	size_t limit = platform_information.memory, free = platform_memory_free();
	struct memory_sizes sizes;

	if (limit != SIZE_MAX && free < limit) {
		text_put(to, "%lu\n", limit - free);
		return 0;
	}
	proc_memory(&sizes); /* what is free belongs to others as well */
	text_put(to, "%lu\n", sizes.resident + memory_mapped());
	return 0;
}

static int put_threads(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%lu\n", (unsigned long)threads_count);
	return 0;
}

static int put_processes(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "%ld\n", (long)PROCESS);
	return 0;
}

static int put_cpu_time(struct text *to, const struct synthetic_node *of)
{
	const struct cpu_clock process = {0};
	uint64_t time = cpu_clock_now(&process) / 1000;

	text_put(to, "usage_usec %lu\nuser_usec %lu\nsystem_usec 0\n", time, time);
	return 0;
}

#define FILE(path, contents)                    \
	{                                       \
		path "\0" contents, 0444, NULL, \
		{                               \
			NULL                    \
		}                               \
	}
#define MADE(path, function)          \
	{                             \
		path, 0444, function, \
		{                     \
			NULL          \
		}                     \
	}

static const struct synthetic_row rows[] = {
        MADE("devices/system/cpu/cpu#/topology/core_cpus", put_mask),
        MADE("devices/system/cpu/cpu#/topology/core_cpus_list", put_cpu),
        MADE("devices/system/cpu/cpu#/topology/core_id", put_cpu),
        MADE("devices/system/cpu/cpu#/topology/core_siblings", put_all_mask),
        MADE("devices/system/cpu/cpu#/topology/core_siblings_list", put_cpus),
        FILE("devices/system/cpu/cpu#/topology/physical_package_id", "0"),
        MADE("devices/system/cpu/cpu#/topology/thread_siblings", put_mask),
        MADE("devices/system/cpu/cpu#/topology/thread_siblings_list", put_cpu),
        {"devices/system/cpu/isolated", 0444, put_none, {NULL}},
        FILE("devices/system/cpu/kernel_max", "15"),
        {"devices/system/cpu/offline", 0444, put_none, {NULL}},
        MADE("devices/system/cpu/online", put_cpus),
        MADE("devices/system/cpu/possible", put_cpus),
        MADE("devices/system/cpu/present", put_cpus),
        FILE("devices/system/node/has_cpu", "0"),
        FILE("devices/system/node/has_memory", "0"),
        MADE("devices/system/node/node0/cpulist", put_cpus),
        MADE("devices/system/node/node0/cpumap", put_all_mask),
        FILE("devices/system/node/node0/distance", "10"),
        FILE("devices/system/node/online", "0"),
        FILE("devices/system/node/possible", "0"),
        {"fs/cgroup", 0555 | SYNTHETIC_EMPTY, NULL, {NULL}},
        FILE("kernel/mm/transparent_hugepage/enabled", "always madvise [never]"),
        FILE("kernel/mm/transparent_hugepage/hpage_pmd_size", "2097152"),
};

static const struct synthetic_range ranges[] = {
        {"devices/system/cpu/cpu#", next_cpu},
};

static const struct synthetic_row group_rows[] = {
        FILE("cgroup.controllers", "cpu memory pids"),
        MADE("cgroup.procs", put_processes),
        FILE("cgroup.subtree_control", ""),
        FILE("cgroup.type", "domain"),
        FILE("cpu.max", "max 100000"),
        MADE("cpu.stat", put_cpu_time),
        FILE("cpu.weight", "100"),
        MADE("memory.current", put_memory_used),
        FILE("memory.high", "max"),
        FILE("memory.low", "0"),
        MADE("memory.max", put_memory_limit),
        FILE("memory.min", "0"),
        FILE("memory.swap.current", "0"),
        FILE("memory.swap.max", "0"),
        MADE("pids.current", put_threads),
        FILE("pids.max", "32768"),
};

static struct synthetic sys = {
        .system = {.type = "sysfs",
                   .source = "sysfs",
                   .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC},
        .rows = rows,
        .row_count = sizeof rows / sizeof *rows,
        .ranges = ranges,
        .magic = SYSFS_MAGIC,
};

static struct synthetic group = {
        .system = {.type = "cgroup2",
                   .source = "cgroup2",
                   .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC},
        .rows = group_rows,
        .row_count = sizeof group_rows / sizeof *group_rows,
        .magic = CGROUP2_SUPER_MAGIC,
};

static int mount_group(void)
{
	struct lookup at;
	int result = lookup_own(&at, AT_FDCWD, "/sys/fs/cgroup", 0);

	if (result)
		return result;
	result = synthetic_mount(&group, entry_get(at.entry));
	lookup_end(&at);
	return result;
}

int sys_mount_tree(void)
{
	struct entry *at;
	int result = 0;

	if (!sys.system.root) {
		result = mount_point("sys", &at);
		if (result)
			return result;
		result = synthetic_mount(&sys, at);
	}
	return result || group.system.root ? result : mount_group();
}
