/* SPDX-License-Identifier: ISC */
/*
 * Radix trees (radix.h). A node has 64 slots: words in the lowest level, nodes above it.
 * The root grows upwards when a number needs it, and stays.
 */
#include "lib/radix.h"
#include "mem/heap.h"

#define SLOTS (1u << RADIX_BITS)

struct radix_node {
	union {
		struct radix_node *node;
		uint64_t word;
	} slot[SLOTS];
};

/* How many numbers a node of that level has, as a shift: words are level 1. */
static unsigned shift(unsigned level)
{
	return RADIX_BITS * level;
}

/* Is the number beyond what a tree of that height can have? */
static bool beyond(uint64_t number, unsigned height)
{
	return shift(height) < 64 && number >> shift(height);
}

static unsigned slot_of(uint64_t number, unsigned level)
{
	return number >> shift(level - 1) & (SLOTS - 1);
}

uint64_t *radix_find(const struct radix *tree, uint64_t number)
{
	struct radix_node *node = tree->root;

	if (!node || beyond(number, tree->height))
		return NULL;
	for (unsigned level = tree->height; level > 1 && node; level--)
		node = node->slot[slot_of(number, level)].node;
	return node ? &node->slot[slot_of(number, 1)].word : NULL;
}

static struct radix_node *node_make(struct radix *tree)
{
	struct radix_node *node = heap_allocate(sizeof *node);

	if (node)
		tree->nodes++;
	return node;
}

/* Make the tree high enough. */
static int grow(struct radix *tree, uint64_t number)
{
	while (!tree->root || beyond(number, tree->height)) {
		struct radix_node *node = node_make(tree);
		if (!node)
			return -ENOMEM;
		node->slot[0].node = tree->root;
		tree->root = node;
		tree->height++;
	}
	return 0;
}

uint64_t *radix_make(struct radix *tree, uint64_t number)
{
	if (grow(tree, number))
		return NULL;
	struct radix_node *node = tree->root;
	for (unsigned level = tree->height; level > 1; level--) {
		struct radix_node **next = &node->slot[slot_of(number, level)].node;
		if (!*next)
			*next = node_make(tree);
		node = *next;
		if (!node)
			return NULL;
	}
	return &node->slot[slot_of(number, 1)].word;
}

/* Within a node: numbers are relative to its first. */
static uint64_t *next_in(struct radix_node *node, unsigned level, uint64_t *number)
{
	for (unsigned i = slot_of(*number, level); i < SLOTS; i++) {
		uint64_t first = (uint64_t)i << shift(level - 1);
		uint64_t within = *number > first ? *number - first : 0;
		uint64_t *found = NULL;
		if (level == 1 && node->slot[i].word)
			found = &node->slot[i].word;
		else if (level > 1 && node->slot[i].node)
			found = next_in(node->slot[i].node, level - 1, &within);
		if (found) {
			*number = first + within;
			return found;
		}
	}
	return NULL;
}

uint64_t *radix_next(const struct radix *tree, uint64_t *number)
{
	if (!tree->root || beyond(*number, tree->height))
		return NULL;
	return next_in(tree->root, tree->height, number);
}

static void node_free(struct radix *tree, struct radix_node *node)
{
	heap_free(node, sizeof *node);
	tree->nodes--;
}

/* Numbers from `first` to `last`, relative to the node's first. True: it is empty. */
static bool trim(struct radix *tree, struct radix_node *node, unsigned level,
                 uint64_t first, uint64_t last)
{
	uint64_t span = 1ul << shift(level - 1);
	bool empty = true;

	for (unsigned i = 0; i < SLOTS; i++) {
		uint64_t low = i * span, high = low + (span - 1);
		struct radix_node *below = node->slot[i].node; /* or a word, as NULL */
		if (level > 1 && below && first <= high && last >= low &&
		    trim(tree, below, level - 1, first > low ? first - low : 0,
		         (last < high ? last : high) - low)) {
			node_free(tree, below);
			node->slot[i].node = below = NULL;
		}
		empty = empty && !below;
	}
	return empty;
}

void radix_trim(struct radix *tree, uint64_t first, uint64_t end)
{
	if (!tree->root || first >= end || beyond(first, tree->height))
		return;
	if (trim(tree, tree->root, tree->height, first, end - 1)) {
		node_free(tree, tree->root);
		tree->root = NULL;
		tree->height = 0;
	}
}

static void end_node(struct radix *tree, struct radix_node *node, unsigned level)
{
	for (unsigned i = 0; level > 1 && i < SLOTS; i++)
		if (node->slot[i].node)
			end_node(tree, node->slot[i].node, level - 1);
	node_free(tree, node);
}

void radix_end(struct radix *tree)
{
	if (tree->root)
		end_node(tree, tree->root, tree->height);
	tree->root = NULL;
	tree->height = 0;
}
