/* SPDX-License-Identifier: ISC */
/*
 * Protection: as a process, the host's system calls are out of reach of the program: what
 * a `syscall` instruction of its own asks for never happens.
 *
 * ways: process
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>

static long raw(long number, long a, long b, long c)
{
	long result;
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
	                 : "rcx", "r11", "memory");
	return result;
}

int main(void)
{
	static const struct {
		const char *name;
		long number, a, b, c;
	} call[] = {
	        {"open", SYS_open, (long)"/etc/passwd", O_RDONLY, 0},
	        {"openat", SYS_openat, AT_FDCWD, (long)"/etc/passwd", O_RDONLY},
	        {"socket", SYS_socket, 2, 1, 0},
	        {"fork", SYS_fork, 0, 0, 0},
	        {"vfork", SYS_vfork, 0, 0, 0},
	        {"execve", SYS_execve, (long)"/bin/true", 0, 0},
	        {"ptrace", SYS_ptrace, 0, 0, 0},
	        {"kill", SYS_kill, 1, 0, 0},
	        {"unlink", SYS_unlink, (long)"/tmp/no-such-file", 0, 0},
	        {"bpf", SYS_bpf, 0, 0, 0},
	        {"process_vm_readv", SYS_process_vm_readv, 1, 0, 0},
	        {"setuid", SYS_setuid, 0, 0, 0},
	        {"unshare", SYS_unshare, 0, 0, 0},
	};
	for (unsigned i = 0; i < sizeof call / sizeof *call; i++) {
		long result = raw(call[i].number, call[i].a, call[i].b, call[i].c);
		if (result != -ENOSYS && result != -EPERM) {
			printf("%s gave %ld\n", call[i].name, result);
			check_failures++;
		}
	}
	return check_result();
}
