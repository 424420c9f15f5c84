"""Our side: the command `onecard mapping apply`, and what it said."""
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / ".build-judges" / f"work-{os.getpid()}"


class Program:
    def __init__(self):
        named = os.environ.get("ONECARD")
        builds = [pathlib.Path(named)] if named else [ROOT / f".build/{kind}/onecard" for kind in ("release", "debug")]
        found = [path.absolute() for path in builds if os.access(path, os.X_OK)]
        if not found:
            raise SystemExit("没有可以评判的程序：请先 make build，或用 ONECARD 指明")
        # The one that was built last: the release build may be of last week.
        self.path = str(max(found, key=lambda path: path.stat().st_mtime))

    def apply(self, mapping, file, *options, mappings=ROOT / "Tests/Judges/Mappings"):
        """Runs the command; its output goes to files, because a million records are more than a pipe should hold."""
        out, err = WORK / "out", WORK / "err"
        command = [self.path, "mapping", "apply", f"{mapping}", str(file), "--mappings", str(mappings), *options]
        with open(out, "wb") as said, open(err, "wb") as complained:
            code = subprocess.run(command, stdout=said, stderr=complained).returncode
        if code not in (0, 1, 2):
            raise SystemExit(f"{' '.join(command)}: 退出码 {code}\n{err.read_text()[:2000]}")
        return code, out, err

    def read(self, mapping, data, *options, mappings=ROOT / "Tests/Judges/Mappings"):
        """The records and the faults of a document."""
        file = WORK / "document"
        file.write_bytes(data)
        _, out, err = self.apply(mapping, file, "--reveal", "judges", *options, mappings=mappings)
        return [list(map(json.loads, path.read_bytes().split(b"\n")[:-1])) for path in (out, err)]

    def write(self, mapping, records, *options):
        """The bytes of a document of these records; the first may be a head (`{"$head": …}`)."""
        file = WORK / "records"
        with open(file, "w", encoding="utf-8") as lines:
            for record in records:
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
        code, out, err = self.apply(mapping, file, "--reverse", *options)
        if code != 0:
            raise SystemExit(f"{mapping}: 没有写出：{err.read_text()[:2000]}")
        return out.read_bytes()


class Report:
    """What a judge found. A difference that nobody has explained makes the run fail."""

    def __init__(self):
        self.lines = []
        self.failures = 0

    def agree(self, judge, what, count):
        self.lines.append(f"  一致   {judge}：{what}，{count:,} 项")

    def skip(self, judge, why):
        self.lines.append(f"  略过   {judge}：{why}")

    def explained(self, judge, what, count):
        self.lines.append(f"  已说明 {judge}：{what}，{count:,} 项")

    def differ(self, judge, what, samples):
        self.failures += 1
        self.lines.append(f"  不一致 {judge}：{what}，{len(samples):,} 项")
        self.lines.extend(f"           {sample}" for sample in samples[:10])

    def outcome(self, judge, what, count, differences):
        if differences:
            self.differ(judge, what, differences)
        else:
            self.agree(judge, what, count)
