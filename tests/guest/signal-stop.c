/* SPDX-License-Identifier: ISC */
/*
 * What would stop the program does nothing here: nobody could continue it.
 *
 * flags: -Wno-unused-parameter
 */
#define _GNU_SOURCE
#include <signal.h>

#include "check.h"
#include <unistd.h>

int main(void)
{
	CHECK(kill(getpid(), SIGSTOP) == 0);
	CHECK(kill(getpid(), SIGTSTP) == 0);
	CHECK(raise(SIGTTIN) == 0);
	CHECK(raise(SIGTTOU) == 0);
	return check_result();
}
