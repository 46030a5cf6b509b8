/* SPDX-License-Identifier: ISC */
/* Timers against a model, an array of deadlines, under random operations. */
#include "unit.h"

#include "sched/timer.h"

#define TIMERS 200u
#define STEPS  60000u
#define SPAN   1000u /* of the clock: small, so that deadlines are equal now and then */

static uint64_t now, set_to = TIMER_NEVER;

uint64_t platform_clock_monotonic(void)
{
	return now;
}

void platform_timer_set(uint64_t deadline)
{
	set_to = deadline;
}

/* The model's deadline is TIMER_NEVER while the timer is in no heap. */
static struct test_timer {
	struct timer timer;
	uint64_t model, again;
} timers[TIMERS];

static uint64_t last; /* deadline that has expired */
static unsigned expired;

static uint64_t expire(struct timer *timer)
{
	struct test_timer *this = (struct test_timer *)timer;

	assert_int_equal(timer->deadline, this->model);
	assert_true(timer->deadline <= now);
	assert_true(timer->deadline >= last);
	last = timer->deadline;
	expired++;
	this->model = this->again;
	this->again = TIMER_NEVER;
	return this->model;
}

static unsigned due(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < TIMERS; i++)
		count += timers[i].model <= now;
	return count;
}

static uint64_t first(void)
{
	uint64_t deadline = TIMER_NEVER;

	for (unsigned i = 0; i < TIMERS; i++)
		if (timers[i].model < deadline)
			deadline = timers[i].model;
	return deadline;
}

static void change(struct test_timer *this)
{
	if (this->model != TIMER_NEVER) {
		assert_true(timer_cancel(&this->timer));
		this->model = TIMER_NEVER;
		return;
	}
	assert_false(timer_cancel(&this->timer));
	this->model = now + random_number(SPAN);
	this->again = random_number(4) ? TIMER_NEVER : this->model + 1 + SPAN;
	timer_add(&this->timer, this->model);
}

/* One that expires and is set again isn't due at once, so each is called once. */
static void pass_time(void)
{
	now += random_number(SPAN / 4);
	unsigned expected = due();
	last = expired = 0;
	timers_expire(&unit_cpu);
	assert_int_equal(expired, expected);
	assert_int_equal(due(), 0);
}

static void against_model(void **unused)
{
	for (unsigned i = 0; i < TIMERS; i++)
		timers[i] = (struct test_timer){{.expire = expire}, TIMER_NEVER, 0};
	for (unsigned step = 0; step < STEPS; step++) {
		if (random_number(20))
			change(&timers[random_number(TIMERS)]);
		else
			pass_time();
		assert_int_equal(timers_first(&unit_cpu), first());
		assert_int_equal(timers_any(&unit_cpu), first() != TIMER_NEVER);
	}
	for (unsigned i = 0; i < TIMERS; i++)
		if (timers[i].model != TIMER_NEVER)
			assert_true(timer_cancel(&timers[i].timer));
	assert_null(unit_cpu.timers);
}

/* The platform's timer is set when it must come earlier, else not. */
static void arming(void **unused)
{
	struct test_timer early = {{.expire = expire}, 0, TIMER_NEVER}, late = early,
	                  never = early;

	unit_cpu.armed = TIMER_NEVER;
	timer_set(&late.timer, now + 100);
	assert_int_equal(set_to, now + 100);
	timer_set(&never.timer, TIMER_NEVER);
	assert_int_equal(set_to, now + 100);
	assert_false(timer_cancel(&never.timer));
	timer_set(&early.timer, now + 50);
	assert_int_equal(set_to, now + 50);
	timer_arm(&unit_cpu, now + 70);
	assert_int_equal(set_to, now + 50);
	assert_true(timer_cancel(&early.timer));
	assert_true(timer_cancel(&late.timer));
	assert_int_equal(timers_first(&unit_cpu), TIMER_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(against_model),
	        cmocka_unit_test(arming),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
