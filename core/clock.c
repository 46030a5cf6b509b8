/* SPDX-License-Identifier: ISC */
/*
 * Time comes from the time stamp counter (TSC), whose rate must be found out:
 *
 *	KVM		the hypervisor keeps the clock page itself
 *(Documentation/virt/kvm)
 *	CPUID		leaf 0x15 or the hypervisor's 0x40000010 tell the rate
 *	measured	against the PC's interval timer (8254), started once at boot
 *
 * Measuring never waits. The 8254's channel 0 counts down once for 54.9 ms and then
 *interrupts; the interrupt sets the rate for good. Who asks for the time earlier gets
 *what the interval since boot tells, which is short and so less exact; the clock goes on
 *from there, never back. The local APIC's timer, which makes the alarms, is measured in
 *the same interval.
 */
#include "clock.h"
#include "boot.h"
#include "interrupt.h"
#include "space.h"
#include <cpuid.h>

#define NS_PER_S            1000000000ul
#define PIT_HZ              1193182ul
#define PIT_FULL            0x10000ul
#define PIT_COUNTER         0x40
#define PIT_COMMAND         0x43
#define PIT_ONE_SHOT        0x30 /* channel 0, both bytes, mode 0 */
#define PIT_READ_BACK       0xc2 /* latch status and count of channel 0 */
#define PIT_EXPIRED         0x80 /* status: the output went high */
#define PIT_NOT_LOADED      0x40
#define PIT_TICKS_AT_LEAST  8ul /* 7 µs; any boot takes longer */
#define PIT_LINE            0
#define ALARM_AT_MOST       NS_PER_S /* longer sleeps wake once a second, unnoticed above */
#define MSR_KVM_WALL_CLOCK  0x4b564d00u
#define MSR_KVM_SYSTEM_TIME 0x4b564d01u
#define APIC_TIMER_HZ                                                    \
	NS_PER_S /* of KVM; used where there was nothing to measure with \
	          */

static union {
	struct gate_clock clock;
	char page[PAGE];
} shared __attribute__((aligned(PAGE)));

static struct {
	uint64_t tsc; /* when the 8254 was started; 0: it wasn't */
	uint64_t timer_hz;
	bool final;
	bool kvm; /* the hypervisor keeps the clock */
} measure;

const void *clock_page(void)
{
	return &shared;
}

/* Let the clock go on from (tsc, ns) at a rate of `hz`. */
static void rate_set(uint64_t tsc, uint64_t ns, uint64_t hz)
{
	struct gate_clock *c = &shared.clock;
	uint64_t scaled = hz;
	int8_t shift = 0;
	/* multiplier = 10^9 * 2^32 / (hz * 2^shift), within 32 bits and not below 2^31 */
	while (scaled <= NS_PER_S) {
		scaled <<= 1;
		shift++;
	}
	while (scaled > 2 * NS_PER_S) {
		scaled >>= 1;
		shift--;
	}
	c->version++;
	__asm__ volatile("" : : : "memory");
	c->tsc_timestamp = tsc;
	c->system_time = ns;
	c->multiplier = (uint32_t)((NS_PER_S << 32) / scaled);
	c->shift = shift;
	__asm__ volatile("" : : : "memory");
	c->version++;
}

/* 8254 ticks since it was started; exact for 110 ms. 0: nothing to tell yet. */
static uint64_t pit_elapsed(void)
{
	out8(PIT_COMMAND, PIT_READ_BACK);
	uint8_t status = in8(PIT_COUNTER);
	uint64_t count = in8(PIT_COUNTER);
	count |= (uint64_t)in8(PIT_COUNTER) << 8;
	if (status & PIT_NOT_LOADED)
		return 0;
	return (status & PIT_EXPIRED ? PIT_FULL : 0) + PIT_FULL - 1 - count;
}

static void measure_finish(void)
{
	uint64_t ticks = pit_elapsed(), left = timer_left(), tsc = tsc_read();
	uint64_t hz = (tsc - measure.tsc) * PIT_HZ / ticks;
	uint64_t ns = ticks * NS_PER_S / PIT_HZ;
	if (shared.clock.multiplier && clock_now() > ns)
		ns = clock_now();
	rate_set(tsc, ns, hz);
	if (!processor.tsc_deadline && !measure.timer_hz)
		measure.timer_hz = (UINT32_MAX - left) * PIT_HZ / ticks;
}

static void pit_expired(void *unused)
{
	if (!measure.final)
		measure_finish();
	measure.final = true;
}

static void pit_begin(void)
{
	int vector = interrupt_vector(pit_expired, NULL);
	if (vector < 0 || interrupt_route(PIT_LINE, false, vector))
		panic("clock: no way to measure the processor's rate");
	out8(PIT_COMMAND, PIT_ONE_SHOT);
	out8(PIT_COUNTER, 0xff);
	out8(PIT_COUNTER, 0xff);
	measure.tsc = tsc_read();
	if (!processor.tsc_deadline)
		timer_start(UINT32_MAX);
}

/* The rate as CPUID tells it, in Hz; 0: it doesn't. */
static uint64_t told_rate(void)
{
	uint32_t most, numerator, denominator, crystal, unused;
	if (processor.hypervisor) {
		__cpuid(0x40000000, most, numerator, denominator, unused);
		if (most >= 0x40000010 && most < 0x40010000) {
			__cpuid(0x40000010, most, numerator, denominator, unused);
			return most * 1000ul;
		}
	}
	__cpuid(0, most, numerator, denominator, unused);
	if (most < 0x15)
		return 0;
	__cpuid(0x15, denominator, numerator, crystal, unused);
	return denominator ? (uint64_t)crystal * numerator / denominator : 0;
}

static bool kvm_clock(void)
{
	uint32_t features, b, c, d;
	if (!processor.hypervisor)
		return false;
	__cpuid(0x40000000, features, b, c, d);
	if (b != 0x4b4d564b || c != 0x564b4d56 || d != 0x4d) /* "KVMKVMKVM" */
		return false;
	__cpuid(0x40000001, features, b, c, d);
	return features & (1u << 3);
}

void clock_begin(void)
{
	measure.kvm = kvm_clock();
	measure.timer_hz = 0;
	if (measure.kvm) {
		msr_write(MSR_KVM_SYSTEM_TIME, core_physical(&shared) | 1);
	} else {
		uint64_t hz = told_rate();
		if (!hz) {
			pit_begin();
			return;
		}
		rate_set(tsc_read(), 0, hz);
	}
	measure.timer_hz = APIC_TIMER_HZ;
	measure.final = true;
}

long clock_update(void)
{
	if (shared.clock.multiplier)
		return 0;
	/* Asked later than the 8254 can tell, with its interrupt still to be taken: it
	 * will be on the way out. */
	while (pit_elapsed() < PIT_TICKS_AT_LEAST)
		;
	measure_finish();
	return 0;
}

uint64_t clock_now(void)
{
	const volatile struct gate_clock *c = &shared.clock;
	uint32_t version;
	uint64_t ns;
	clock_update();
	do {
		version = c->version & ~1u;
		__asm__ volatile("" : : : "memory");
		uint64_t delta = tsc_read() - c->tsc_timestamp;
		delta = c->shift < 0 ? delta >> -c->shift : delta << c->shift;
		ns = c->system_time +
		     (uint64_t)((unsigned __int128)delta * c->multiplier >> 32);
		__asm__ volatile("" : : : "memory");
	} while (c->version != version);
	return ns;
}

bool clock_alarm(uint64_t deadline)
{
	if (deadline == UINT64_MAX)
		return true;
	uint64_t now = clock_now();
	if (now >= deadline)
		return false;
	uint64_t ns = deadline - now < ALARM_AT_MOST ? deadline - now : ALARM_AT_MOST;
	if (processor.tsc_deadline) {
		uint64_t ticks = (ns << 32) / shared.clock.multiplier;
		int shift = shared.clock.shift;
		timer_deadline(tsc_read() +
		               (shift < 0 ? ticks << -shift : ticks >> shift));
	} else {
		timer_start((uint32_t)(ns * (measure.timer_hz / 1000) / 1000000 + 1));
	}
	return true;
}

/* ---- the wall clock ---- */

static uint8_t cmos_read(uint8_t reg)
{
	out8(0x70, reg);
	return in8(0x71);
}

/* MC146818 real time clock: registers 0, 2, 4, 7, 8, 9 are seconds to years, 10 and 11
 * status. */
static uint64_t real_time_clock(void)
{
	static const uint8_t registers[6] = {0, 2, 4, 7, 8, 9};
	unsigned now[6], before[6] = {0};
	for (unsigned tries = 0; tries < 1000; tries++) {
		bool same = !(cmos_read(10) & 0x80);
		for (unsigned i = 0; i < 6; i++) {
			now[i] = cmos_read(registers[i]);
			same &= now[i] == before[i];
			before[i] = now[i];
		}
		if (same)
			break;
	}
	if (!(cmos_read(11) & 4)) /* binary coded decimal */
		for (unsigned i = 0; i < 6; i++)
			now[i] = (now[i] >> 4) * 10 + (now[i] & 15);
	/* Days since 1970 of a date in 2000 to 2099, with the year beginning in March. */
	unsigned month = now[4], year = now[5] + 2000;
	if (month < 3) {
		month += 12;
		year--;
	}
	uint64_t days = 365ul * year + year / 4 - year / 100 + year / 400 +
	                (153 * (month - 3) + 2) / 5 + now[3] - 1 - 719468;
	return ((days * 24 + now[2]) * 60 + now[1]) * 60 + now[0];
}

uint64_t clock_wall(void)
{
	static struct {
		uint32_t version, seconds, nanoseconds, padding;
	} wall __attribute__((aligned(16)));
	if (measure.kvm) {
		msr_write(MSR_KVM_WALL_CLOCK, core_physical(&wall));
		return wall.seconds * NS_PER_S + wall.nanoseconds;
	}
	return real_time_clock() * NS_PER_S - clock_now();
}
