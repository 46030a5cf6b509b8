/* SPDX-License-Identifier: ISC */
/*
 * The reader of EROFS on file systems that mkfs.erofs makes of a tree, in each layout
 * that it has: what is read is the tree. Then on file systems damaged in one way each.
 */
#include "unit.h"

#include "fs/erofs/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define SOME  500   /* names in a directory */
#define MANY  10000 /* in another, on which less is tried */
#define DEEP  100   /* directories in one another */
#define BLOCK 4096

static char tree[64], image[128];
static bool attributes; /* the host's file system keeps some */

/* An image in memory, or behind a source that counts. */
static struct erofs fs;
static char *bytes;
static size_t size;
static bool by_source;
static unsigned source_fails; /* after so many calls; 0: never */

static int source_read(struct erofs_source *source, uint64_t offset, void *to,
                       size_t length)
{
	assert_true(offset <= source->size && length <= source->size - offset);
	if (source_fails && !--source_fails) {
		source_fails = 1;
		return -EIO;
	}
	memcpy(to, bytes + offset, length);
	return 0;
}

static struct erofs_source source = {.read = source_read};

/* ---- the tree ---- */

static int remove_tree(void **unused)
{
	char command[256];

	snprintf(command, sizeof command, "rm -rf %s %s", tree, image);
	return system(command);
}

static const char *at(const char *name)
{
	static char path[8192];

	snprintf(path, sizeof path, "%s/%s", tree, name);
	return path;
}

static void make_file(const char *name, size_t length, unsigned seed)
{
	FILE *file = fopen(at(name), "w");

	assert_non_null(file);
	for (size_t i = 0; i < length; i++)
		putc((int)(i * 7 + i / BLOCK + seed) & 0xff, file);
	assert_int_equal(fclose(file), 0);
}

static void make_sparse(void)
{
	int file = open(at("sparse"), O_CREAT | O_WRONLY, 0644);

	assert_int_equal(pwrite(file, "begin", 5, 0), 5);
	assert_int_equal(pwrite(file, "middle", 6, 100000), 6);
	assert_int_equal(ftruncate(file, 200001), 0);
	close(file);
}

static void make_many(const char *directory, int count)
{
	char name[64];

	assert_int_equal(mkdir(at(directory), 0755), 0);
	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof name, "%s/%d.%x", directory, i * 7919 % count,
		         i * i);
		assert_int_equal(mknod(at(name), S_IFREG | 0600, 0), 0);
	}
}

static void make_names(void)
{
	char name[300];

	make_many("many", SOME);
	memset(name, 'n', 254); /* mkfs.erofs 1.5 fails on longer ones */
	name[254] = 0;
	make_file(name, 10, 1);
	memset(name, '\xff', 254);
	name[254] = 0;
	make_file(name, 10, 2);
	for (const char *odd = "-+,!#\x01 A\"\\"; *odd; odd++) {
		snprintf(name, sizeof name, "%c before the dots", *odd);
		make_file(name, 1, 3);
	}
	make_file("...", 3, 3);
	make_file("..a", 3, 3);
}

static void make_deep(void)
{
	char name[8 * DEEP] = "deep";

	for (int i = 0; i < DEEP; i++) {
		assert_int_equal(mkdir(at(name), 0700 + (i & 077)), 0);
		strcat(name, i & 1 ? "/d" : "/deeper");
	}
	make_file(name, 5, 9);
}

static void set_attribute(const char *name, const char *key, size_t length)
{
	char value[2048];

	memset(value, 'a' + (int)(length & 15), sizeof value);
	attributes &= setxattr(at(name), key, value, length, 0) == 0;
}

static void make_attributes(void)
{
	char name[32], key[250] = "user.";

	attributes = true;
	for (int i = 0; i < 8; i++) {
		snprintf(name, sizeof name, "attribute%d", i);
		make_file(name, (size_t)i * 1000, 5);
		set_attribute(name, "user.shared", 100);
		set_attribute(name, "user.own", (size_t)i);
	}
	memset(key + 5, 'k', sizeof key - 6);
	set_attribute("attribute0", key, 20);
	set_attribute("attribute1", "user.long", 1200);
	set_attribute("deep", "user.directory", 3);
}

static void make_empty(void)
{
	assert_int_equal(mkdir(at("empty"), 0), 0);
	assert_int_equal(chmod(at("empty"), 01777), 0);
}

static void make_kinds(void)
{
	char target[4001];

	memset(target, 't', sizeof target - 1);
	target[sizeof target - 1] = 0;
	assert_int_equal(symlink("short/../target", at("link")), 0);
	assert_int_equal(symlink(target, at("link-long")), 0);
	assert_int_equal(mkfifo(at("fifo"), 0640), 0);
	make_file("hard", 100, 4);
	char *other = strdup(at("many/hard"));
	assert_int_equal(link(at("hard"), other), 0);
	free(other);
	make_empty();
	make_file("mode", 1, 0);
	assert_int_equal(chmod(at("mode"), 06751), 0);
	struct timespec old[2] = {{1, 2}, {-12345678, 987654321}};
	assert_int_equal(utimensat(0, at("mode"), old, 0), 0);
}

static int make_tree(void **unused)
{
	static const size_t sizes[] = {0,         1,         100,           BLOCK - 1,
	                               BLOCK,     BLOCK + 1, 3 * BLOCK - 1, 3 * BLOCK,
	                               5 * BLOCK, 70001,     1 << 20};
	char name[32];

	strcpy(tree, "/tmp/erofs.XXXXXX");
	assert_non_null(mkdtemp(tree));
	snprintf(image, sizeof image, "%s.image", tree);
	for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		snprintf(name, sizeof name, "file%zu", sizes[i]);
		make_file(name, sizes[i], i);
	}
	make_sparse();
	make_names();
	make_deep();
	make_attributes();
	make_kinds();
	return 0;
}

/* ---- reading it ---- */

static void load(const char *options)
{
	char command[512];
	struct stat status;

	snprintf(command, sizeof command, "mkfs.erofs --quiet %s %s %s", options, image,
	         tree);
	unlink(image);
	assert_int_equal(system(command), 0);
	int file = open(image, O_RDONLY);
	assert_true(file >= 0 && fstat(file, &status) == 0);
	size = (size_t)status.st_size;
	bytes = aligned_alloc(BLOCK, size);
	assert_int_equal(read(file, bytes, size), (long)size);
	close(file);
}

static int open_again(void)
{
	source.size = size;
	return by_source ? erofs_open_source(&fs, &source) : erofs_open(&fs, bytes, size);
}

static struct erofs_inode inode_of(uint64_t number)
{
	struct erofs_inode inode;

	assert_int_equal(erofs_inode(&fs, number, &inode), 0);
	return inode;
}

/* Every byte, in pieces of odd sizes, and where they lie. */
static void compare_contents(const char *path, const struct erofs_inode *inode)
{
	static char here[70001], there[70001];
	int file = open(path, O_RDONLY);
	size_t length;
	long n;

	for (uint64_t offset = 0; offset <= inode->size; offset += 33333) {
		n = erofs_read(&fs, inode, offset, here, sizeof here);
		assert_int_equal(n, pread(file, there, sizeof there, (off_t)offset));
		assert_memory_equal(here, there, n);
	}
	assert_int_equal(erofs_read(&fs, inode, inode->size, here, 1), 0);
	assert_int_equal(erofs_read(&fs, inode, UINT64_MAX, here, 1), 0);
	for (uint64_t offset = 0; offset < inode->size && !by_source; offset += length) {
		const char *run = erofs_at(&fs, inode, offset, &length);
		assert_true(length > 0 && length <= inode->size - offset);
		for (size_t part = 0; part < length; part += (size_t)n) {
			n = pread(file, there, sizeof there, (off_t)(offset + part));
			if ((size_t)n > length - part)
				n = (long)(length - part);
			memset(here, 0, (size_t)n);
			assert_memory_equal(run ? run + part : here, there, n);
		}
		if (run && length >= BLOCK)
			assert_int_equal((run - bytes) % BLOCK, 0);
	}
	close(file);
}

static void compare_attributes(const char *path, const struct erofs_inode *inode)
{
	struct erofs_attribute attribute;
	unsigned position = 0;
	char list[4096], value[2048], expected[2048];
	long left = listxattr(path, list, sizeof list);
	int result;

	while ((result = erofs_attribute(&fs, inode, &position, &attribute)) == 1) {
		assert_int_equal(strlen(attribute.name), attribute.name_length);
		assert_int_equal(attribute.size, getxattr(path, attribute.name, expected,
		                                          sizeof expected));
		assert_int_equal(erofs_attribute_value(&fs, &attribute, value), 0);
		assert_memory_equal(value, expected, attribute.size);
		left -= attribute.name_length + 1;
	}
	assert_int_equal(result, 0);
	assert_int_equal(left, 0);
}

static void compare_status(const struct stat *status, const struct erofs_inode *inode,
                           bool times)
{
	assert_int_equal(inode->mode, status->st_mode);
	assert_int_equal(inode->user, status->st_uid);
	assert_int_equal(inode->group, status->st_gid);
	if (!S_ISDIR(inode->mode)) /* mkfs.erofs counts the names that lead there */
		assert_int_equal(inode->links, status->st_nlink);
	if (S_ISREG(inode->mode) || S_ISLNK(inode->mode))
		assert_int_equal(inode->size, status->st_size);
	if (times)
		assert_int_equal(inode->modified, status->st_mtim.tv_sec * 1000000000 +
		                                          status->st_mtim.tv_nsec);
}

static uint64_t hard; /* the inode of a file with two names */

static void compare_directory(const char *path, uint64_t number, bool times);

static void compare_one(const char *path, uint64_t number, uint64_t parent, bool times)
{
	struct erofs_inode inode = inode_of(number);
	char text[EROFS_LINK_LONGEST], expected[EROFS_LINK_LONGEST + 1];
	struct stat status;

	assert_int_equal(lstat(path, &status), 0);
	compare_status(&status, &inode, times);
	if (S_ISDIR(status.st_mode)) {
		assert_int_equal(erofs_child(&fs, &inode, parent), 0);
		assert_int_equal(erofs_child(&fs, &inode, parent + 1), -EUCLEAN);
		compare_directory(path, number, times);
	} else if (S_ISREG(status.st_mode)) {
		compare_contents(path, &inode);
	} else if (S_ISLNK(status.st_mode)) {
		assert_int_equal(readlink(path, expected, sizeof expected), inode.size);
		assert_int_equal(erofs_link(&fs, &inode, text), 0);
		assert_memory_equal(text, expected, inode.size);
	}
	if (!S_ISLNK(status.st_mode) && attributes)
		compare_attributes(path, &inode);
	if (S_ISREG(status.st_mode) && status.st_nlink == 2) {
		assert_true(!hard || hard == number);
		hard = number;
	}
}

static void compare_directory(const char *path, uint64_t number, bool times)
{
	struct erofs_inode directory = inode_of(number);
	struct erofs_name name = {0};
	uint64_t position = 0;
	int result, count = 2;
	char below[4096];

	while ((result = erofs_list(&fs, &directory, &position, &name)) == 1) {
		assert_int_equal(strlen(name.text), name.length);
		snprintf(below, sizeof below, "%s/%s", path, name.text);
		compare_one(below, name.number, number, times);
		count++;
	}
	assert_int_equal(result, 0);
	DIR *there = opendir(path);
	while (readdir(there))
		count--;
	closedir(there);
	assert_int_equal(count, 0);
}

static void compare_tree(const char *options, bool times)
{
	load(options);
	for (int way = 0; way < 2; way++) {
		by_source = way;
		hard = 0;
		assert_int_equal(open_again(), 0);
		assert_null(fs.problem);
		compare_directory(tree, fs.root, times);
	}
	by_source = false;
	free(bytes);
}

static void as_it_comes(void **unused)
{
	compare_tree("", true);
	assert_true(hard);
}

static void extended(void **unused)
{
	compare_tree("-Eforce-inode-extended", true);
}

static void compact(void **unused)
{
	compare_tree("-Eforce-inode-compact -T1234567890", false);
	compare_tree("-Enoinline_data -x0", true);
}

static void many_names(void **unused)
{
	char all[64];

	strcpy(all, tree);
	strcat(tree, "/empty");
	make_many("huge", MANY);
	compare_tree("", true);
	remove_tree(NULL);
	strcpy(tree, all);
	make_empty();
}

static void chunks(void **unused)
{
	compare_tree("--chunksize=4096 -Eforce-inode-blockmap", true);
	compare_tree("--chunksize=16384 -Eforce-chunk-indexes", true);
}

/* ---- damaged ones ---- */

static struct erofs_inode find_name(const char *path)
{
	struct erofs_inode inode = inode_of(fs.root);
	struct erofs_name name = {0};

	while (*path) {
		size_t length = strcspn(path, "/");
		uint64_t position = 0;
		do
			assert_int_equal(erofs_list(&fs, &inode, &position, &name), 1);
		while (name.length != length || memcmp(name.text, path, length) != 0);
		inode = inode_of(name.number);
		path += length + (path[length] == '/');
	}
	return inode;
}

static struct disk_inode *disk_of(const struct erofs_inode *inode)
{
	return (void *)(bytes + fs.inodes + inode->number * INODE_SLOT);
}

static struct disk_super *super(void)
{
	return (void *)(bytes + SUPER_OFFSET);
}

/* Change the superblock, and back. */
#define REFUSED(result, field, value, why)                \
	do {                                              \
		struct disk_super kept = *super();        \
		super()->field = (value);                 \
		assert_int_equal(open_again(), result);   \
		assert_non_null(strstr(fs.problem, why)); \
		*super() = kept;                          \
	} while (0)

static void refused(void **unused)
{
	load("");
	assert_int_equal(open_again(), 0);
	const uint16_t file = (uint16_t)find_name("mode").number;
	for (int way = 0; way < 2; way++) {
		by_source = way;
		REFUSED(-EINVAL, magic, 1, "isn't an EROFS");
		REFUSED(-EUCLEAN, label[3], 1, "checksum");
		REFUSED(-EUCLEAN, checksum, 1, "checksum");
		super()->compatible &= ~COMPATIBLE_CHECKSUM;
		REFUSED(-EOPNOTSUPP, block_bits, 13, "blocks");
		REFUSED(-EOPNOTSUPP, block_bits, 8, "blocks");
		REFUSED(-EOPNOTSUPP, features, 2, "compressed");
		REFUSED(-EOPNOTSUPP, features, 0x40, "features");
		REFUSED(-EOPNOTSUPP, features, 0x80000000, "features");
		REFUSED(-EOPNOTSUPP, directory_bits, 1, "large blocks");
		REFUSED(-EOPNOTSUPP, devices, 1, "devices");
		REFUSED(-EUCLEAN, blocks, UINT32_MAX, "cut short");
		REFUSED(-EUCLEAN, inode_block, UINT32_MAX, "root directory");
		REFUSED(-EUCLEAN, root, file, "root");
		assert_int_equal(open_again(), 0);
		source_fails = 1;
		if (by_source)
			assert_int_equal(open_again(), -EIO);
		source_fails = 0;
		super()->compatible |= COMPATIBLE_CHECKSUM;
	}
	by_source = false;
	for (size_t all = size; size; size = size > BLOCK ? size - BLOCK : size / 2)
		assert_int_equal(open_again() == 0, size == all);
	free(bytes);
}

/* One field of a file's inode is set: what erofs_inode() says. */
#define INODE(result, name, field, value)                                          \
	do {                                                                       \
		struct erofs_inode victim = find_name(name), after;                \
		struct disk_inode before = *disk_of(&victim);                      \
		disk_of(&victim)->field = (value);                                 \
		assert_int_equal(erofs_inode(&fs, victim.number, &after), result); \
		*disk_of(&victim) = before;                                        \
	} while (0)

static void damaged_inodes(void **unused)
{
	struct erofs_inode inode;

	load("-Eforce-inode-extended");
	assert_int_equal(open_again(), 0);
	INODE(-EUCLEAN, "file1", mode, 0);
	INODE(-EUCLEAN, "file1", mode, 0xf000);
	INODE(-EOPNOTSUPP, "file1", format, 0x11);
	INODE(-EOPNOTSUPP, "file1", format, 3); /* compressed */
	INODE(-EOPNOTSUPP, "file1", format, 7);
	INODE(-EOPNOTSUPP, "file1", format, 15);
	INODE(-EUCLEAN, "file12288", size, UINT64_MAX);
	INODE(-EUCLEAN, "file12288", size, INT64_MAX);
	INODE(-EUCLEAN, "file12288", size, size);
	INODE(-EUCLEAN, "file12288", place, UINT32_MAX);
	INODE(-EUCLEAN, "file12288", place, (uint32_t)(size / BLOCK) - 2);
	INODE(-EUCLEAN, "file100", size, BLOCK);
	assert_int_equal(erofs_inode(&fs, UINT64_MAX, &inode), -EUCLEAN);
	assert_int_equal(erofs_inode(&fs, size / INODE_SLOT, &inode), -EUCLEAN);
	free(bytes);
}

/* Device nodes are for root to make; the reader tells them by the mode alone. */
static void device_nodes(void **unused)
{
	load("");
	assert_int_equal(open_again(), 0);
	struct erofs_inode inode = find_name("fifo");
	disk_of(&inode)->mode = S_IFBLK | 0600;
	disk_of(&inode)->place = 0x12345678;
	inode = inode_of(inode.number);
	assert_int_equal(inode.mode, S_IFBLK | 0600);
	assert_int_equal(inode.device, 0x12345678);
	assert_int_equal(inode.size, 0);
	free(bytes);
}

static void damaged_chunks(void **unused)
{
	size_t length;
	char byte;

	load("--chunksize=4096 -Eforce-chunk-indexes");
	for (int way = 0; way < 2; way++) {
		by_source = way;
		assert_int_equal(open_again(), 0);
		struct erofs_inode inode = find_name("file70001");
		struct disk_chunk *chunk = (void *)(bytes + inode.data), kept = chunk[3];
		INODE(-EOPNOTSUPP, "file70001", place, 0x40);
		INODE(-EUCLEAN, "file70001", size, INT64_MAX);
		chunk[3].block = BLOCK_HOLE;
		inode = inode_of(inode.number);
		assert_int_equal(erofs_read(&fs, &inode, 3 * BLOCK + 7, &byte, 1), 1);
		assert_int_equal(byte, 0);
		if (!way)
			assert_null(erofs_at(&fs, &inode, 3 * BLOCK + 7, &length));
		chunk[3].block = (uint32_t)(size / BLOCK);
		assert_int_equal(erofs_inode(&fs, inode.number, &inode),
		                 way ? 0 : -EUCLEAN);
		if (way)
			assert_int_equal(erofs_read(&fs, &inode, 3 * BLOCK, &byte, 1),
			                 -EUCLEAN);
		chunk[3] = kept;
		chunk[3].device = 1;
		assert_int_equal(erofs_inode(&fs, inode.number, &inode),
		                 way ? 0 : -EUCLEAN);
		chunk[3] = kept;
	}
	by_source = false;
	free(bytes);
}

/* The result behind the good names of a directory. */
static int list_all(const struct erofs_inode *directory)
{
	struct erofs_name name = {0};
	uint64_t position = 0;
	int result;

	while ((result = erofs_list(&fs, directory, &position, &name)) == 1)
		;
	return result;
}

static void damaged_directories(void **unused)
{
	load("");
	assert_int_equal(open_again(), 0);
	struct erofs_inode many = find_name("many"), root = inode_of(fs.root), empty;
	struct disk_name *name = (void *)(bytes + many.data), kept = name[1];
	assert_int_equal(list_all(&many), 0);
	static const uint16_t bad[] = {0, 1, 11, 13, 4095, 4096, UINT16_MAX};
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		name[1].text = bad[i];
		assert_int_equal(list_all(&many), -EUCLEAN);
	}
	name[1] = kept;
	kept = name[0];
	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		name[0].text = bad[i];
		assert_int_equal(list_all(&many), -EUCLEAN);
	}
	name[0] = kept;
	char *text = bytes + many.data + name[2].text;
	for (const char *c = "/\xff"; *c; c++) { /* not a name; not in order */
		char first = *text;
		*text = *c;
		assert_int_equal(list_all(&many), -EUCLEAN);
		*text = first;
	}
	*text = 0;
	assert_int_equal(list_all(&many), -EUCLEAN);
	/* the same block twice; a directory in itself, or at two places */
	memcpy(bytes + many.data + BLOCK, bytes + many.data, BLOCK);
	assert_int_equal(list_all(&many), -EUCLEAN);
	assert_int_equal(erofs_child(&fs, &root, root.number), -EUCLEAN);
	empty = find_name("empty");
	assert_int_equal(erofs_child(&fs, &empty, root.number), 0);
	assert_int_equal(erofs_child(&fs, &empty, many.number), -EUCLEAN);
	free(bytes);
}

/* The last byte of a name is the first of the next one's, until it is too long. */
static void longest_name(void **unused)
{
	char name[256];

	load("");
	assert_int_equal(open_again(), 0);
	struct erofs_inode root = inode_of(fs.root);
	assert_true(root.size < BLOCK);
	struct disk_name *disk =
	        (void *)(bytes + (root.tail_from ? root.data : root.tail));
	while (disk->number != find_name("sparse").number)
		disk++;
	memset(name, 'n', 254);
	strcpy(name + 254, "s");
	disk->text++;
	find_name(name);
	find_name("parse");
	assert_int_equal(list_all(&root), 0);
	disk->text++;
	assert_int_equal(list_all(&root), -EUCLEAN);
	free(bytes);
}

static void damaged_links(void **unused)
{
	static char text[EROFS_LINK_LONGEST];

	load("-Eforce-inode-extended");
	assert_int_equal(open_again(), 0);
	struct erofs_inode link = find_name("link");
	assert_int_equal(erofs_link(&fs, &link, text), 0);
	bytes[link.tail + 3] = 0;
	assert_int_equal(erofs_link(&fs, &link, text), -EUCLEAN);
	link.size = 0;
	assert_int_equal(erofs_link(&fs, &link, text), -EUCLEAN);
	link = find_name("link-long");
	link.size = 4096;
	assert_int_equal(erofs_link(&fs, &link, text), -EUCLEAN);
	free(bytes);
}

static int attributes_all(const struct erofs_inode *inode)
{
	struct erofs_attribute attribute;
	unsigned position = 0;
	int result;

	while ((result = erofs_attribute(&fs, inode, &position, &attribute)) == 1)
		;
	return result;
}

static void damaged_attributes(void **unused)
{
	if (!attributes)
		skip();
	load("");
	assert_int_equal(open_again(), 0);
	struct erofs_inode inode = find_name("attribute1");
	struct disk_attributes *header = (void *)(bytes + inode.attributes);
	assert_int_equal(header->shared, 1);
	uint32_t *number = (void *)(header + 1), kept = *number;
	struct disk_attribute *own = (void *)(number + 1), kept_own = *own;
	assert_int_equal(attributes_all(&inode), 0);
	*number = UINT32_MAX;
	assert_int_equal(attributes_all(&inode), -EUCLEAN);
	*number = kept;
	header->shared = 255;
	assert_int_equal(attributes_all(&inode), -EUCLEAN);
	header->shared = 1;
	own->size = UINT16_MAX;
	assert_int_equal(attributes_all(&inode), -EUCLEAN);
	*own = kept_own;
	own->name_length = 255;
	assert_int_equal(attributes_all(&inode), -EUCLEAN);
	*own = kept_own;
	own->prefix = 2; /* has no more name */
	assert_int_equal(attributes_all(&inode), -EUCLEAN);
	own->prefix = 77; /* isn't known, and passed over */
	assert_int_equal(attributes_all(&inode), 0);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(as_it_comes),    cmocka_unit_test(extended),
	        cmocka_unit_test(compact),        cmocka_unit_test(chunks),
	        cmocka_unit_test(many_names),     cmocka_unit_test(refused),
	        cmocka_unit_test(damaged_inodes), cmocka_unit_test(device_nodes),
	        cmocka_unit_test(damaged_chunks), cmocka_unit_test(damaged_directories),
	        cmocka_unit_test(damaged_links),  cmocka_unit_test(damaged_attributes),
	        cmocka_unit_test(longest_name),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
