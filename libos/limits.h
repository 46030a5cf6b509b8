/* SPDX-License-Identifier: ISC */
/*
 * Every limit of the libos, with the reason for its value.
 */
#ifndef LIBOS_LIMITS_H
#define LIBOS_LIMITS_H

#define CPUS_MAX 16 /* bits of a mask; no more has been tried */

/* A thread's stack in the libos: system calls, and the frame and vector registers (up to
 * 3 KiB) of the interrupted program. */
#define THREAD_STACK_SIZE 16384
#define UPCALL_STACK      (64ul << 10) /* of a CPU but the first: host's frames nest there */
#define IDLE_STACK_ABOVE                                                             \
	2048                /* bytes of an upcall stack above its idle loop, at most \
	                     */
#define THREADS_MAX   32768 /* Linux's default kernel.pid_max */
#define THREADS_KEPT  64    /* that have ended, for the next ones */
#define THREAD_ID_MAX 0x3fffffff /* FUTEX_TID_MASK */
#define TIME_SLICE    4000000    /* ns */
#define FUTEX_BUCKETS 256        /* a power of two */

#define SIGNALS_QUEUED 4096 /* waiting; Linux: one for 32 KiB of memory */

#define STACK_MAIN (8ul << 20) /* Linux's default RLIMIT_STACK; given on first touch */
#define STACK_MOST \
	(128ul << 20) /* with a larger RLIMIT_STACK; Linux keeps as much free */
#define STACK_ALIGNMENT (2ul << 20)  /* one table entry for each 2 MiB of it */
#define STACK_GUARD     (64ul << 10) /* a function that skips a page still lands in it */

#define MEMORY_REGION (4ul << 30) /* the libos's own tables; only address space */
/* A slab grows by so much; no object is larger than a quarter of it. */
#define SLAB_PIECE 4096

/* Bytes of the machine's memory that mappings don't get: the main stack's and the page
 * tables' share. */
#define MEMORY_SLACK(memory) ((memory) / 64 + (64ul << 10))

/* Chunks of deleted files that are kept for the next ones: at most 4 MiB. */
#define CHUNKS_KEPT      64
#define CHUNKS_ALIGNMENT (1ul << 30) /* of all of them: one table entry for each GiB */

#define MAPPING_AROUND 64 /* pages that come with a page fault in a file, at most */

#define AREAS_MAX  65530       /* Linux's vm.max_map_count; some 8 MiB of nodes */
#define GROWTH_GAP (1ul << 20) /* Linux's stack_guard_gap below MAP_GROWSDOWN */

#define RANDOM_BLOCKS 8   /* a fill: one new key and 480 bytes */
#define RANDOM_FILLS  256 /* about 120 KB until new entropy is taken */

#define LOG_LINE  128 /* bytes of a log line that are kept for the crash report */
#define LOG_LINES 8   /* log lines that are kept */
#define TEXT_LINE 256 /* bytes of an output line of our own; longer ones are cut */

/* Deeper stacks are recursion, where more frames tell nothing. */
#define BACKTRACE_FRAMES 32

#define TERMINAL_QUEUE 4096u /* Linux's N_TTY_BUF_SIZE: the longest line, and its end */
#define PTY_OUTPUT     8192u /* bytes that wait for the master of a pty; Linux: the same */
#define PTY_ECHO       1024u /* of them, kept for echo while programs write */
#define PTYS_MAX       4096u /* Linux's default kernel.pty.max */
#define CONSOLE_BUFFER 4096  /* PIPE_BUF: a write that fits is one write below too */
/* The three streams, and one for a dup; more come from pages. */
#define DESCRIPTORS_FIRST 4
#define DESCRIPTORS_MAX   1048576 /* Linux's default fs.nr_open */
#define VECTOR_MAX        1024    /* IOV_MAX */
#define POLL_FEW          8       /* entries of poll(2) on the stack: 500 bytes of it */
#define EPOLL_TABLE       8       /* lists of an epoll's items at first */
#define EPOLL_NESTS       4       /* epolls in epolls: Linux's EP_MAX_NESTS */
#define PIPE_SLOTS        16      /* Linux's PIPE_DEF_BUFFERS, pages of a pipe at first */
#define PIPE_LARGEST      1048576 /* Linux's default fs.pipe-max-size */
#define TRANSFER_MAX      0x7ffff000l /* Linux's MAX_RW_COUNT */

#define DISKS_MAX 6 /* QEMU's microvm has room for no more beside the other devices */
/* For the bytes of requests to one disk, taken when it is opened: 32 of 64 KiB. */
#define DISK_MEMORY       (2ul << 20)
#define DISK_MEMORY_LEAST (64ul << 10)  /* so that some requests can be under way */
#define DISK_SLOTS        64            /* requests under way: bits of a word */
#define DISK_PIECE        (128ul << 10) /* bytes of one request: larger ones gain little */
#define DISK_PIECES       4             /* requests of one call at a time */

#define TIMER_GAP      50000 /* ns; a shorter period would leave no time for the program */
#define TIMER_GAP_MOST 20000000 /* the same, on a machine that can't keep up */
#define TIMER_HASH     64       /* lists of the program's timers */

/* Resource limits at the start, as Linux has them (identity/limit.h). */
#define DESCRIPTORS_SOFT 1024 /* RLIMIT_NOFILE */
#define DESCRIPTORS_HARD 4096
#define MEMORY_LOCKED    (8ul << 20) /* RLIMIT_MEMLOCK */
#define QUEUES_BYTES     819200      /* RLIMIT_MSGQUEUE */

#define UMASK_DEFAULT 022u /* what nearly all systems begin with */

#define HOST_LIST_BUFFER 4096     /* records of a directory of the host's; heap pages */
#define HOST_PAUSE       1000000  /* ns until the host is asked again; at first */
#define LOCK_PAUSE       5000000  /* ns between two looks at a lock of another process */
#define HOST_PAUSE_MOST  16000000 /* and later */
#define VOLUMES_MAX \
	32 /* of the host's files; who wants more mounts a directory of them */

#define SYNTHETIC_WRITE                                                 \
	255 /* bytes of a write to a file of /proc; the longest: a name \
	     */

#define SYSTEM_CALLS 512 /* numbers above have never been used on x86-64 */

#endif
