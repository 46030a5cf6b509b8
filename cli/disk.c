/* SPDX-License-Identifier: ISC */
/*
 * The disks of samara run: files or block devices of the host, looked at here, so that
 * what is wrong with one is said before anything starts. A machine gets them as
 * virtio-blk devices, a process by the setting SAMARA_DISKS. Each is opened by whom it is
 * for; QEMU and the process lock it as their own.
 */
#include "samara.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512

static void check(const struct disk *disk)
{
	struct stat status;
	int fd = open(disk->file, (disk->read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0)
		die(125, "--disk %s: %s", disk->file, strerror(errno));
	close(fd);
	if (S_ISBLK(status.st_mode))
		return;
	if (!S_ISREG(status.st_mode))
		die(125, "--disk %s: neither a file nor a block device", disk->file);
	if (status.st_size == 0 || status.st_size % SECTOR != 0)
		die(125, "--disk %s: its size, %lld bytes, is no multiple of %d",
		    disk->file, (long long)status.st_size, SECTOR);
}

void disk_add(struct run *run, const char *word)
{
	struct disk *disk = &run->disks[run->disk_count];
	size_t length = strlen(word);
	bool read_only = length > 3 && strcmp(word + length - 3, ":ro") == 0;
	if (run->disk_count == DISKS_MAX)
		usage_error("there can be %d disks", DISKS_MAX);
	if (!*word || strchr(word, '\n'))
		usage_error("--disk is FILE or FILE:ro");
	disk->file = text("%.*s", (int)(read_only ? length - 3 : length), word);
	disk->read_only = read_only;
	run->disk_count++;
}

void disks_check(const struct run *run)
{
	for (size_t i = 0; i < run->disk_count; i++)
		check(&run->disks[i]);
}

char *disks_setting(const struct run *run)
{
	char *setting = text("SAMARA_DISKS=");
	for (size_t i = 0; i < run->disk_count; i++)
		setting = text("%s%s%s\n", setting, run->disks[i].file,
		               run->disks[i].read_only ? ":ro" : "");
	return setting;
}

/* QEMU's options end at a comma unless there are two. */
static char *commas_doubled(const char *word)
{
	char *result = allocate(2 * strlen(word) + 1), *to = result;
	for (; *word; word++) {
		if (*word == ',')
			*to++ = ',';
		*to++ = *word;
	}
	return result;
}

/* Errors are the guest's to deal with: QEMU's default is to stop when the host's file
 * system is full. */
void disks_to_qemu(struct words *words, const struct run *run, const char *bus)
{
	for (size_t i = 0; i < run->disk_count; i++) {
		const struct disk *disk = &run->disks[i];
		struct stat status;
		bool device = stat(disk->file, &status) == 0 && S_ISBLK(status.st_mode);
		words_add(words, "-blockdev");
		words_add(words, text("driver=raw,node-name=disk%zu,read-only=%s,"
		                      "discard=unmap,file.driver=%s,file.filename=%s",
		                      i, disk->read_only ? "on" : "off",
		                      device ? "host_device" : "file",
		                      commas_doubled(disk->file)));
		words_add(words, "-device");
		words_add(words, text("virtio-blk-%s,drive=disk%zu,werror=report,"
		                      "rerror=report",
		                      bus, i));
	}
}
