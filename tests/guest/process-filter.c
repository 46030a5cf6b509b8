/* SPDX-License-Identifier: ISC */
/*
 * Protection: of the host's system calls that the filter lets a process have, only what
 * the contract needs: the arguments count, too, and the ways in for other kinds of
 * program are shut.
 *
 * ways: process
 */
#define _GNU_SOURCE
#include "check.h"
#include <asm/prctl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define FIXED (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE)
#define X32   0x40000000

static char page[8192] __attribute__((aligned(4096)));

static long raw(const long *call)
{
	long result;
	register long r10 __asm__("r10") = call[4];
	register long r8 __asm__("r8") = call[5];
	register long r9 __asm__("r9") = 0;
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(call[0]), "D"(call[1]), "S"(call[2]), "d"(call[3]),
	                   "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}

/* The 32-bit way in: getpid is number 20 there. */
static long raw_32(void)
{
	long result;
	__asm__ volatile("int $0x80"
	                 : "=a"(result)
	                 : "a"(20)
	                 : "r8", "r9", "r10", "r11", "memory");
	return result;
}

int main(void)
{
	long at = (long)page, text = (long)main & -4096;
	const struct {
		const char *name;
		long call[6];
	} denied[] = {
	        {"write to input", {SYS_write, 0, at, 1}},
	        {"write elsewhere", {SYS_write, 3, at, 1}},
	        {"read elsewhere", {SYS_read, 3, at, 1}},
	        {"read from output", {SYS_read, 1, at, 1}},
	        {"executable mapping", {SYS_mmap, at, 4096, PROT_EXEC, FIXED, -1}},
	        {"writable and executable mapping", {SYS_mmap, at, 4096, 7, FIXED, -1}},
	        {"mapping of a file", {SYS_mmap, at, 4096, PROT_READ, MAP_PRIVATE, 0}},
	        {"shared mapping",
	         {SYS_mmap, at, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1}},
	        {"mapping anywhere",
	         {SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1}},
	        {"making executable", {SYS_mprotect, at, 4096, PROT_READ | PROT_EXEC}},
	        {"moving anywhere", {SYS_mremap, at, 4096, 8192, MREMAP_MAYMOVE}},
	        {"advice", {SYS_madvise, at, 4096, MADV_HUGEPAGE}},
	        {"pushing input into a terminal", {SYS_ioctl, 0, TIOCSTI, at}},
	        {"terminal requests elsewhere", {SYS_ioctl, 3, TCGETS, at}},
	        {"reading the GS base", {SYS_arch_prctl, ARCH_GET_GS, at}},
	        {"no CPUID", {SYS_arch_prctl, ARCH_SET_CPUID, 0}},
	        {"another filter", {SYS_seccomp, 1, 0, at}},
	        {"signal actions", {SYS_rt_sigaction, 11, 0, at, 8}},
	        {"x32: write", {SYS_write | X32, 1, at, 1}},
	        {"x32: getpid", {SYS_getpid | X32}},
	        {"no call", {-1}},
	};
	for (unsigned i = 0; i < sizeof denied / sizeof *denied; i++) {
		long result = raw(denied[i].call);
		if (result != -ENOSYS) {
			printf("%s gave %ld\n", denied[i].name, result);
			check_failures++;
		}
	}
	CHECK(raw_32() == -ENOSYS);

	/* Where the host can seal (Linux 6.10), text and constants stay as they are. */
	const long seal[6] = {462, (long)(page + 4096), 4096};
	if (raw(seal) == 0) {
		const long writable[6] = {SYS_mprotect, text, 4096,
		                          PROT_READ | PROT_WRITE};
		const long over[6] = {SYS_mmap, text, 4096, PROT_READ, FIXED, -1};
		const long constants[6] = {SYS_munmap, (long)"constant" & -4096, 4096};
		CHECK(raw(writable) == -EPERM);
		CHECK(raw(over) == -EPERM);
		CHECK(raw(constants) == -EPERM);
	}
	return check_result();
}
