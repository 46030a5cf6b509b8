/* SPDX-License-Identifier: ISC */
/*
 * jit=fault: an instruction that writes to the page that it lies on would need it in both
 * ways. It ends with a report and doesn't go on forever.
 *
 * flags: --jit fault
 * status: 139
 * stdout: ^mapped$
 * stderr: ^samara: segmentation fault: write to read-only memory, address 0x[0-9a-f]*016,
 * at 0x[0-9a-f]*000$
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
	/* movl %eax, 16(%rip); ret */
	static const char code[] = {(char)0x89, 5, 16, 0, 0, 0, (char)0xc3};
	char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at != MAP_FAILED)
		puts("mapped");
	fflush(stdout);
	memcpy(at, code, sizeof code);
	((void (*)(void))at)();
	return 0;
}
