/* SPDX-License-Identifier: ISC */
/*
 * What the layer below tells the libos. The start of either platform fills it before it
 * closes off the image's relocated data, where this lies too: from then on it can't
 * change.
 */
#include <samara/platform.h>

__attribute__((section(".data.rel.ro.platform_information"))) struct platform_information
        platform_information;
