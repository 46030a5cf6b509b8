/* SPDX-License-Identifier: ISC */
/*
 * Constructors by priority before main, atexit handlers in reverse order after it, then
 * destructors; buffered output still comes out.
 *
 * status: 3
 */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor(300))) static void late_constructor(void)
{
	printf("constructor 300\n");
}

__attribute__((constructor(200))) static void early_constructor(void)
{
	printf("constructor 200\n");
}

__attribute__((constructor)) static void plain_constructor(void)
{
	printf("constructor\n");
}

__attribute__((destructor(200))) static void late_destructor(void)
{
	printf("destructor 200\n");
}

__attribute__((destructor)) static void plain_destructor(void)
{
	printf("destructor\n");
}

static void first(void)
{
	printf("registered first\n");
}

static void registered_at_exit(void)
{
	printf("registered during exit\n");
}

static void second(void)
{
	printf("registered second\n");
	atexit(registered_at_exit);
}

int main(void)
{
	printf("main\n");
	atexit(first);
	atexit(second);
	printf("no newline at the end");
	exit(3);
}
