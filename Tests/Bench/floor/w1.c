// The floor of W1 and W6: what one hand-written program in C needs for the work. One dialect, one core, no mapping.
//
// usage: w1 json FILE > LINES        W6: JSON lines
//        w1 db FILE DB SCHEMA        W1: rows in file order, the index on id_no is live
//        w1 sorted FILE DB SCHEMA    W1: the index is a table of its own, filled in key order before the commit
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 10, MAXIMUM = 16, BANKS = 20, SEEN = 1 << 25, ENTRIES = 12000000 };
enum { SEQ, NAME, ID, ACCOUNT, BANK, AMOUNT, STATUS, TEXT, DAY, REMARK };

typedef struct {
    const char *p;
    int n;
} Slice;

static const int BANK_HEADS[BANKS] = {102, 103, 104, 105, 301, 302, 303, 304, 305, 306,
                                      307, 308, 309, 310, 313, 314, 315, 316, 402, 403};
static char line_codes[BANKS][13], bank_codes[BANKS][6];
static const char *STATUS_CODES[] = {"00", "01", "02", "03", "04", "05", "09"};
static const char *REASONS[] = {NULL,        "ACCOUNT_NOT_FOUND", "NAME_MISMATCH", "ACCOUNT_CLOSED", "ACCOUNT_FROZEN",
                                "CARD_LOST", "OTHER"};
static const char *OTHER_TEXTS[] = {"日累计超限", "睡眠户", "币种不符", "系统超时"};
static const char *OTHER_REASONS[] = {"LIMIT_EXCEEDED", "DORMANT_ACCOUNT", "CURRENCY_MISMATCH", "BANK_TIMEOUT"};

static Slice trim(Slice s) {
    for (;;) {
        if (s.n && (*s.p == ' ' || *s.p == '\t')) {
            s.p++, s.n--;
        } else if (s.n >= 3 && !memcmp(s.p, "\xe3\x80\x80", 3)) {
            s.p += 3, s.n -= 3;
        } else {
            break;
        }
    }
    for (;;) {
        if (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t')) {
            s.n--;
        } else if (s.n >= 3 && !memcmp(s.p + s.n - 3, "\xe3\x80\x80", 3)) {
            s.n -= 3;
        } else {
            break;
        }
    }
    return s;
}

static int yuan(Slice s, int64_t *out) {
    int64_t value = 0;
    int i = 0;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') value = value * 10 + (s.p[i++] - '0');
    if (!i || i > 13) return 0;
    value *= 100;
    if (i < s.n) {
        if (s.p[i++] != '.') return 0;
        int decimals = s.n - i;
        if (decimals < 1 || decimals > 2) return 0;
        for (int k = 0; k < decimals; k++) {
            char c = s.p[i + k];
            if (c < '0' || c > '9') return 0;
            value += (c - '0') * (k ? 1 : 10);
        }
    }
    *out = value;
    return value > 0;
}

static int identity(Slice s, char *out) {
    static const int WEIGHTS[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    if (s.n != 18) return 0;
    for (int i = 0; i < 17; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9) return 0;
        sum += digit * WEIGHTS[i];
        out[i] = s.p[i];
    }
    out[17] = s.p[17] == 'x' ? 'X' : s.p[17];
    return "10X98765432"[sum % 11] == out[17];
}

static int luhn(Slice s) {
    int sum = 0;
    if (s.n < 12 || s.n > 19) return 0;
    for (int i = 0; i < s.n; i++) {
        int digit = s.p[s.n - 1 - i] - '0';
        if (digit < 0 || digit > 9) return 0;
        if (i & 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static int day(Slice s, char *out) {
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char d[8];
    if (s.n == 8) {
        memcpy(d, s.p, 8);
    } else if (s.n == 10 && (s.p[4] == '-' || s.p[4] == '/') && s.p[7] == s.p[4]) {
        memcpy(d, s.p, 4);
        memcpy(d + 4, s.p + 5, 2);
        memcpy(d + 6, s.p + 8, 2);
    } else {
        return 0;
    }
    for (int i = 0; i < 8; i++) {
        if (d[i] < '0' || d[i] > '9') return 0;
    }
    int year = (d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 + d[3] - '0';
    int month = (d[4] - '0') * 10 + d[5] - '0', number = (d[6] - '0') * 10 + d[7] - '0';
    if (year < 1900 || month < 1 || month > 12) return 0;
    int leap = (year % 4 == 0 && year % 100) || year % 400 == 0;
    if (number < 1 || number > LENGTHS[month - 1] + (month == 2 && leap)) return 0;
    memcpy(out, d, 4);
    out[4] = out[7] = '-';
    memcpy(out + 5, d + 4, 2);
    memcpy(out + 8, d + 6, 2);
    return 1;
}

// JSON lines.

static char *json;
static size_t json_count;
static const size_t JSON_ROOM = 1 << 20;

static void put(const char *p, int n) {
    memcpy(json + json_count, p, n);
    json_count += n;
}

static void put_text(const char *key, const char *p, int n) {
    put("\"", 1);
    put(key, strlen(key));
    put("\":\"", 3);
    for (int i = 0; i < n; i++) {
        unsigned char c = p[i];
        if (c == '"' || c == '\\') put("\\", 1);
        if (c < 32) {
            char escape[8];
            put(escape, sprintf(escape, "\\u%04x", c));
        } else {
            put(p + i, 1);
        }
    }
    put("\",", 2);
}

static void put_integer(const char *key, int64_t value) {
    json_count += sprintf(json + json_count, "\"%s\":%ld,", key, (long)value);
}

static void flush(void) {
    if (json_count && write(1, json, json_count) < 0) abort();
    json_count = 0;
}

// The table, and the entries of its index by id_no where that is kept apart.

typedef struct {
    char id[18];
    int32_t seq;
} Entry;

static sqlite3 *db;
static sqlite3_stmt *insert, *insert_reject;
static Entry *entries;
static int64_t entry_count;

static int by_id(const void *a, const void *b) { return memcmp(a, b, 18); }

static void open_table(const char *path, const char *schema, int sorted) {
    static char sql[1 << 16];
    FILE *file = fopen(schema, "r");
    if (!file) abort();
    sql[fread(sql, 1, sizeof sql - 1, file)] = 0;
    fclose(file);
    if (sqlite3_open(path, &db) || sqlite3_exec(db, sql, 0, 0, 0)) abort();
    if (sorted) {
        entries = malloc(sizeof(Entry) * ENTRIES);
        const char *apart = "DROP INDEX ix_bank_result_id; CREATE TABLE bank_result_by_id(id_no TEXT, batch_no TEXT, "
                            "seq INTEGER, PRIMARY KEY(id_no, batch_no, seq)) WITHOUT ROWID";
        if (sqlite3_exec(db, apart, 0, 0, 0)) abort();
    }
    if (sqlite3_exec(db, "PRAGMA synchronous=FULL; PRAGMA cache_size=-262144; BEGIN", 0, 0, 0)) abort();
    sqlite3_prepare_v2(db, "INSERT INTO bank_result VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", -1, &insert, 0);
    sqlite3_prepare_v2(db, "INSERT INTO reject VALUES(?,?,?,?,?)", -1, &insert_reject, 0);
}

static void run(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        abort();
    }
    sqlite3_reset(statement);
}

static char batch[64];

static void insert_sorted(void) {
    sqlite3_stmt *statement;
    qsort(entries, entry_count, sizeof(Entry), by_id);
    sqlite3_prepare_v2(db, "INSERT INTO bank_result_by_id VALUES(?,?,?)", -1, &statement, 0);
    for (int64_t i = 0; i < entry_count; i++) {
        sqlite3_bind_text(statement, 1, entries[i].id, 18, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, batch, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 3, entries[i].seq);
        run(statement);
    }
    sqlite3_finalize(statement);
}

// Rows.

static int64_t head_count, head_sum, trailer_count, trailer_sum;
static int64_t lines, good, good_sum, rejected_sum, bad, paid;
static unsigned char *seen;

static void reject(int64_t number, const char *kind, Slice raw) {
    bad++;
    if (!db) return;
    sqlite3_bind_text(insert_reject, 1, batch, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert_reject, 2, number);
    sqlite3_bind_text(insert_reject, 3, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert_reject, 4, kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert_reject, 5, raw.p, raw.n, SQLITE_STATIC);
    run(insert_reject);
}

static void row(Slice line, int64_t number, Slice *f, int count) {
    int64_t amount = 0, seq = 0;
    char id[18], paid_on[10];
    lines++;
    if (count != COLUMNS) return reject(number, "columns", line);
    for (int i = 0; i < COLUMNS; i++) f[i] = trim(f[i]);
    if (!yuan(f[AMOUNT], &amount)) return reject(number, "amount", line);
    for (int i = 0; i < f[SEQ].n; i++) {
        if (f[SEQ].p[i] < '0' || f[SEQ].p[i] > '9') return reject(number, "seq", line);
        seq = seq * 10 + f[SEQ].p[i] - '0';
    }
    const char *kind = NULL;
    int status = -1, bank = -1;
    for (int i = 0; i < 7; i++) {
        if (f[STATUS].n == 2 && !memcmp(f[STATUS].p, STATUS_CODES[i], 2)) status = i;
    }
    for (int i = 0; i < BANKS; i++) {
        if (f[BANK].n == 12 && !memcmp(f[BANK].p, line_codes[i], 12)) {
            bank = i;
            break;
        }
    }
    if (!identity(f[ID], id)) {
        kind = "id_checksum";
    } else if (status < 0) {
        kind = "status";
    } else if (!luhn(f[ACCOUNT])) {
        kind = "luhn";
    } else if (bank < 0) {
        kind = "bank";
    } else if (!day(f[DAY], paid_on)) {
        kind = "date";
    } else {
        if (seq >= SEEN) abort();
        if (seen[seq]) kind = "duplicate";
        seen[seq] = 1;
    }
    if (kind) {
        rejected_sum += amount;
        return reject(number, kind, line);
    }
    const char *result = status == 0 ? "PAID" : "FAILED", *reason = REASONS[status];
    for (int i = 0; status == 6 && i < 4; i++) {
        if ((int)strlen(OTHER_TEXTS[i]) == f[TEXT].n && !memcmp(OTHER_TEXTS[i], f[TEXT].p, f[TEXT].n)) {
            reason = OTHER_REASONS[i];
        }
    }
    good++;
    good_sum += amount;
    paid += status == 0;
    if (db) {
        sqlite3_bind_text(insert, 1, batch, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 2, seq);
        sqlite3_bind_text(insert, 3, f[NAME].p, f[NAME].n, SQLITE_STATIC);
        sqlite3_bind_text(insert, 4, id, 18, SQLITE_STATIC);
        sqlite3_bind_text(insert, 5, f[ACCOUNT].p, f[ACCOUNT].n, SQLITE_STATIC);
        sqlite3_bind_text(insert, 6, bank_codes[bank], 5, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 7, amount);
        sqlite3_bind_text(insert, 8, result, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 9, reason, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 10, paid_on, 10, SQLITE_STATIC);
        sqlite3_bind_text(insert, 11, f[REMARK].p, f[REMARK].n, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 12, number);
        run(insert);
        if (entries) {
            memcpy(entries[entry_count].id, id, 18);
            entries[entry_count++].seq = seq;
        }
        return;
    }
    put("{", 1);
    put_text("batch_no", batch, strlen(batch));
    put_integer("seq", seq);
    put_text("name", f[NAME].p, f[NAME].n);
    put_text("id_no", id, 18);
    put_text("account", f[ACCOUNT].p, f[ACCOUNT].n);
    put_text("bank_code", bank_codes[bank], 5);
    put_integer("amount_fen", amount);
    put_text("status", result, strlen(result));
    if (reason) {
        put_text("reason", reason, strlen(reason));
    } else {
        put("\"reason\":null,", 14);
    }
    put_text("pay_date", paid_on, 10);
    put_text("remark", f[REMARK].p, f[REMARK].n);
    put_integer("source_line", number);
    json[json_count - 1] = '}';
    put("\n", 1);
    if (json_count > JSON_ROOM - 65536) flush();
}

static void line(Slice text, int64_t number) {
    Slice f[MAXIMUM];
    int count = 0;
    const char *p = text.p, *end = text.p + text.n, *bar;
    while ((bar = memchr(p, '|', end - p))) {
        if (count < MAXIMUM - 1) f[count++] = (Slice){p, (int)(bar - p)};
        p = bar + 1;
    }
    f[count++] = (Slice){p, (int)(end - p)};
    if (f[0].n == 1 && *f[0].p == 'H') {
        memcpy(batch, f[1].p, f[1].n);
        head_count = atoll(f[2].p);
        head_sum = atoll(f[3].p);
    } else if (f[0].n == 1 && *f[0].p == 'T') {
        trailer_count = atoll(f[2].p);
        trailer_sum = atoll(f[3].p);
    } else {
        row(text, number, f, count);
    }
}

static void read_lines(const char *path) {
    static char input[1 << 16], text[1 << 19];
    size_t input_count = 0, text_count = 0;
    int64_t number = 0;
    int file = open(path, O_RDONLY);
    iconv_t codec = iconv_open("UTF-8", "GB18030");
    ssize_t got;
    while ((got = read(file, input + input_count, sizeof input - input_count)) > 0 || input_count) {
        if (got > 0) input_count += got;
        char *in = input, *out = text + text_count;
        size_t room = sizeof text - text_count;
        if (iconv(codec, &in, &input_count, &out, &room) == (size_t)-1 && errno != EINVAL) abort();
        memmove(input, in, input_count);
        char *p = text, *newline;
        while (p < out && (newline = memchr(p, '\n', out - p))) {
            int n = newline - p;
            if (n && p[n - 1] == '\r') n--;
            line((Slice){p, n}, ++number);
            p = newline + 1;
        }
        text_count = out - p;
        memmove(text, p, text_count);
        if (got <= 0) break;
    }
}

int main(int count, char **arguments) {
    if (count < 3) return 2;
    for (int i = 0; i < BANKS; i++) {
        sprintf(line_codes[i], "%03d6499%05d", BANK_HEADS[i], BANK_HEADS[i] * 7 % 99999);
        sprintf(bank_codes[i], "BK%03d", BANK_HEADS[i]);
    }
    seen = calloc(SEEN, 1);
    json = malloc(JSON_ROOM + 4096);
    int sorted = !strcmp(arguments[1], "sorted");
    if (count > 4) {
        unlink(arguments[3]);
        open_table(arguments[3], arguments[4], sorted);
    }
    read_lines(arguments[2]);
    flush();
    if (sorted) insert_sorted();
    if (db) {
        if (sqlite3_exec(db, "COMMIT", 0, 0, 0)) abort();
        sqlite3_finalize(insert);
        sqlite3_finalize(insert_reject);
        sqlite3_close(db);
    }
    int reconciled = head_count == lines && head_sum == good_sum + rejected_sum && trailer_count == head_count &&
                     trailer_sum == head_sum;
    fprintf(stderr, "{\"good\":%ld,\"bad\":%ld,\"good_sum\":%ld,\"paid\":%ld,\"reconciled\":%s}\n", (long)good,
            (long)bad, (long)good_sum, (long)paid, reconciled ? "true" : "false");
}
