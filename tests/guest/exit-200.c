/* SPDX-License-Identifier: ISC */
/*
 * The exit status arrives whole: 200.
 *
 * status: 200
 * silent: yes
 */
#include <stdlib.h>

int main(void)
{
	return 200;
}
