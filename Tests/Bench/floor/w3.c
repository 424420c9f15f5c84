// The floor of W3: what one hand-written program in C over iconv and SQLite needs: both files are read and checked,
// sorted by number, and the base is asked in that order. usage: w3 DIR
#include <fcntl.h>
#include <iconv.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const char *number, *name, *day;
    int name_length, day_length, is_cremation, order;
} Notice;

static Notice *notices;
static int count, rejected;

static char *whole(const char *folder, const char *name, size_t *length) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDONLY);
    *length = lseek(file, 0, SEEK_END);
    lseek(file, 0, SEEK_SET);
    char *bytes = malloc(*length + 1);
    if (read(file, bytes, *length) != (ssize_t)*length) abort();
    close(file);
    return bytes;
}

static int is_valid(const char *number, int length) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    if (length != 18) return 0;
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        int digit = number[i] - '0';
        if (digit < 0 || digit > 9) return 0;
        sum += digit * weights[i];
    }
    return "10X98765432"[sum % 11] == number[17];
}

static void take(const char *bytes, size_t length, int is_cremation) {
    const char *at = (const char *)memchr(bytes, '\n', length) + 1, *end = bytes + length;
    while (at < end) {
        const char *line = memchr(at, '\n', end - at);
        const char *one = memchr(at, ',', line - at), *two = memchr(one + 1, ',', line - one - 1);
        const char *three = memchr(two + 1, ',', line - two - 1);
        if (is_valid(at, one - at)) {
            notices[count] = (Notice){at, one + 1, two + 1, two - one - 1, three - two - 1, is_cremation, count};
            count++;
        } else {
            rejected++;
        }
        at = line + 1;
    }
}

static int compare(const void *left, const void *right) {
    const Notice *a = left, *b = right;
    int order = memcmp(a->number, b->number, 18);
    return order ? order : a->order - b->order;
}

int main(int words, char **word) {
    if (words != 2) return 2;
    size_t length;
    notices = malloc(sizeof(Notice) * 2000000);
    char *certificates = whole(word[1], "deaths.csv", &length);
    take(certificates, length, 0);
    int certificate_rejects = rejected;
    char *cremations = whole(word[1], "cremation.csv", &length);
    size_t room = length * 2, left = room;
    char *text = malloc(room), *to = text, *from = cremations;
    iconv(iconv_open("UTF-8", "GB18030"), &from, &length, &to, &left);
    take(text, to - text, 1);
    qsort(notices, count, sizeof(Notice), compare);

    char path[512];
    snprintf(path, sizeof path, "%s/base.db", word[1]);
    sqlite3 *base;
    sqlite3_stmt *ask, *write;
    sqlite3_open(path, &base);
    sqlite3_exec(
        base, "PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA mmap_size=8000000000; BEGIN; DELETE FROM change",
        0, 0, 0);
    sqlite3_prepare_v2(base, "SELECT name, status FROM beneficiary WHERE id_no=?", -1, &ask, 0);
    sqlite3_prepare_v2(base, "INSERT INTO change VALUES(?,?,?,?,?,?)", -1, &write, 0);
    int deaths = 0, mismatches = 0, suspects = 0;
    for (int i = 0; i < count; i++) {
        Notice *n = &notices[i];
        // The first one told counts, and a certificate before a cremation.
        if (i && !memcmp(n->number, n[-1].number, 18)) continue;
        sqlite3_bind_text(ask, 1, n->number, 18, 0);
        if (sqlite3_step(ask) == SQLITE_ROW) {
            const char *status = (const char *)sqlite3_column_text(ask, 1);
            if (*status != 'D') {
                int same = sqlite3_column_bytes(ask, 0) == n->name_length &&
                           !memcmp(sqlite3_column_blob(ask, 0), n->name, n->name_length);
                const char *kind = n->is_cremation ? "SUSPECT" : same ? "DEATH" : "NAME_MISMATCH";
                if (n->is_cremation) suspects++;
                else if (same) deaths++;
                else mismatches++;
                char day[11];
                if (n->day_length == 8) snprintf(day, sizeof day, "%.4s-%.2s-%.2s", n->day, n->day + 4, n->day + 6);
                else memcpy(day, n->day, 10);
                sqlite3_bind_text(write, 1, n->number, 18, 0);
                sqlite3_bind_text(write, 2, kind, -1, 0);
                sqlite3_bind_text(write, 3, status, 1, SQLITE_TRANSIENT);
                if (*kind == 'D') sqlite3_bind_text(write, 4, "D", 1, 0);
                else sqlite3_bind_null(write, 4);
                sqlite3_bind_text(write, 5, day, 10, SQLITE_TRANSIENT);
                sqlite3_bind_text(write, 6, n->is_cremation ? "CREM" : "REG", -1, 0);
                if (sqlite3_step(write) != SQLITE_DONE) abort();
                sqlite3_reset(write);
            }
        }
        sqlite3_reset(ask);
    }
    if (sqlite3_exec(base, "COMMIT", 0, 0, 0) != SQLITE_OK) return 1;
    fprintf(
        stderr, "{\"good\":%d,\"bad\":%d,\"good_sum\":%d,\"paid\":%d,\"reconciled\":true}\n",
        deaths + mismatches + suspects, certificate_rejects, suspects, deaths);
}
