/* SPDX-License-Identifier: ISC */
/*
 * A disk and the console of a machine at the same time: both tell of completions in the
 * same way, and neither takes the other's for its own.
 *
 * disk: 1M
 * after: ^go$
 * stdin: x
 * stdout: ^ok$
 */
#include "thread.h"
#include <fcntl.h>

/* More than the console's buffers hold, so that writing waits for the device. */
static void *talk(void *line_count)
{
	char line[200];

	memset(line, '.', sizeof line);
	line[sizeof line - 1] = '\n';
	for (int n = 0; n < *(int *)line_count; n++)
		CHECK(write(1, line, sizeof line) == sizeof line);
	return NULL;
}

static void *listen(void *expected)
{
	char byte = 0;

	CHECK(read(0, &byte, 1) == 1 && byte == *(char *)expected);
	CHECK(read(0, &byte, 1) == 0);
	return NULL;
}

int main(void)
{
	int lines = 3000;
	char wanted = 'x';
	pthread_t listener = thread_start(listen, &wanted),
	          talker = thread_start(talk, &lines);
	int disk = open("/dev/vda", O_RDWR);
	char bytes[4096];

	CHECK(disk >= 0);
	for (int n = 0; n < 400; n++) {
		long position = n % 256 * 4096;
		CHECK(pread(disk, bytes, 4096, position) == 4096);
		CHECK((unsigned char)bytes[0] == position / 512 % 251);
	}
	thread_join(talker);
	write(1, "go\n", 3);
	thread_join(listener);
	for (int n = 0; n < 10; n++)
		CHECK(pwrite(disk, bytes, 4096, n * 4096) == 4096);
	return check_result();
}
