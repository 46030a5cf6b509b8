/* SPDX-License-Identifier: ISC */
/*
 * Threads that make, rename, link, read, list and remove files in one directory, often
 * the same ones.
 * ways: process process2 microvm host host2
 */
#define _GNU_SOURCE
#include "directory.h"
#include <pthread.h>

#define THREADS 4
#define ROUNDS  150

static void open_shared(const char *name)
{
	struct stat status;
	char text[16];
	int file = open(name, O_RDWR);

	if (file < 0) {
		CHECK(errno == ENOENT);
		return;
	}
	ssize_t n = pread(file, text, sizeof text, 0);
	CHECK(n == 0 || (n == 4 && !memcmp(text, "text", 4)));
	CHECK(fstat(file, &status) == 0 && S_ISREG(status.st_mode));
	CHECK(status.st_size == 0 || status.st_size == 4);
	CHECK(close(file) == 0);
}

static void list_all(void)
{
	DIR *open = opendir(".");
	int own = 0;

	CHECK(open != NULL);
	for (struct dirent *record; (record = readdir(open));)
		own += !strcmp(record->d_name, "stays");
	CHECK(own == 1);
	CHECK(closedir(open) == 0);
}

static void *work(void *number)
{
	char own[32], other[32], shared[32];

	for (int i = 0; i < ROUNDS; i++) {
		snprintf(own, sizeof own, "own-%d", (int)(long)number);
		snprintf(other, sizeof other, "link-%d", (int)(long)number);
		snprintf(shared, sizeof shared, "shared-%d", i % 3);
		put_file(own, "text");
		CHECK(link(own, other) == 0);
		CHECK(rename(own, shared) == 0);
		open_shared(shared);
		CHECK(file_is(other, "text"));
		if (i % 8 == 0)
			list_all();
		CHECK(unlink(other) == 0);
		CHECK(unlink(shared) == 0 || errno == ENOENT);
		CHECK(mkdir(own, 0700) == 0 && rmdir(own) == 0);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];

	directory_begin();
	put_file("stays", "");
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	return directory_end();
}
