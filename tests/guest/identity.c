/* SPDX-License-Identifier: ISC */
/*
 * What a program asks about the system: ids, names, limits, the auxiliary vector.
 */
#include "check.h"
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void)
{
	struct utsname name;
	CHECK(getpid() >= 1);
	CHECK(getpid() == getpid());
	CHECK(uname(&name) == 0);
	CHECK(strcmp(name.machine, "x86_64") == 0 && name.sysname[0]);
	CHECK(sysconf(_SC_PAGESIZE) == 4096);
	CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
	CHECK(getauxval(AT_PAGESZ) == 4096);
	CHECK(getauxval(AT_RANDOM) != 0);
	CHECK(getauxval(AT_PHDR) != 0 && getauxval(AT_PHNUM) > 2);
	CHECK(getauxval(AT_ENTRY) != 0);
	CHECK(getauxval(AT_SECURE) == 0);
	struct rlimit limit;
	CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur >= 4 << 20);
	return check_result();
}
