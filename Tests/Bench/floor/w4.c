// The floor of W4: what a hand-written program in C over libexpat needs. usage: w4 FILE > LINES
#include <expat.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Elements first, in the order of ELEMENTS; then what comes from attributes.
enum { NUMBER, UNIT, FUNCTION, ECONOMY, PROJECT, NAME, ID, ACCOUNT, AMOUNT, STATUS, FAIL_REASON, PAY_DAY, REMARK };
enum { HEAD_COUNT = REMARK + 1, HEAD_SUM, LINE, TYPE, UNIT_CODE, PROJECT_CODE, BANK_CODE, FIELDS };
static const char *ELEMENTS[] = {"VoucherNo",  "BudgetUnit", "Function", "EconomicClass", "Project",
                                 "Name",       "IdNo",       "Account",  "Amount",        "Status",
                                 "FailReason", "PayDate",    "Remark",   "Count",         "SumFen"};

static char fields[FIELDS][512], text[4096];
static int lengths[FIELDS], text_count;
static int64_t good, good_sum, bad, failed;

static char *json;
static size_t json_count;

static void put(const char *p, int n) {
    memcpy(json + json_count, p, n);
    json_count += n;
}

static void put_text(const char *key, const char *p, int n) {
    put("\"", 1);
    put(key, strlen(key));
    put("\":\"", 3);
    for (int i = 0; i < n; i++) {
        if (p[i] == '"' || p[i] == '\\') put("\\", 1);
        put(p + i, 1);
    }
    put("\",", 2);
}

static void put_field(const char *key, int field) { put_text(key, fields[field], lengths[field]); }

static void flush(void) {
    if (json_count && write(1, json, json_count) < 0) abort();
    json_count = 0;
}

static void start(void *user, const char *name, const char **attributes) {
    text_count = 0;
    if (!*attributes) return;
    int is_voucher = !strcmp(name, "Voucher");
    if (is_voucher) memset(lengths, 0, sizeof(int) * HEAD_COUNT);
    for (; *attributes; attributes += 2) {
        int field = -1;
        if (is_voucher) {
            field = **attributes == 'i' ? LINE : TYPE;
        } else if (!strcmp(*attributes, "code")) {
            field = *name == 'P' ? PROJECT_CODE : name[1] == 'u' ? UNIT_CODE : BANK_CODE;
        }
        if (field >= 0) {
            lengths[field] = strlen(attributes[1]);
            memcpy(fields[field], attributes[1], lengths[field] + 1);
        }
    }
}

static void characters(void *user, const char *p, int n) {
    if (text_count + n < (int)sizeof text) {
        memcpy(text + text_count, p, n);
        text_count += n;
    }
}

static void voucher(void) {
    static const int WEIGHTS[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int identity = 0, luhn = 0;
    for (int i = 0; i < 17; i++) identity += (fields[ID][i] - '0') * WEIGHTS[i];
    for (int i = 0; i < lengths[ACCOUNT]; i++) {
        int digit = fields[ACCOUNT][lengths[ACCOUNT] - 1 - i] - '0';
        if (i & 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        luhn += digit;
    }
    if (lengths[ID] != 18 || "10X98765432"[identity % 11] != fields[ID][17] || luhn % 10 ||
        memcmp(fields[BANK_CODE] + 3, "6499", 4)) {
        bad++;
        return;
    }
    int64_t amount = 0;
    for (int i = 0; i < lengths[AMOUNT]; i++) {
        if (fields[AMOUNT][i] != '.') amount = amount * 10 + fields[AMOUNT][i] - '0';
    }
    int is_failed = fields[STATUS][0] == 'F';
    good++;
    good_sum += amount;
    failed += is_failed;
    char bank[8] = "BK";
    memcpy(bank + 2, fields[BANK_CODE], 3);
    put("{", 1);
    put_field("line", LINE);
    put_field("type", TYPE);
    put_field("voucher_no", NUMBER);
    put_field("unit_code", UNIT_CODE);
    put_field("unit", UNIT);
    put_field("function", FUNCTION);
    put_field("economic", ECONOMY);
    put_field("project", PROJECT_CODE);
    put_field("name", NAME);
    put_field("id_no", ID);
    put_field("account", ACCOUNT);
    put_text("bank_code", bank, 5);
    json_count += sprintf(json + json_count, "\"amount_fen\":%ld,", (long)amount);
    put_text("status", is_failed ? "FAILED" : "PAID", is_failed ? 6 : 4);
    if (is_failed) put_text("reason", "NAME_MISMATCH", 13);
    put_field("pay_date", PAY_DAY);
    put_field("remark", REMARK);
    json[json_count - 1] = '}';
    put("\n", 1);
    if (json_count > 1 << 20) flush();
}

static void end(void *user, const char *name) {
    if (!strcmp(name, "Voucher")) return voucher();
    for (int i = 0; i < LINE; i++) {
        if (strcmp(name, ELEMENTS[i])) continue;
        int n = text_count > 511 ? 511 : text_count;
        memcpy(fields[i], text, n);
        fields[i][n] = 0;
        lengths[i] = n;
        break;
    }
    text_count = 0;
}

int main(int count, char **arguments) {
    if (count < 2) return 2;
    json = malloc(2 << 20);
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, characters);
    int file = open(arguments[1], O_RDONLY);
    for (int got = 1; got;) {
        void *buffer = XML_GetBuffer(parser, 1 << 16);
        got = read(file, buffer, 1 << 16);
        if (got < 0 || XML_ParseBuffer(parser, got, got == 0) != XML_STATUS_OK) return 1;
    }
    flush();
    int reconciled = atoll(fields[HEAD_COUNT]) == good && atoll(fields[HEAD_SUM]) == good_sum;
    fprintf(stderr, "{\"good\":%ld,\"bad\":%ld,\"good_sum\":%ld,\"paid\":%ld,\"reconciled\":%s}\n", (long)good,
            (long)bad, (long)good_sum, (long)(good - failed), reconciled ? "true" : "false");
}
