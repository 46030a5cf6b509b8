/* SPDX-License-Identifier: ISC */
/*
 * What the platform tells at start. It lies among the data that becomes read-only before
 * the libos runs. An image for both ways to run asks it at each call of the contract
 * (platform/both/dispatch.S).
 */
#include <samara/platform.h>

struct platform_information platform_information
        __attribute__((section(".data.rel.ro.platform_information")));

_Static_assert(offsetof(struct platform_information, vm) == 80, "dispatch.S knows it");
