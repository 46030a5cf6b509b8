/* SPDX-License-Identifier: ISC */
/*
 * _exit drops what stdio still holds, but what write took is out.
 *
 * status: 9
 */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	static char buffer[4096];
	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	printf("lost\n");
	if (write(1, "kept\n", 5) != 5)
		return 1;
	_exit(9);
}
