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
 * interrupts; the interrupt sets the first good rate. Who asks for the time earlier gets
 * what the interval since boot tells, which is short and so less exact; the clock goes on
 * from there, never back. The local APIC's timer, which makes the alarms, is measured in
 * the same interval.
 *
 * A measured clock is kept right from then on. The 8254 goes on counting, round and
 *round; the TSC's rate is known well enough to tell how many rounds it has made since the
 *last look. Whoever reads the clock after a look is due comes here first
 *(gate_clock.due), so a machine that asks for no time does nothing for it. What the clock
 *is off by then, it makes good until the next look by going faster or slower. So it
 *follows the clock by which the monitor moves the 8254, its host's, whose rate changes
 *too.
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
#define PIT_TICKS_AT_LEAST  64ul /* 54 µs; hardly a boot is quicker */
#define PIT_LINE            0
#define PIT_TRIES           3               /* to read it with nothing in between */
#define PIT_LOADED_BY       1000            /* looks: a tick takes less than one */
#define LOOK_FIRST          (NS_PER_S / 10) /* after the first rate, which may be poor */
#define LOOK_AT_MOST        (64 * NS_PER_S)
#define LOOK_TOO_LATE       1000     /* s; then the rounds can't be told for certain */
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
	uint64_t tsc, ticks; /* the first look at the 8254 */
	uint64_t timer_hz;
	bool final;
	bool kvm; /* the hypervisor keeps the clock */
} measure;

/* The last look at the 8254, and what follows from it. */
static struct {
	uint64_t tsc, ticks; /* since it was started */
	uint64_t hz;         /* of the TSC */
	uint64_t begin;      /* the clock at tick 0, ns */
	uint64_t next;       /* ns to the next look; 0: there won't be one */
} look;

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
	c->due = (uint32_t)(look.next / 1000 * (look.hz / 1000000) >> CLOCK_DUE_SHIFT);
	__asm__ volatile("" : : : "memory");
	c->version++;
}

/* The 8254's status and count at one moment, and the TSC then. */
static uint8_t pit_read(uint16_t *count, uint64_t *tsc)
{
	uint64_t narrowest = UINT64_MAX;
	uint8_t status = 0;
	for (unsigned tries = 0; tries < PIT_TRIES; tries++) {
		uint64_t before = tsc_read();
		out8(PIT_COMMAND, PIT_READ_BACK);
		uint64_t width = tsc_read() - before;
		uint8_t now = in8(PIT_COUNTER);
		uint16_t low = in8(PIT_COUNTER), high = in8(PIT_COUNTER);
		if (width >= narrowest)
			continue;
		narrowest = width;
		status = now;
		*count = (uint16_t)(high << 8 | low);
		*tsc = before + width / 2;
	}
	return status;
}

/* 8254 ticks since it was started; exact for 110 ms. 0: nothing to tell yet. */
static uint64_t pit_elapsed(uint64_t *tsc)
{
	uint16_t count;
	uint8_t status = pit_read(&count, tsc);
	if (status & PIT_NOT_LOADED)
		return 0;
	return (status & PIT_EXPIRED ? PIT_FULL : 0) + PIT_FULL - 1 - count;
}

static uint64_t clock_read(uint64_t tsc)
{
	const volatile struct gate_clock *c = &shared.clock;
	uint32_t version;
	uint64_t ns;
	do {
		version = c->version & ~1u;
		__asm__ volatile("" : : : "memory");
		uint64_t delta = tsc - c->tsc_timestamp;
		delta = c->shift < 0 ? delta >> -c->shift : delta << c->shift;
		ns = c->system_time +
		     (uint64_t)((unsigned __int128)delta * c->multiplier >> 32);
		__asm__ volatile("" : : : "memory");
	} while (c->version != version);
	return ns;
}

static uint64_t ticks_to_ns(uint64_t ticks)
{
	return ticks / PIT_HZ * NS_PER_S + ticks % PIT_HZ * NS_PER_S / PIT_HZ;
}

static void measure_finish(void)
{
	uint64_t tsc, ticks = pit_elapsed(&tsc), left = timer_left();
	uint64_t hz = (tsc - measure.tsc) * PIT_HZ / (ticks - measure.ticks);
	uint64_t ns = ticks_to_ns(ticks);
	if (shared.clock.multiplier && clock_read(tsc) > ns)
		ns = clock_read(tsc);
	look.tsc = tsc;
	look.ticks = ticks;
	look.hz = hz;
	rate_set(tsc, ns, hz);
	if (!processor.tsc_deadline && !measure.timer_hz)
		measure.timer_hz = (UINT32_MAX - left) * PIT_HZ / ticks;
}

/* The 8254's ticks by now: those that the TSC tells, and what its count says of the last
 * round. False: the two can't be brought together, and only the round is right. */
static bool ticks_now(uint64_t *ticks, uint64_t *tsc)
{
	uint16_t count;
	pit_read(&count, tsc);
	uint64_t passed = *tsc - look.tsc, guess = PIT_FULL;
	bool known = passed / look.hz < LOOK_TOO_LATE;
	if (known)
		guess = look.ticks + passed * PIT_HZ / look.hz;
	int16_t off = (int16_t)(PIT_FULL - 1 - count - (uint32_t)guess);
	*ticks = guess + (uint64_t)(int64_t)off;
	return known && off > -(int)PIT_FULL / 4 && off < (int)PIT_FULL / 4;
}

/* Look at the 8254 and go on so that the clock is right by the next look. */
static void look_again(void)
{
	uint64_t ticks, tsc;
	bool known = ticks_now(&ticks, &tsc);
	/* where the clock is: nobody has seen it after the look was due */
	uint64_t due = look.tsc + ((uint64_t)shared.clock.due << CLOCK_DUE_SHIFT),
	         late = tsc > due ? tsc - due : 0;
	uint64_t ns = clock_read(tsc - late) + late / look.hz * NS_PER_S +
	              late % look.hz * NS_PER_S / look.hz;
	int64_t off = 0;
	if (known) {
		look.hz = (tsc - look.tsc) * PIT_HZ / (ticks - look.ticks);
		off = (int64_t)(look.begin + ticks_to_ns(ticks) - ns);
	} else {
		look.begin = ns - ticks_to_ns(ticks);
	}
	look.tsc = tsc;
	look.ticks = ticks;
	if (look.next < LOOK_AT_MOST)
		look.next *= 2;
	int64_t most = (int64_t)look.next / 16;
	off = off > most ? most : off < -most ? -most : off;
	rate_set(tsc, ns,
	         look.hz - (uint64_t)((int64_t)(look.hz / 1000) * off /
	                              (int64_t)(look.next / 1000)));
}

static void pit_expired(void *unused)
{
	if (measure.final)
		return;
	look.next = LOOK_FIRST;
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
	if (!processor.tsc_deadline)
		timer_start(UINT32_MAX);
	for (unsigned tries = 0; !measure.ticks; tries++) {
		if (tries == PIT_LOADED_BY)
			panic("clock: the interval timer doesn't count");
		measure.ticks = pit_elapsed(&measure.tsc);
	}
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
	const struct gate_clock *c = &shared.clock;
	uint64_t tsc;
	if (c->multiplier) {
		if (c->due &&
		    (tsc_read() - c->tsc_timestamp) >> CLOCK_DUE_SHIFT >= c->due)
			look_again();
		return 0;
	}
	/* Asked later than the 8254 can tell, with its interrupt still to be taken: it
	 * will be on the way out. */
	while (pit_elapsed(&tsc) < measure.ticks + PIT_TICKS_AT_LEAST)
		;
	measure_finish();
	return 0;
}

uint64_t clock_now(void)
{
	clock_update();
	return clock_read(tsc_read());
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
