/* SPDX-License-Identifier: ISC */
/*
 * Thread-specific data: NULL at first, each thread's own, destructors at a thread's end,
 * again while they set values, but not for ever; keys run out and come back.
 */
#include "thread.h"

static pthread_key_t plain, again, endless;
static int plain_calls, again_calls, endless_calls;

static void count_plain(void *value)
{
	CHECK(pthread_getspecific(plain) == NULL);
	plain_calls += *(int *)value;
}

static void set_again(void *value)
{
	if (++again_calls < 3)
		CHECK(pthread_setspecific(again, value) == 0);
}

static void set_for_ever(void *value)
{
	endless_calls++;
	pthread_setspecific(endless, value);
}

static void *run(void *argument)
{
	CHECK(pthread_getspecific(plain) == NULL && pthread_getspecific(again) == NULL);
	CHECK(pthread_setspecific(plain, argument) == 0);
	CHECK(pthread_setspecific(again, argument) == 0);
	CHECK(pthread_getspecific(plain) == argument);
	return NULL;
}

static void *run_endless(void *argument)
{
	pthread_setspecific(endless, argument);
	pthread_exit(NULL);
}

static void keys_run_out(void)
{
	static pthread_key_t key[PTHREAD_KEYS_MAX + 1];
	int count = 0, error;

	while (!(error = pthread_key_create(&key[count], NULL))) {
		if (++count > PTHREAD_KEYS_MAX)
			break;
	}
	CHECK(error == EAGAIN);
	CHECK(count > 0 && count < PTHREAD_KEYS_MAX);
	CHECK(pthread_key_delete(key[0]) == 0);
	CHECK(pthread_key_create(&key[0], NULL) == 0);
	while (count)
		CHECK(pthread_key_delete(key[--count]) == 0);
}

int main(void)
{
	int one = 1, ten = 10;

	CHECK(pthread_key_create(&plain, count_plain) == 0);
	CHECK(pthread_key_create(&again, set_again) == 0);
	CHECK(pthread_key_create(&endless, set_for_ever) == 0);
	CHECK(pthread_setspecific(plain, &ten) == 0);
	thread_join(thread_start(run, &one));
	CHECK(plain_calls == 1 && again_calls == 3 && endless_calls == 0);
	CHECK(pthread_getspecific(plain) == &ten);

	thread_join(thread_start(run_endless, &one));
	CHECK(endless_calls == PTHREAD_DESTRUCTOR_ITERATIONS);
	CHECK(plain_calls == 1);

	CHECK(pthread_key_delete(endless) == 0);
	keys_run_out();
	return check_result();
}
