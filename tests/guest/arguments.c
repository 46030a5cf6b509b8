/* SPDX-License-Identifier: ISC */
/*
 * Arguments arrive whole: spaces, quotes, backslashes, empty ones, '=' inside, UTF-8.
 *
 * args: one "two words" 'a "quoted" one' 'back\slash' "" -x --key=value A=b "it's" größe
 */
#include <stdio.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("%d <%s>\n", i, argv[i]);
	printf("argv[argc] is %s\n", argv[argc] ? "set" : "NULL");
	return 0;
}
