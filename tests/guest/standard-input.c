/* SPDX-License-Identifier: ISC */
/*
 * Standard input to its end, by line and by character, blank lines and a last line
 * without a newline too.
 *
 * stdin: first line\n\nthird\twith a tab\n   12 -7 0x1f\nlast, no newline
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	for (int i = 0; i < 3; i++) {
		if (getline(&line, &size, stdin) < 0)
			return 1;
		printf("line of %zu: %s", strlen(line), line);
	}
	int a, b, c;
	if (scanf("%d %d %i ", &a, &b, &c) != 3)
		return 2;
	printf("sum %d\n", a + b + c);
	for (int ch; (ch = getchar()) != EOF;)
		putchar(ch == 'n' ? 'N' : ch);
	printf("\nend %d error %d\n", feof(stdin) != 0, ferror(stdin) != 0);
	free(line);
	return 0;
}
