"""Writes small SCP-ECG records in every coding that the reader knows, and what BioSig reads from them.

Run from the repository root with numpy and BioSig's save2gdf (biosig-tools):
    python3 tests/golden/ecg/scp/make_scp_goldens.py
Writes NAME.scp and expected.json beside this file. The encoder below follows EN 1064; expected.json holds the samples that
were encoded and whether BioSig 3.0 decodes the same ones. It does not where it cannot: it ends on more than one table, wants
the two lengths of codes with a literal swapped (hence two such files), and does not add reference beats or undo decimation.
For those, expected.json holds what the encoder's own inverse gives; the open sample with its published decoding
(../shared/data/scp) is the independent check of reference beats.
"""

import csv
import json
import struct
import subprocess
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
AVM = 1000  # nanovolts: one count is a microvolt, which BioSig's CSV prints whole
LEADS = [1, 2, 3]


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def section(number, body, version=20):
    body += b"\0" * (len(body) % 2)
    rest = struct.pack("<HIBB6s", number, 16 + len(body), version, version, b"\0" * 6) + body
    return struct.pack("<H", crc(rest)) + rest


def record(sections, version=20):
    """sections: number -> body"""
    built = {number: section(number, body, version) for number, body in sections.items() if body is not None}
    pointers_length = 16 + 10 * 12
    at = 6 + pointers_length
    pointers = b""
    data = b""
    for number in range(12):
        if number == 0:
            pointers += struct.pack("<HII", 0, pointers_length, 7)
        elif number in built:
            pointers += struct.pack("<HII", number, len(built[number]), at + 1)
            data += built[number]
            at += len(built[number])
        else:
            pointers += struct.pack("<HII", number, 0, 0)
    zero = struct.pack("<HIBB6s", 0, pointers_length, version, version, b"SCPECG") + pointers
    whole = struct.pack("<H", crc(zero)) + zero + data
    rest = struct.pack("<I", 6 + len(whole)) + whole
    return struct.pack("<H", crc(rest)) + rest


def tag(number, value):
    return struct.pack("<BH", number, len(value)) + value


def header(version=20, language=0, names=(b"Doe\0", b"Jane\0")):
    device = struct.pack("<HHHBB6sBBBBB16s", 11, 12, 13, 0, 255, b"Cart1\0", version, 0xA0, language, 0xD0, 2, b"\0" * 16)
    device += bytes([3]) + b"1.0\0SN-4711\0sys\0scp\0Maker\0"
    return b"".join([
        tag(0, names[0]), tag(1, names[1]), tag(2, b"ID-77\0"), tag(4, struct.pack("<HB", 61, 1)), tag(5, struct.pack("<HBB", 1964, 3, 1)),
        tag(8, bytes([2])), tag(14, device), tag(16, b"General Hospital\0"), tag(20, b"Dr. Grey\0"), tag(23, b"Room 7\0"),
        tag(25, struct.pack("<HBB", 2024, 2, 29)), tag(26, bytes([23, 59, 58])), tag(27, struct.pack("<H", 5)), tag(28, struct.pack("<H", 150)),
        tag(29, bytes([2])), tag(30, b"walks with a stick\0"), tag(255, b""),
    ])


def lead_section(count, leads=LEADS, reference=False, spans=None):
    flags = (1 if reference else 0) | 4 | (len(leads) << 3)
    body = bytes([len(leads), flags])
    for index, lead in enumerate(leads):
        start, end = (1, count) if spans is None else spans[index]
        body += struct.pack("<IIB", start, end, lead)
    return body


def packed(streams, avm=AVM, interval=2000, differences=0, bimodal=0):
    return struct.pack("<HHBB", avm, interval, differences, bimodal) + b"".join(struct.pack("<H", len(s)) for s in streams) + b"".join(streams)


def differenced(values, order):
    values = np.asarray(values, np.int64)
    if order == 1:
        return np.concatenate([values[:1], np.diff(values)])
    if order == 2:
        return np.concatenate([values[:2], values[2:] - 2 * values[1:-1] + values[:-2]])
    return values


def raw16(values):
    return np.asarray(values, "<i2").tobytes()


class Bits:
    def __init__(self):
        self.bits = []

    def put(self, value, count):
        self.bits += [(value >> (count - 1 - i)) & 1 for i in range(count)]

    def prefix(self, code, count):
        self.bits += [(code >> i) & 1 for i in range(count)]

    def bytes(self):
        bits = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(int("".join(map(str, bits[i:i + 8])), 2) for i in range(0, len(bits), 8)) + (b"\0" if (len(bits) // 8) % 2 else b"")


def default_table():
    table = [(1, 1, 1, 0, 0)]
    for size in range(1, 9):
        table += [(size + 2, size + 2, 1, size, 2**size - 1), (size + 2, size + 2, 1, -size, 2**size - 1 + 2 ** (size + 1))]
    return table + [(10, 18, 1, 0, 511), (10, 26, 1, 0, 1023)]


def reversed_bits(text):
    """Code as a number with its first bit lowest."""
    return sum(int(bit) << index for index, bit in enumerate(text))


def code_for(table, value):
    exact = [row for row in table if row[2] == 1 and row[0] == row[1] and row[3] == value]
    if exact:
        return exact[0]
    return next(row for row in table if row[2] == 1 and row[1] > row[0] and -(2 ** (row[1] - row[0] - 1)) <= value < 2 ** (row[1] - row[0] - 1))


def huffman(values, tables, choose=lambda index: 0):
    """Codes values; `choose(index)` names the table for each sample, and a switch is written where it changes."""
    bits = Bits()
    now = 0
    for index, value in enumerate(values):
        wanted = choose(index)
        if wanted != now:
            row = next(row for row in tables[now] if row[2] == 0 and row[3] == wanted + 1)
            bits.prefix(row[4], row[0])
            now = wanted
        row = code_for(tables[now], value)
        bits.prefix(row[4], row[0])
        if row[1] > row[0]:
            bits.put(int(value) & (2 ** (row[1] - row[0]) - 1), row[1] - row[0])
    return bits.bytes()


def table_section(tables):
    body = struct.pack("<H", len(tables))
    for table in tables:
        body += struct.pack("<H", len(table))
        for prefix, total, mode, value, code in table:
            body += struct.pack("<BBBhI", prefix, total, mode, value, code)
    return body


# Own tables without literals: values -4 .. 4. The second one has other codes for the same values.
def plain_table(texts, switch=None):
    table = [(len(text), len(text), 1, value, reversed_bits(text)) for value, text in texts.items()]
    if switch is not None:
        text, target = switch
        table.append((len(text), len(text), 0, target, reversed_bits(text)))
    return table


FIRST = {0: "0", 1: "100", -1: "101", 2: "1100", -2: "1101", 3: "11100", -3: "11101", 4: "111100", -4: "111101"}
SECOND = {2: "0", -2: "10", 1: "1100", -1: "1101", 3: "11100", -3: "11101", 0: "111100", 4: "1111010", -4: "1111011"}


def waves(count, leads=3, beats=(), seed=7):
    """Slow waves with a spike at each beat; integers."""
    rng = np.random.default_rng(seed)
    t = np.arange(count)
    out = []
    for lead in range(leads):
        signal = 40 * np.sin(t / (17 + lead)) + rng.normal(0, 3, count)
        for beat in beats:
            signal += (500 + 100 * lead) * np.exp(-((t - beat) ** 2) / 12.0)
        out.append(np.round(signal).astype(np.int64))
    return out


def small_steps(count, leads=3, seed=3):
    """Signals whose first differences stay within -4 .. 4."""
    rng = np.random.default_rng(seed)
    return [np.cumsum(np.concatenate([[0], rng.integers(-4, 5, count - 1)])) for _ in range(leads)]


def biosig(path):
    """Samples of each channel in microvolts, or None when BioSig does not read the file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "x.csv"
        try:
            subprocess.run(["save2gdf", "-CSV", str(path), str(target)], check=True, capture_output=True, timeout=20)
            rows = list(csv.reader(target.open()))
        except (subprocess.SubprocessError, OSError):
            return None
    if len(rows) < 2:
        return None
    return np.array([[float(cell) for cell in row if cell != ""] for row in rows[1:]]).T


def mean_of_three(values, kept):
    """Running mean rounded away from 0, in exact integers; samples in `kept` and both ends stay."""
    out = values.copy()
    for i in range(1, len(values) - 1):
        if not kept[i]:
            total = int(values[i - 1] + values[i] + values[i + 1])
            out[i] = (abs(total) + 2) // 3 * (1 if total > 0 else -1)
    return out


def main():
    expected = {}

    def save(name, sections, samples, version=20, exact=True):
        path = HERE / f"{name}.scp"
        path.write_bytes(record(sections, version))
        read = biosig(path)
        agrees = read is not None and read.shape == np.shape(samples) and bool(np.array_equal(np.round(read), samples))
        expected[name] = {"samples": [np.asarray(s).tolist() for s in samples], "biosigAgrees": agrees}
        print(name, "biosig agrees" if agrees else "biosig differs", None if read is None else read.shape)

    n = 120
    signals = waves(n, beats=(30, 80))
    one = {1: header()}
    save("plain", {**one, 3: lead_section(n), 6: packed([raw16(s) for s in signals])}, signals)
    save("plain-differences", {**one, 3: lead_section(n), 6: packed([raw16(differenced(s, 1)) for s in signals], differences=1)}, signals)
    default = [default_table()]
    mark = struct.pack("<H", 19999)
    for order in (0, 1, 2):
        save(f"default-table-{order}", {**one, 2: mark, 3: lead_section(n), 6: packed([huffman(differenced(s, order), default) for s in signals], differences=order)}, signals)
    steps = small_steps(n)
    own = [plain_table(FIRST)]
    save("own-table", {**one, 2: table_section(own), 3: lead_section(n), 6: packed([huffman(differenced(s, 1), own) for s in steps], differences=1)}, steps)
    literal = [[row for row in default_table() if abs(row[3]) <= 2 and row[0] == row[1]] + [(4, 12, 1, 0, reversed_bits("1110")), (4, 20, 1, 0, reversed_bits("1111"))]]
    save("own-table-literals", {**one, 2: table_section(literal), 3: lead_section(n), 6: packed([huffman(differenced(s, 1), literal) for s in signals], differences=1)}, signals)
    swapped = [[(total, prefix, mode, value, code) for prefix, total, mode, value, code in literal[0]]]
    save("own-table-literals-swapped", {**one, 2: table_section(swapped), 3: lead_section(n), 6: packed([huffman(differenced(s, 1), literal) for s in signals], differences=1)}, signals)
    switching = [plain_table(FIRST, ("111110", 2)), plain_table(SECOND, ("11111", 1))]
    save("switched-tables", {**one, 2: table_section(switching), 3: lead_section(n), 6: packed([huffman(differenced(s, 1), switching, lambda i: i // 25 % 2) for s in steps], differences=1)}, steps)

    # Leads recorded one after the other: 3 x 40 samples.
    spans = [(1, 40), (41, 80), (81, 120)]
    parts = [s[a - 1:b] for s, (a, b) in zip(signals, spans)]
    save("one-after-the-other", {**one, 3: lead_section(n, spans=spans), 6: packed([raw16(p) for p in parts])}, parts)

    # Reference beat of 40 samples (80 ms), fiducial at its 20th; the third beat is of another type.
    beats = [30, 75, 105]
    base = waves(n, beats=beats)
    reference = [np.round((500 + 100 * lead) * np.exp(-((np.arange(40) - 19) ** 2) / 12.0)).astype(np.int64) for lead in range(3)]
    zones = [(0, 31 - 15, 31, 31 + 15), (0, 76 - 15, 76, 76 + 15), (1, 0, 106, 0)]
    kept = np.zeros(n, bool)
    for kind, start, _, end in zones:
        if kind == 0:
            kept[start - 1:end + 2] = True
    residual, decoded = [], []
    for signal, beat in zip(base, reference):
        rest = signal.copy()
        for kind, start, fiducial, end in zones:
            if kind == 0:
                rest[start - 1:end] -= beat[start - fiducial + 19:end - fiducial + 20]
        coarse = np.round(rest / 2).astype(np.int64)  # stored at twice the scale of the beat
        smooth = mean_of_three(2 * coarse, kept)
        for kind, start, fiducial, end in zones:
            if kind == 0:
                smooth[start - 1:end] += beat[start - fiducial + 19:end - fiducial + 20]
        residual.append(coarse)
        decoded.append(smooth)
    four = struct.pack("<HHH", 80, 20, len(zones)) + b"".join(struct.pack("<HIII", *zone) for zone in zones)
    areas = b"".join(struct.pack("<II", f - 5, f + 5) for _, _, f, _ in zones)
    five = packed([huffman(differenced(b, 2), default) for b in reference], differences=2)
    six = packed([huffman(differenced(r, 2), default) for r in residual], avm=2 * AVM, differences=2)
    seven = bytes([1, 0]) + struct.pack("<HH", 90, 29999) + struct.pack("<HHHHHhhh", 10, 30, 50, 66, 150, 45, -30, 60) + struct.pack("<H", 3) + bytes([0, 0, 1]) + struct.pack("<HHHBH", 72, 70, 430, 1, 0)
    statement = lambda number, text: struct.pack("<BH", number, len(text)) + text
    eight = bytes([1]) + struct.pack("<HBB", 2024, 3, 1) + bytes([8, 0, 0, 2]) + statement(1, b"Sinus rhythm\0") + statement(2, b"Abnormal ECG\0")
    eleven = bytes([1]) + struct.pack("<HBB", 2024, 3, 1) + bytes([8, 0, 0, 1]) + statement(1, b"\x01AFIB\0MILD\0")
    save("reference-beat", {**one, 2: mark, 3: lead_section(n, reference=True), 4: four + areas, 5: five, 6: six, 7: seven, 8: eight, 11: eleven}, decoded)
    expected["reference-beat"]["reference"] = [b.tolist() for b in reference]

    # Bimodal: every fourth sample outside protected areas, the mean of its block; 1 and 2 beats of both kinds.
    factor, long = 4, 240
    beats = [50, 171]
    base = waves(long, leads=2, beats=beats)
    zones = [(0, b + 1 - 15, b + 1, b + 1 + 15) for b in beats]
    areas = [(b + 1 - 6, b + 1 + 6) for b in beats]
    stretches, at = [], 0
    for start, end in areas:
        stretches += [(at, start - 1, False), (start - 1, end, True)]
        at = end
    stretches.append((at, long, False))
    stored, decoded = [], []
    for signal, beat in zip(base, reference):
        rest = signal.copy()
        for _, start, fiducial, end in zones:
            rest[start - 1:end] -= beat[start - fiducial + 19:end - fiducial + 20]
        values, again = [], np.zeros(long, np.int64)
        kept = np.zeros(long, bool)
        for begin, stop, whole in stretches:
            if whole:
                values += rest[begin:stop].tolist()
                again[begin:stop] = rest[begin:stop]
                kept[begin:stop] = True
                continue
            blocks = (stop - begin) // factor
            means = [int(np.round(rest[begin + factor * k:begin + factor * (k + 1)].mean())) for k in range(blocks)]
            left = rest[begin + factor * blocks:stop].tolist()
            values += means + left
            line = [means[0]] * 2
            for a, b in zip(means, means[1:]):
                line += [int(a + i * np.float32((b - a) / factor)) for i in range(factor)]
            again[begin:stop] = line + [means[-1]] * 2 + left
        for _, start, _, end in zones:
            kept[start - 1:end + 2] = True
        smooth = mean_of_three(again, kept)
        for _, start, fiducial, end in zones:
            smooth[start - 1:end] += beat[start - fiducial + 19:end - fiducial + 20]
        stored.append(values)
        decoded.append(smooth)
    four = struct.pack("<HHH", 80, 20, len(zones)) + b"".join(struct.pack("<HIII", *zone) for zone in zones) + b"".join(struct.pack("<II", *area) for area in areas)
    five = packed([huffman(differenced(b, 2), default) for b in reference[:2]], differences=2)
    six = packed([huffman(differenced(v, 2), default) for v in stored], interval=2000 * factor, differences=2, bimodal=1)
    save("bimodal", {**one, 2: mark, 3: lead_section(long, leads=LEADS[:2], reference=True), 4: four, 5: five, 6: six}, decoded)

    version = subprocess.run(["save2gdf", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    (HERE / "expected.json").write_text(json.dumps({"versions": f"{version}, numpy {np.__version__}", "files": expected}) + "\n")


main()
