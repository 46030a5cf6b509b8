/* SPDX-License-Identifier: ISC */
/*
 * Protection: no page is ever writable and executable, and none goes from the one to the
 * other.
 *
 * silent: yes
 */
#include "check.h"
#include <stdint.h>
#include <sys/mman.h>

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RWX  (PROT_READ | PROT_WRITE | PROT_EXEC)

static char data[8192];

int main(void)
{
	char *page_of_data = data + (-(uintptr_t)data & 4095);
	char *page_of_text = (char *)((uintptr_t)main & -4096ul);
	CHECK_FAILS(mmap(NULL, 4096, RWX, ANON, -1, 0), EACCES);
	CHECK_FAILS(mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, ANON, -1, 0), EACCES);
	char *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE, ANON, -1, 0);
	CHECK(at != MAP_FAILED);
	memset(at, 0xc3, 4096);
	CHECK_FAILS(mprotect(at, 4096, RWX), EACCES);
	CHECK_FAILS(mprotect(at, 4096, PROT_READ | PROT_EXEC), EACCES);
	CHECK(mprotect(at, 4096, PROT_READ) == 0);
	CHECK_FAILS(mprotect(at, 4096, PROT_READ | PROT_EXEC), EACCES);
	CHECK_FAILS(mprotect(page_of_data, 4096, PROT_READ | PROT_EXEC), EACCES);
	CHECK_FAILS(mprotect(page_of_text, 4096, RWX), EACCES);
	errno = 0;
	CHECK(mprotect(page_of_text, 4096, PROT_READ | PROT_WRITE) == -1);
	CHECK(errno == EACCES || errno == EPERM);
	char stack[4096] = {0};
	CHECK_FAILS(mprotect((char *)((uintptr_t)stack & -4096ul), 4096,
	                     PROT_READ | PROT_EXEC),
	            EACCES);
	return check_result() + stack[5];
}
