/* SPDX-License-Identifier: ISC */
/*
 * Pipes between threads: waiting readers and writers, both ends closing under them,
 * signals with and without SA_RESTART, writes of up to PIPE_BUF bytes that stay whole
 * among many writers, one reader for each packet.
 */
#define _GNU_SOURCE
#include "thread.h"
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>

static int p[2];
static int waiting, caught;
static long result;
static int result_errno;

static void on_signal(int signal)
{
	caught += signal == SIGUSR1;
}

static void handle(int flags)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	caught = 0;
}

static void *read_some(void *unused)
{
	char bytes[100];

	(void)unused;
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	errno = 0;
	result = read(p[0], bytes, sizeof bytes);
	result_errno = errno;
	return NULL;
}

static char page[70000];

static void *write_much(void *size)
{
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	errno = 0;
	result = write(p[1], page, (size_t)(uintptr_t)size);
	result_errno = errno;
	return NULL;
}

static pthread_t begin(void *(*run)(void *), size_t size)
{
	waiting = 0;
	CHECK(pipe(p) == 0);
	pthread_t thread = thread_start(run, (void *)size);
	CHECK(EVENTUALLY(waiting == 1));
	sleep_for(2 *
	          MILLISECOND); /* most likely it sleeps; all is right if it doesn't */
	return thread;
}

static void end(void)
{
	close(p[0]);
	close(p[1]);
}

static void wake_ups(void)
{
	pthread_t thread = begin(read_some, 0);

	CHECK(write(p[1], "hello", 5) == 5);
	thread_join(thread);
	CHECK(result == 5);
	end();
	thread = begin(read_some, 0);
	close(p[1]);
	thread_join(thread);
	CHECK(result == 0);
	close(p[0]);
	/* a full pipe: a write of more than fits goes on as soon as there is room */
	thread = begin(write_much, 65536 + 4096);
	CHECK(read(p[0], page, 4096) == 4096);
	thread_join(thread);
	CHECK(result == 65536 + 4096);
	end();
}

static int is_full(void)
{
	struct pollfd entry = {.fd = p[1], .events = POLLOUT};

	return poll(&entry, 1, 0) == 0;
}

static void broken(void)
{
	signal(SIGPIPE, SIG_IGN);
	pthread_t thread = begin(write_much, 65536 + 1);
	CHECK(EVENTUALLY(is_full()));
	close(p[0]);
	thread_join(thread);
	CHECK(result == 65536); /* what was taken is told, not the end */
	close(p[1]);
	waiting = 0;
	CHECK(pipe(p) == 0 && fcntl(p[1], F_SETPIPE_SZ, 4096) == 4096);
	CHECK(write(p[1], page, 4096) == 4096);
	thread = thread_start(write_much, (void *)10);
	CHECK(EVENTUALLY(waiting == 1));
	sleep_for(2 * MILLISECOND);
	close(p[0]);
	thread_join(thread);
	CHECK(result == -1 && result_errno == EPIPE);
	close(p[1]);
}

/* Signals until one has found the thread in its call. */
static void interrupt(pthread_t thread, int *until)
{
	while (!__atomic_load_n(until, __ATOMIC_SEQ_CST)) {
		pthread_kill(thread, SIGUSR1);
		sleep_for(MILLISECOND / 2);
	}
}

static int over;

static void *read_then_over(void *unused)
{
	read_some(unused);
	__atomic_store_n(&over, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void *write_then_over(void *size)
{
	write_much(size);
	__atomic_store_n(&over, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void interruptions(void)
{
	handle(0);
	over = 0;
	pthread_t thread = begin(read_then_over, 0);
	interrupt(thread, &over);
	thread_join(thread);
	CHECK(result == -1 && result_errno == EINTR && caught);
	end();

	over = 0;
	thread = begin(write_then_over, 70000);
	interrupt(thread, &over);
	thread_join(thread);
	CHECK(result == 65536); /* a part, without an error */
	end();

	handle(SA_RESTART);
	over = 0;
	thread = begin(read_then_over, 0);
	interrupt(thread, &caught);
	sleep_for(2 * MILLISECOND);
	CHECK(!over);
	CHECK(write(p[1], "abc", 3) == 3);
	thread_join(thread);
	CHECK(result == 3);
	end();
}

#define WRITERS 4
#define ROUNDS  150
#define RECORD  4096 /* PIPE_BUF */

static void *write_records(void *number)
{
	char record[RECORD];

	for (int i = 0; i < ROUNDS; i++) {
		size_t size = (size_t)(16 + i * 173 % (RECORD - 15));
		memset(record, 'a' + (int)(intptr_t)number, size);
		memcpy(record, &size, sizeof size);
		CHECK(write(p[1], record, size) == (long)size);
	}
	return NULL;
}

static void read_all(char *to, size_t size)
{
	for (size_t done = 0; done < size;) {
		long n = read(p[0], to + done, size - done);
		if (n <= 0) {
			CHECK(n > 0);
			return;
		}
		done += (size_t)n;
	}
}

static void whole_records(void)
{
	pthread_t thread[WRITERS];
	static char record[RECORD];

	CHECK(pipe(p) == 0);
	for (int i = 0; i < WRITERS; i++)
		thread[i] = thread_start(write_records, (void *)(intptr_t)i);
	for (int i = 0; i < WRITERS * ROUNDS; i++) {
		size_t size = 0;
		read_all((char *)&size, sizeof size);
		if (size < 16 || size > RECORD) {
			CHECK(size >= 16 && size <= RECORD);
			exit(1);
		}
		read_all(record, size - sizeof size);
		for (size_t j = 1; j < size - sizeof size; j++)
			if (record[j] != record[0]) {
				CHECK(record[j] == record[0]);
				exit(1);
			}
	}
	for (int i = 0; i < WRITERS; i++)
		thread_join(thread[i]);
	end();
}

#define READERS 5
static int packets[READERS];

static void *read_packets(void *number)
{
	char bytes[16];

	while (read(p[0], bytes, sizeof bytes) == 2)
		packets[(intptr_t)number]++;
	return NULL;
}

static void shared_packets(void)
{
	pthread_t thread[READERS];
	int sum = 0;

	CHECK(pipe2(p, O_DIRECT) == 0);
	for (int i = 0; i < READERS; i++)
		thread[i] = thread_start(read_packets, (void *)(intptr_t)i);
	for (int i = 0; i < 1000; i++)
		CHECK(write(p[1], "xy", 2) == 2);
	close(p[1]);
	for (int i = 0; i < READERS; i++) {
		thread_join(thread[i]);
		sum += packets[i];
	}
	CHECK(sum == 1000);
	close(p[0]);
}

static int back[2];

static void *echo(void *unused)
{
	char byte;

	(void)unused;
	while (read(p[0], &byte, 1) == 1)
		CHECK(write(back[1], &byte, 1) == 1);
	return NULL;
}

static void round_trips(void)
{
	char byte;

	CHECK(pipe(p) == 0 && pipe(back) == 0);
	pthread_t thread = thread_start(echo, NULL);
	for (int i = 0; i < 3000; i++) {
		byte = (char)i;
		CHECK(write(p[1], &byte, 1) == 1);
		byte = 0;
		CHECK(read(back[0], &byte, 1) == 1 && byte == (char)i);
	}
	close(p[1]);
	thread_join(thread);
	close(p[0]);
}

static void *pour(void *unused)
{
	(void)unused;
	for (int i = 0; i < 40; i++)
		CHECK(write(p[1], page, sizeof page) == sizeof page);
	close(p[1]);
	return NULL;
}

static void stream(void)
{
	static char bytes[30000];
	size_t total = 0;
	long n;

	for (size_t i = 0; i < sizeof page; i++)
		page[i] = (char)(i % 253);
	CHECK(pipe(p) == 0);
	pthread_t thread = thread_start(pour, NULL);
	while ((n = read(p[0], bytes, 1 + total % sizeof bytes)) > 0) {
		for (long i = 0; i < n; i++)
			if (bytes[i] != (char)((total + (size_t)i) % sizeof page % 253)) {
				CHECK(!"the bytes are in order");
				exit(1);
			}
		total += (size_t)n;
	}
	CHECK(n == 0 && total == 40 * sizeof page);
	thread_join(thread);
	close(p[0]);
}

int main(void)
{
	wake_ups();
	broken();
	interruptions();
	whole_records();
	shared_packets();
	round_trips();
	stream();
	return check_result();
}
