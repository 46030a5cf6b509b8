/* SPDX-License-Identifier: ISC */
/*
 * The smallest program that prints.
 *
 * ways: process microvm q35 kvm bare
 * args: Ada
 */
#include <stdio.h>

int main(int argc, char **argv)
{
	printf("Hello, %s!\n", argc > 1 ? argv[1] : "world");
	return 0;
}
