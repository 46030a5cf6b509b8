/* SPDX-License-Identifier: ISC */
/*
 * Protection: a function that overwrites its own frame doesn't return.
 *
 * status: 134
 * stderr: ^samara: .*stack smashing detected
 */
#include "protect.h"

__attribute__((noinline)) static int smash(size_t length)
{
	char buffer[16];
	memset(buffer, 'A', length);
	__asm__ volatile("" : : "r"(buffer) : "memory");
	return buffer[3];
}

int main(void)
{
	volatile size_t length = 16 + 24;
	attempt("smashing the stack");
	smash(length);
	return survived();
}
