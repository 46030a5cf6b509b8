/* SPDX-License-Identifier: ISC */
/*
 * The exit status arrives whole: 42.
 *
 * status: 42
 * silent: yes
 */
#include <stdlib.h>

int main(void)
{
	exit(42);
}
