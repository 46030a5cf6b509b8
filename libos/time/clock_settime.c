/* SPDX-License-Identifier: ISC */
/*
 * clock_settime(2), settimeofday(2), adjtimex(2), clock_adjtime(2). The program sets a
 * clock of its own, which nobody else sees; the host's and the machine's stay as they
 * are. Lock: setting_lock orders those who set it.
 */
#include "clock.h"
#include "clock_set.h"
#include "cpu_clock.h"
#include "identity/capable.h"
#include "sleep.h"
#include "syscalls.h"
#include <linux/timex.h>

#define LATEST 8277292036ull /* Linux wants 30 years to the end of its nanoseconds */

static struct lock setting_lock;

/* Let the wall clock go forward by `step` ns, or back. It can't show less than the
 * monotonic clock: who asks since when the machine runs would get a moment before 1970.
 */
static int move(int64_t step)
{
	int result = -EINVAL;

	lock_acquire(&setting_lock);
	if ((int64_t)clock_wall() + step >= (int64_t)platform_clock_monotonic()) {
		__atomic_store_n(&clock_offset, clock_offset + step, __ATOMIC_SEQ_CST);
		result = 0;
	}
	lock_release(&setting_lock);
	if (!result && wall_sleepers_wake)
		wall_sleepers_wake();
	if (!result && wall_timers_move)
		wall_timers_move(step);
	if (!result && wall_timerfds_move)
		wall_timerfds_move(step);
	return result;
}

static long set(uint64_t time)
{
	if (time >= LATEST * SECOND)
		return -EINVAL;
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	enter();
	return leave(move((int64_t)(time - clock_wall())));
}

/* full */
long sys_clock_settime(int clock, const struct __kernel_timespec *from)
{
	uint64_t time;
	int result;

	if (clock > 0)
		return -EINVAL;
	result = timespec_in(&time, from);
	if (clock == CLOCK_REALTIME || result == -EFAULT)
		return result ? result : set(time);
	enter();
	return leave(cpu_clock_exists(clock) ? -EPERM : -EINVAL);
}

/* partial: a time zone is checked and forgotten */
long sys_settimeofday(const struct __kernel_old_timeval *from, const int zone[2])
{
	struct __kernel_old_timeval time;
	struct __kernel_timespec copy;
	uint64_t nanoseconds = 0;
	int zones[2] = {0, 0};
	const int zone_most = 15 * 60; /* minutes */

	if (from && copy_in(&time, from, sizeof time))
		return -EFAULT;
	if (from && (unsigned long)time.tv_usec > SECOND / MICROSECOND)
		return -EINVAL;
	if (zone && copy_in(zones, zone, sizeof zones))
		return -EFAULT;
	if (from) {
		copy = (struct __kernel_timespec){time.tv_sec, time.tv_usec * 1000};
		if (!timespec_read(&nanoseconds, &copy))
			return -EINVAL;
	}
	if (!capable(CAP_SYS_TIME))
		return -EPERM;
	if (zones[0] < -zone_most || zones[0] > zone_most)
		return -EINVAL;
	return from ? set(nanoseconds) : 0;
}

/* ---- adjtimex(2) ---- */

#define MODES_READ 0xa001u /* ADJ_OFFSET_SS_READ: nothing is left of an adjustment */
#define MODES_SET  (ADJ_SETOFFSET | ADJ_NANO | ADJ_TAI)
#define TAI_MOST   100000

/* What nobody keeps right (ADJ_OFFSET and the like aren't there): Linux's values before a
 * first adjustment. */
static void report(struct timex *timex)
{
	struct __kernel_old_timeval now = timeval_of(clock_wall());

	*timex = (struct timex){.modes = timex->modes,
	                        .maxerror = 16000000,
	                        .esterror = 16000000,
	                        .status = STA_UNSYNC,
	                        .constant = 2,
	                        .precision = 1,
	                        .tolerance = 32768000,
	                        .time = {now.tv_sec, now.tv_usec},
	                        .tick = 10000,
	                        .tai = clock_tai};
}

static int adjust(const struct timex *timex)
{
	int64_t unit = timex->modes & ADJ_NANO ? 1 : MICROSECOND, step;

	if (timex->modes & ADJ_TAI && timex->constant >= 0 && timex->constant <= TAI_MOST)
		clock_tai = (int)timex->constant;
	if (!(timex->modes & ADJ_SETOFFSET))
		return 0;
	if ((uint64_t)timex->time.tv_usec >= SECOND / (uint64_t)unit ||
	    __builtin_mul_overflow(timex->time.tv_sec, (int64_t)SECOND, &step) ||
	    __builtin_add_overflow(step, timex->time.tv_usec * unit, &step))
		return -EINVAL;
	return move(step);
}

/* partial: offsets and TAI can be set; other changes are -EPERM */
long sys_clock_adjtime(int clock, struct timex *program)
{
	struct timex timex;
	uint64_t now;
	int result = 0;

	if (copy_in(&timex, program, sizeof timex))
		return -EFAULT;
	enter();
	if (clock != CLOCK_REALTIME)
		return leave(!clock_now(clock, &now) || cpu_clock_exists(clock)
		                     ? -EOPNOTSUPP
		                     : -EINVAL);
	if (timex.modes && timex.modes != MODES_READ)
		result = timex.modes & ~(unsigned)MODES_SET || !capable(CAP_SYS_TIME)
		                 ? -EPERM
		                 : adjust(&timex);
	if (result)
		return leave(result);
	report(&timex);
	return leave(copy_out(program, &timex, sizeof timex) ? -EFAULT : TIME_ERROR);
}

/* partial: as clock_adjtime */
long sys_adjtimex(struct timex *program)
{
	return sys_clock_adjtime(CLOCK_REALTIME, program);
}
