#!/usr/bin/env python3
"""Takes away each place that a duty names, one at a time, and runs the tests that carry the duty's number.

A duty whose tests all pass without one of its alert rules, profile entries, catalogue keys or transitions does not
really test it: the mutant survives, and the program ends with 1. Rules in YAML are changed in a copy that
ONECARD_TEST_MAPPINGS names; a transition is taken out of the tests' own stores and of their own view of the machines
by ONECARD_TEST_WITHOUT_MOVE. Nothing is built again, no source is changed, and each mutant is one process of the built
tests, as many beside each other as there are cores.

    Tests/Regulation/mutants.py [--only IM-16] [--kinds alert,profile,project,move] [--program .build/debug/onecard]
"""
import argparse
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KINDS = ["alert", "profile", "project", "move"]
PROFILES = {"IM": "inner-mongolia", "NX": "ningxia"}


def without_alert(text, name):
    """The rules without one of them."""
    return re.sub(rf"  - id: {re.escape(name)}\n(?:(?!  - id: ).*\n?)*", "", text)


def without_entry(text, key):
    """A profile without one of its entries, or with the value that makes it idle."""
    swaps = {
        "disbursement": {"agencyAccount": "treasuryDirect", "treasuryDirect": "agencyAccount"},
        "phase": {"library": "firstRound", "firstRound": "library"},
        "socialSecurityCardFirst": {"true": "false", "false": "true"},
        "yearlyLists": {"true": "false", "false": "true"},
    }
    values = {
        "publicityDays": "0", "identityVerdictDays": "100000", "accountVerdictDays": "100000",
        "hotTopic": "无此分类", "effectiveFrom": "2099-01-01",
    }
    if key in swaps:
        return re.sub(rf"^({key}: )(\w+)", lambda m: m[1] + swaps[key][m[2]], text, flags=re.M)
    if key in values:
        return re.sub(rf"^({key}: )\S+", rf"\g<1>{values[key]}", text, flags=re.M)
    group, _, rest = key.partition(".")
    if group == "clocks":
        return re.sub(rf"^  {rest}: .*\n", "", text, flags=re.M)
    if group == "schedules":
        return re.sub(rf"^  - {{exchange: {re.escape(rest)},.*\n", "", text, flags=re.M)
    if group == "extensions":
        return re.sub(rf"^  {rest or '(?:away|ill|disaster)'}: .*\n", "", text, flags=re.M)
    if group == "failureOwners":
        phase, _, failure = rest.partition(".")
        wanted = rf"(?m)^  {phase or '[a-zA-Z]+'}:\n(?:    .*?\n)+"
        return re.sub(
            wanted, lambda m: re.sub(rf"(?m)^(    {failure or '[A-Z]'}: )\w+", r"\g<1>bank", m[0]), text)
    return text


def without_key(text, key):
    """A catalogue whose projects say otherwise."""
    swaps = {"heirs": "stop", "stop": "heirs", "person": "household", "household": "person", "true": "false"}
    if key in ("onDeath", "unit", "confidential"):
        return re.sub(rf"^(    {key}: )(\w+)", lambda m: m[1] + swaps[m[2]], text, flags=re.M)
    changes = {
        "standard.rate": (r'rate: "[^"]*"', 'rate: "0.01"'), "standard.rounding": (r"rounding: \w+", "rounding: down"),
        "standard.tolerance": (r'tolerance: "[^"]*"', 'tolerance: "90000.00"'),
        "department": (r"department: \w+", "department: lincao"), "standard.per": (r"per: \S+,", "per: 户,"),
        "catalogue.published": (r"(?m)^published: .*\n", ""),
    }
    pattern, value = changes.get(key, ("$^", ""))
    return re.sub(pattern, value, text)


def edits(kind, name, profile):
    """The files that a mutant changes, below Mappings, with what changes them."""
    if kind == "alert":
        return {"alerts/standard.yaml": lambda text: without_alert(text, name)}
    if kind == "profile":
        return {f"profiles/{profile}.yaml": lambda text: without_entry(text, name)}
    if kind == "project":
        folder = os.path.join(ROOT, "Mappings", "catalogue")
        return {f"catalogue/{file}": lambda text: without_key(text, name) for file in sorted(os.listdir(folder))}
    return {}


def mappings(kind, name, profile, scratch):
    """A changed copy of Mappings; None where the change changes nothing."""
    folder = os.path.join(scratch, "Mappings")
    # The duties themselves name what is taken away: they stay out.
    shutil.copytree(os.path.join(ROOT, "Mappings"), folder, ignore=shutil.ignore_patterns("regulation"))
    changed = False
    for path, edit in edits(kind, name, profile).items():
        with open(os.path.join(folder, path), encoding="utf-8") as file:
            before = file.read()
        after = edit(before)
        changed = changed or after != before
        with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
            file.write(after)
    return folder if changed else None


def target(path):
    """The test target of a source."""
    parts = path.split("/")
    return f"{parts[1]}AdapterTests" if parts[0] == "Adapters" else parts[1]


def identity(test):
    """A test as the runner's report names it, without its parameters."""
    suites, _, function = f"{target(test['file'])}.{test['test'].replace('/', '.')}".rpartition(".")
    return suites, function


def tests_binary():
    """The built tests of the package, all targets in one program."""
    found = glob.glob(os.path.join(ARGUMENTS.package, ".build/debug/*PackageTests.xctest"))
    return found[0] if found else sys.exit("no built tests: run `make build` first")


def run(tests, environment, scratch):
    """Runs some tests; which of them ran and which failed, or None when the run ended without a report."""
    names = sorted({f"{target(t['file'])}\\.{re.escape(t['test'])}\\(" for t in tests})
    report = os.path.join(scratch, "report.xml")
    # The tests themselves and not `swift test`, which first plans a build, and lets nobody run beside it.
    command = [tests_binary(), "--testing-library", "swift-testing", "--xunit-output", report]
    for name in names:
        command += ["--filter", name]
    done = subprocess.run(
        command, cwd=ARGUMENTS.package, env=os.environ | environment, capture_output=True, text=True, check=False)
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None, done.stdout[-2000:] + done.stderr[-2000:]
    ran, failed = set(), set()
    for case in cases:
        key = (case.get("classname").replace("/", "."), case.get("name").split("(")[0])
        ran.add(key)
        if case.find("failure") is not None or case.find("error") is not None:
            failed.add(key)
    return ran, failed


def wanted(rows):
    """Each place with the duties that name it and have tests."""
    places = {}
    for row in rows:
        if not row["tests"]:
            continue
        for place in row["place"]:
            if place["kind"] not in ARGUMENTS.kinds.split(","):
                continue
            profile = PROFILES[row["id"][:2]] if place["kind"] == "profile" else ""
            places.setdefault((place["kind"], place["name"], profile), []).append(row)
    return places


def verdicts(place, duties):
    """What became of the duties that name a place, when it was taken away: (survived, killed, skipped)."""
    kind, name, profile = place
    scratch = tempfile.mkdtemp(prefix="onecard-regulation-")
    try:
        environment = {"ONECARD_TEST_WITHOUT_MOVE": name}
        if kind != "move":
            folder = mappings(kind, name, profile, scratch)
            if folder is None:
                return [], 0, [f"{kind} {name}"]
            check = subprocess.run(
                [ARGUMENTS.program, "mapping", "check", folder], capture_output=True, text=True, check=False)
            if check.returncode != 0:
                return [], 0, [f"{kind} {name} (cannot be read)"]
            environment = {"ONECARD_TEST_MAPPINGS": folder}
        ran, failed = run([test for row in duties for test in row["tests"]], environment, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    survived, killed, skipped = [], 0, []
    for row in duties:
        own = {identity(test) for test in row["tests"]}
        if ran is not None and not own & ran:
            skipped.append(f"{row['id']} {kind} {name} (its tests are not in this package)")
        elif ran is None or own & failed:
            killed += 1
        else:
            survived.append(f"{row['id']:9} {kind} {name}")
    return survived, killed, skipped


def main():
    start = time.monotonic()
    listed = subprocess.run(
        [ARGUMENTS.program, "regulation", "--json", "--mappings", os.path.join(ROOT, "Mappings")],
        capture_output=True, text=True, check=True)
    rows = [row for row in json.loads(listed.stdout) if row["id"].startswith(ARGUMENTS.only)]
    scratch = tempfile.mkdtemp(prefix="onecard-regulation-")
    try:
        ran, failed = run([test for row in rows for test in row["tests"]], {}, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if ran is None or failed:
        sys.exit(f"the tests fail before anything is taken away: {failed}")
    places = sorted(wanted(rows).items())
    survivors, killed, skipped = [], 0, []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, found in enumerate(pool.map(lambda item: verdicts(*item), places), 1):
            for line in found[0]:
                print("survived", line, flush=True)
            survivors += found[0]
            killed += found[1]
            skipped += found[2]
            print(f"{number} / {len(places)}  {time.monotonic() - start:.0f} s", end="\r", file=sys.stderr, flush=True)
    for line in skipped:
        print("skipped ", line)
    print(f"{killed} killed, {len(survivors)} survived, {len(skipped)} skipped, {time.monotonic() - start:.0f} s")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="numbers that begin so")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--program", default=os.path.join(ROOT, ".build/debug/onecard"))
    parser.add_argument("--package", default=ROOT, help="where the tests are built")
    ARGUMENTS = parser.parse_args()
    main()
