/* SPDX-License-Identifier: ISC */
/* The power button, for gate/signals.c. */
#ifndef CORE_BUTTON_H
#define CORE_BUTTON_H

#include <stdbool.h>

/* At boot. While nobody catches it, a press ends the machine. */
void button_begin(void);
void button_catch(
        bool caught);   /* a press is PLATFORM_EVENT_SIGNAL; else it ends the machine */
bool button_take(void); /* a press was caught since the last call */

#endif
