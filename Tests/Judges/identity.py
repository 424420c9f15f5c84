"""Identity numbers, cards and clearing numbers against python-stdnum.

`validate` of cn.ric is no judge: it knows too few regions. Its check digit and its birth date are. All numbers are of
regions that are assigned to nobody, or of permits whose holder would be older than anybody.
"""
from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}


def number(draw):
    """18 characters: of one in two the last is right, one birth date in ten does not exist."""
    kind = draw.random()
    if kind < 0.8:
        region = draw.choice(("640199", "159999", "649917", "159938"))
        year = draw.randint(1900, 2040)
    elif kind < 0.95:
        region = draw.choice(("810000", "820000", "830000", "964156"))
        year = draw.randint(1800, 1899)
    else:
        region, year = "640199", draw.choice((0, 1, 999, 1582, 1799, 3000, 9999))
    month, day = draw.randint(1, 12), draw.randint(1, 28)
    if draw.random() < 0.1:
        month, day = draw.choice(((0, 1), (13, 1), (1, 0), (1, 32), (2, 29), (2, 30), (4, 31), (12, 31), (99, 99)))
    body = f"{region}{year:04}{month:02}{day:02}{draw.randint(0, 999):03}"
    right = ric.calc_check_digit(body + "0")
    return body + (right if draw.random() < 0.5 else draw.choice("0123456789X"))


def verdicts(number):
    """The faults that would be right; empty when the number must be taken."""
    checks = ric.calc_check_digit(number) == number[17]
    try:
        exists = 1800 <= ric.get_birth_date(number).year <= 2999
    except (ValidationError, ValueError):
        exists = False
    if checks and exists:
        return set()
    # Of several faults any one may be told.
    right = {"idNumber.checkDigit"} if not checks else set()
    if not exists:
        right.add("idNumber.birthDate")
    if not checks and number.endswith("000"):
        right.add("idNumber.excelDamage")
    return right


def written(draw, number):
    """The number as somebody may write it; what it says stays the same."""
    way = draw.random()
    if way < 0.05:
        return number.translate(FULL_WIDTH)
    if way < 0.1:
        return number.lower()
    if way < 0.12:
        return f"'{number}"
    if way < 0.14:
        return f"\u3000{number[:6]} {number[6:14]} {number[14:]}\u00a0"
    return number


def compare(program, mapping, field, numbers, texts, expected):
    """Differences between what we said of each text and what must be said: the number itself, or faults."""
    document = "".join(f"{place}|{text}\n" for place, text in enumerate(texts, 1)).encode()
    records, faults = program.read(f"judge/{mapping}", document)
    said = {}
    for record in records:
        said[int(record.get("lineNumber") or record.get("serial") or record["row"])] = record[field]
    for fault in faults:
        said[fault["row"]] = {fault["code"]}
    differences = []
    for place, (number, right) in enumerate(zip(numbers, expected, strict=True), 1):
        ours = said.get(place)
        fits = ours == number if not right else isinstance(ours, set) and ours <= right
        if not fits:
            differences.append(f"{number}：我们 {ours}，应为 {sorted(right) or '接受'}")
    return differences


def judge(program, report, draw, options):
    numbers = [number(draw) for _ in range(options.numbers)]
    expected = [verdicts(number) for number in numbers]
    texts = [written(draw, number) for number in numbers]
    differences = compare(program, "identity", "idNumber", numbers, texts, expected)
    report.outcome("stdnum cn.ric", "18 位证件号码的校验位和出生日期", len(numbers), differences)
    taken = sum(not right for right in expected)
    report.explained("stdnum cn.ric", "1800 年以前、2999 年以后出生的，它收我们不收",
                     sum(1 for n, r in zip(numbers, expected) if r and exists_elsewhere(n)))
    report.agree("stdnum cn.ric", "其中应接受的", taken)

    short, long = [], []
    for _ in range(options.numbers // 10):
        text = "640199" + f"{draw.randint(0, 99):02}{draw.randint(1, 12):02}{draw.randint(1, 31):02}"
        text += f"{draw.randint(0, 999):03}"
        whole = text[:6] + "19" + text[6:] + "0"
        short.append(text)
        long.append(whole[:17] + ric.calc_check_digit(whole))
    differences = compare(program, "identity", "idNumber", long, short, [verdicts(number) for number in long])
    report.outcome("stdnum cn.ric", "15 位号码补成 18 位", len(short), differences)

    cards = []
    for _ in range(options.numbers // 10):
        body = "629999" + "".join(draw.choices("0123456789", k=draw.randint(9, 12)))
        cards.append(body + (luhn.calc_check_digit(body) if draw.random() < 0.5 else draw.choice("0123456789")))
    expected = [set() if luhn.is_valid(card) else {"account.checkDigit"} for card in cards]
    differences = compare(program, "account", "account", cards, cards, expected)
    report.outcome("stdnum luhn", "62 开头的 16 至 19 位卡号", len(cards), differences)

    codes = []
    for _ in range(options.numbers // 10):
        body = "".join(draw.choices("0123456789", k=11))
        codes.append(body + (mod_11_10.calc_check_digit(body) if draw.random() < 0.5 else draw.choice("0123456789")))
    expected = [set() if mod_11_10.is_valid(code) else {"clearingNumber.checkDigit"} for code in codes]
    differences = compare(program, "clearing", "code", codes, codes, expected)
    report.outcome("stdnum iso7064 MOD 11,10", "12 位联行号", len(codes), differences)


def exists_elsewhere(number):
    if ric.calc_check_digit(number) != number[17]:
        return False
    try:
        return not 1800 <= ric.get_birth_date(number).year <= 2999
    except (ValidationError, ValueError):
        return False
