/* SPDX-License-Identifier: ISC */
/*
 * abort ends with 128 + SIGABRT and a report.
 *
 * status: 134
 * stderr: ^samara: .*(SIGABRT|abort)
 */
#include <stdlib.h>

int main(void)
{
	abort();
}
