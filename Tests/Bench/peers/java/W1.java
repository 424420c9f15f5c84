import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;

/**
 * W1 and W6 in Java 17, plain idiomatic batch code over sqlite-jdbc.
 *
 * usage: W1 json FILE > LINES, or W1 db FILE DB SCHEMA
 */
public class W1 {
    static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static final Map<String, String> BANKS = new HashMap<>();
    static final Map<String, String> STATUS = Map.of("00", "PAID", "01", "ACCOUNT_NOT_FOUND", "02", "NAME_MISMATCH",
        "03", "ACCOUNT_CLOSED", "04", "ACCOUNT_FROZEN", "05", "CARD_LOST", "09", "OTHER");
    static final Map<String, String> OTHER = Map.of("日累计超限", "LIMIT_EXCEEDED", "睡眠户", "DORMANT_ACCOUNT",
        "币种不符", "CURRENCY_MISMATCH", "系统超时", "BANK_TIMEOUT");

    static {
        int[] heads = {
            102, 103, 104, 105, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 313, 314, 315, 316, 402, 403};
        for (int head : heads) BANKS.put(String.format("%03d6499%05d", head, head * 7 % 99999), "BK" + head);
    }

    static long yuan(String text) {
        int count = text.length(), i = 0;
        long value = 0;
        while (i < count && text.charAt(i) >= '0' && text.charAt(i) <= '9') value = value * 10 + text.charAt(i++) - '0';
        if (i == 0 || i > 13) return -1;
        value *= 100;
        if (i < count) {
            if (text.charAt(i++) != '.') return -1;
            int decimals = count - i;
            if (decimals < 1 || decimals > 2) return -1;
            for (int k = 0; k < decimals; k++) {
                char c = text.charAt(i + k);
                if (c < '0' || c > '9') return -1;
                value += (c - '0') * (k == 0 ? 10 : 1);
            }
        }
        return value > 0 ? value : -1;
    }

    static boolean isIdentity(String text) {
        if (text.length() != 18) return false;
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return false;
            sum += digit * WEIGHTS[i];
        }
        return "10X98765432".charAt(sum % 11) == text.charAt(17);
    }

    static boolean isCard(String text) {
        int count = text.length(), sum = 0;
        if (count < 12 || count > 19) return false;
        for (int i = 0; i < count; i++) {
            int digit = text.charAt(count - 1 - i) - '0';
            if (digit < 0 || digit > 9) return false;
            if ((i & 1) == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    static final Map<String, String> DAYS = new HashMap<>();

    static String day(String text) {
        return DAYS.computeIfAbsent(text, W1::parseDay);
    }

    private static String parseDay(String text) {
        String d = text;
        if (d.length() == 10 && d.charAt(4) == d.charAt(7) && (d.charAt(4) == '-' || d.charAt(4) == '/')) {
            d = d.substring(0, 4) + d.substring(5, 7) + d.substring(8);
        }
        if (d.length() != 8) return "";
        try {
            int year = Integer.parseInt(d.substring(0, 4)), month = Integer.parseInt(d.substring(4, 6));
            return LocalDate.of(year, month, Integer.parseInt(d.substring(6))).toString();
        } catch (RuntimeException e) {
            return "";
        }
    }

    static void put(StringBuilder out, String key, String value) {
        out.append('"').append(key).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') out.append('\\');
            out.append(c);
        }
        out.append("\",");
    }

    static Writer standardOutput() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 20);
    }

    private static Connection open(String path, String schema) throws Exception {
        for (String suffix : new String[] {"", "-wal", "-shm"}) Files.deleteIfExists(Path.of(path + suffix));
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            for (String sql : Files.readString(Path.of(schema)).split(";")) {
                if (!sql.isBlank()) statement.execute(sql);
            }
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA cache_size=-262144");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    public static void main(String[] arguments) throws Exception {
        boolean db = arguments[0].equals("db");
        Connection connection = null;
        PreparedStatement insert = null, reject = null;
        Writer out = null;
        StringBuilder line = new StringBuilder();
        if (db) {
            connection = open(arguments[2], arguments[3]);
            insert = connection.prepareStatement("INSERT INTO bank_result VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
            reject = connection.prepareStatement("INSERT INTO reject VALUES(?,?,?,?,?)");
        } else {
            out = standardOutput();
        }
        long good = 0, bad = 0, goodSum = 0, rejectedSum = 0, paid = 0, lines = 0, number = 0;
        String[] head = null, trailer = null;
        HashSet<Long> seen = new HashSet<>(1 << 21);
        int waiting = 0;
        try (BufferedReader reader = new BufferedReader(
                 new InputStreamReader(new FileInputStream(arguments[1]), "GB18030"), 1 << 20)) {
            for (String text; (text = reader.readLine()) != null;) {
                number++;
                String[] f = text.split("\\|", -1);
                if (f[0].equals("H")) {
                    head = f;
                    continue;
                }
                if (f[0].equals("T")) {
                    trailer = f;
                    continue;
                }
                lines++;
                String kind = null, day = null;
                long fen = 0, seq = 0;
                if (f.length != 10) {
                    kind = "columns";
                } else {
                    for (int i = 0; i < 10; i++) f[i] = f[i].strip();
                    fen = yuan(f[5]);
                    f[2] = f[2].toUpperCase(Locale.ROOT);
                    seq = Long.parseLong(f[0]);
                    if (fen < 0) {
                        fen = 0;
                        kind = "amount";
                    } else if (!isIdentity(f[2])) {
                        kind = "id_checksum";
                    } else if (!STATUS.containsKey(f[6])) {
                        kind = "status";
                    } else if (!isCard(f[3])) {
                        kind = "luhn";
                    } else if (!BANKS.containsKey(f[4])) {
                        kind = "bank";
                    } else if ((day = day(f[8])).isEmpty()) {
                        kind = "date";
                    } else if (!seen.add(seq)) {
                        kind = "duplicate";
                    }
                }
                if (kind != null) {
                    bad++;
                    rejectedSum += fen;
                    if (db) {
                        reject.setString(1, head[1]);
                        reject.setLong(2, number);
                        reject.setString(3, kind);
                        reject.setString(4, kind);
                        reject.setString(5, text);
                        reject.executeUpdate();
                    }
                    continue;
                }
                boolean isPaid = f[6].equals("00");
                String reason =
                    isPaid ? null : f[6].equals("09") ? OTHER.getOrDefault(f[7], "OTHER") : STATUS.get(f[6]);
                good++;
                goodSum += fen;
                if (isPaid) paid++;
                if (db) {
                    insert.setString(1, head[1]);
                    insert.setLong(2, seq);
                    insert.setString(3, f[1]);
                    insert.setString(4, f[2]);
                    insert.setString(5, f[3]);
                    insert.setString(6, BANKS.get(f[4]));
                    insert.setLong(7, fen);
                    insert.setString(8, isPaid ? "PAID" : "FAILED");
                    insert.setString(9, reason);
                    insert.setString(10, day);
                    insert.setString(11, f[9]);
                    insert.setLong(12, number);
                    insert.addBatch();
                    if (++waiting == 1000) {
                        insert.executeBatch();
                        waiting = 0;
                    }
                } else {
                    line.setLength(0);
                    line.append('{');
                    put(line, "batch_no", head[1]);
                    line.append("\"seq\":").append(seq).append(',');
                    put(line, "name", f[1]);
                    put(line, "id_no", f[2]);
                    put(line, "account", f[3]);
                    put(line, "bank_code", BANKS.get(f[4]));
                    line.append("\"amount_fen\":").append(fen).append(',');
                    put(line, "status", isPaid ? "PAID" : "FAILED");
                    if (isPaid) {
                        line.append("\"reason\":null,");
                    } else {
                        put(line, "reason", reason);
                    }
                    put(line, "pay_date", day);
                    put(line, "remark", f[9]);
                    line.append("\"source_line\":").append(number).append("}\n");
                    out.append(line);
                }
            }
        }
        if (db) {
            insert.executeBatch();
            connection.commit();
            connection.close();
        } else {
            out.close();
        }
        boolean reconciled = Long.parseLong(head[2]) == lines && Long.parseLong(head[3]) == goodSum + rejectedSum
            && head[2].equals(trailer[2]) && head[3].equals(trailer[3]);
        System.err.printf("{\"good\":%d,\"bad\":%d,\"good_sum\":%d,\"paid\":%d,\"reconciled\":%b}%n", good, bad,
            goodSum, paid, reconciled);
    }
}
