/* SPDX-License-Identifier: ISC */
/*
 * eventfd(2): counting, semaphores, the largest value, wrong uses, poll, and threads that
 * wait on either side.
 */
#include "thread.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define MOST (UINT64_MAX - 1)

static unsigned ready(int file)
{
	struct pollfd entry = {.fd = file, .events = POLLIN | POLLOUT | POLLPRI};

	CHECK(poll(&entry, 1, 0) >= 0);
	return (unsigned short)entry.revents;
}

static int add(int file, uint64_t value)
{
	return (int)write(file, &value, sizeof value);
}

static uint64_t take(int file)
{
	uint64_t value = 0;

	CHECK(read(file, &value, sizeof value) == sizeof value);
	return value;
}

static void counting(void)
{
	int file = eventfd(3, EFD_NONBLOCK);
	uint64_t value;
	char bytes[16];

	CHECK(file == 3 && fcntl(file, F_GETFL) == (O_RDWR | O_NONBLOCK));
	CHECK(fcntl(file, F_GETFD) == 0);
	CHECK(ready(file) == (POLLIN | POLLOUT));
	CHECK(take(file) == 3 && ready(file) == POLLOUT);
	CHECK_FAILS(read(file, &value, 8), EAGAIN);
	CHECK(add(file, 5) == 8 && add(file, 0) == 8 && add(file, 6) == 8);
	CHECK(take(file) == 11);
	CHECK(add(file, 0) == 8 && ready(file) == POLLOUT);
	CHECK_FAILS(add(file, UINT64_MAX), EINVAL);
	CHECK(add(file, MOST) == 8 && ready(file) == POLLIN);
	CHECK_FAILS(add(file, 1), EAGAIN);
	CHECK(add(file, 0) == 8);
	CHECK(take(file) == MOST);
	CHECK(add(file, MOST - 1) == 8 && ready(file) == (POLLIN | POLLOUT));
	CHECK_FAILS(add(file, 2), EAGAIN);
	CHECK_FAILS(read(file, bytes, 7), EINVAL);
	CHECK_FAILS(write(file, bytes, 7), EINVAL);
	CHECK_FAILS(read(file, bytes, 0), EINVAL);
	CHECK(read(file, bytes, 16) == 8);
	CHECK_FAILS(write(file, (char *)16, 8), EFAULT);
	CHECK(add(file, 1) == 8);
	CHECK_FAILS(read(file, (char *)16, 8), EFAULT);
	CHECK_FAILS(pread(file, bytes, 8, 0), ESPIPE);
	CHECK_FAILS(ioctl(file, FIONREAD, bytes), ENOTTY);
	struct stat status;
	CHECK(fstat(file, &status) == 0 && (status.st_mode & 07777) == 0600);
	CHECK(close(file) == 0);
	CHECK_FAILS(eventfd(0, 4), EINVAL);
	file = eventfd(7, EFD_CLOEXEC);
	CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC && take(file) == 7);
	struct iovec parts[2] = {{bytes, 3}, {bytes + 3, 13}};
	value = 0x1122334455667788;
	CHECK(add(file, value) == 8);
	CHECK(readv(file, parts, 2) == 8 && !memcmp(bytes, &value, 8));
	close(file);
}

static void semaphore(void)
{
	int file = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	uint64_t value;

	CHECK(take(file) == 1 && take(file) == 1 && ready(file) == POLLOUT);
	CHECK_FAILS(read(file, &value, 8), EAGAIN);
	CHECK(add(file, 3) == 8 && take(file) == 1 && ready(file) == (POLLIN | POLLOUT));
	close(file);
}

static int shared;
static int taken, waiting;

static void *take_one(void *unused)
{
	(void)unused;
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	uint64_t value = take(shared);
	__atomic_add_fetch(&taken, (int)value, __ATOMIC_SEQ_CST);
	return NULL;
}

static void *fill_up(void *unused)
{
	(void)unused;
	__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
	CHECK(add(shared, 10) == 8);
	return NULL;
}

#define THREADS 6

static void threads(void)
{
	pthread_t thread[THREADS];

	shared = eventfd(0, EFD_SEMAPHORE);
	for (int i = 0; i < THREADS; i++)
		thread[i] = thread_start(take_one, NULL);
	CHECK(EVENTUALLY(waiting == THREADS));
	CHECK(add(shared, 2) == 8);
	CHECK(EVENTUALLY(taken == 2));
	CHECK(add(shared, THREADS - 2) == 8); /* who takes one lets the next one look */
	for (int i = 0; i < THREADS; i++)
		thread_join(thread[i]);
	CHECK(taken == THREADS);
	close(shared);

	waiting = 0;
	shared = eventfd(0, 0);
	CHECK(add(shared, MOST) == 8);
	thread[0] = thread_start(fill_up, NULL);
	CHECK(EVENTUALLY(waiting == 1));
	sleep_for(2 * MILLISECOND);
	CHECK(take(shared) == MOST);
	CHECK(take(shared) == 10);
	thread_join(thread[0]);
	close(shared);
}

static int there, back;

static void *answer(void *unused)
{
	(void)unused;
	for (int i = 1; i <= 2000; i++) {
		CHECK(take(there) == (unsigned)i);
		CHECK(add(back, (unsigned)i * 2u) == 8);
	}
	return NULL;
}

static void round_trips(void)
{
	there = eventfd(0, 0);
	back = eventfd(0, 0);
	pthread_t thread = thread_start(answer, NULL);
	for (int i = 1; i <= 2000; i++) {
		CHECK(add(there, (unsigned)i) == 8);
		CHECK(take(back) == (unsigned)i * 2u);
	}
	thread_join(thread);
}

int main(void)
{
	counting();
	semaphore();
	threads();
	round_trips();
	return check_result();
}
