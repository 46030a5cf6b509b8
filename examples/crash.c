/* SPDX-License-Identifier: ISC */
/*
 * Writes through a NULL pointer, a few calls deep: what does a crash look like?
 */
#include <stdio.h>

struct account {
	int number;
	long balance;
};

__attribute__((noinline)) static void deposit(struct account *account, long amount)
{
	account->balance += amount;
}

__attribute__((noinline)) static void payday(struct account *volatile account)
{
	deposit(account, 100);
	printf("paid\n");
}

int main(void)
{
	payday(NULL);
	return 0;
}
