/* SPDX-License-Identifier: ISC */
/*
 * /proc: what each of its files contains (proc(5)), grouped by source file. Functions
 * have the form of synthetic.h. In a path's first number stands the process, or a thread
 * of it, which is then the one that is asked about (`inner`, or by its id alone).
 */
#ifndef LIBOS_FS_PROC_PROC_H
#define LIBOS_FS_PROC_PROC_H

#include "fs/synthetic.h"
#include "identity/process.h"

#pragma GCC visibility push(hidden)

typedef int proc_show(struct text *to, const struct synthetic_node *of);
typedef int proc_store(const struct synthetic_node *of, char *text, size_t length);
typedef int proc_follow(const struct synthetic_node *of, struct entry **to);
typedef unsigned proc_next(const struct synthetic_node *of, unsigned from, bool exact);

int proc_mount(void);
extern struct synthetic proc;

/* process.c: stat, status, statm */
proc_show proc_stat, proc_status, proc_statm;
void proc_put_list(struct text *to, uint64_t set); /* bits as "0-3,5" */

/* start.c: what the process began with */
proc_show proc_cmdline, proc_environ, proc_auxv;
void proc_start_begin(void); /* remembers where it is */
struct proc_strings {
	uintptr_t start, end;
};
extern struct proc_strings proc_arguments, proc_environment;

/* attributes.c: small ones of the process */
proc_show proc_comm, proc_limits, proc_oom_adjust, proc_timer_slack, proc_core_filter;
proc_store proc_comm_set, proc_oom_adjust_set, proc_timer_slack_set, proc_core_filter_set;

/* maps.c */
proc_show proc_maps, proc_smaps, proc_smaps_rollup;
/* areas.c: the program's address space, from low to high. */
struct area {
	uintptr_t start, end;
	unsigned protection, flags; /* PLATFORM_READ..., VMA_* */
	uint64_t offset;            /* in the file */
	const char *name;           /* "[stack]"; NULL: none */
	struct mapping *mapping;    /* of a file, with space_lock held; NULL: none */
	bool image;                 /* a part of it */
};
struct areas {
	struct area now;
	unsigned part;   /* 0 or 1: the image or the space, whichever is lower first */
	unsigned header; /* the next of the image's */
	uintptr_t at;    /* where to go on in the space */
};
/* The next one, or false; `areas` all zero: the first. Under proc_areas_hold(). */
bool area_next(struct areas *areas);
void proc_areas_hold(void);
void proc_areas_release(void);
struct memory_sizes { /* bytes */
	size_t all, resident, data, stack, text, locked, file_resident;
};
void proc_memory(struct memory_sizes *sizes);
size_t proc_resident(const struct area *area);    /* bytes */
void proc_heap(uintptr_t *start, uintptr_t *end); /* both 0: there is none */

/* descriptors.c */
int proc_put_path(struct text *to, struct entry *entry); /* 0, -ENAMETOOLONG, -ENOMEM */
proc_next proc_descriptor_next;
proc_show proc_descriptor, proc_descriptor_information;
proc_follow proc_descriptor_follow;

/* links.c */
proc_show proc_self, proc_thread_self, proc_executable, proc_working, proc_root;
proc_follow proc_executable_follow, proc_working_follow, proc_root_follow;
int proc_links_begin(struct entry *at); /* finds the program's file; 0, -ENOMEM */

/* mounts.c */
proc_show proc_mounts, proc_mount_information;
long proc_mount_id(const struct file_system *system); /* NULL: of what has no name */

/* sockets.c: net/unix */
proc_show proc_sockets;

/* machine.c */
proc_show proc_uptime, proc_load, proc_version, proc_command_line, proc_machine_stat,
        proc_memory_information, proc_interrupts, proc_free_pages;
proc_show proc_cpus; /* x86_64/cpuinfo.c */

/* control.c: sys/ */
proc_show proc_host_name, proc_domain_name, proc_release, proc_os_version, proc_uuid,
        proc_boot_id, proc_files_now;
proc_store proc_host_name_set, proc_domain_name_set;

/* ids.c */
proc_next proc_process_next, proc_thread_next;
uint32_t proc_owner(const struct synthetic_node *of, bool group);

#pragma GCC visibility pop
#endif
