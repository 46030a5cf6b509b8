/* SPDX-License-Identifier: ISC */
/*
 * SAMARA_MEMORY limits a process as the size of a VM's memory does.
 *
 * ways: process process2
 * env: SAMARA_MEMORY=16M
 * silent: yes
 */
#include "check.h"
#include <stdlib.h>

int main(void)
{
	char *some = malloc(8 << 20);
	CHECK(some != NULL);
	memset(some, 1, 8 << 20);
	CHECK(malloc(10 << 20) == NULL);
	free(some);
	CHECK(malloc(10 << 20) != NULL);
	return check_result();
}
