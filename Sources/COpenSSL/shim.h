#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
// Macros with casts are not imported into Swift.
static const int onecard_EVP_PKEY_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;
static const int onecard_EVP_PKEY_KEYPAIR = EVP_PKEY_KEYPAIR;

// SHA-256 by a state of 112 bytes that is copied by assigning it. EVP's contexts are copied by allocating, which takes
// longer than the HMAC of an identity number. libcrypto calls these functions deprecated, in favour of EVP's.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline int onecard_SHA256_Init(SHA256_CTX *state) { return SHA256_Init(state); }
static inline int onecard_SHA256_Update(SHA256_CTX *state, const void *bytes, size_t count) {
    return SHA256_Update(state, bytes, count);
}
static inline void onecard_SHA256_Transform(SHA256_CTX *state, const void *block) { SHA256_Transform(state, block); }
static inline int onecard_SHA256_Final(unsigned char *digest, SHA256_CTX *state) { return SHA256_Final(digest, state); }
#pragma GCC diagnostic pop
