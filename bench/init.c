/* SPDX-License-Identifier: ISC */
/*
 * The first and only process of a Linux guest, for bench/linux: says hello and ends the
 * machine.
 */
#include <stdio.h>
#include <sys/reboot.h>

int main(void)
{
	printf("Hello, world!\n");
	fflush(stdout);
	return reboot(RB_AUTOBOOT);
}
