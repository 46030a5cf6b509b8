/* SPDX-License-Identifier: ISC */
/*
 * setuid(2) and its kin in one thread change all, wherever they are: asleep, in a lock,
 * computing, or in a handler. The C library interrupts each thread for that.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <grp.h>
#include <semaphore.h>
#include <signal.h>

#define THREADS 5

static sem_t go;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int stop;
static int ready;

static void *check_myself(void *argument)
{
	uid_t user[3];
	gid_t group[3];

	CHECK(getresuid(&user[0], &user[1], &user[2]) == 0);
	CHECK(getresgid(&group[0], &group[1], &group[2]) == 0);
	CHECK(user[0] == 1234 && user[1] == 1234 && user[2] == 1234);
	CHECK(group[0] == 77 && group[1] == 77 && group[2] == 77);
	return argument;
}

static void *asleep(void *argument)
{
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (sem_wait(&go))
		CHECK(errno == EINTR);
	return check_myself(argument);
}

static void *in_a_lock(void *argument)
{
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	return check_myself(argument);
}

static void *computing(void *argument)
{
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (!stop) {
	}
	return check_myself(argument);
}

int main(void)
{
	void *(*const runs[THREADS])(void *) = {asleep, asleep, in_a_lock, computing,
	                                        computing};
	pthread_t thread[THREADS];

	sem_init(&go, 0, 0);
	CHECK(getuid() == 0);
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < THREADS; i++)
		thread[i] = thread_start(runs[i], NULL);
	CHECK(EVENTUALLY(__atomic_load_n(&ready, __ATOMIC_SEQ_CST) == THREADS));
	CHECK(setgroups(0, NULL) == 0);
	CHECK(setresgid(77, 77, 77) == 0);
	CHECK(setuid(1234) == 0);
	check_myself(NULL);
	CHECK_FAILS(setuid(0), EPERM);
	stop = 1;
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < 2; i++)
		sem_post(&go);
	for (int i = 0; i < THREADS; i++)
		thread_join(thread[i]);
	thread_join(thread_start(check_myself, NULL));
	return check_result();
}
