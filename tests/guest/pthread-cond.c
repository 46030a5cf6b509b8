/* SPDX-License-Identifier: ISC */
/*
 * Condition variables: messages through a small ring, signal wakes one and broadcast all,
 * time limits on both clocks, private and process-shared.
 */
#include "thread.h"

#define MESSAGES 5000
#define SENDERS  3
#define ROOM     4

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static struct {
	int first, count;
	long message[ROOM];
} ring;

static void *send(void *argument)
{
	for (long i = 1; i <= MESSAGES; i++) {
		pthread_mutex_lock(&mutex);
		while (ring.count == ROOM)
			CHECK(pthread_cond_wait(&not_full, &mutex) == 0);
		ring.message[(ring.first + ring.count++) % ROOM] = i;
		CHECK(pthread_cond_signal(&not_empty) == 0);
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

static void *receive(void *argument)
{
	long sum = 0;

	for (int i = 0; i < MESSAGES; i++) {
		pthread_mutex_lock(&mutex);
		while (ring.count == 0)
			CHECK(pthread_cond_wait(&not_empty, &mutex) == 0);
		sum += ring.message[ring.first];
		ring.first = (ring.first + 1) % ROOM;
		ring.count--;
		CHECK(pthread_cond_signal(&not_full) == 0);
		pthread_mutex_unlock(&mutex);
	}
	return argument ? argument : (void *)sum;
}

static void messages(void)
{
	pthread_t sender[SENDERS], receiver[SENDERS];
	long sum = 0;

	for (int i = 0; i < SENDERS; i++) {
		sender[i] = thread_start(send, NULL);
		receiver[i] = thread_start(receive, NULL);
	}
	for (int i = 0; i < SENDERS; i++) {
		thread_join(sender[i]);
		sum += (long)thread_join(receiver[i]);
	}
	CHECK(sum == (long)SENDERS * MESSAGES * (MESSAGES + 1) / 2);
}

static struct group {
	pthread_mutex_t mutex;
	pthread_cond_t condition;
	int waiting, tokens, passed;
} group;

static void *take_token(void *argument)
{
	pthread_mutex_lock(&group.mutex);
	group.waiting++;
	while (group.tokens == 0)
		pthread_cond_wait(&group.condition, &group.mutex);
	group.tokens--;
	group.passed++;
	pthread_mutex_unlock(&group.mutex);
	return argument;
}

static int passed(void)
{
	int count;

	pthread_mutex_lock(&group.mutex);
	count = group.passed;
	pthread_mutex_unlock(&group.mutex);
	return count;
}

static void give(int tokens, int (*wake)(pthread_cond_t *))
{
	pthread_mutex_lock(&group.mutex);
	group.tokens += tokens;
	CHECK(wake(&group.condition) == 0);
	pthread_mutex_unlock(&group.mutex);
}

static int all_waiting(int count)
{
	int yes;

	pthread_mutex_lock(&group.mutex);
	yes = group.waiting == count;
	pthread_mutex_unlock(&group.mutex);
	return yes;
}

static void waking(void)
{
	pthread_t thread[8];

	for (int i = 0; i < 8; i++)
		thread[i] = thread_start(take_token, NULL);
	CHECK(EVENTUALLY(all_waiting(8)));
	give(1, pthread_cond_signal);
	CHECK(EVENTUALLY(passed() == 1));
	sleep_for(2 * MILLISECOND);
	CHECK(passed() == 1);
	give(2, pthread_cond_broadcast);
	CHECK(EVENTUALLY(passed() == 3));
	give(5, pthread_cond_broadcast);
	for (int i = 0; i < 8; i++)
		thread_join(thread[i]);
	CHECK(passed() == 8);
}

static void limits(clockid_t clock)
{
	struct timespec end = after(clock, 30 * MILLISECOND),
	                past = after(clock, -SECOND);
	struct timespec bad = {end.tv_sec + 1, SECOND};

	pthread_mutex_lock(&group.mutex);
	while (pthread_cond_timedwait(&group.condition, &group.mutex, &end) == 0) {
	}
	CHECK(now(clock) >= end.tv_sec * SECOND + end.tv_nsec);
	CHECK(pthread_mutex_trylock(&group.mutex) == EBUSY); /* it is held again */
	CHECK(pthread_cond_timedwait(&group.condition, &group.mutex, &past) == ETIMEDOUT);
	CHECK(pthread_cond_timedwait(&group.condition, &group.mutex, &bad) == EINVAL);
	CHECK(pthread_mutex_trylock(&group.mutex) == EBUSY);
	pthread_mutex_unlock(&group.mutex);
}

static void conditions(clockid_t clock, int shared)
{
	pthread_mutexattr_t mutex_attributes;
	pthread_condattr_t attributes;
	clockid_t got;

	memset(&group, 0, sizeof group);
	pthread_mutexattr_init(&mutex_attributes);
	pthread_mutexattr_setpshared(&mutex_attributes, shared);
	pthread_mutex_init(&group.mutex, &mutex_attributes);
	pthread_condattr_init(&attributes);
	CHECK(pthread_condattr_setclock(&attributes, CLOCK_PROCESS_CPUTIME_ID) == EINVAL);
	CHECK(pthread_condattr_setclock(&attributes, clock) == 0);
	CHECK(pthread_condattr_getclock(&attributes, &got) == 0 && got == clock);
	CHECK(pthread_condattr_setpshared(&attributes, shared) == 0);
	CHECK(pthread_cond_init(&group.condition, &attributes) == 0);
	waking();
	limits(clock);
	CHECK(pthread_cond_destroy(&group.condition) == 0);
	CHECK(pthread_mutex_destroy(&group.mutex) == 0);
}

int main(void)
{
	messages();
	for (int shared = 0; shared < 2; shared++) {
		int how = shared ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;
		conditions(CLOCK_REALTIME, how);
		conditions(CLOCK_MONOTONIC, how);
	}
	return check_result();
}
