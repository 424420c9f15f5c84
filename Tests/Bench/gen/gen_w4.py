"""W4: gen_w4.py N OUT.xml  payment-voucher status report, UTF-8, about 690 bytes a voucher"""

import sys, json
from synth import *

N, out = int(sys.argv[1]), sys.argv[2]
i = np.arange(N) + 20_000_000
I, A, NM = ids(i).astype("U18"), accounts(i).astype("U19"), names(i)
am = pick(60, i, 900000) + 100
bk = pick(61, i, 20)
st = pick(62, i, 1000)
tot = 0
F = 0
with open(out, "w", encoding="utf-8") as f:
    f.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<PaymentStatusReport xmlns="urn:example:treasury:status:1">\n<Header><ReportNo>PSR20261120</ReportNo><FiscalYear>2026</FiscalYear><Count>%d</Count><SumFen>%d</SumFen></Header>\n<Vouchers>\n'
        % (N, int(am.sum()))
    )
    for x in range(N):
        a = int(am[x])
        tot += a
        s = int(st[x])
        F += s < 20
        f.write(
            '<Voucher id="%d" type="%s">\n  <VoucherNo>PV2026%010d</VoucherNo>\n  <BudgetUnit code="6499%03d">示例县民政局&amp;残联</BudgetUnit>\n  <Function>2081%03d</Function>\n  <EconomicClass>303%02d</EconomicClass>\n  <Project code="P%05d">困难群众救助补助资金</Project>\n  <Payee>\n    <Name>%s</Name>\n    <IdNo>%s</IdNo>\n    <Account>%s</Account>\n    <Bank code="%s"/>\n  </Payee>\n  <Amount currency="CNY">%d.%02d</Amount>\n  <Status>%s</Status>\n  %s\n  <PayDate>2026-11-%02d</PayDate>\n  <Remark><![CDATA[第%d批 <直达资金>]]></Remark>\n</Voucher>\n'
            % (
                x + 1,
                "ZJ" if x % 3 else "SQ",
                x,
                x % 1000,
                x % 99,
                x % 20,
                x % 300,
                NM[x],
                I[x],
                A[x],
                BANKS[bk[x]],
                a // 100,
                a % 100,
                "FAIL" if s < 20 else "PAID",
                "<FailReason>户名不符</FailReason>" if s < 20 else "",
                x % 28 + 1,
                x % 12 + 1,
            )
        )
    f.write("</Vouchers>\n</PaymentStatusReport>\n")
json.dump(
    dict(good=N, bad_total=0, good_sum_fen=tot, paid=N - int(F)), open(out.rsplit(".", 1)[0] + ".expect.json", "w")
)
print(N, tot, F)
