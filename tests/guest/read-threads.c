/* SPDX-License-Identifier: ISC */
/*
 * Several threads read standard input, the alphabet 500 times, a few bytes at a time,
 * while another polls it: each byte arrives once, and all of them hear of the end.
 */
#include "thread.h"
#include <poll.h>

#define READERS 4

static int counts[256];

static void *reader(void *unused)
{
	unsigned char bytes[3];
	ssize_t n;

	while ((n = read(0, bytes, sizeof bytes)) > 0)
		for (ssize_t i = 0; i < n; i++)
			__atomic_add_fetch(&counts[bytes[i]], 1, __ATOMIC_SEQ_CST);
	CHECK(n == 0);
	return unused;
}

static void *poller(void *unused)
{
	struct pollfd entry = {.fd = 0, .events = POLLIN};

	for (int i = 0; i < 100; i++)
		CHECK(poll(&entry, 1, -1) == 1 && entry.revents);
	return unused;
}

int main(void)
{
	pthread_t threads[READERS + 1];

	for (int i = 0; i < READERS; i++)
		threads[i] = thread_start(reader, NULL);
	threads[READERS] = thread_start(poller, NULL);
	for (int i = 0; i <= READERS; i++)
		thread_join(threads[i]);
	for (int i = 'a'; i <= 'z'; i++)
		CHECK(counts[i] == 500);
	return check_result();
}
