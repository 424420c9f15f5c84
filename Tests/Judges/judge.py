#!/usr/bin/env python3
"""Compares our readers and writers with independent implementations and fails on a difference nobody has explained.

Usage: run [JUDGE …] [--seed N] [--numbers N] | run --fixtures
  identity     python-stdnum's cn.ric: check digits and birth dates of identity numbers; luhn; ISO 7064 MOD 11,10
  characters   Python's and iconv's GB18030 and GBK, every code point, both ways
  sheets       openpyxl and LibreOffice: what they write, we read; what we write, they read
  markup       lxml, expat and xmllint: what they read, we read; what we write is well-formed

--fixtures writes Fixtures/judges anew, which `make test` replays. The seed is printed; the same seed gives the same
documents.
"""
import argparse
import random
import shutil
import sys
import time

import characters
import fixtures
import identity
import markup
import sheets
from program import WORK, Program, Report

JUDGES = {"identity": identity.judge, "characters": characters.judge, "sheets": sheets.judge, "markup": markup.judge}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judges", nargs="*", choices=[*JUDGES, []], metavar="JUDGE")
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--numbers", type=int, default=1_000_000, help="how many identity numbers")
    parser.add_argument("--fixtures", action="store_true", help="write Fixtures/judges and judge nothing")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        return fixtures.write(options.seed) if options.fixtures else run(options)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


def run(options):
    program = Program()
    failures = 0
    print(f"种子 {options.seed}")
    for name in options.judges or JUDGES:
        report = Report()
        start = time.monotonic()
        JUDGES[name](program, report, random.Random(f"{options.seed} {name}"), options)
        print(f"{name}（{time.monotonic() - start:.1f} 秒）")
        print("\n".join(report.lines), flush=True)
        failures += report.failures
    if failures:
        sys.exit(f"{failures} 处不一致，没有说明")


if __name__ == "__main__":
    main()
