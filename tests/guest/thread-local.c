/* SPDX-License-Identifier: ISC */
/*
 * Thread-local variables: initialised ones, zeroed ones, aligned ones, and errno among
 * them.
 */
#include "check.h"
#include <stdint.h>
#include <unistd.h>

static _Thread_local int initialised = 1234;
static _Thread_local int zero;
static _Thread_local char array[5000];
static _Thread_local _Alignas(64) int aligned = 5;
_Thread_local long visible = -1;

int main(void)
{
	CHECK(initialised == 1234 && zero == 0 && aligned == 5 && visible == -1);
	CHECK((uintptr_t)&aligned % 64 == 0);
	for (int i = 0; i < 5000; i++)
		CHECK(array[i] == 0);
	initialised = zero = 1;
	array[4999] = 1;
	CHECK(close(1000) == -1 && errno == EBADF);
	CHECK(initialised + zero + array[4999] == 3);
	return check_result();
}
