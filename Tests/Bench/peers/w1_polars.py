"""W1 and W6 with Polars: iconv in a pipe (Polars reads UTF-8 only), expressions for everything, numpy for the two check
digits.

usage: w1_polars.py json FILE > LINES, or w1_polars.py db FILE DB
"""

import io
import subprocess
import sys

import numpy as np
import polars as pl

from common import *

mode, path = sys.argv[1], sys.argv[2]


def identities(numbers):
    """Of fixed strings of 18 bytes, which ones have the right check digit."""
    bytes_ = numbers.view(np.uint8).reshape(-1, 18)
    digits = bytes_[:, :17].astype(np.int32) - 48
    check = np.frombuffer(CHECK.encode(), dtype=np.uint8)[(digits @ np.array(WEIGHTS, dtype=np.int32)) % 11]
    return ((digits >= 0) & (digits <= 9)).all(1) & (check == bytes_[:, 17])


def cards(numbers):
    """The same for card numbers, filled with zeros on the left to 19 bytes."""
    digits = numbers.view(np.uint8).reshape(-1, 19).astype(np.int32) - 48
    doubled = digits[:, 17::-2] * 2
    doubled = doubled - 9 * (doubled > 9)
    sums = doubled.sum(1) + digits[:, 18::-2].sum(1)
    return ((digits >= 0) & (digits <= 9)).all(1) & (sums % 10 == 0)


def cell(index):
    return pl.col("field_%d" % index)


SEQ, NAME, ID, ACCOUNT, BANK, AMOUNT, CODE, TEXT, DAY, REMARK = map(cell, range(10))

decoded = subprocess.run(["iconv", "-f", "GB18030", "-t", "UTF-8", path], stdout=subprocess.PIPE, check=True).stdout
rows = pl.read_csv(
    io.BytesIO(decoded), has_header=False, separator="\x01", quote_char=None, new_columns=["raw"],
    schema={"raw": pl.String}, row_index_name="number", row_index_offset=1,
)
del decoded
rows = rows.with_columns(pl.col("raw").str.strip_chars_end("\r\n"))
head, trailer = rows["raw"][0].split("|"), rows["raw"][-1].split("|")
batch = head[1]
rows = rows[1:-1]
lines = len(rows)

rows = rows.with_columns(
    pl.col("raw").str.count_matches("|", literal=True).alias("bars"), pl.col("raw").str.split_exact("|", 9).alias("f")
).unnest("f")
rows = rows.with_columns([c.fill_null("").str.strip_chars() for c in (NAME, ID, AMOUNT, REMARK)])
rows = rows.with_columns(
    ID.str.to_uppercase(),
    SEQ.cast(pl.Int64, strict=False).alias("seq"),
    AMOUNT.str.extract_groups(r"^([0-9]{1,13})(?:\.([0-9]{1,2}))?$").alias("parts"),
)
parts = pl.col("parts").struct
cents = parts[1].fill_null("0").str.pad_end(2, "0").cast(pl.Int64)
rows = rows.with_columns((parts[0].cast(pl.Int64) * 100 + cents).fill_null(0).alias("fen"))

ids = rows.select(pl.when(ID.str.len_bytes() == 18).then(ID).otherwise(pl.lit("0" * 18)).str.join(""))[0, 0]
card = pl.when(ACCOUNT.str.len_bytes().is_between(12, 19)).then(ACCOUNT.str.zfill(19)).otherwise(pl.lit("x" * 19))
accounts = rows.select(card.str.join(""))[0, 0]

spelling = pl.col("d").str.extract_groups(r"^([0-9]{4})([-/]?)([0-9]{2})([-/]?)([0-9]{2})$").alias("g")
days = rows["field_8"].unique().to_frame("d").with_columns(spelling)
g = pl.col("g").struct
iso = pl.when(g[1] == g[3]).then(g[0] + "-" + g[2] + "-" + g[4]).str.to_date("%Y-%m-%d", strict=False)
days = days.with_columns(iso.dt.to_string("%Y-%m-%d").alias("iso"))

rows = rows.with_columns(
    pl.Series("has_identity", identities(np.frombuffer(ids.encode(), "S18"))),
    pl.Series("has_card", cards(np.frombuffer(accounts.encode(), "S19"))),
    DAY.replace_strict(dict(zip(days["d"], days["iso"])), default=None).alias("iso"),
)
kind = (
    pl.when(pl.col("bars") != 9).then(pl.lit("columns"))
    .when(pl.col("fen") <= 0).then(pl.lit("amount"))
    .when(~pl.col("has_identity")).then(pl.lit("id_checksum"))
    .when(~CODE.is_in(list(STATUS))).then(pl.lit("status"))
    .when(~pl.col("has_card")).then(pl.lit("luhn"))
    .when(~BANK.is_in(list(BANKS))).then(pl.lit("bank"))
    .when(pl.col("iso").is_null()).then(pl.lit("date"))
    .otherwise(None)
)
rows = rows.with_columns(kind.alias("kind"))
is_good = pl.col("kind").is_null()
repeated = is_good & pl.when(is_good).then(pl.col("seq")).is_first_distinct().not_()
rows = rows.with_columns(pl.when(repeated).then(pl.lit("duplicate")).otherwise(pl.col("kind")).alias("kind"))

good, bad = rows.filter(is_good), rows.filter(is_good.not_())
reason = (
    pl.when(CODE == "09").then(TEXT.replace_strict(OTHER, default="OTHER"))
    .otherwise(CODE.replace_strict(STATUS, default=None, return_dtype=pl.String))
)
out = good.select(
    pl.lit(batch).alias("batch_no"),
    "seq",
    NAME.alias("name"),
    ID.alias("id_no"),
    ACCOUNT.alias("account"),
    BANK.replace_strict(BANKS).alias("bank_code"),
    pl.col("fen").alias("amount_fen"),
    pl.when(CODE == "00").then(pl.lit("PAID")).otherwise(pl.lit("FAILED")).alias("status"),
    reason.alias("reason"),
    pl.col("iso").alias("pay_date"),
    REMARK.alias("remark"),
    pl.col("number").alias("source_line"),
)
if mode == "db":
    connection = open_table(sys.argv[3])
    connection.execute("BEGIN")
    for slice_ in out.iter_slices(50000):
        connection.executemany(INSERT, slice_.rows())
    rejects = bad.select(pl.lit(batch), "number", "kind", pl.col("kind").alias("reason"), "raw")
    connection.executemany(INSERT_REJECT, rejects.rows())
    connection.execute("COMMIT")
    connection.close()
else:
    out.write_ndjson("/dev/stdout")
good_sum = out["amount_fen"].sum()
rejected_sum = bad.filter(pl.col("kind") != "columns")["fen"].sum()
stated = int(head[2]) == lines and int(head[3]) == good_sum + rejected_sum
report(len(out), len(bad), good_sum, (out["status"] == "PAID").sum(), stated and head[2:4] == trailer[2:4])
