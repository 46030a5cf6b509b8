/* SPDX-License-Identifier: ISC */
/* A virtio device's own configuration, for ring 3 to read (virtio 1.1, section 2.4). */
#include "device.h"

#define CONFIG_LIMIT 64 /* bytes by one call */
#define TRIES        4  /* a device that changes it all the time is given up */

long device_config(unsigned number, unsigned offset, uint64_t buffer, unsigned length)
{
	struct device *device = device_by_number(number);
	uint8_t bytes[CONFIG_LIMIT];
	if (!device)
		return -ENODEV;
	if (length > sizeof bytes || length > device->config_length || !device->config ||
	    offset > device->config_length - length)
		return -EINVAL;
	for (unsigned i = 0; i < TRIES; i++) {
		uint32_t generation = register_read(device, CONFIG_GENERATION);
		for (unsigned at = 0; at < length; at++)
			bytes[at] = device->config[offset + at];
		if (register_read(device, CONFIG_GENERATION) == generation)
			return user_write(buffer, bytes, length);
	}
	return -EIO;
}
