/* SPDX-License-Identifier: ISC */
/*
 * Stress of files and events at random: pipes, counters and epolls in one program that
 * keeps books of all it does: events SEED SECONDS. Writers put records into pipes,
 * readers find them by epoll (level, edge, one-shot), poll, or by waiting; pipes are
 * replaced under them; tokens go round by a semaphore of eventfd(2); a signal disturbs
 * all of them.
 *
 * What must hold: each byte that was written is read once, in order; tokens are neither
 * lost nor made; nobody waits for what has come. The status is 1 after the first thing
 * that doesn't.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define LINES  5 /* a writer, a pipe and a reader each */
#define TOKENS 3
#define TAKERS 3
#define SECOND 1000000000ll

#define MUST(condition)                             \
	do {                                        \
		if (!(condition))                   \
			fail(#condition, __LINE__); \
	} while (0)

struct line {
	uint64_t writer_random, reader_random;
	int in, out, epoll; /* now */
	pthread_t writer, reader;
	unsigned long written, read, pipes;
};

static struct line lines[LINES];
static volatile int stop;
static unsigned long seed;

static _Noreturn void fail(const char *what, int line)
{
	char text[256];
	int length = snprintf(text, sizeof text,
	                      "events.c:%d: not so: %s (errno %d); SEED=%lu repeats\n",
	                      line, what, errno, seed);

	write(1, text, (size_t)length);
	_exit(1);
}

/* xorshift64* (Vigna, An experimental exploration of Marsaglia's xorshift generators) */
static unsigned below(uint64_t *random, unsigned limit)
{
	*random ^= *random >> 12;
	*random ^= *random << 25;
	*random ^= *random >> 27;
	return (unsigned)(*random * 0x2545f4914f6cdd1d >> 32) % limit;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

static unsigned char byte_at(unsigned long position)
{
	return (unsigned char)(position * 7 + position / 251);
}

/* ---- writers ---- */

/* Wait for room in one of several ways. */
static void wait_writable(struct line *line)
{
	struct pollfd entry = {line->out, POLLOUT, 0};

	if (below(&line->writer_random, 2))
		sched_yield();
	else if (poll(&entry, 1, -1) < 0)
		MUST(errno == EINTR);
}

static void write_bytes(struct line *line, size_t size)
{
	static __thread unsigned char bytes[20000];

	for (size_t i = 0; i < size; i++)
		bytes[i] = byte_at(line->written + i);
	for (size_t done = 0; done < size;) {
		long n = write(line->out, bytes + done, size - done);
		if (n > 0) {
			done += (size_t)n;
			line->written += (size_t)n;
			continue;
		}
		MUST(n < 0 && (errno == EAGAIN || errno == EINTR));
		if (errno == EAGAIN)
			wait_writable(line);
	}
}

static void new_pipe(struct line *line)
{
	static const int sizes[] = {4096, 16384, 65536, 1 << 18};
	int p[2];

	MUST(pipe2(p, below(&line->writer_random, 3) ? O_NONBLOCK : 0) == 0);
	int size = sizes[below(&line->writer_random, 4)];
	MUST(fcntl(p[0], F_SETPIPE_SZ, size) == size);
	line->out = p[1];
	line->pipes++;
	__atomic_store_n(&line->in, p[0], __ATOMIC_SEQ_CST);
}

/* One pipe after the other; the reader takes each when he has come to the last one's end.
 */
static void *write_line(void *argument)
{
	struct line *line = argument;

	while (!stop) {
		new_pipe(line);
		for (int i = (int)below(&line->writer_random, 60); i >= 0 && !stop; i--)
			write_bytes(
			        line,
			        1 + below(&line->writer_random,
			                  below(&line->writer_random, 4) ? 3000 : 20000));
		close(line->out);
		while (__atomic_load_n(&line->in, __ATOMIC_SEQ_CST) >= 0)
			sched_yield();
	}
	__atomic_store_n(&line->in, -2, __ATOMIC_SEQ_CST);
	return NULL;
}

/* ---- readers ---- */

static int control(struct line *line, int operation, int file, unsigned events)
{
	struct epoll_event event = {.events = events, .data.fd = file};

	return epoll_ctl(line->epoll, operation, file, &event);
}

/* Until there is something to read, or the end. `armed`: the epoll has the file, as a
 * one-shot. */
static void wait_readable(struct line *line, int file, int *armed)
{
	struct pollfd entry = {file, POLLIN, 0};
	struct epoll_event event;
	int count;

	if (below(&line->reader_random, 4) == 0) {
		MUST(poll(&entry, 1, -1) == 1 || errno == EINTR);
		return;
	}
	MUST(!control(line, *armed ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, file,
	              EPOLLIN | EPOLLONESHOT |
	                      (below(&line->reader_random, 2) ? EPOLLET : 0)));
	*armed = 1;
	do
		count = epoll_wait(line->epoll, &event, 1, -1);
	while (count < 0 && errno == EINTR);
	MUST(count == 1 && event.data.fd == file && event.events & (EPOLLIN | EPOLLHUP));
	if (below(&line->reader_random, 3) == 0) {
		MUST(!control(line, EPOLL_CTL_DEL, file, 0));
		*armed = 0;
	}
}

static long read_some(struct line *line, int file)
{
	static __thread unsigned char bytes[30000];
	long n = read(file, bytes, 1 + below(&line->reader_random, sizeof bytes));

	for (long i = 0; i < n; i++)
		MUST(bytes[i] == byte_at(line->read + (unsigned long)i));
	line->read += n > 0 ? (unsigned long)n : 0;
	return n;
}

static void read_pipe(struct line *line, int file)
{
	int armed = 0;
	long n;

	do {
		if (below(&line->reader_random, 3))
			wait_readable(line, file, &armed);
		n = read_some(line, file);
		MUST(n >= 0 || errno == EINTR || errno == EAGAIN);
	} while (n);
	close(file); /* with what epoll has of it */
}

static void *read_line(void *argument)
{
	struct line *line = argument;
	int file;

	for (;;) {
		while ((file = __atomic_load_n(&line->in, __ATOMIC_SEQ_CST)) == -1)
			sched_yield();
		if (file == -2)
			return NULL;
		read_pipe(line, file);
		__atomic_store_n(&line->in, -1, __ATOMIC_SEQ_CST);
	}
}

/* ---- tokens ---- */

static int tokens;
static unsigned long taken;

static void *take_tokens(void *argument)
{
	eventfd_t value;

	(void)argument;
	while (!stop) {
		while (eventfd_read(tokens, &value))
			MUST(errno == EINTR);
		MUST(value == 1);
		__atomic_add_fetch(&taken, 1, __ATOMIC_SEQ_CST);
		sched_yield();
		MUST(!eventfd_write(tokens, 1));
	}
	return NULL;
}

/* ---- */

static void on_alarm(int signal)
{
	(void)signal;
}

static void begin(void)
{
	struct sigaction action = {.sa_handler = on_alarm};
	struct itimerval often = {{0, 7000}, {0, 7000}};

	tokens = eventfd(TOKENS, EFD_SEMAPHORE);
	MUST(sigaction(SIGALRM, &action, NULL) == 0);
	MUST(setitimer(ITIMER_REAL, &often, NULL) == 0);
	for (unsigned i = 0; i < LINES; i++) {
		lines[i].writer_random = (seed * LINES + i) * 0x9e3779b97f4a7c15 + 1;
		lines[i].reader_random = (seed * LINES + i) * 0x9e3779b97f4a7c15 + 2;
		lines[i].in = -1;
		lines[i].epoll = epoll_create1(0);
		MUST(lines[i].epoll >= 0);
	}
}

static void end(pthread_t *takers)
{
	unsigned long read = 0, pipes = 0;
	eventfd_t value;

	for (int i = 0; i < TAKERS; i++)
		MUST(pthread_join(takers[i], NULL) == 0);
	for (int i = 0; i < LINES; i++) {
		MUST(pthread_join(lines[i].writer, NULL) == 0);
		MUST(pthread_join(lines[i].reader, NULL) == 0);
		MUST(lines[i].read == lines[i].written);
		read += lines[i].read;
		pipes += lines[i].pipes;
		close(lines[i].epoll);
	}
	for (int i = 0; i < TOKENS; i++)
		MUST(eventfd_read(tokens, &value) == 0 && value == 1);
	struct pollfd entry = {tokens, POLLIN, 0};
	MUST(poll(&entry, 1, 0) == 0);
	printf("%lu bytes through %lu pipes, %lu tokens\n", read, pipes, taken);
	close(tokens);
	MUST(dup(0) == 3); /* nothing is left open */
}

int main(int argc, char **argv)
{
	pthread_t takers[TAKERS];
	const struct timespec while_ = {0, 10000000};

	seed = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	long long until = now() + (argc > 2 ? atoll(argv[2]) : 1) * SECOND;
	begin();
	for (int i = 0; i < TAKERS; i++)
		MUST(!pthread_create(&takers[i], NULL, take_tokens, NULL));
	for (int i = 0; i < LINES; i++) {
		MUST(!pthread_create(&lines[i].writer, NULL, write_line, &lines[i]));
		MUST(!pthread_create(&lines[i].reader, NULL, read_line, &lines[i]));
	}
	while (now() < until)
		nanosleep(&while_, NULL);
	stop = 1;
	end(takers);
	return 0;
}
