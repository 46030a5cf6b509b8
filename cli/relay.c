/* SPDX-License-Identifier: ISC */
/*
 * The relay between the streams of `samara run` and the machine's: bytes go through one
 * buffer in each direction, which is filled only when it is empty, so that whoever is
 * slow slows the other end. Ends when every stream from the machine has ended and is
 * written out.
 */
#include "samara.h"
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER 65536 /* as much as a pipe holds */

struct stream {
	int from, to; /* -1: ended */
	size_t start, end;
	char buffer[BUFFER];
};

static bool output_lost; /* by an error that the program, perhaps ended, can't see */

/* Nobody takes the bytes any more: the sender sees a closed port. */
static void stream_close(struct stream *stream)
{
	if (stream->from > 2)
		close(stream->from);
	if (stream->to > 2)
		shutdown(stream->to, SHUT_WR);
	stream->from = stream->to = -1;
	stream->start = stream->end = 0;
}

static void stream_fill(struct stream *stream)
{
	ssize_t n = read(stream->from, stream->buffer, sizeof stream->buffer);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n < 0 && stream->from == 0 && errno != EBADF) /* nohup gives one to write */
		message("standard input: %s", strerror(errno));
	if (n <= 0) {
		stream_close(stream);
		return;
	}
	stream->start = 0;
	stream->end = (size_t)n;
}

/* At most what a pipe that is ready takes at once, so that it doesn't block here. */
static void stream_drain(struct stream *stream)
{
	size_t count = stream->end - stream->start;
	ssize_t n = write(stream->to, stream->buffer + stream->start,
	                  count < PIPE_BUF ? count : PIPE_BUF);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n < 0 && stream->to == 1 && errno != EPIPE) {
		message("standard output: %s", strerror(errno));
		output_lost = true;
	}
	if (n < 0)
		stream_close(stream);
	else
		stream->start += (size_t)n;
}

static struct pollfd stream_poll(const struct stream *stream)
{
	if (stream->from < 0)
		return (struct pollfd){.fd = -1};
	if (stream->start < stream->end)
		return (struct pollfd){.fd = stream->to, .events = POLLOUT};
	return (struct pollfd){.fd = stream->from, .events = POLLIN};
}

static void stream_step(struct stream *stream)
{
	if (stream->start < stream->end)
		stream_drain(stream);
	else
		stream_fill(stream);
}

int relay(const struct machine_streams *machine)
{
	static struct stream streams[4];
	enum { INPUT, OUTPUT, ERRORS, SERIAL, STATUS, POLLS };
	int status = -1, status_fd = machine->status;
	streams[INPUT] = (struct stream){.from = 0, .to = machine->input};
	streams[OUTPUT] = (struct stream){.from = machine->output, .to = 1};
	streams[ERRORS] = (struct stream){.from = machine->errors, .to = 2};
	streams[SERIAL] = (struct stream){.from = machine->serial, .to = 2};
	for (;;) {
		struct pollfd polls[POLLS];
		bool ended = status_fd < 0;
		for (int i = 0; i < STATUS; i++) {
			polls[i] = stream_poll(&streams[i]);
			ended &= i == INPUT || polls[i].fd < 0;
		}
		if (ended)
			return status == 0 && output_lost ? 125 : status;
		polls[STATUS] = (struct pollfd){.fd = status_fd, .events = POLLIN};
		if (poll(polls, POLLS, -1) < 0)
			continue;
		for (int i = 0; i < STATUS; i++)
			if (polls[i].revents)
				stream_step(&streams[i]);
		if (polls[STATUS].revents) {
			unsigned char byte;
			if (read(status_fd, &byte, 1) == 1)
				status = byte;
			else
				status_fd = -1;
		}
	}
}
