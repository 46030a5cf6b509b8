/* SPDX-License-Identifier: ISC */
/*
 * The exit status arrives whole: 255.
 *
 * status: 255
 * silent: yes
 */
#include <stdlib.h>

int main(void)
{
	return 255;
}
