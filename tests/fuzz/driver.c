/* SPDX-License-Identifier: ISC */
/*
 * Drives a target where libFuzzer isn't used: mutates seeds by a fixed sequence of random
 * numbers, so that the same seed finds the same fault again. Options are a few of
 * libFuzzer's: -seed=N, -max_total_time=SECONDS, -runs=N, then directories of seed inputs
 * or single files. Each input lies in a block of exactly its size. The one that ends the
 * process is left in NAME.crash in the working directory; an input may take 10 seconds.
 */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define INPUT 4096 /* bytes of an input that grew from none */
#define SEEDS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));
void __sanitizer_set_death_callback(void (*callback)(void));

struct input {
	uint8_t *bytes;
	size_t size;
};

static struct input seeds[SEEDS];
static size_t seed_count;
static struct input current;
static char crash_file[256];
static uint64_t state;

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators). */
static uint64_t number(uint64_t below)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % below;
}

static void keep_input(void)
{
	FILE *file = fopen(crash_file, "w");
	if (!file)
		return;
	fwrite(current.bytes, 1, current.size, file);
	fclose(file);
	fprintf(stderr, "input kept in %s\n", crash_file);
}

static void on_signal(int signal)
{
	keep_input();
	_exit(128 + signal);
}

static void seed_file(const char *path)
{
	struct stat status;
	FILE *file = fopen(path, "r");
	if (!file || fstat(fileno(file), &status) || seed_count == SEEDS) {
		fprintf(stderr, "%s: can't be read, or is one seed too many\n", path);
		exit(2);
	}
	struct input *seed = &seeds[seed_count++];
	seed->bytes = malloc((size_t)status.st_size + 1);
	seed->size = fread(seed->bytes, 1, (size_t)status.st_size, file);
	fclose(file);
}

static void seed_path(const char *path)
{
	struct dirent **entry;
	char name[1024];
	int count = scandir(path, &entry, NULL, alphasort);
	if (count < 0)
		seed_file(path);
	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof name, "%s/%s", path, entry[i]->d_name);
		if (entry[i]->d_name[0] != '.')
			seed_file(name);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
}

/* Mostly anywhere; often near an end, where files have their tables. */
static size_t place(size_t size)
{
	size_t near = size < 512 ? size : 512;
	return number(2) ? number(size)
	                 : (number(2) ? number(near) : size - 1 - number(near));
}

static void overwrite(struct input *input)
{
	static const uint64_t values[] = {0,           1,          0x7f,      0x80,
	                                  0xff,        0x7fff,     0xffff,    0x7fffffff,
	                                  0x80000000,  0xffffffff, INT64_MAX, UINT64_MAX,
	                                  (uint64_t)-8};
	uint64_t value = number(2) ? values[number(sizeof values / sizeof *values)]
	                           : number(UINT64_MAX);
	size_t width = (size_t)1 << number(4), at = place(input->size) & -width;
	if (width > input->size - at)
		width = input->size - at;
	memcpy(input->bytes + at, &value, width);
}

/* Part of a seed, over what is there. */
static void splice(struct input *input)
{
	const struct input *seed = &seeds[number(seed_count)];
	if (!seed->size)
		return;
	size_t from = number(seed->size), at = number(input->size);
	size_t length = number(64) + 1;
	if (length > seed->size - from)
		length = seed->size - from;
	if (length > input->size - at)
		length = input->size - at;
	memcpy(input->bytes + at, seed->bytes + from, length);
}

/* The next input, from a seed or from nothing. */
static void make_input(void)
{
	const struct input *seed = seed_count ? &seeds[number(seed_count)] : NULL;
	size_t size = seed ? seed->size : 0;
	if (!seed || !number(4))
		size = number(number(4) ? 128 : (size > INPUT ? size : INPUT));
	current.bytes = malloc(size ? size : 1);
	current.size = size;
	for (size_t i = 0; i < size; i++)
		current.bytes[i] =
		        seed && i < seed->size ? seed->bytes[i] : (uint8_t)number(256);
	for (uint64_t i = size ? number(12) : 0; i; i--)
		(seed && !number(4) ? splice : overwrite)(&current);
}

static void run(void)
{
	alarm(10);
	LLVMFuzzerTestOneInput(current.bytes, current.size);
	free(current.bytes);
}

static uint64_t nanoseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

int main(int argc, char **argv)
{
	uint64_t runs = UINT64_MAX, done = 0, seconds = 1;
	const char *name = strrchr(argv[0], '/');
	state = nanoseconds() & 0xffffffff;
	for (int i = 1; i < argc; i++)
		if (sscanf(argv[i], "-seed=%lu", &state) != 1 &&
		    sscanf(argv[i], "-runs=%lu", &runs) != 1 &&
		    sscanf(argv[i], "-max_total_time=%lu", &seconds) != 1)
			seed_path(argv[i]);
	fprintf(stderr, "seed %lu\n", state);
	snprintf(crash_file, sizeof crash_file, "%s.crash", name ? name + 1 : argv[0]);
	__sanitizer_set_death_callback(keep_input);
	signal(SIGABRT, on_signal);
	signal(SIGALRM, on_signal);
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (size_t i = 0; i < seed_count; i++) {
		current.size = seeds[i].size;
		current.bytes = malloc(current.size ? current.size : 1);
		memcpy(current.bytes, seeds[i].bytes, current.size);
		run();
	}
	for (uint64_t end = nanoseconds() + seconds * 1000000000;
	     done < runs && nanoseconds() < end; done++) {
		make_input();
		run();
	}
	fprintf(stderr, "%lu inputs\n", done + seed_count);
	return 0;
}
