/* SPDX-License-Identifier: ISC */
/*
 * Names of threads: each has its own, begins with that of who started it, and 15
 * characters are kept.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <sys/prctl.h>

static char *name(void)
{
	static __thread char text[16];

	memset(text, 'x', sizeof text);
	CHECK(prctl(PR_GET_NAME, text) == 0);
	return text;
}

static void *run(void *argument)
{
	CHECK(strcmp(name(), "the first name") == 0);
	CHECK(pthread_setname_np(pthread_self(), "own") == 0);
	CHECK(strcmp(name(), "own") == 0);
	CHECK(pthread_setname_np(pthread_self(), "sixteen letters.") == ERANGE);
	CHECK(strcmp(name(), "own") == 0);
	CHECK(prctl(PR_SET_NAME, "much longer than fifteen") == 0);
	CHECK(strcmp(name(), "much longer tha") == 0);
	CHECK(prctl(PR_SET_NAME, "") == 0);
	CHECK(strcmp(name(), "") == 0);
	CHECK_FAILS(prctl(PR_SET_NAME, 1), EFAULT);
	CHECK_FAILS(prctl(PR_GET_NAME, 1), EFAULT);
	CHECK(strcmp(name(), "") == 0);
	return argument;
}

int main(void)
{
	CHECK(strcmp(name(), "thread-names") == 0);
	CHECK(prctl(PR_SET_NAME, "the first name") == 0);
	thread_join(thread_start(run, NULL));
	CHECK(strcmp(name(), "the first name") == 0);
	return check_result();
}
