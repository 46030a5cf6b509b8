/* SPDX-License-Identifier: ISC */
/*
 * The names in /proc, and the constants among its files, which stand behind their names.
 * All names of a directory are in a row.
 */
#include "fs/proc/proc.h"
#include <linux/magic.h>
#include <linux/mount.h>

#define IS_LINK 0777 | SYNTHETIC_LINK
#define LEADS   0500 | SYNTHETIC_LINK /* to where `follow` says */
#define CONTROL 0444 | SYNTHETIC_CONTROL
#define SETTING 0644 | SYNTHETIC_CONTROL

static int put_mounts(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "self/mounts");
	return 0;
}

static int put_net(struct text *to, const struct synthetic_node *of)
{
	text_put(to, "self/net");
	return 0;
}

#define SOCKETS   "st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
#define ADDRESSES "  sl  local_address rem_address   "
#define ADDRESSES6                                                                       \
	"  sl  local_address                         remote_address                    " \
	"    "

static const struct synthetic_row rows[] = {
        /* the process; where a thread's directory has less, nobody minds */
        {"#/auxv", 0400, proc_auxv, {NULL}},
        {"#/cgroup\0"
         "0::/",
         0444,
         NULL,
         {NULL}},
        {"#/cmdline", 0444, proc_cmdline, {NULL}},
        {"#/comm", 0644, proc_comm, {proc_comm_set}},
        {"#/coredump_filter", 0644, proc_core_filter, {proc_core_filter_set}},
        {"#/cwd", LEADS, proc_working, {.follow = proc_working_follow}},
        {"#/environ", 0400, proc_environ, {NULL}},
        {"#/exe", LEADS, proc_executable, {.follow = proc_executable_follow}},
        {"#/fd", 0500 | SYNTHETIC_EMPTY, NULL, {NULL}},
        {"#/fd/#", LEADS, proc_descriptor, {.follow = proc_descriptor_follow}},
        {"#/fdinfo/#", 0444, proc_descriptor_information, {NULL}},
        {"#/gid_map\0"
         "         0          0 4294967295",
         0444,
         NULL,
         {NULL}},
        {"#/limits", 0444, proc_limits, {NULL}},
        {"#/loginuid\0"
         "4294967295",
         0444,
         NULL,
         {NULL}},
        {"#/maps", 0444, proc_maps, {NULL}},
        {"#/mountinfo", 0444, proc_mount_information, {NULL}},
        {"#/mounts", 0444, proc_mounts, {NULL}},
        {"#/net/dev\0"
         "Inter-|   Receive                                                |  Transmit\n"
         " face |bytes    packets errs drop fifo frame compressed multicast|bytes    "
         "packets errs drop fifo colls carrier compressed",
         0444,
         NULL,
         {NULL}},
        {"#/net/route\0"
         "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\t"
         "IRTT",
         0444,
         NULL,
         {NULL}},
        {"#/net/tcp\0" ADDRESSES SOCKETS, 0444, NULL, {NULL}},
        {"#/net/tcp6\0" ADDRESSES6 SOCKETS, 0444, NULL, {NULL}},
        {"#/net/udp\0 " ADDRESSES SOCKETS " ref pointer drops", 0444, NULL, {NULL}},
        {"#/net/udp6\0" ADDRESSES6 SOCKETS " ref pointer drops", 0444, NULL, {NULL}},
        {"#/net/unix", 0444, proc_sockets, {NULL}},
        {"#/oom_score\0"
         "0",
         0444,
         NULL,
         {NULL}},
        {"#/oom_score_adj", 0644, proc_oom_adjust, {proc_oom_adjust_set}},
        {"#/personality\0"
         "00000000",
         0400,
         NULL,
         {NULL}},
        {"#/root", LEADS, proc_root, {.follow = proc_root_follow}},
        {"#/setgroups\0"
         "allow",
         0444,
         NULL,
         {NULL}},
        {"#/smaps", 0444, proc_smaps, {NULL}},
        {"#/smaps_rollup", 0444, proc_smaps_rollup, {NULL}},
        {"#/stat", 0444, proc_stat, {NULL}},
        {"#/statm", 0444, proc_statm, {NULL}},
        {"#/status", 0444, proc_status, {NULL}},
        {"#/task/#", 0555 | SYNTHETIC_EMPTY, NULL, {NULL}},
        {"#/timerslack_ns", 0666, proc_timer_slack, {proc_timer_slack_set}},
        {"#/uid_map\0"
         "         0          0 4294967295",
         0444,
         NULL,
         {NULL}},
        /* the machine */
        {"cmdline", 0444, proc_command_line, {NULL}},
        {"cpuinfo", 0444, proc_cpus, {NULL}},
        {"devices\0"
         "Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n"
         "136 pts\n\nBlock devices:\n253 virtblk",
         0444,
         NULL,
         {NULL}},
        {"filesystems\0"
         "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\tdevtmpfs\n"
         "nodev\tdevpts\n\terofs",
         0444,
         NULL,
         {NULL}},
        {"interrupts", 0444, proc_interrupts, {NULL}},
        {"loadavg", 0444, proc_load, {NULL}},
        {"meminfo", 0444, proc_memory_information, {NULL}},
        {"mounts", IS_LINK, put_mounts, {NULL}},
        {"net", IS_LINK, put_net, {NULL}},
        {"self", IS_LINK, proc_self, {NULL}},
        {"stat", 0444, proc_machine_stat, {NULL}},
        {"swaps\0"
         "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority",
         0444,
         NULL,
         {NULL}},
        {"thread-self", IS_LINK, proc_thread_self, {NULL}},
        {"uptime", 0444, proc_uptime, {NULL}},
        {"version", 0444, proc_version, {NULL}},
        {"vmstat", 0444, proc_free_pages, {NULL}},
#define VALUE(path, contents)                             \
	{                                                 \
		"sys/" path "\0" contents, CONTROL, NULL, \
		{                                         \
			NULL                              \
		}                                         \
	}
        VALUE("fs/aio-max-nr", "65536"),
        VALUE("fs/epoll/max_user_watches", "2147483647"),
        VALUE("fs/file-max", "9223372036854775807"),
        {"sys/fs/file-nr", CONTROL, proc_files_now, {NULL}},
        VALUE("fs/inotify/max_queued_events", "16384"),
        VALUE("fs/inotify/max_user_instances", "128"),
        VALUE("fs/inotify/max_user_watches", "65536"),
        VALUE("fs/nr_open", "1048576"),
        VALUE("fs/overflowgid", "65534"),
        VALUE("fs/overflowuid", "65534"),
        VALUE("fs/pipe-max-size", "1048576"),
        VALUE("fs/pipe-user-pages-soft", "0"),
        VALUE("fs/suid_dumpable", "0"),
        VALUE("kernel/cap_last_cap", "40"),
        VALUE("kernel/core_pattern", "core"),
        VALUE("kernel/core_uses_pid", "0"),
        {"sys/kernel/domainname", SETTING, proc_domain_name, {proc_domain_name_set}},
        {"sys/kernel/hostname", SETTING, proc_host_name, {proc_host_name_set}},
        VALUE("kernel/msgmax", "8192"),
        VALUE("kernel/msgmnb", "16384"),
        VALUE("kernel/msgmni", "32000"),
        VALUE("kernel/ngroups_max", "65536"),
        {"sys/kernel/osrelease", CONTROL, proc_release, {NULL}},
        VALUE("kernel/ostype", "Linux"),
        VALUE("kernel/overflowgid", "65534"),
        VALUE("kernel/overflowuid", "65534"),
        VALUE("kernel/perf_event_paranoid", "4"),
        VALUE("kernel/pid_max", "1073741824"),
        VALUE("kernel/printk", "4\t4\t1\t7"),
        VALUE("kernel/pty/max", "4096"),
        {"sys/kernel/random/boot_id", CONTROL, proc_boot_id, {NULL}},
        VALUE("kernel/random/entropy_avail", "256"),
        VALUE("kernel/random/poolsize", "256"),
        {"sys/kernel/random/uuid", CONTROL, proc_uuid, {NULL}},
        VALUE("kernel/randomize_va_space", "2"),
        VALUE("kernel/sem", "32000\t1024000000\t500\t32000"),
        VALUE("kernel/shmall", "18446744073692774399"),
        VALUE("kernel/shmmax", "18446744073692774399"),
        VALUE("kernel/shmmni", "4096"),
        VALUE("kernel/tainted", "0"),
        VALUE("kernel/threads-max", "32768"),
        {"sys/kernel/version", CONTROL, proc_os_version, {NULL}},
        VALUE("net/core/rmem_default", "212992"),
        VALUE("net/core/rmem_max", "212992"),
        VALUE("net/core/somaxconn", "4096"),
        VALUE("net/core/wmem_default", "212992"),
        VALUE("net/core/wmem_max", "212992"),
        VALUE("net/ipv4/ip_local_port_range", "32768\t60999"),
        VALUE("net/ipv4/tcp_fin_timeout", "60"),
        VALUE("net/ipv4/tcp_keepalive_intvl", "75"),
        VALUE("net/ipv4/tcp_keepalive_probes", "9"),
        VALUE("net/ipv4/tcp_keepalive_time", "7200"),
        VALUE("net/ipv4/tcp_max_syn_backlog", "128"),
        VALUE("net/unix/max_dgram_qlen", "512"),
        VALUE("vm/legacy_va_layout", "0"),
        VALUE("vm/max_map_count", "65530"),
        VALUE("vm/mmap_min_addr", "65536"),
        VALUE("vm/nr_hugepages", "0"),
        VALUE("vm/nr_overcommit_hugepages", "0"),
        VALUE("vm/overcommit_kbytes", "0"),
        /* what is mapped with access counts in full */
        VALUE("vm/overcommit_memory", "2"),
        VALUE("vm/overcommit_ratio", "100"),
        VALUE("vm/swappiness", "0"),
};

static const struct synthetic_range ranges[] = {
        {"#", proc_process_next},
        {"#/task/#", proc_thread_next},
        {"#/fd/#", proc_descriptor_next},
        {"#/fdinfo/#", proc_descriptor_next},
};

struct synthetic proc = {
        .system = {.type = "proc",
                   .source = "proc",
                   .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC},
        .rows = rows,
        .row_count = sizeof rows / sizeof *rows,
        .ranges = ranges,
        .same_path = "#/task/#",
        .same_as = "#",
        .magic = PROC_SUPER_MAGIC,
        .owner = proc_owner,
};

int proc_mount(void)
{
	struct entry *at;

	if (proc.system.root)
		return 0;
	int result = mount_point("proc", &at);
	if (result)
		return result;
	proc_start_begin();
	result = proc_links_begin(at);
	if (!result)
		result = synthetic_mount(&proc, at);
	return result;
}
