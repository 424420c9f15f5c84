#include <gcrypt.h>
// gcry_control takes what it wants by its first argument, and macros are not imported into Swift.

// Call it once, before anything else. The library's locked memory is not used: it holds 32 KiB, and keys stand elsewhere
// in this process too. 0 when the library cannot be used.
static inline int onecard_gcry_start(void) {
    // Whoever started it before in this process has set it up.
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) return 1;
    if (!gcry_check_version(NULL)) return 0;
    return !gcry_control(GCRYCTL_DISABLE_SECMEM, 0) && !gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}
static inline gcry_error_t onecard_gcry_reset(gcry_cipher_hd_t cipher) { return gcry_cipher_reset(cipher); }
