/* SPDX-License-Identifier: ISC */
/*
 * For console.t: `large out N` writes N lines of a known pattern, `large copy` copies
 * standard input to standard output, `large count` says how many bytes came, `large both`
 * writes to both streams in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int copy(void)
{
	static char buffer[65536];
	size_t count;
	while ((count = fread(buffer, 1, sizeof buffer, stdin)) > 0)
		if (fwrite(buffer, 1, count, stdout) != count)
			return 1;
	return ferror(stdin) != 0;
}

static int count(void)
{
	static char buffer[5000];
	long total = 0;
	ssize_t got;
	while ((got = read(0, buffer, sizeof buffer)) > 0)
		total += got;
	printf("%ld\n", total);
	return got < 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int number = argc > 2 ? atoi(argv[2]) : 0;
	if (strcmp(what, "copy") == 0)
		return copy();
	if (strcmp(what, "count") == 0)
		return count();
	if (strcmp(what, "crash") == 0)
		*(volatile int *)8 = 1;
	for (int i = 0; i < number; i++) {
		printf("line %07d of a large output, all of which has to arrive\n", i);
		if (strcmp(what, "both") == 0)
			fprintf(stderr, "error line %07d\n", i);
	}
	return 0;
}
