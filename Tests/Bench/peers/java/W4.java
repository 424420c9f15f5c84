import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.Writer;
import java.util.HashMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;

/** W4 in Java: the JDK's StAX reader. usage: W4 FILE > LINES */
public class W4 {
    private static final HashMap<String, String> fields = new HashMap<>();
    private static final StringBuilder line = new StringBuilder();
    private static long good = 0, sum = 0, failed = 0, bad = 0;

    private static void voucher(Writer out) throws Exception {
        String id = fields.get("IdNo"), account = fields.get("Account"), bank = W1.BANKS.get(fields.get("Bank@"));
        long fen = W1.yuan(fields.get("Amount"));
        if (!W1.isIdentity(id) || !W1.isCard(account) || bank == null || fen < 0) {
            bad++;
            return;
        }
        boolean isFailed = fields.get("Status").equals("FAIL");
        good++;
        sum += fen;
        if (isFailed) failed++;
        line.setLength(0);
        line.append('{');
        W1.put(line, "line", fields.get("id"));
        W1.put(line, "type", fields.get("type"));
        W1.put(line, "voucher_no", fields.get("VoucherNo"));
        W1.put(line, "unit_code", fields.get("BudgetUnit@"));
        W1.put(line, "unit", fields.get("BudgetUnit"));
        W1.put(line, "function", fields.get("Function"));
        W1.put(line, "economic", fields.get("EconomicClass"));
        W1.put(line, "project", fields.get("Project@"));
        W1.put(line, "name", fields.get("Name"));
        W1.put(line, "id_no", id);
        W1.put(line, "account", account);
        W1.put(line, "bank_code", bank);
        line.append("\"amount_fen\":").append(fen).append(',');
        W1.put(line, "status", isFailed ? "FAILED" : "PAID");
        if (isFailed) W1.put(line, "reason", "NAME_MISMATCH");
        W1.put(line, "pay_date", fields.get("PayDate"));
        W1.put(line, "remark", fields.get("Remark"));
        line.setCharAt(line.length() - 1, '}');
        out.append(line).append('\n');
    }

    public static void main(String[] arguments) throws Exception {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        XMLStreamReader reader =
            factory.createXMLStreamReader(new BufferedInputStream(new FileInputStream(arguments[0]), 1 << 16));
        Writer out = W1.standardOutput();
        StringBuilder text = new StringBuilder();
        long headCount = 0, headSum = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    text.setLength(0);
                    String name = reader.getLocalName();
                    if (name.equals("Voucher")) {
                        fields.clear();
                        fields.put("id", reader.getAttributeValue(null, "id"));
                        fields.put("type", reader.getAttributeValue(null, "type"));
                    } else {
                        String code = reader.getAttributeValue(null, "code");
                        if (code != null) fields.put(name + "@", code);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                case XMLStreamConstants.END_ELEMENT -> {
                    String name = reader.getLocalName();
                    switch (name) {
                        case "Count" -> headCount = Long.parseLong(text.toString());
                        case "SumFen" -> headSum = Long.parseLong(text.toString());
                        case "Voucher" -> voucher(out);
                        default -> fields.put(name, text.toString());
                    }
                }
                default -> {}
            }
        }
        out.close();
        System.err.printf("{\"good\":%d,\"bad\":%d,\"good_sum\":%d,\"paid\":%d,\"reconciled\":%b}%n", good, bad, sum,
            good - failed, headCount == good && headSum == sum);
    }
}
