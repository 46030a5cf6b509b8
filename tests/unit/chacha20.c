/* SPDX-License-Identifier: ISC */
/* ChaCha20 by the vectors of RFC 8439, and the generator that is built on it. */
#include "unit.h"

#include "libos/random/chacha20.c"
#include "libos/random/random.c"

static unsigned entropy_calls, log_lines;
static bool no_entropy;

long platform_entropy(void *buffer, size_t size)
{
	memset(buffer, (int)++entropy_calls, size);
	return no_entropy ? -ENODATA : (long)size;
}

void log_line(const char *text, ...)
{
	log_lines++;
}

static void check_block(const uint8_t *from, uint32_t counter, const uint8_t *nonce,
                        const char *expected)
{
	uint8_t block[CHACHA20_BLOCK];
	char text[2 * CHACHA20_BLOCK + 1];

	chacha20_block(block, from, counter, nonce);
	for (unsigned i = 0; i < sizeof block; i++)
		sprintf(text + 2 * i, "%02x", block[i]);
	assert_string_equal(text, expected);
}

/* RFC 8439, 2.3.2 */
static void block_function(void **unused)
{
	static const uint8_t nonce[12] = {0, 0, 0, 9, 0, 0, 0, 0x4a};
	uint8_t counting[CHACHA20_KEY];

	for (uint8_t i = 0; i < sizeof counting; i++)
		counting[i] = i;
	check_block(counting, 1, nonce,
	            "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
	            "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
}

/* RFC 8439, A.1, test vectors 1 to 5 */
static void appendix(void **unused)
{
	uint8_t nonce[12] = {0}, vector_key[CHACHA20_KEY] = {0};

	check_block(vector_key, 0, nonce,
	            "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
	            "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
	check_block(vector_key, 1, nonce,
	            "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
	            "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
	vector_key[31] = 1;
	check_block(vector_key, 1, nonce,
	            "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a"
	            "8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0");
	vector_key[31] = 0;
	vector_key[1] = 0xff;
	check_block(vector_key, 2, nonce,
	            "72d54dfbf12ec44b362692df94137f328fea8da73990265ec1bbbea1ae9af0ca"
	            "13b25aa26cb4a648cb9b9d1be65b2c0924a66c54d545ec1b7374f4872e99f096");
	vector_key[1] = 0;
	nonce[11] = 2;
	check_block(vector_key, 0, nonce,
	            "c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7"
	            "8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d");
}

/* However it is cut, the stream is the same; what was given isn't in memory any more. */
static void stream(void **unused)
{
	static uint8_t whole[5000], pieces[5000];

	memset(key, 0, sizeof key);
	fills = 0, left = 0, entropy_calls = 0;
	random_bytes(whole, sizeof whole);
	memset(key, 0, sizeof key);
	fills = 0, left = 0, entropy_calls = 0;
	for (size_t done = 0, n = 0; done < sizeof pieces; done += n) {
		n = 1 + random_number(700);
		if (n > sizeof pieces - done)
			n = sizeof pieces - done;
		random_bytes(pieces + done, n);
		for (size_t i = 0; i < POOL - left; i++)
			assert_int_equal(pool[i], 0);
	}
	assert_memory_equal(whole, pieces, sizeof whole);
}

static void reseeding(void **unused)
{
	uint8_t byte[POOL - CHACHA20_KEY];

	fills = 0, left = 0, entropy_calls = 0;
	for (unsigned i = 0; i < 3 * RANDOM_FILLS; i++)
		random_bytes(byte, sizeof byte);
	assert_int_equal(entropy_calls, 3);
	assert_int_equal(log_lines, 0);
	no_entropy = true;
	for (unsigned i = 0; i < 3 * RANDOM_FILLS; i++)
		random_bytes(byte, sizeof byte);
	assert_int_equal(log_lines, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(block_function),
	        cmocka_unit_test(appendix),
	        cmocka_unit_test(stream),
	        cmocka_unit_test(reseeding),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
