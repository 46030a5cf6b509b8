/* SPDX-License-Identifier: ISC */
/*
 * Descriptors and transfers, over console streams that are pipes: what is shared, what
 * isn't, vectors, bad pointers at any place, ends of pipes.
 */
#include "unit.h"

#include "event/watch.h"
#include "fs/console.h"
#include "fs/descriptor.h"
#include "sched/cpu.h"
#include "sched/mutex.h"
#include "sched/wait.h"
#include "signal/signal.h"
#include "syscalls.h"
#include <asm/poll.h>
#include <asm/stat.h>

static char input[20000], output[40000];
static size_t input_first, input_end, output_end, piece = SIZE_MAX;
static bool input_ended;
static long output_error;
static unsigned waits, arrivals, drained;
static int raised;

/* ---- the platform ---- */

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

long platform_console_read(void *buffer, size_t size)
{
	size_t n = smaller(smaller(input_end - input_first, size), piece);

	if (!n)
		return input_ended ? 0 : -EAGAIN;
	memcpy(buffer, input + input_first, n);
	input_first += n;
	return (long)n;
}

long platform_console_write(int stream, const void *buffer, size_t size)
{
	size_t n = smaller(size, piece);

	assert_in_range(stream, 1, 2);
	if (output_error)
		return output_error;
	assert_true(output_end + n <= sizeof output);
	memcpy(output + output_end, buffer, n);
	output_end += n;
	return (long)n;
}

int platform_console_control(int stream, unsigned long request, void *argument)
{
	return -ENOTTY;
}

uint64_t platform_clock_monotonic(void)
{
	return 0;
}

/* ---- the scheduler and signals ---- */

long call_blocking(long (*body)(void *), void *arguments)
{
	enter();
	return leave(body(arguments));
}

unsigned console_arrivals(void)
{
	return arrivals;
}

struct watch_list console_watches;

void console_arrived(void)
{
	arrivals++;
	watch_tell(&console_watches, POLLIN);
}

void console_drained(void)
{
	drained++;
}

void thread_wake(struct thread *thread)
{
}

/* A poll that has to wait gets one more byte, too. */
int thread_sleep(struct lock *lock, uint64_t deadline)
{
	lock_release(lock);
	waits++;
	input[input_end++] = 'w';
	console_arrived();
	return 0;
}

/* A read that has to wait gets one more byte each time. */
void mutex_acquire(struct mutex *mutex)
{
	assert_false(mutex->held);
	mutex->held = true;
}

void mutex_release(struct mutex *mutex)
{
	mutex->held = false;
}

int wait_console(unsigned seen, uint64_t deadline)
{
	assert_int_equal(seen, arrivals);
	waits++;
	input[input_end++] = 'w';
	return 0;
}

void signal_raise(int signal)
{
	raised = signal;
}

void signal_raise_process(int signal)
{
	raised = signal;
}

void *memory_map(size_t size)
{
	static struct descriptor table[DESCRIPTORS_SOFT];

	assert_true(size == sizeof table);
	return table;
}

void *heap_allocate(size_t size)
{
	return calloc(1, size);
}

void heap_free(void *object, size_t size)
{
	free(object);
}

static int start(void **unused)
{
	descriptors_begin();
	input_first = input_end = output_end = waits = 0;
	input_ended = false;
	output_error = 0;
	piece = SIZE_MAX;
	bad_start = bad_end = NULL;
	return 0;
}

static void supply(const char *text)
{
	memcpy(input + input_end, text, strlen(text));
	input_end += strlen(text);
}

static void written(const char *expected)
{
	assert_int_equal(output_end, strlen(expected));
	assert_memory_equal(output, expected, output_end);
	output_end = 0;
}

/* ---- reading and writing ---- */

static void writing(void **unused)
{
	struct iovec vector[3] = {{"abc", 3}, {NULL, 0}, {"de", 2}};

	assert_int_equal(sys_write(1, "one\n", 4), 4);
	assert_int_equal(sys_write(2, "two\n", 4), 4);
	written("one\ntwo\n");
	assert_int_equal(sys_writev(1, vector, 3), 5);
	assert_int_equal(sys_writev(1, vector, 0), 0);
	assert_int_equal(sys_write(1, NULL, 0), 0);
	written("abcde");
	piece = 2;
	assert_int_equal(sys_writev(1, vector, 3), 5);
	written("abcde");
	assert_int_equal(sys_write(0, "x", 1), -EBADF);
	assert_int_equal(sys_write(3, "x", 1), -EBADF);
	assert_int_equal(sys_write(-1, "x", 1), -EBADF);
	assert_int_equal(sys_writev(1, vector, -1), -EINVAL);
	assert_int_equal(sys_writev(1, vector, VECTOR_MAX + 1), -EINVAL);
	vector[0].iov_len = SIZE_MAX;
	assert_int_equal(sys_writev(1, vector, 3), -EINVAL);
	assert_int_equal(sys_write(1, "x", SIZE_MAX), -EINVAL);
	written("");
}

static void large_writes(void **unused)
{
	static char bytes[30000];
	struct iovec vector[40];

	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)random_number(256);
	for (unsigned round = 0; round < 50; round++) {
		size_t done = 0;
		unsigned count = 1 + random_number(40);
		for (unsigned i = 0; i < count; i++) {
			size_t n = smaller(random_number(3) ? random_number(20)
			                                    : random_number(6000),
			                   sizeof bytes - done);
			vector[i] = (struct iovec){bytes + done, n};
			done += n;
		}
		piece = 1 + random_number(5000);
		output_end = 0;
		assert_int_equal(sys_writev(1, vector, count), done);
		assert_int_equal(output_end, done);
		assert_memory_equal(output, bytes, done);
	}
}

static void reading(void **unused)
{
	char bytes[100];
	struct iovec vector[2] = {{bytes, 2}, {bytes + 10, 90}};

	supply("hello");
	assert_int_equal(sys_read(0, bytes, 3), 3);
	assert_memory_equal(bytes, "hel", 3);
	assert_int_equal(sys_read(0, bytes, 100), 2);
	assert_int_equal(sys_read(0, bytes, 0), 0);
	assert_int_equal(waits, 0);
	assert_int_equal(sys_read(0, bytes, 100), 1); /* waited */
	assert_int_equal(waits, 1);
	supply("vector");
	assert_int_equal(sys_readv(0, vector, 2), 6);
	assert_memory_equal(bytes, "ve", 2);
	assert_memory_equal(bytes + 10, "ctor", 4);
	assert_int_equal(sys_read(1, bytes, 100), -EBADF);
	assert_int_equal(sys_read(7, bytes, 100), -EBADF);
	/* pieces that are there already are put together */
	supply("0123456789");
	piece = 3;
	assert_int_equal(sys_read(0, bytes, 8), 8);
	assert_int_equal(sys_read(0, bytes, 8), 2);
}

static void end_of_input(void **unused)
{
	struct pollfd entry = {.fd = 0, .events = POLLIN};
	char byte;

	supply("x");
	input_ended = true;
	assert_int_equal(sys_read(0, &byte, 1), 1);
	assert_int_equal(sys_poll(&entry, 1, -1), 1);
	assert_int_equal(sys_read(0, &byte, 1), 0);
	assert_int_equal(sys_poll(&entry, 1, -1), 1);
	assert_int_equal(sys_read(0, &byte, 1), 0);
	assert_int_equal(waits, 0);
}

static void not_blocking(void **unused)
{
	char byte;
	int count = -1;
	struct pollfd entries[4] = {{.fd = 0, .events = POLLIN},
	                            {.fd = 1, .events = POLLIN | POLLOUT},
	                            {.fd = 9, .events = POLLIN},
	                            {.fd = -1, .events = POLLIN}};

	assert_int_equal(sys_fcntl(0, F_GETFL, 0), O_RDWR);
	assert_int_equal(sys_fcntl(0, F_SETFL, O_NONBLOCK | O_WRONLY), 0);
	assert_int_equal(sys_fcntl(0, F_GETFL, 0), O_RDWR | O_NONBLOCK);
	assert_int_equal(sys_read(0, &byte, 1), -EAGAIN);
	assert_int_equal(sys_poll(entries, 4, 0), 2);
	assert_int_equal(entries[0].revents, 0);
	assert_int_equal(entries[1].revents, POLLOUT);
	assert_int_equal(entries[2].revents, POLLNVAL);
	assert_int_equal(entries[3].revents, 0);
	supply("abc");
	assert_int_equal(sys_ioctl(0, FIONREAD, &count), 0);
	assert_int_equal(count, 3);
	assert_int_equal(sys_poll(entries, 1, -1), 1);
	assert_int_equal(entries[0].revents, POLLIN);
	assert_int_equal(sys_read(0, &byte, 1), 1);
	assert_int_equal(sys_fcntl(0, F_SETFL, 0), 0);
	assert_int_equal(sys_poll(entries, DESCRIPTORS_SOFT + 1, 0), -EINVAL);
	assert_int_equal(waits, 0);
	assert_int_equal(sys_read(0, &byte, 1), 1);
	assert_int_equal(sys_read(0, &byte, 1), 1);
	assert_int_equal(sys_poll(entries, 1, -1), 1);
	assert_int_equal(waits, 1);
	assert_int_equal(sys_read(0, &byte, 1), 1);
}

/* Part of the program's memory is bad: what lies before it is transferred, nothing is
 * lost. */
static void bad_pointers(void **unused)
{
	char good[8] = "abcdefg", back[16] = "";
	struct iovec vector[2] = {{good, 4}, {good + 4, 3}};

	bad_start = good + 5;
	bad_end = good + 8;
	assert_int_equal(sys_write(1, good, 7), 5);
	written("abcde");
	assert_int_equal(sys_write(1, good + 5, 1), -EFAULT);
	assert_int_equal(sys_writev(1, vector, 2), 5);
	written("abcde");
	supply("ABCDEFG");
	assert_int_equal(sys_read(0, good + 2, 6), 3);
	assert_memory_equal(good, "abABC", 5);
	assert_int_equal(sys_read(0, good + 5, 2), -EFAULT);
	assert_int_equal(sys_read(0, back, 16), 4);
	assert_memory_equal(back, "DEFG", 4);
	bad_start = (char *)&vector[1];
	bad_end = (char *)&vector[2];
	assert_int_equal(sys_writev(1, vector, 2), -EFAULT);
	assert_int_equal(sys_poll((void *)&vector[1], 1, 0), -EFAULT);
	assert_int_equal(sys_ioctl(0, FIONREAD, &vector[1]), -EFAULT);
	assert_int_equal(sys_fstat(0, (void *)&vector[1]), -EFAULT);
	written("");
}

static void broken_pipe(void **unused)
{
	output_error = -EPIPE;
	assert_int_equal(sys_write(1, "x", 1), -EPIPE);
	assert_int_equal(raised, SIGPIPE);
	raised = 0;
	output_error = -EIO;
	assert_int_equal(sys_write(1, "x", 1), -EIO);
	assert_int_equal(raised, 0);
}

/* Who brings something in and leaves it there lets the others look, once. */
static void others_wait(void **unused)
{
	struct pollfd entry = {.fd = 0, .events = POLLIN};
	char bytes[10];
	int count;

	supply("abcdef");
	arrivals = 0;
	assert_int_equal(sys_read(0, bytes, 2), 2);
	assert_int_equal(arrivals, 1);
	assert_int_equal(sys_poll(&entry, 1, 0), 1);
	assert_int_equal(sys_ioctl(0, FIONREAD, &count), 0);
	assert_int_equal(arrivals, 1);
	drained = 0;
	assert_int_equal(sys_read(0, bytes, 4), 4);
	assert_int_equal(drained, 1); /* below there may be more */
	assert_int_equal(sys_poll(&entry, 1, 0), 0);
	assert_int_equal(arrivals, 1);
	supply("gh");
	assert_int_equal(sys_poll(&entry, 1, 0), 1);
	assert_int_equal(arrivals, 2);
	supply("ij");
	assert_int_equal(sys_read(0, bytes, 10), 4);
	assert_int_equal(arrivals, 2);
}

/* ---- descriptors ---- */

static void duplicates(void **unused)
{
	assert_int_equal(sys_dup(1), 3);
	assert_int_equal(sys_write(3, "a", 1), 1);
	assert_int_equal(sys_dup(9), -EBADF);
	assert_int_equal(sys_dup2(1, 1), 1);
	assert_int_equal(sys_dup2(9, 1), -EBADF);
	assert_int_equal(sys_dup2(9, 9), -EBADF);
	assert_int_equal(sys_dup2(1, DESCRIPTORS_SOFT), -EBADF);
	assert_int_equal(sys_dup2(1, -1), -EBADF);
	assert_int_equal(sys_dup2(2, DESCRIPTORS_SOFT - 1), DESCRIPTORS_SOFT - 1);
	assert_int_equal(sys_write(DESCRIPTORS_SOFT - 1, "b", 1), 1);
	assert_int_equal(sys_dup3(1, 1, 0), -EINVAL);
	assert_int_equal(sys_dup3(1, 5, O_NONBLOCK), -EINVAL);
	assert_int_equal(sys_dup3(1, 5, O_CLOEXEC), 5);
	assert_int_equal(sys_fcntl(5, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(sys_fcntl(5, F_SETFD, 0), 0);
	assert_int_equal(sys_fcntl(5, F_GETFD, 0), 0);
	/* status flags are the file's, close-on-exec is the descriptor's */
	assert_int_equal(sys_fcntl(5, F_SETFL, O_APPEND), 0);
	assert_int_equal(sys_fcntl(1, F_GETFL, 0), O_RDWR | O_APPEND);
	assert_int_equal(sys_fcntl(1, F_SETFL, 0), 0);
	assert_int_equal(sys_fcntl(1, F_DUPFD, 5), 6);
	assert_int_equal(sys_fcntl(1, F_DUPFD_CLOEXEC, 4), 4);
	assert_int_equal(sys_fcntl(4, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(sys_fcntl(1, F_DUPFD, DESCRIPTORS_SOFT), -EINVAL);
	assert_int_equal(sys_fcntl(1, F_DUPFD, DESCRIPTORS_SOFT - 1), -EMFILE);
	assert_int_equal(sys_fcntl(1, 999, 0), -EINVAL);
	assert_int_equal(sys_fcntl(99, F_GETFD, 0), -EBADF);
	written("ab");
	for (int i = 3; i < 7; i++)
		assert_int_equal(sys_close(i), 0);
	assert_int_equal(sys_close(DESCRIPTORS_SOFT - 1), 0);
	assert_int_equal(sys_close(3), -EBADF);
	assert_int_equal(sys_close(-1), -EBADF);
	for (int i = 0; i < 3; i++)
		assert_int_equal(console_files[i].references, 1);
}

static void all_used(void **unused)
{
	for (int i = 3; i < DESCRIPTORS_SOFT; i++)
		assert_int_equal(sys_dup(1), i);
	assert_int_equal(sys_dup(1), -EMFILE);
	assert_int_equal(sys_close(1), 0);
	assert_int_equal(sys_write(1, "x", 1), -EBADF);
	assert_int_equal(sys_dup(700), 1);
	for (int i = 3; i < DESCRIPTORS_SOFT; i++)
		assert_int_equal(sys_close(i), 0);
	assert_int_equal(sys_write(1, "x", 1), 1);
	written("x");
}

static void no_positions(void **unused)
{
	struct stat status;
	char byte;

	assert_int_equal(sys_lseek(0, 0, 0), -ESPIPE);
	assert_int_equal(sys_lseek(9, 0, 0), -EBADF);
	assert_int_equal(sys_pread64(0, &byte, 1, 0), -ESPIPE);
	assert_int_equal(sys_pread64(0, &byte, 1, -1), -EINVAL);
	assert_int_equal(sys_pwrite64(9, &byte, 1, 0), -EBADF);
	assert_int_equal(sys_fstat(9, &status), -EBADF);
	assert_int_equal(sys_fstat(1, &status), 0);
	assert_int_equal(status.st_mode, 0010600);
	platform_information.stream[1] = PLATFORM_STREAM_TERMINAL;
	assert_int_equal(sys_fstat(1, &status), 0);
	assert_int_equal(status.st_mode, 0020620);
	platform_information.stream[1] = 0;
	assert_int_equal(sys_ioctl(0, TCGETS, &status), -ENOTTY);
	assert_int_equal(sys_ioctl(9, TCGETS, &status), -EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(writing, start),
	        cmocka_unit_test_setup(large_writes, start),
	        cmocka_unit_test_setup(reading, start),
	        cmocka_unit_test_setup(not_blocking, start),
	        cmocka_unit_test_setup(bad_pointers, start),
	        cmocka_unit_test_setup(broken_pipe, start),
	        cmocka_unit_test_setup(others_wait, start),
	        cmocka_unit_test_setup(duplicates, start),
	        cmocka_unit_test_setup(all_used, start),
	        cmocka_unit_test_setup(no_positions, start),
	        cmocka_unit_test_setup(end_of_input, start), /* for good, so last */
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
