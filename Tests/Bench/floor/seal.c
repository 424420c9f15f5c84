// What sealing W1's rows and file takes of libcrypto alone: contexts kept, one thread, nothing else done. The national
// suite's price is SM3 and SM4 in libcrypto, whose speed is the machine's of the moment: so it is measured beside them.
//
// usage: seal SUITE ROWS BYTES      national or international; BYTES of the raw file
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERSON = 60, PLACE = 52, IDENTITY = 30, ACCOUNT = 30, CHUNK = 64 * 1024 };

static void must(int done) {
    if (done != 1) exit(1);
}

static EVP_MD_CTX *inner, *outer, *running;

static void mac(const unsigned char *bytes, size_t count, unsigned char *code) {
    must(EVP_MD_CTX_copy_ex(running, inner));
    must(EVP_DigestUpdate(running, bytes, count));
    must(EVP_DigestFinal_ex(running, code, NULL));
    must(EVP_MD_CTX_copy_ex(running, outer));
    must(EVP_DigestUpdate(running, code, 32));
    must(EVP_DigestFinal_ex(running, code, NULL));
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    int national = !strcmp(arguments[1], "national");
    long rows = atol(arguments[2]), left = atol(arguments[3]);
    unsigned char key[64] = {1}, nonce[16] = {2}, code[32], *text = calloc(1, CHUNK + 128);
    int length;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, national ? "SM4-CTR" : "AES-256-GCM", NULL);
    EVP_MD *digest = EVP_MD_fetch(NULL, national ? "SM3" : "SHA256", NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    EVP_MD_CTX **states[] = {&inner, &outer, &running};
    for (int state = 0; state < 3; state++) {
        *states[state] = EVP_MD_CTX_new();
        must(EVP_DigestInit_ex2(*states[state], digest, NULL));
        must(EVP_DigestUpdate(*states[state], key, sizeof key));
    }
    must(EVP_EncryptInit_ex2(context, cipher, key, NULL, NULL));
    for (long piece = 0; piece < rows || left > 0; piece++) {
        long size = piece < rows ? PERSON : left < CHUNK ? left : CHUNK;
        if (piece >= rows) left -= size;
        memcpy(nonce, &piece, sizeof piece);
        must(EVP_EncryptInit_ex2(context, NULL, NULL, nonce, NULL));
        if (!national) must(EVP_EncryptUpdate(context, NULL, &length, text, PLACE));
        must(EVP_EncryptUpdate(context, text, &length, text, (int)size));
        if (national) {
            mac(text, size + PLACE + 16, code);
        } else {
            must(EVP_EncryptFinal_ex(context, code, &length));
            must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, code));
        }
        if (piece >= rows) continue;
        mac(text, IDENTITY, code);
        mac(text, ACCOUNT, code);
    }
    fprintf(stderr, "{\"good\":%ld,\"bad\":0,\"good_sum\":0,\"paid\":0,\"reconciled\":true}\n", rows);
    return 0;
}
