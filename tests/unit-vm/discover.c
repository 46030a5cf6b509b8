/* SPDX-License-Identifier: ISC */
/* Where devices are: words of the command line, and the byte patterns of a DSDT. */
#include "core/device/discover.c"
#include "core/option.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

char command_line[COMMAND_LINE_SIZE];
static const uint8_t *dsdt;
static uint32_t dsdt_length;
static char seen[4096]; /* what was probed: address:line, with + for level */
static bool pci_asked;

bool mmio_match(struct device *device, uint64_t address, unsigned *left)
{
	snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%lx:%u%s ", address,
	         device->line, device->level ? "+" : "");
	return address && (*left)-- == 0;
}

bool pci_find(struct device *device, unsigned *left)
{
	pci_asked = true;
	return false;
}

const void *acpi_table(const char *signature, uint32_t *length)
{
	assert_memory_equal(signature, "DSDT", 4);
	*length = dsdt_length;
	return dsdt;
}

static void check(const char *line, unsigned index, int result, const char *expected)
{
	struct device device = {.type = 3, .index = index};
	strcpy(command_line, line);
	*seen = 0;
	pci_asked = false;
	assert_int_equal(discover(&device), result);
	assert_string_equal(seen, expected);
	assert_int_equal(pci_asked, result != 0);
}

static void from_line(void **unused)
{
	dsdt = NULL;
	check("", 0, -ENODEV, "");
	check("virtio_mmio.device=512@0xfeb00e00:12", 0, 0, "feb00e00:12 ");
	check("x virtio_mmio.device=4K@0xd0000000:5:1 -- y "
	      "virtio_mmio.device=4K@0xd0001000:6",
	      1, 0, "d0000000:5 d0001000:6 ");
	check("virtio_mmio.device=4K@0xd0000000:5", 1, -ENODEV, "d0000000:5 ");
	check("virtio_mmio.device= virtio_mmio.device=4K virtio_mmio.device=4K@ "
	      "virtio_mmio.device=4K@5 virtio_mmio.device=4K@: virtio_mmio.device=@5:6",
	      0, 0, "0:0 5:6 ");
	check("virtio_mmio.device=4K@0xffffffffffffffffffff:99999999999", 0, 0,
	      "ffffffffffffffff:1215752191 ");
}

/* As QEMU's microvm writes them. */
static const uint8_t two[] = "\x5b\x82\x42\x04VR23\x08_HID\x0dLNRO0005\0\x08_"
                             "UID\x0a\x17\x08_CCA\x01\x08_CRS\x11\x1a\x0a\x17"
                             "\x86\x09\x00\x01\x00\x2e\xb0\xfe\x00\x02\x00\x00\x89\x06"
                             "\x00\x01\x01\x2f\x00\x00\x00\x79\x00"
                             "\x5b\x82\x42\x04VR22\x08_HID\x0dLNRO0005\0\x08_"
                             "UID\x0a\x16\x08_CCA\x01\x08_CRS\x11\x1a\x0a\x17"
                             "\x86\x09\x00\x01\x00\x2c\xb0\xfe\x00\x02\x00\x00\x89\x06"
                             "\x00\x03\x01\x2e\x00\x00\x00\x79\x00";

static void from_tables(void **unused)
{
	dsdt = two;
	dsdt_length = sizeof two - 1;
	check("", 0, 0, "feb02e00:47+ ");
	check("", 1, 0, "feb02e00:47+ feb02c00:46 ");
	check("", 2, -ENODEV, "feb02e00:47+ feb02c00:46 ");
	check("virtio_mmio.device=1@2:3", 1, -ENODEV, "2:3 ");
}

/* Cut anywhere, or with bytes changed: nothing is read outside (the sanitizer sees it).
 */
static void damaged(void **unused)
{
	for (size_t length = 0; length < sizeof two; length++) {
		uint8_t *copy = malloc(length ? length : 1);
		memcpy(copy, two, length);
		dsdt = copy;
		dsdt_length = (uint32_t)length;
		struct device device = {.index = 7};
		assert_int_equal(discover(&device), -ENODEV);
		for (unsigned i = 0; length && i < 20; i++) {
			copy[(size_t)rand() % length] = (uint8_t)rand();
			*seen = 0;
			assert_int_equal(discover(&device), -ENODEV);
		}
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(from_line),
	        cmocka_unit_test(from_tables),
	        cmocka_unit_test(damaged),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
