/* SPDX-License-Identifier: ISC */
/*
 * Mappings of files as /proc/self/maps tells them: name, place in the file, device and
 * inode; after the file has lost its name; mappings of /dev/zero.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PAGE 4096ul

struct area {
	unsigned long start, end, offset, inode;
	unsigned major_number, minor_number;
	char bits[8], name[256];
};

static bool find(const void *address, struct area *area)
{
	FILE *file = fopen("/proc/self/maps", "r");
	unsigned long wanted = (unsigned long)address;
	bool found = false;
	char line[512];

	CHECK(file);
	while (!found && fgets(line, sizeof line, file)) {
		*area = (struct area){0};
		CHECK(sscanf(line, "%lx-%lx %7s %lx %x:%x %lu %255[^\n]", &area->start,
		             &area->end, area->bits, &area->offset, &area->major_number,
		             &area->minor_number, &area->inode, area->name) >= 7);
		found = wanted >= area->start && wanted < area->end;
	}
	fclose(file);
	return found;
}

static void files(void)
{
	int file = open("/tmp/proc-mappings", O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct stat status;
	struct area area;

	CHECK(ftruncate(file, 8 * PAGE) == 0 && fstat(file, &status) == 0);
	char *shared = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file,
	                    2 * PAGE),
	     *private = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, file, PAGE);
	CHECK(shared != MAP_FAILED && private != MAP_FAILED);
	CHECK(find(shared + PAGE, &area) && !strcmp(area.bits, "rw-s"));
	CHECK(area.start == (unsigned long)shared && area.offset == 2 * PAGE);
	CHECK(area.end == area.start + 3 * PAGE && area.inode == status.st_ino);
	CHECK(makedev(area.major_number, area.minor_number) == status.st_dev);
	CHECK(!strcmp(area.name, "/tmp/proc-mappings"));
	CHECK(find(private, &area) && !strcmp(area.bits, "r--p") && area.offset == PAGE);
	CHECK(munmap(shared + PAGE, PAGE) == 0);
	CHECK(find(shared, &area) && area.end == area.start + PAGE);
	CHECK(find(shared + 2 * PAGE, &area) && area.offset == 4 * PAGE);
	/* fopen(3) may have mapped something else there */
	CHECK(!find(shared + PAGE, &area) || area.inode == 0);
	CHECK(unlink("/tmp/proc-mappings") == 0 && close(file) == 0);
	CHECK(find(shared, &area));
	CHECK(!strcmp(area.name, "/tmp/proc-mappings (deleted)"));
	munmap(shared, PAGE);
	munmap(shared + 2 * PAGE, PAGE);
	munmap(private, PAGE);
	CHECK(!find(private, &area) || area.inode == 0);
}

static void zeros(void)
{
	int file = open("/dev/zero", O_RDWR), null = open("/dev/null", O_RDWR);
	char *private =
	        mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0),
	     *shared =
	             mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, PAGE);

	CHECK(private != MAP_FAILED && shared != MAP_FAILED);
	close(file);
	CHECK(private[0] == 0 && shared[0] == 0 && private[4 * PAGE - 1] == 0);
	private[PAGE] = 'p';
	shared[PAGE] = 's';
	CHECK(private[PAGE] == 'p' && shared[PAGE] == 's');
	munmap(private, 4 * PAGE);
	munmap(shared, 4 * PAGE);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, null, 0) == MAP_FAILED);
	CHECK(errno == ENODEV);
	close(null);
}

int main(void)
{
	files();
	zeros();
	return check_result();
}
