/* SPDX-License-Identifier: ISC */
/*
 * Capabilities (capabilities(7)): all as root; dropped by capset(), by a change of the
 * user id, and for good from the bounding set. Made for what a fresh root process has;
 * where it has less (a container), it asks for no more than that.
 */
#define _GNU_SOURCE
#include "check.h"
#include <linux/capability.h>
#include <linux/securebits.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct sets {
	uint64_t effective, permitted, inheritable;
};

static struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};

#define BIT(number) (1ull << (number))

static struct sets get(void)
{
	struct __user_cap_data_struct data[2];

	CHECK(syscall(SYS_capget, &header, data) == 0);
	return (struct sets){data[0].effective | (uint64_t)data[1].effective << 32,
	                     data[0].permitted | (uint64_t)data[1].permitted << 32,
	                     data[0].inheritable | (uint64_t)data[1].inheritable << 32};
}

static long set(struct sets sets)
{
	struct __user_cap_data_struct data[2] = {
	        {(uint32_t)sets.effective, (uint32_t)sets.permitted,
	         (uint32_t)sets.inheritable},
	        {(uint32_t)(sets.effective >> 32), (uint32_t)(sets.permitted >> 32),
	         (uint32_t)(sets.inheritable >> 32)}};

	return syscall(SYS_capset, &header, data);
}

static void versions(void)
{
	struct __user_cap_header_struct odd = {1, 0};
	struct __user_cap_data_struct data[2];
	void *volatile bad = (void *)8;

	CHECK(syscall(SYS_capget, &odd, NULL) == 0); /* asks for the version */
	CHECK(odd.version == _LINUX_CAPABILITY_VERSION_3);
	odd.version = 1;
	CHECK_FAILS(syscall(SYS_capget, &odd, data), EINVAL);
	odd.version = 1;
	CHECK_FAILS(syscall(SYS_capset, &odd, data), EINVAL);
	CHECK(odd.version == _LINUX_CAPABILITY_VERSION_3);
	odd.pid = 4000000;
	CHECK_FAILS(syscall(SYS_capget, &odd, data), ESRCH);
	CHECK_FAILS(syscall(SYS_capset, &odd, data), EPERM);
	odd.pid = -1;
	CHECK_FAILS(syscall(SYS_capget, &odd, data), EINVAL);
	CHECK_FAILS(syscall(SYS_capget, bad, data), EFAULT);
	CHECK_FAILS(syscall(SYS_capget, &header, bad), EFAULT);
	CHECK_FAILS(syscall(SYS_capset, bad, data), EFAULT);
	CHECK_FAILS(syscall(SYS_capset, &header, bad), EFAULT);
	memset(data, 0x55, sizeof data);
	odd = (struct __user_cap_header_struct){_LINUX_CAPABILITY_VERSION_1, 0};
	CHECK(syscall(SYS_capget, &odd, data) == 0);
	CHECK(data[0].effective == (uint32_t)get().effective);
	CHECK(data[1].effective == 0x55555555); /* version 1 has one element */
}

static void ambient(void)
{
	struct sets now = get();

	CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0) == 0);
	now.inheritable = 0;
	CHECK(set(now) == 0);
	CHECK_FAILS(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0), EPERM);
	now.inheritable = BIT(CAP_CHOWN);
	CHECK(set(now) == 0 && get().inheritable == BIT(CAP_CHOWN));
	CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0) == 0);
	CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0) == 1);
	now.inheritable = 0;
	CHECK(set(now) == 0); /* takes the ambient one along */
	CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0) == 0);
	CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0);
	CHECK_FAILS(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 1, 0, 0), EINVAL);
	CHECK_FAILS(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 64, 0, 0), EINVAL);
	CHECK_FAILS(prctl(PR_CAP_AMBIENT, 99, CAP_CHOWN, 0, 0), EINVAL);
}

static void drop_one(void)
{
	struct sets now = get();

	now.effective &= ~BIT(CAP_SETGID);
	CHECK(set(now) == 0 && get().effective == now.effective);
	CHECK_FAILS(setgid(5), EPERM);
	now.effective |= BIT(CAP_SETGID);
	CHECK(set(now) == 0); /* it was still permitted */
	CHECK(setgid(5) == 0);
	now.effective &= ~BIT(CAP_KILL);
	now.permitted &= ~BIT(CAP_KILL);
	CHECK(set(now) == 0);
	now.effective |= BIT(CAP_KILL);
	CHECK_FAILS(set(now), EPERM);
	now.permitted |= BIT(CAP_KILL);
	CHECK_FAILS(set(now), EPERM);
	CHECK(!(get().permitted & BIT(CAP_KILL)));
}

static void by_user(void)
{
	struct sets before = get();

	CHECK(setresuid(-1, 1000, -1) == 0);
	CHECK(get().effective == 0 && get().permitted == before.permitted);
	CHECK(setresuid(-1, 0, -1) == 0);
	CHECK(get().effective == before.permitted);
	CHECK(syscall(SYS_setfsuid, 1000) == 0);
	CHECK(!(get().effective & BIT(CAP_CHOWN)) && get().effective & BIT(CAP_SETUID));
	CHECK(syscall(SYS_setfsuid, 0) == 1000);
	CHECK(get().effective == before.permitted);
	CHECK(prctl(PR_GET_KEEPCAPS) == 0 && prctl(PR_SET_KEEPCAPS, 1) == 0);
	CHECK_FAILS(prctl(PR_SET_KEEPCAPS, 2), EINVAL);
	CHECK(prctl(PR_GET_SECUREBITS) == SECBIT_KEEP_CAPS);
	CHECK(setresuid(1000, 1000, 1000) == 0);
	CHECK(get().effective == 0 && get().permitted == before.permitted);
	CHECK(set(before) == 0 && setresuid(0, 0, 0) == 0); /* they had been kept */
	CHECK(prctl(PR_SET_KEEPCAPS, 0) == 0);
}

static void bounding(void)
{
	CHECK(prctl(PR_CAPBSET_READ, CAP_AUDIT_READ) >= 0);
	CHECK_FAILS(prctl(PR_CAPBSET_READ, 64), EINVAL);
	CHECK(prctl(PR_CAPBSET_READ, CAP_CHOWN) == 1);
	CHECK(prctl(PR_CAPBSET_DROP, CAP_CHOWN) == 0);
	CHECK(prctl(PR_CAPBSET_READ, CAP_CHOWN) == 0);
	CHECK_FAILS(prctl(PR_CAPBSET_DROP, 64), EINVAL);
}

static void secure_bits(void)
{
	CHECK_FAILS(prctl(PR_SET_SECUREBITS, 1 << 20), EPERM);
	CHECK(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS_LOCKED) == 0);
	CHECK_FAILS(prctl(PR_SET_KEEPCAPS, 1), EPERM);
	CHECK_FAILS(prctl(PR_SET_SECUREBITS, 0), EPERM);
	CHECK(prctl(PR_GET_SECUREBITS) == SECBIT_KEEP_CAPS_LOCKED);
}

int main(void)
{
#ifndef PLAIN_LINUX /* may have less */
	CHECK(get().effective == BIT(CAP_LAST_CAP + 1) - 1);
	CHECK(get().permitted == get().effective && get().inheritable == 0);
#endif
	versions();
	ambient();
	drop_one();
	by_user();
	bounding();
	secure_bits();
	CHECK(setuid(1000) == 0);
	CHECK(get().effective == 0 && get().permitted == 0);
	CHECK_FAILS(prctl(PR_CAPBSET_DROP, CAP_KILL), EPERM);
	CHECK_FAILS(sethostname("a", 1), EPERM);
	return check_result();
}
