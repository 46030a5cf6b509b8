/* SPDX-License-Identifier: ISC */
/*
 * What changes of /proc/sys. The rest are constants (table.c): what is given to programs
 * as a limit of Linux's is a limit here, or there is none.
 */
#include "fs/descriptor.h"
#include "fs/proc/proc.h"
#include "identity/names.h"
#include "random/random.h"

/* ---- names ---- */

static int put_name(struct text *to, const char *name)
{
	lock_acquire(&identity_lock);
	text_put(to, "%s\n", name);
	lock_release(&identity_lock);
	return 0;
}

static int set_name(char *name, const char *text, size_t length)
{
	char copy[__NEW_UTS_LEN + 1] = "";

	memcpy(copy, text, length < __NEW_UTS_LEN ? length : __NEW_UTS_LEN);
	lock_acquire(&identity_lock);
	memcpy(name, copy, sizeof copy);
	lock_release(&identity_lock);
	return 0;
}

int proc_host_name(struct text *to, const struct synthetic_node *of)
{
	return put_name(to, names.nodename);
}

int proc_host_name_set(const struct synthetic_node *of, char *text, size_t length)
{
	return set_name(names.nodename, text, length);
}

int proc_domain_name(struct text *to, const struct synthetic_node *of)
{
	return put_name(to, names.domainname);
}

int proc_domain_name_set(const struct synthetic_node *of, char *text, size_t length)
{
	return set_name(names.domainname, text, length);
}

int proc_release(struct text *to, const struct synthetic_node *of)
{
	return put_name(to, names.release);
}

int proc_os_version(struct text *to, const struct synthetic_node *of)
{
	return put_name(to, names.version);
}

/* ---- random numbers ---- */

/* A random UUID (RFC 4122, version 4). */
static int put_uuid(struct text *to, const uint8_t bytes[16])
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned long byte = bytes[i];
		if (i == 6)
			byte = (byte & 0x0f) | 0x40;
		if (i == 8)
			byte = (byte & 0x3f) | 0x80;
		text_put(to, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02lx" : "%02lx",
		         byte);
	}
	text_put(to, "\n");
	return 0;
}

int proc_uuid(struct text *to, const struct synthetic_node *of)
{
	uint8_t bytes[16];

	random_bytes(bytes, sizeof bytes);
	return put_uuid(to, bytes);
}

/* The same as long as the machine runs. */
int proc_boot_id(struct text *to, const struct synthetic_node *of)
{
	static struct lock lock;
	static uint8_t bytes[16];
	static bool made;

	lock_acquire(&lock);
	if (!made)
		random_bytes(bytes, sizeof bytes);
	made = true;
	lock_release(&lock);
	return put_uuid(to, bytes);
}

/* ---- counts ---- */

/* Open files, descriptors that share one as one; 0; how many there could be. */
int proc_files_now(struct text *to, const struct synthetic_node *of)
{
	unsigned long count = 0;

	lock_acquire(&descriptor_lock);
	for (unsigned n = 0; n < descriptor_count; n++)
		count += descriptors[n].file != NULL;
	lock_release(&descriptor_lock);
	text_put(to, "%lu\t0\t%lu\n", count, (unsigned long)DESCRIPTORS_MAX);
	return 0;
}
