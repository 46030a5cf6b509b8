/* SPDX-License-Identifier: ISC */
/*
 * Prints where things are and the stack guard's value, for layout.t.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(void)
{
	static int variable;
	int local;
	unsigned long guard;
	void *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	__asm__("movq %%fs:0x28, %0" : "=r"(guard));
	printf("image %p stack %p heap %p mapping %p guard %lx\n", (void *)&variable,
	       (void *)&local, malloc(50), map, guard);
	return 0;
}
