/* SPDX-License-Identifier: ISC */
/*
 * What the system says of itself: names that root may change, memory and uptime, the CPU,
 * and the small words that are kept: personality and umask.
 *
 * silent: yes
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static void names(void)
{
	struct utsname name;
	char longest[65];

	memset(longest, 'n', sizeof longest);
	CHECK(sethostname("seed", 4) == 0 && uname(&name) == 0);
	CHECK(strcmp(name.nodename, "seed") == 0);
	CHECK(sethostname(longest, 64) == 0 && uname(&name) == 0);
	CHECK(strlen(name.nodename) == 64);
	CHECK_FAILS(sethostname(longest, 65), EINVAL);
	CHECK_FAILS(sethostname("a", -1), EINVAL);
	CHECK_FAILS(sethostname((char *)8, 4), EFAULT);
	CHECK(setdomainname("tree", 4) == 0 && uname(&name) == 0);
	CHECK(strcmp(name.domainname, "tree") == 0 && strlen(name.nodename) == 64);
	CHECK_FAILS(setdomainname(longest, 65), EINVAL);
	CHECK_FAILS(setdomainname((char *)8, 4), EFAULT);
	CHECK(sethostname("", 0) == 0 && uname(&name) == 0 && !name.nodename[0]);
}

static void information(void)
{
	struct sysinfo system;
	struct timespec before, after;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &before) == 0 && sysinfo(&system) == 0 &&
	      clock_gettime(CLOCK_MONOTONIC, &after) == 0);
	long uptime = (long)system.uptime;
	CHECK(uptime >= before.tv_sec && uptime <= after.tv_sec + 1);
	CHECK(system.totalram >= system.freeram && system.freeram > 0);
	CHECK(system.procs >= 1 && system.mem_unit == 1);
	CHECK_FAILS(sysinfo((struct sysinfo *)8), EFAULT);
}

static void processor(void)
{
	unsigned cpu = -1u, node = -1u;

	CHECK(syscall(SYS_getcpu, &cpu, &node, NULL) == 0);
	CHECK(cpu < (unsigned)sysconf(_SC_NPROCESSORS_CONF) && node == 0);
	CHECK(syscall(SYS_getcpu, NULL, NULL, NULL) == 0);
	CHECK_FAILS(syscall(SYS_getcpu, 8, NULL, NULL), EFAULT);
	CHECK_FAILS(syscall(SYS_getcpu, NULL, 8, NULL), EFAULT);
}

static void words(void)
{
	CHECK(personality(0xffffffff) == PER_LINUX);
	CHECK(personality(ADDR_NO_RANDOMIZE) == PER_LINUX);
	CHECK(personality(0xffffffff) == ADDR_NO_RANDOMIZE);
	CHECK(personality(PER_LINUX) == ADDR_NO_RANDOMIZE);
	CHECK(umask(077) == 022 && umask(07777) == 077 && umask(022) == 0777);
}

int main(void)
{
#ifndef PLAIN_LINUX /* they would stay */
	names();
	CHECK_FAILS(syscall(SYS_rseq, NULL, 0, 0, 0), ENOSYS);
#endif
	information();
	processor();
	words();
	return check_result();
}
