/* SPDX-License-Identifier: ISC */
/*
 * Assertions of the guest programs. A condition that doesn't hold is printed with its
 * place and the program goes on; main returns check_result(), so that the exit status
 * tells too. Not thread safe: one thread checks.
 */
#ifndef GUEST_CHECK_H
#define GUEST_CHECK_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int check_failures;

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition)) {                                            \
			check_failures++;                                      \
			printf("%s:%d: not so: %s\n", __FILE_NAME__, __LINE__, \
			       #condition);                                    \
		}                                                              \
	} while (0)

/* The call returns -1 and sets errno to `error`. */
#define CHECK_FAILS(call, error)                                                      \
	do {                                                                          \
		errno = 0;                                                            \
		long check_value = (long)(call);                                      \
		if (check_value != -1 || errno != (error)) {                          \
			check_failures++;                                             \
			printf("%s:%d: %s gave %ld, errno %d (%s)\n", __FILE_NAME__,  \
			       __LINE__, #call, check_value, errno, strerror(errno)); \
		}                                                                     \
	} while (0)

/* Prints "ok" when all went well; the value for main to return. */
static inline int check_result(void)
{
	if (check_failures == 0)
		printf("ok\n");
	return check_failures != 0;
}

#endif
