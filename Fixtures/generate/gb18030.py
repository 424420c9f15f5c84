#!/usr/bin/env python3
"""Writes Sources/Formats/GB18030Data.swift: the two-byte part of GB 18030-2022 (run it from the top folder).

glibc's iconv is the source. It follows the 2022 edition in its two-byte part but for six codes, which it reads as
ideographs of Extension B; the standard keeps those six in the private use area, and the ideographs in four bytes.
The four-byte part needs no data: Formats derives it (see GB18030Table).
"""
import base64
import subprocess

KEPT_PRIVATE = {0xFE51: 0xE816, 0xFE52: 0xE817, 0xFE53: 0xE818, 0xFE6C: 0xE831, 0xFE76: 0xE83B, 0xFE91: 0xE855}

codes = [lead << 8 | trail for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F]
source = b"\n".join(code.to_bytes(2, "big") for code in codes)
text = subprocess.run(["iconv", "-f", "GB18030", "-t", "UTF-8"], input=source, capture_output=True, check=True).stdout
points = [KEPT_PRIVATE.get(code, ord(cell)) for code, cell in zip(codes, text.decode().split("\n"), strict=True)]
assert len(points) == len(set(points)) == 23940

# Each point as its distance from the one expected next: zigzag, 7 bits a byte; 0 is followed by how often it repeats.
data = bytearray()


def varint(value):
    while value >= 0x80:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    data.append(value)


expected = 0
index = 0
while index < len(points):
    distance = points[index] - expected
    if distance == 0:
        run = 1
        while index + run < len(points) and points[index + run] == points[index] + run:
            run += 1
        varint(0)
        varint(run)
        index += run
    else:
        varint(distance * 2 if distance > 0 else -distance * 2 - 1)
        index += 1
    expected = points[index - 1] + 1

base = base64.b64encode(bytes(data)).decode()
lines = [base[i:i + 114] for i in range(0, len(base), 114)]
with open("Sources/Formats/GB18030Data.swift", "w") as out:
    out.write("// Written by Fixtures/generate/gb18030.py. Do not edit.\n\n")
    out.write("extension GB18030Table {\n")
    out.write("    /// The 23,940 code points of the two-byte part, from 8140 to FEFE: Base64 of distances (see `points`).\n")
    out.write('    static let packed: StaticString = """\n')
    for number, line in enumerate(lines):
        out.write("        " + line + ("\\" if number + 1 < len(lines) else "") + "\n")
    out.write('        """\n}\n')
print(len(data), "bytes", len(lines), "lines")
