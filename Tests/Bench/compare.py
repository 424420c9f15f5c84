"""Runs every program in turn, round by round, so that whatever else the machine does hits all alike. Compares their
output row by row, and prints a table and writes .build-bench/result.SIZE.json.

usage: compare.py SIZE GATEWAY ROUNDS      from the top of the repository, by Tests/Bench/run
"""

import filecmp
import hashlib
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys

SIZE, GATEWAY, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
WORK, KIT = ".build-bench", "Tests/Bench"
DATA, OUT = f"{WORK}/data/{SIZE}", f"{WORK}/out"
PYTHON = sys.executable
JARS = [f"{WORK}/bin/java"] + [f"/usr/share/java/{jar}.jar" for jar in ("sqlite-jdbc", "slf4j-api", "slf4j-nop")]
JAVA = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-cp", ":".join(JARS)]
SUITES = ["international", "national"]
PEOPLE = f"{DATA}/w3"
FILE, XML, LINES = f"{DATA}/w1.txt", f"{DATA}/w4.xml", f"{DATA}/w5.db"
DB, SCHEMA = f"{OUT}/w1.db", f"{KIT}/schema.sql"
with open(f"{DATA}/w1.expect.json") as expectations:
    LINE_COUNT = json.load(expectations)["lines"]

# The floor first: it is what the others' output is compared with.
PROGRAMS = {
    "W6": {
        "c": [f"{WORK}/bin/w1", "json", FILE],
        "gateway": [GATEWAY, "w6", FILE],
        "java": JAVA + ["W1", "json", FILE],
        "polars": [PYTHON, f"{KIT}/peers/w1_polars.py", "json", FILE],
        "stdlib": [PYTHON, f"{KIT}/peers/w1_stdlib.py", "json", FILE],
    },
    "W1": {
        "c": [f"{WORK}/bin/w1", "db", FILE, DB, SCHEMA],
        "c-sorted": [f"{WORK}/bin/w1", "sorted", FILE, DB, SCHEMA],
        "gateway": [GATEWAY, "w1", FILE, DB],
        "java": JAVA + ["W1", "db", FILE, DB, SCHEMA],
        "polars": [PYTHON, f"{KIT}/peers/w1_polars.py", "db", FILE, DB],
        "stdlib": [PYTHON, f"{KIT}/peers/w1_stdlib.py", "db", FILE, DB],
    },
    "W1s": {suite: [GATEWAY, "w1s", FILE, DB, suite] for suite in SUITES},
    # What W1s' sealing takes of libcrypto alone, in the same run.
    "seal": {suite: [f"{WORK}/bin/seal", suite, str(LINE_COUNT), str(os.path.getsize(FILE))] for suite in SUITES},
    "W3": {
        "c": [f"{WORK}/bin/w3", PEOPLE],
        "gateway": [GATEWAY, "w3", PEOPLE],
        "stdlib": [PYTHON, f"{KIT}/peers/w3_stdlib.py", PEOPLE],
    },
    "W4": {
        "c": [f"{WORK}/bin/w4", XML],
        "gateway": [GATEWAY, "w4", XML],
        "java": JAVA + ["W4", XML],
        "expat": [PYTHON, f"{KIT}/peers/w4_expat.py", XML],
    },
    "W5": {
        "c": [f"{WORK}/bin/w5", LINES, f"{OUT}/w5.c"],
        "gateway": [GATEWAY, "w5", LINES, f"{OUT}/w5.gateway"],
        "stdlib": [PYTHON, f"{KIT}/peers/w5_stdlib.py", LINES, f"{OUT}/w5.stdlib"],
    },
    "W5s": {suite: [GATEWAY, "w5s", f"{OUT}/sealed.{suite}.db", f"{OUT}/w5s.{suite}"] for suite in SUITES},
}
OURS = {"c", "c-sorted", "gateway"}
# Of the fastest peer's CPU seconds; wall seconds and MB as they stand. Quoted from runs of full size alone.
TARGETS = {
    "W6": dict(gate=0.6, moonshot=0.35, wall=0.7, rss=32),
    "W1": dict(gate=0.6, moonshot=0.33, wall=3.5, rss=128),
    "W3": dict(gate=0.6, moonshot=0.4, rss=64),
    "W4": dict(gate=0.8, moonshot=0.3, rss=24),
    "W5": dict(gate=0.7, moonshot=0.4, wall=1.0, rss=32),
}
wrong = []


def clear():
    for suffix in ("", "-wal", "-shm", ".raw"):
        if os.path.exists(DB + suffix):
            os.unlink(DB + suffix)
    shutil.rmtree(DB + ".keys", ignore_errors=True)


def run(workload, name, command, output=None):
    if workload in ("W1", "W1s"):
        clear()
    if workload == "W3":
        with sqlite3.connect(f"{PEOPLE}/base.db") as connection:
            connection.execute("DELETE FROM change")
    with open(output or os.devnull, "wb") as out, open(f"{OUT}/errors", "w+b") as errors:
        measured = [f"{WORK}/bin/measure", f"{OUT}/usage"] + command
        status = subprocess.run(measured, stdout=out, stderr=errors).returncode
        errors.seek(0)
        said = errors.read().decode()
    with open(f"{OUT}/usage") as file:
        user, system, wall, kibibytes = map(float, file.read().split())
    totals = next((json.loads(m[0]) for m in map(re.compile(r'\{.*"good".*\}').search, said.splitlines()) if m), None)
    check(workload, name, status == 0 and same_totals(workload, totals), said[-300:])
    rows = totals["good"] + totals["bad"] if totals else 0
    return dict(cpu=user + system, wall=wall, rss=kibibytes / 1024, rows=rows)


def same_totals(workload, totals):
    if not totals or not totals["reconciled"]:
        return False
    if workload.startswith("W5") or workload == "seal":
        return True
    if workload.startswith("W3"):
        with open(f"{PEOPLE}/expect.json") as file:
            kinds = json.load(file)
        expected = [kinds["DEATH"] + kinds["NAME_MISMATCH"] + kinds["SUSPECT"], kinds["reject"], kinds["SUSPECT"]]
        return [totals[key] for key in ("good", "bad", "good_sum")] == expected
    with open(f"{DATA}/{'w4' if workload == 'W4' else 'w1'}.expect.json") as file:
        expected = json.load(file)
    found = [totals[key] for key in ("good", "bad", "good_sum", "paid")]
    return found == [expected[key] for key in ("good", "bad_total", "good_sum_fen", "paid")]


def check(workload, name, holds, what):
    if not holds:
        wrong.append(f"{workload} {name}: {what.strip()}")
        print("WRONG", wrong[-1], flush=True)


def table_digest(workload):
    """The good rows in order, and of the rejected ones line, kind and text; of W3 what it says has changed."""
    queries = {
        "W1": ["SELECT * FROM bank_result ORDER BY batch_no, seq", "SELECT * FROM reject ORDER BY line_no"],
        "W3": ["SELECT * FROM change ORDER BY id_no, kind"],
    }
    digest = hashlib.sha256()
    with sqlite3.connect(f"{PEOPLE}/base.db" if workload == "W3" else DB) as connection:
        for query in queries[workload]:
            for row in connection.execute(query):
                digest.update("|".join("" if v is None else str(v) for v in row).encode() + b"\n")
    return digest.hexdigest()


def index_is_whole():
    """The index that is a table of its own holds what an index would."""
    with sqlite3.connect(DB) as connection:
        entries = connection.execute("SELECT id_no, batch_no, seq FROM bank_result_by_id ORDER BY 1, 2, 3")
        rows = connection.execute("SELECT id_no, batch_no, seq FROM bank_result ORDER BY 1, 2, 3")
        return all(a == b for a, b in zip(entries, rows, strict=True))


def dump_digest():
    dump = subprocess.Popen([GATEWAY, "dump", DB], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    digest = hashlib.file_digest(dump.stdout, "sha256").hexdigest()
    return digest if dump.wait() == 0 else "no dump"


def lines_digest(path, canonical):
    """Of JSON lines: as they are, or without spaces, order and missing values."""
    if not canonical:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = {key: str(value) for key, value in json.loads(line).items() if value is not None}
            digest.update(json.dumps(fields, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def compare_lines(workload):
    floor = f"{OUT}/floor.jsonl"
    for name, command in PROGRAMS[workload].items():
        path = floor if name == "c" else f"{OUT}/other.jsonl"
        run(workload, name, command, output=path)
        if name == "c" or lines_digest(path, False) == lines_digest(floor, False):
            continue
        check(workload, name, lines_digest(path, True) == lines_digest(floor, True), "other lines than the floor's")


def compare_tables(results):
    """Called after each run of W1, W1s and W3: the table is still there."""
    expected = {}

    def compare(workload, name):
        digest = dump_digest() if workload == "W1s" else table_digest(workload)
        rows = "changes" if workload == "W3" else "rows"
        check(workload, name, digest == expected.setdefault(rows, digest), "other rows than the floor's")
        if workload == "W1" and name in ("gateway", "c-sorted"):
            check(workload, name, index_is_whole(), "the index is not whole")

    return compare


def sealed_deaths(suite):
    """Once: the store that it needs takes longer to make than the run."""
    home = f"{PEOPLE}/sealed"
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([GATEWAY, "people", PEOPLE, suite], check=True, stderr=subprocess.DEVNULL)
    result = run("W3s", suite, [GATEWAY, "w3s", PEOPLE, suite])
    shutil.rmtree(home)
    return result


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def verdict(workload, results):
    """What of the targets is met; the peer to beat is the fastest."""
    target, mine = TARGETS[workload], results[workload]["gateway"]
    peer = min(
        (median(runs, "cpu"), name) for name, runs in results[workload].items() if name not in OURS
    )
    ratio = median(mine, "cpu") / peer[0]
    limits = {key: max(run[key] for run in mine) if key == "rss" else median(mine, key) for key in ("wall", "rss")}
    missed = [f"cpu {ratio:.2f} > {target['moonshot']}"] if ratio > target["moonshot"] else []
    missed += [f"{key} {limits[key]:.1f} > {target[key]}" for key in limits if limits[key] > target.get(key, 1e9)]
    return dict(peer=peer[1], ratio=ratio, gate=ratio <= target["gate"], moonshot=not missed, missed=missed)


def sealed_verdict(results):
    plain = median(results["W1"]["gateway"], "cpu")
    millions = results["W1"]["gateway"][0]["rows"] / 1e6
    international, national = (median(results["W1s"][suite], "cpu") for suite in SUITES)
    floor = median(results["seal"]["national"], "cpu")
    return {
        "international": dict(ratio=international / plain, gate=international <= 1.3 * plain),
        "national": dict(
            extra=(national - plain) / millions,
            gate=national - plain <= 5.5 * millions,
            libcrypto=floor / millions,
            beside_libcrypto=(national - plain - floor) / millions,
        ),
    }


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    for suite in SUITES:
        subprocess.run([GATEWAY, "seal", LINES, f"{OUT}/sealed.{suite}.db", suite], check=True, stderr=subprocess.DEVNULL)
    compare_lines("W6")
    compare_lines("W4")
    results = {workload: {name: [] for name in programs} for workload, programs in PROGRAMS.items()}
    compare_table = compare_tables(results)
    for number in range(ROUNDS):
        for workload, programs in PROGRAMS.items():
            for name, command in programs.items():
                result = run(workload, name, command)
                results[workload][name].append(result)
                print(f"round {number + 1} {workload:3} {name:13} {result['cpu']:7.2f} s", file=sys.stderr, flush=True)
                if workload in ("W1", "W1s", "W3"):
                    compare_table(workload, name)
                if workload in ("W5", "W5s") and name != "c":
                    same = filecmp.cmp(command[-1], f"{OUT}/w5.c", shallow=False)
                    check(workload, name, same, "other bytes than the floor's")
    results["W3s"] = {suite: [sealed_deaths(suite)] for suite in SUITES}
    verdicts = {workload: verdict(workload, results) for workload in TARGETS}
    sealed = sealed_verdict(results)
    show(results, verdicts, sealed)
    with open(f"{WORK}/result.{SIZE}.json", "w") as file:
        json.dump(dict(size=SIZE, runs=results, verdicts=verdicts, sealed=sealed, wrong=wrong), file, indent=1)
    shutil.rmtree(OUT)
    print("output: wrong, see above" if wrong else "output: the same rows and bytes everywhere")
    sys.exit(1 if wrong else 0)


def show(results, verdicts, sealed):
    print(f"\n{'':18} {'CPU s':>8} {'wall s':>8} {'rows/CPU s':>11} {'RSS MB':>7} {'x floor':>8} {'x peer':>7}")
    for workload, programs in results.items():
        floor = median(programs["c"], "cpu") if "c" in programs else None
        peer = median(programs[verdicts[workload]["peer"]], "cpu") if workload in verdicts else None
        for name, runs in programs.items():
            cpu = median(runs, "cpu")
            ratios = "".join(f"{cpu / other:8.2f}" if other else " " * 8 for other in (floor, peer))
            rss = max(run["rss"] for run in runs)
            print(
                f"{workload:4}{name:14} {cpu:8.2f} {median(runs, 'wall'):8.2f} {runs[0]['rows'] / cpu:11,.0f} {rss:7.0f} {ratios}"
            )
    print()
    for workload, v in verdicts.items():
        moonshot = "met" if v["moonshot"] else "missed: " + ", ".join(v["missed"])
        print(f"{workload:4} x{v['ratio']:.2f} of {v['peer']}: gate {'met' if v['gate'] else 'MISSED'}, moonshot {moonshot}")
    a, b = sealed["international"], sealed["national"]
    print(f"W1s  international x{a['ratio']:.2f} of W1 (1.3): {'met' if a['gate'] else 'MISSED'}")
    print(
        f"W1s  national W1 + {b['extra']:.1f} CPU s a million (5.5): {'met' if b['gate'] else 'MISSED'}; "
        f"libcrypto alone {b['libcrypto']:.1f}, the rest {b['beside_libcrypto']:.1f}"
    )


main()
