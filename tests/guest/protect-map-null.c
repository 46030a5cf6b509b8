/* SPDX-License-Identifier: ISC */
/*
 * Protection: page 0 can't be mapped either.
 */
#include "check.h"
#include <sys/mman.h>

int main(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(at == MAP_FAILED);
	CHECK(errno == EPERM || errno == ENOMEM || errno == EINVAL);
	return check_result();
}
