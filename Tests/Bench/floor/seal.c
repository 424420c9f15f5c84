// What sealing W1's rows and file takes of libgcrypt alone: handles kept, one thread, nothing else done. Its speed is the
// machine's of the moment: so it is measured beside ours. (Ours has SHA-256 by libcrypto, somewhat faster.)
//
// usage: seal SUITE ROWS BYTES      national or international; BYTES of the raw file
#include <gcrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERSON = 60, PLACE = 52, IDENTITY = 30, ACCOUNT = 30, CHUNK = 64 * 1024 };

static void must(gcry_error_t error) {
    if (error) exit(1);
}

static gcry_md_hd_t digest;

static void find(const unsigned char *bytes, size_t count, unsigned char *code) {
    gcry_md_reset(digest);
    gcry_md_write(digest, bytes, count);
    memcpy(code, gcry_md_read(digest, 0), 16);
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    int national = !strcmp(arguments[1], "national");
    long rows = atol(arguments[2]), left = atol(arguments[3]);
    unsigned char key[32] = {1}, nonce[12] = {2}, code[16], *text = calloc(1, CHUNK);
    gcry_cipher_hd_t cipher;
    if (!gcry_check_version(NULL)) return 1;
    must(gcry_control(GCRYCTL_DISABLE_SECMEM, 0));
    must(gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0));
    must(gcry_cipher_open(&cipher, national ? GCRY_CIPHER_SM4 : GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_GCM, 0));
    must(gcry_cipher_setkey(cipher, key, national ? 16 : 32));
    must(gcry_md_open(&digest, national ? GCRY_MD_SM3 : GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC));
    must(gcry_md_setkey(digest, key, sizeof key));
    for (long piece = 0; piece < rows || left > 0; piece++) {
        long size = piece < rows ? PERSON : left < CHUNK ? left : CHUNK;
        if (piece >= rows) left -= size;
        memcpy(nonce, &piece, sizeof piece);
        must(gcry_cipher_reset(cipher));
        must(gcry_cipher_setiv(cipher, nonce, sizeof nonce));
        must(gcry_cipher_authenticate(cipher, text, PLACE));
        must(gcry_cipher_encrypt(cipher, text, (size_t)size, NULL, 0));
        must(gcry_cipher_gettag(cipher, code, sizeof code));
        if (piece >= rows) continue;
        find(text, IDENTITY, code);
        find(text, ACCOUNT, code);
    }
    fprintf(stderr, "{\"good\":%ld,\"bad\":0,\"good_sum\":0,\"paid\":0,\"reconciled\":true}\n", rows);
    return 0;
}
