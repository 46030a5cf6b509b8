/* SPDX-License-Identifier: ISC */
/*
 * The system calls that are implemented, under Linux's names, with Linux's arguments and
 * results (R5). Each is described in section 2 of the Linux manual; what is said in the
 * files is only what differs. A definition begins with `long sys_NAME(` at the start of a
 * line, which is how the build knows it; all others of syscalls.def are -ENOSYS.
 *
 * The line above a definition ends a comment of its own that says how much of Linux's
 *call it is; `make doc` makes doc/syscalls.md of these, and tests/source/syscalls.t fails
 * where one is missing or the page is old:
 *
 *	full        all that the manual says, with one process on the machine
 *	partial: MAP_HUGETLB is -EINVAL; a file is -ENODEV
 *	            which arguments are refused and how, or accepted without effect
 *	absent: WHY the body is `return -ENOSYS;`, without the log line of other such
 *calls
 */
#ifndef LIBOS_SYSCALLS_H
#define LIBOS_SYSCALLS_H

#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

struct action;
struct iovec;
struct new_utsname;
struct pollfd;
struct robust_list_head;
struct rlimit64;
struct rusage;
struct sigevent;
struct signal_stack;
struct open_how;
struct statx;
struct statfs;
struct utimbuf;
struct stat;
struct sysinfo;
struct timex;
struct tms;
struct __kernel_itimerspec;
struct __kernel_old_itimerval;
struct __user_cap_data_struct;
struct __user_cap_header_struct;
struct sched_attr;
struct sched_param;
struct __kernel_timespec;
struct __kernel_old_timeval;
struct epoll_event;

/* exec/syscall.c: the full table, any call by number, -ENOSYS where there is none. Linked
 * only when something refers to it. */
long samara_syscall(long number, long a, long b, long c, long d, long e, long f)
        __attribute__((weak));

/* exec */
long sys_exit(int status);
long sys_exit_group(int status);

/* sched */
long sys_getpriority(int which, int who);
long sys_ioprio_get(int which, int who);
long sys_ioprio_set(int which, int who, int value);
long sys_sched_get_priority_max(int policy);
long sys_sched_get_priority_min(int policy);
long sys_sched_getattr(int id, struct sched_attr *to, unsigned size, unsigned flags);
long sys_sched_getparam(int id, struct sched_param *to);
long sys_sched_getscheduler(int id);
long sys_sched_rr_get_interval(int id, struct __kernel_timespec *to);
long sys_sched_setattr(int id, struct sched_attr *from, unsigned flags);
long sys_sched_setparam(int id, const struct sched_param *from);
long sys_sched_setscheduler(int id, int policy, const struct sched_param *from);
long sys_setpriority(int which, int who, int nice);
long sys_clone(unsigned long flags, uintptr_t stack, int *parent_id, int *child_id,
               uintptr_t fs);
long sys_futex(uint32_t *word, int operation, uint32_t value,
               const struct __kernel_timespec *time, uint32_t *word2, uint32_t value3);
long sys_get_robust_list(int id, struct robust_list_head **head, size_t *size);
long sys_set_robust_list(struct robust_list_head *head, size_t size);
long sys_sched_setaffinity(int id, size_t size, const unsigned long *mask);
long sys_gettid(void);
long sys_sched_getaffinity(int thread, size_t size, unsigned long *mask);
long sys_sched_yield(void);
long sys_set_tid_address(int *address);

/* identity */
long sys_arch_prctl(int code, uintptr_t address);
long sys_capget(struct __user_cap_header_struct *header,
                struct __user_cap_data_struct *to);
long sys_capset(struct __user_cap_header_struct *header,
                const struct __user_cap_data_struct *from);
long sys_getcpu(unsigned *cpu, unsigned *node, void *cache);
long sys_getegid(void);
long sys_geteuid(void);
long sys_getgid(void);
long sys_getgroups(int size, unsigned *list);
long sys_getpgid(int process);
long sys_getpgrp(void);
long sys_getpid(void);
long sys_getppid(void);
long sys_getresgid(unsigned *real, unsigned *effective, unsigned *saved);
long sys_getresuid(unsigned *real, unsigned *effective, unsigned *saved);
long sys_getrlimit(unsigned resource, struct rlimit64 *to);
long sys_getsid(int process);
long sys_getuid(void);
long sys_personality(unsigned persona);
long sys_prctl(int option, unsigned long first, unsigned long second, unsigned long third,
               unsigned long fourth);
long sys_prlimit64(int process, unsigned resource, const struct rlimit64 *new,
                   struct rlimit64 *old);
long sys_reboot(unsigned first, unsigned second, unsigned command, const char *text);
long sys_rseq(void *area, unsigned length, int flags, unsigned signature);
long sys_setdomainname(const char *name, int length);
long sys_setfsgid(unsigned id);
long sys_setfsuid(unsigned id);
long sys_setgid(unsigned id);
long sys_setgroups(size_t count, const unsigned *list);
long sys_sethostname(const char *name, int length);
long sys_setpgid(int process, int group);
long sys_setregid(unsigned real, unsigned effective);
long sys_setresgid(unsigned real, unsigned effective, unsigned saved);
long sys_setresuid(unsigned real, unsigned effective, unsigned saved);
long sys_setreuid(unsigned real, unsigned effective);
long sys_setrlimit(unsigned resource, const struct rlimit64 *new);
long sys_setsid(void);
long sys_setuid(unsigned id);
long sys_sysinfo(struct sysinfo *to);
long sys_umask(unsigned mask);
long sys_uname(struct new_utsname *to);

/* mem */
long sys_brk(uintptr_t end);
long sys_madvise(uintptr_t start, size_t length, int advice);
long sys_membarrier(int command, unsigned flags, int cpu);
long sys_mincore(uintptr_t start, size_t length, uint8_t *vector);
long sys_mlock(uintptr_t start, size_t length);
long sys_mlock2(uintptr_t start, size_t length, int flags);
long sys_mlockall(int flags);
long sys_mmap(uintptr_t address, size_t length, unsigned long protection,
              unsigned long flags, int file, long offset);
long sys_mprotect(uintptr_t start, size_t length, unsigned long protection);
long sys_mremap(uintptr_t from, size_t old, size_t new, unsigned long flags,
                uintptr_t to);
long sys_msync(uintptr_t start, size_t length, int flags);
long sys_munlock(uintptr_t start, size_t length);
long sys_munlockall(void);
long sys_munmap(uintptr_t start, size_t length);
long sys_pkey_alloc(unsigned long flags, unsigned long rights);
long sys_pkey_free(int key);
long sys_pkey_mprotect(uintptr_t start, size_t length, unsigned long protection, int key);
long sys_remap_file_pages(uintptr_t start, size_t size, unsigned long protection,
                          size_t offset, unsigned long flags);

/* event */
long sys_epoll_create(int size);
long sys_epoll_create1(int flags);
long sys_epoll_ctl(int epoll, int operation, int number, const struct epoll_event *event);
long sys_epoll_pwait(int number, struct epoll_event *events, int count, int milliseconds,
                     const uint64_t *mask, size_t size);
long sys_epoll_pwait2(int number, struct epoll_event *events, int count,
                      const struct __kernel_timespec *time, const uint64_t *mask,
                      size_t size);
long sys_epoll_wait(int number, struct epoll_event *events, int count, int milliseconds);
long sys_eventfd(unsigned value);
long sys_eventfd2(unsigned value, int flags);
long sys_io_uring_enter(unsigned file, unsigned submit, unsigned complete, unsigned flags,
                        const void *argument, size_t size);
long sys_io_uring_register(unsigned file, unsigned operation, void *argument,
                           unsigned count);
long sys_io_uring_setup(unsigned entries, void *parameters);
long sys_pidfd_getfd(int pidfd, int number, unsigned flags);
long sys_pidfd_open(int process, unsigned flags);
long sys_pidfd_send_signal(int pidfd, int signal, const void *information,
                           unsigned flags);
long sys_pipe(int *numbers);
long sys_pipe2(int *numbers, int flags);
long sys_poll(struct pollfd *entries, unsigned long count, int milliseconds);
long sys_ppoll(struct pollfd *entries, unsigned long count,
               struct __kernel_timespec *time, const uint64_t *mask, size_t size);
long sys_pselect6(int count, unsigned long *in, unsigned long *out, unsigned long *other,
                  struct __kernel_timespec *time, const void *program);
long sys_select(int count, unsigned long *in, unsigned long *out, unsigned long *other,
                struct __kernel_old_timeval *time);
long sys_signalfd(int number, const uint64_t *set, size_t size);
long sys_signalfd4(int number, const uint64_t *set, size_t size, int flags);
long sys_splice(int from, long *from_position, int to, long *to_position, size_t size,
                unsigned flags);
long sys_tee(int from, int to, size_t size, unsigned flags);
long sys_timerfd_create(int clock, int flags);
long sys_timerfd_gettime(int number, struct __kernel_itimerspec *to);
long sys_timerfd_settime(int number, int flags, const struct __kernel_itimerspec *new,
                         struct __kernel_itimerspec *old);
long sys_vmsplice(int number, const struct iovec *vector, size_t count, unsigned flags);

/* fs */
long sys_close(int number);
long sys_close_range(unsigned first, unsigned last, unsigned flags);
long sys_dup(int number);
long sys_dup2(int old, int new);
long sys_dup3(int old, int new, int flags);
long sys_fcntl(int number, int command, unsigned long argument);
long sys_fstat(int number, struct stat *status);
long sys_ioctl(int number, unsigned request, void *argument);
long sys_lseek(int number, long offset, int whence);
long sys_memfd_create(const char *name, unsigned flags);
long sys_pread64(int number, void *bytes, size_t size, long offset);
long sys_preadv(int number, const struct iovec *vector, long count, long offset);
long sys_pwrite64(int number, const void *bytes, size_t size, long offset);
long sys_pwritev(int number, const struct iovec *vector, long count, long offset);
long sys_read(int number, void *bytes, size_t size);
long sys_readv(int number, const struct iovec *vector, long count);
long sys_write(int number, const void *bytes, size_t size);
long sys_writev(int number, const struct iovec *vector, long count);
long sys_faccessat2(int directory, const char *path, int mode, int flags);
long sys_faccessat(int directory, const char *path, int mode);
long sys_access(const char *path, int mode);
long sys_chdir(const char *path);
long sys_fchdir(int number);
long sys_chroot(const char *path);
long sys_chmod(const char *path, unsigned mode);
long sys_fchmod(int number, unsigned mode);
long sys_fchmodat(int directory, const char *path, unsigned mode);
long sys_fchownat(int directory, const char *path, unsigned user, unsigned group,
                  int flags);
long sys_chown(const char *path, unsigned user, unsigned group);
long sys_lchown(const char *path, unsigned user, unsigned group);
long sys_fchown(int number, unsigned user, unsigned group);
long sys_fallocate(int number, int mode, long offset, long length);
long sys_fadvise64(int number, long offset, long length, int advice);
long sys_readahead(int number, long offset, size_t count);
long sys_fsync(int number);
long sys_fdatasync(int number);
long sys_syncfs(int number);
long sys_sync(void);
long sys_sync_file_range(int number, long offset, long length, unsigned flags);
long sys_getcwd(char *to, size_t size);
long sys_getdents64(int number, void *to, unsigned size);
long sys_getdents(int number, void *to, unsigned size);
long sys_linkat(int from_directory, const char *from, int to_directory, const char *to,
                int flags);
long sys_link(const char *from, const char *to);
long sys_mkdirat(int directory, const char *path, unsigned mode);
long sys_mkdir(const char *path, unsigned mode);
long sys_mknodat(int directory, const char *path, unsigned mode, unsigned device);
long sys_mknod(const char *path, unsigned mode, unsigned device);
long sys_symlinkat(const char *text, int directory, const char *path);
long sys_symlink(const char *text, const char *path);
long sys_stat(const char *path, struct stat *to);
long sys_lstat(const char *path, struct stat *to);
long sys_newfstatat(int directory, const char *path, struct stat *to, int flags);
long sys_statx(int directory, const char *path, int flags, unsigned mask,
               struct statx *to);
long sys_openat(int directory, const char *path, int flags, unsigned mode);
long sys_open(const char *path, int flags, unsigned mode);
long sys_creat(const char *path, unsigned mode);
long sys_openat2(int directory, const char *path, const struct open_how *from,
                 size_t size);
long sys_preadv2(int number, const struct iovec *vector, long count, long offset,
                 long unused, int flags);
long sys_pwritev2(int number, const struct iovec *vector, long count, long offset,
                  long unused, int flags);
long sys_readlinkat(int directory, const char *path, char *to, int size);
long sys_readlink(const char *path, char *to, int size);
long sys_renameat2(int from_directory, const char *from, int to_directory, const char *to,
                   unsigned flags);
long sys_renameat(int from_directory, const char *from, int to_directory, const char *to);
long sys_rename(const char *from, const char *to);
long sys_statfs(const char *path, struct statfs *to);
long sys_fstatfs(int number, struct statfs *to);
long sys_truncate(const char *path, long size);
long sys_ftruncate(int number, long size);
long sys_unlinkat(int directory, const char *path, int flags);
long sys_unlink(const char *path);
long sys_rmdir(const char *path);
long sys_utimensat(int directory, const char *path, const struct __kernel_timespec *times,
                   int flags);
long sys_futimesat(int directory, const char *path,
                   const struct __kernel_old_timeval *times);
long sys_utimes(const char *path, const struct __kernel_old_timeval *times);
long sys_utime(const char *path, const struct utimbuf *times);
long sys_flock(int number, int operation);
long sys_getxattr(const char *path, const char *name, void *value, size_t size);
long sys_lgetxattr(const char *path, const char *name, void *value, size_t size);
long sys_fgetxattr(int number, const char *name, void *value, size_t size);
long sys_setxattr(const char *path, const char *name, const void *value, size_t size,
                  int flags);
long sys_lsetxattr(const char *path, const char *name, const void *value, size_t size,
                   int flags);
long sys_fsetxattr(int number, const char *name, const void *value, size_t size,
                   int flags);
long sys_listxattr(const char *path, char *names, size_t size);
long sys_llistxattr(const char *path, char *names, size_t size);
long sys_flistxattr(int number, char *names, size_t size);
long sys_removexattr(const char *path, const char *name);
long sys_lremovexattr(const char *path, const char *name);
long sys_fremovexattr(int number, const char *name);
long sys_inotify_init1(int flags);
long sys_inotify_init(void);
long sys_inotify_add_watch(int number, const char *path, unsigned mask);
long sys_inotify_rm_watch(int number, int mark);
long sys_sendfile(int to, int from, long *position, size_t size);
long sys_copy_file_range(int from, long *from_position, int to, long *to_position,
                         size_t size, unsigned flags);

/* time */
long sys_adjtimex(struct timex *timex);
long sys_alarm(unsigned seconds);
long sys_clock_adjtime(int clock, struct timex *timex);
long sys_clock_getres(int clock, struct __kernel_timespec *to);
long sys_clock_gettime(int clock, struct __kernel_timespec *to);
long sys_clock_nanosleep(int clock, int flags, const struct __kernel_timespec *time,
                         struct __kernel_timespec *rest);
long sys_clock_settime(int clock, const struct __kernel_timespec *from);
long sys_getitimer(int kind, struct __kernel_old_itimerval *to);
long sys_getrusage(int who, struct rusage *to);
long sys_gettimeofday(struct __kernel_old_timeval *to, int zone[2]);
long sys_nanosleep(const struct __kernel_timespec *time, struct __kernel_timespec *rest);
long sys_setitimer(int kind, const struct __kernel_old_itimerval *new,
                   struct __kernel_old_itimerval *old);
long sys_settimeofday(const struct __kernel_old_timeval *from, const int zone[2]);
long sys_time(long *to);
long sys_timer_create(int clock, const struct sigevent *event, int *id);
long sys_timer_delete(int id);
long sys_timer_getoverrun(int id);
long sys_timer_gettime(int id, struct __kernel_itimerspec *to);
long sys_timer_settime(int id, int flags, const struct __kernel_itimerspec *new,
                       struct __kernel_itimerspec *old);
long sys_times(struct tms *to);

/* signal */
long sys_kill(int process, int signal);
long sys_pause(void);
long sys_rt_sigaction(int signal, const struct action *new, struct action *old,
                      size_t size);
long sys_rt_sigpending(uint64_t *set, size_t size);
long sys_rt_sigprocmask(int how, const uint64_t *new, uint64_t *old, size_t size);
long sys_rt_sigqueueinfo(int process, int signal, const void *from);
long sys_rt_sigreturn(uintptr_t context);
long sys_rt_sigsuspend(const uint64_t *mask, size_t size);
long sys_rt_sigtimedwait(const uint64_t *set, void *information,
                         const struct __kernel_timespec *time, size_t size);
long sys_rt_tgsigqueueinfo(int process, int thread, int signal, const void *from);
long sys_sigaltstack(const struct signal_stack *new, struct signal_stack *old);
long sys_tgkill(int process, int thread, int signal);
long sys_tkill(int thread, int signal);

/* random */
long sys_getrandom(void *to, size_t size, unsigned flags);

/* net */
long sys_accept4(int number, void *to, int *size, int flags);
long sys_accept(int number, void *to, int *size);
long sys_bind(int number, const void *address, int size);
long sys_connect(int number, const void *address, int size);
long sys_listen(int number, int backlog);
long sys_shutdown(int number, int how);
long sys_getsockname(int number, void *to, int *size);
long sys_getpeername(int number, void *to, int *size);
long sys_setsockopt(int number, int level, int name, const void *value, int size);
long sys_getsockopt(int number, int level, int name, void *value, int *size);
long sys_recvfrom(int number, void *bytes, size_t size, unsigned flags, void *name,
                  int *name_size);
long sys_recvmsg(int number, void *header, unsigned flags);
long sys_recvmmsg(int number, void *headers, unsigned count, unsigned flags,
                  struct __kernel_timespec *time);
long sys_sendto(int number, const void *bytes, size_t size, unsigned flags,
                const void *address, int address_size);
long sys_sendmsg(int number, void *header, unsigned flags);
long sys_sendmmsg(int number, void *headers, unsigned count, unsigned flags);
long sys_socket(int family, int type, int protocol);
long sys_socketpair(int family, int type, int protocol, int *to);

#pragma GCC visibility pop
#endif
