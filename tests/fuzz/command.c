/* SPDX-License-Identifier: ISC */
/*
 * The samara command itself ($SAMARA) on damaged images: size, symbolize and licenses end
 * with 0 and no message, or with 1 and one sentence; never by a signal.
 */
#include "fuzz.h"
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static const char *samara;
static int image, errors, input, nowhere;
static char path[64];

static int memory_file(const char *name)
{
	int file = memfd_create(name, MFD_CLOEXEC);
	MUST(file >= 0);
	return file;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char log[] = "samara: at image+0x1234\n#1 image+0x10 main+0x5\n";
	samara = getenv("SAMARA");
	if (!samara) {
		fprintf(stderr, "SAMARA must name the command\n");
		exit(2);
	}
	image = memory_file("image");
	errors = memory_file("errors");
	input = memory_file("input");
	nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), image);
	MUST(write(input, log, sizeof log - 1) == sizeof log - 1);
	return 0;
}

static void run(const char *command)
{
	char *arguments[] = {"samara", (char *)(uintptr_t)command, path, NULL};
	char text[4096];
	posix_spawn_file_actions_t streams;
	pid_t child;
	int status;
	MUST(ftruncate(errors, 0) == 0 && lseek(errors, 0, SEEK_SET) == 0 &&
	     lseek(input, 0, SEEK_SET) == 0);
	posix_spawn_file_actions_init(&streams);
	posix_spawn_file_actions_adddup2(&streams, input, 0);
	posix_spawn_file_actions_adddup2(&streams, nowhere, 1);
	posix_spawn_file_actions_adddup2(&streams, errors, 2);
	MUST(posix_spawn(&child, samara, &streams, NULL, arguments, environ) == 0);
	posix_spawn_file_actions_destroy(&streams);
	MUST(waitpid(child, &status, 0) == child && WIFEXITED(status));
	ssize_t length = pread(errors, text, sizeof text, 0);
	if (WEXITSTATUS(status) == 0) {
		MUST(length == 0);
		return;
	}
	MUST(WEXITSTATUS(status) == 1 && length > 1);
	MUST(memchr(text, '\n', (size_t)length) == text + length - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	MUST(ftruncate(image, 0) == 0 && pwrite(image, data, size, 0) == (ssize_t)size);
	run("size");
	run("symbolize");
	run("licenses");
	return 0;
}
