"""Makes the small FLAC files beside this script and flacFiles.json: what `flac -d` (the reference decoder) makes of each.

Most are encoded by the flac tool at settings that together use every kind of subframe and every stereo mode (`flac -a` says
which, and the figures are kept). What the tool never writes (escape-coded residuals, blocks of varying size, wasted bits in
a side channel, a stream without its length) is written here bit by bit and then decoded by the tool.

Run: /usr/bin/python3 tests/golden/ecg/wfdb/makeFlacFiles.py   (flac 1.4.2, numpy)
"""
import hashlib
import json
import os
import re
import subprocess
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "flac")


def to_bytes(samples, bits):
    """Interleaved little-endian bytes, ceil(bits / 8) each."""
    flat = np.ascontiguousarray(samples.T.reshape(-1)).astype("<i4")
    return flat.view("u1").reshape(-1, 4)[:, : bits // 8].tobytes()


def from_bytes(data, bits, channels):
    width = bits // 8
    raw = np.frombuffer(data, "u1").reshape(-1, width)
    wide = np.zeros((raw.shape[0], 4), "u1")
    wide[:, 4 - width :] = raw
    return (wide.view("<i4").reshape(-1) >> (32 - bits)).reshape(-1, channels).T


def ecg(length, seed, scale):
    random = np.random.RandomState(seed)
    t = np.arange(length) / 250.0
    beat = (t % 0.8) - 0.3
    wave = np.exp(-0.5 * (beat / 0.012) ** 2) + 0.25 * np.exp(-0.5 * ((beat - 0.28) / 0.05) ** 2) + 0.1 * np.sin(2 * np.pi * 0.2 * t)
    return np.round(scale * (wave + 0.01 * random.randn(length))).astype(np.int64)


def noise(length, seed, bits):
    return np.random.RandomState(seed).randint(-(2 ** (bits - 1)), 2 ** (bits - 1), length).astype(np.int64)


def tool_files():
    a, b = ecg(3000, 1, 9000), ecg(3000, 2, 7000)
    loud = noise(2000, 3, 16)
    yield "ecg16", 16, np.array([a, b]), ["-8"]
    yield "fixed16", 16, np.array([a[:1500]]), ["-l", "0", "-b", "512", "-r", "0,0"]
    yield "fast16", 16, np.array([a, a + (b >> 9)]), ["-0", "-b", "576"]
    tones = sum(np.sin(np.arange(6000) * 0.09 * (k + 1) * (1 + 0.013 * k)) for k in range(15))
    yield "long-predictor16", 16, np.array([np.round(2000 * tones).astype(np.int64)]), ["--lax", "-e", "-l", "32", "-q", "15", "-b", "3000"]
    yield "long-predictor24", 24, np.array([np.round(500000 * tones).astype(np.int64)]), ["--lax", "-e", "-l", "32", "-q", "15", "-b", "3000"]
    x = np.linspace(-1, 1, 2000)
    yield "polynomial24", 24, np.array([np.round(8e6 * (8 * x**4 - 8 * x**2 + 1)).astype(np.int64)]), ["-l", "0", "-b", "1000"]
    yield "stereo16", 16, np.concatenate([
        np.array([loud[:512] >> 2, (loud[:512] >> 2) + (noise(512, 4, 16) >> 12)]),
        np.array([a[:512], noise(512, 5, 16) >> 1]),
        np.array([a[:512] + (noise(512, 6, 16) >> 11), a[:512]]),
        np.array([(noise(512, 8, 16) >> 9) + a[:512], a[:512] // 8 + 3]),
    ], axis=1), ["-m", "-5", "-b", "512"]
    yield "left-side16", 16, np.array([a[:1024] // 8, a[:1024] // 8 + (noise(1024, 7, 16) >> 1)])[::-1], ["-m", "-8", "-b", "256"]
    yield "noise16", 16, np.array([noise(1000, 9, 16)]), ["-8", "-b", "256"]
    yield "flat16", 16, np.array([np.full(1000, -32768), np.full(1000, 32767)]), ["-8"]
    yield "wasted16", 16, np.array([a[:1500] // 64 * 64, b[:1500] // 4 * 4]), ["-8", "-b", "300"]
    yield "ecg8", 8, np.array([ecg(2000, 10, 90), ecg(2000, 11, -70), noise(2000, 12, 4)]), ["-8", "-b", "1000"]
    yield "ecg24", 24, np.array([ecg(2000, 13, 6000000), ecg(2000, 14, -5000000)]), ["-8", "-b", "500"]
    yield "noise24", 24, np.array([noise(300, 15, 24), -noise(300, 15, 24) - 1]), ["-8", "-b", "100"]
    yield "eight24", 24, np.array([ecg(400, 20 + c, 100000 * (c + 1)) for c in range(8)]), ["-5"]
    yield "one-sample16", 16, np.array([[-7]]), ["-5"]
    yield "block16", 16, np.array([a[:100]]), ["-5", "-b", "16"]


class Bits:
    def __init__(self):
        self.bits = []

    def put(self, value, count):
        self.bits += [(value >> (count - 1 - i)) & 1 for i in range(count)]

    def rice(self, value, parameter):
        code = value * 2 if value >= 0 else -value * 2 - 1
        self.bits += [0] * (code >> parameter) + [1]
        self.put(code & (2**parameter - 1), parameter)

    def bytes(self):
        padded = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(int("".join(map(str, padded[i : i + 8])), 2) for i in range(0, len(padded), 8))


def crc(data, polynomial, width):
    value = 0
    for byte in data:
        value ^= byte << (width - 8)
        for _ in range(8):
            value = ((value << 1) ^ (polynomial if value >> (width - 1) else 0)) & (2**width - 1)
    return value


def utf8(number):
    if number < 0x80:
        return bytes([number])
    return chr(number).encode("utf-8")


def frame(number, block, mode, bits_code, body, variable):
    head = bytes([0xFF, 0xF9 if variable else 0xF8, 0x70, mode << 4 | bits_code << 1]) + utf8(number) + (block - 1).to_bytes(2, "big")
    head += bytes([crc(head, 0x07, 8)])
    data = head + body.bytes()
    return data + crc(data, 0x8005, 16).to_bytes(2, "big")


def stream(frames, smallest, largest, channels, bits, total, samples):
    info = smallest.to_bytes(2, "big") + largest.to_bytes(2, "big") + bytes(6)
    info += ((250 << 44) | ((channels - 1) << 41) | ((bits - 1) << 36) | total).to_bytes(8, "big")
    info += hashlib.md5(to_bytes(samples, bits)).digest()
    return b"fLaC" + bytes([0x80, 0, 0, 34]) + info + b"".join(frames)


def escape_subframe(body, samples, bits, order):
    """Fixed predictor; two partitions, one escape-coded with as many bits as needed, one with Rice codes of five bits."""
    residual = np.diff(samples, order) if order else samples
    body.put(0, 1)
    body.put(8 + order, 6)
    body.put(0, 1)
    for value in samples[:order]:
        body.put(int(value) & (2**bits - 1), bits)
    body.put(1, 2)
    body.put(1, 4)
    half = len(samples) // 2 - order
    needed = max(int(np.max(np.abs(residual[:half]))).bit_length() + 1, 1)
    body.put(31, 5)
    body.put(needed, 5)
    for value in residual[:half]:
        body.put(int(value) & (2**needed - 1), needed)
    body.put(6, 5)
    for value in residual[half:]:
        body.rice(int(value), 6)


def put_samples(body, samples, bits):
    for value in samples:
        body.put(int(value) & (2**bits - 1), bits)


def put_residual(body, residual, parameter):
    body.put(0, 2), body.put(0, 4), body.put(parameter, 4)
    for value in residual:
        body.rice(int(value), parameter)


def hand_files():
    a, b = ecg(1000, 30, 3000), ecg(1000, 31, 2500)
    frames = []
    at = 0
    for block in [192, 64, 500, 16, 228]:
        body = Bits()
        escape_subframe(body, a[at : at + block], 16, 2)
        escape_subframe(body, b[at : at + block], 16, 1)
        frames.append(frame(at, block, 1, 4, body, True))
        at += block
    samples = np.array([a, b])
    yield "escape-variable16", 16, samples, stream(frames, 16, 500, 2, 16, 1000, samples)
    yield "no-length16", 16, samples, stream(frames, 16, 500, 2, 16, 0, samples)
    # The longest predictors: a polynomial of order four, and 32 coefficients of 15 bits fitted to the samples.
    body = Bits()
    body.put(0, 1), body.put(12, 6), body.put(0, 1)
    put_samples(body, a[:4], 16)
    put_residual(body, np.diff(a, 4), 12)
    rows = np.array([b[i - 32 : i][::-1] for i in range(32, 1000)])
    fitted = np.linalg.lstsq(rows, b[32:], rcond=None)[0]
    shift = 14 - int(np.ceil(np.log2(np.max(np.abs(fitted)) + 1e-9)))
    coefficients = np.clip(np.round(fitted * 2**shift), -(2**14), 2**14 - 1).astype(np.int64)
    body.put(0, 1), body.put(32 + 31, 6), body.put(0, 1)
    put_samples(body, b[:32], 16)
    body.put(14, 4), body.put(shift, 5)
    put_samples(body, coefficients, 15)
    put_residual(body, b[32:] - ((rows @ coefficients) >> shift), 5)
    samples = np.array([a, b])
    yield "longest-predictors16", 16, samples, stream([frame(0, 1000, 1, 4, body, False)], 1000, 1000, 2, 16, 1000, samples)
    # Side channel with wasted bits, and an escape of zero bits: the second half repeats the predictor.
    left = np.full(200, 100)
    right = left - 8 * (np.arange(200) % 5)
    body = Bits()
    body.put(0, 1), body.put(8, 6), body.put(0, 1), body.put(0, 2), body.put(1, 4)
    body.put(10, 4)
    for value in left[:100]:
        body.rice(int(value), 10)
    body.put(10, 4)
    for value in left[100:]:
        body.rice(int(value), 10)
    body.put(0, 1), body.put(1, 6), body.put(1, 1), body.put(1, 3)
    for value in left - right:
        body.put(int(value) >> 3 & (2**14 - 1), 14)
    silent = Bits()
    for _ in range(2):
        silent.put(0, 1), silent.put(9, 6), silent.put(0, 1), silent.put(500, 16), silent.put(0, 2), silent.put(1, 4)
        for _ in range(2):
            silent.put(15, 4), silent.put(0, 5)
    samples = np.array([np.concatenate([left, np.full(200, 500)]), np.concatenate([right, np.full(200, 500)])])
    yield "side-wasted16", 16, samples, stream([frame(0, 200, 8, 4, body, False), frame(1, 200, 1, 4, silent, False)], 200, 200, 2, 16, 400, samples)


def decode(path, bits, channels):
    raw = subprocess.run(["flac", "-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path], check=True, capture_output=True).stdout
    return from_bytes(raw, bits, channels)


def analyse(path):
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "a.ana")
        subprocess.run(["flac", "-a", "-s", "-f", "-o", target, path], check=True)
        text = open(target).read()
    seen = set(re.findall(r"channel_assignment=(\w+)", text)) | set(re.findall(r"type=(?:CONSTANT|VERBATIM)", text))
    seen |= {f"type={kind} order={order}" for kind, order in re.findall(r"type=(FIXED|LPC)\torder=(\d+)", text)}
    seen |= {f"residual={kind}" for kind in re.findall(r"residual_type=(\w+)", text)}
    seen |= {"wasted bits" for bits in re.findall(r"wasted_bits=(\d+)", text) if bits != "0"}
    return sorted(seen)


os.makedirs(OUT, exist_ok=True)
golden = {}
for name, bits, samples, settings in tool_files():
    path = os.path.join(OUT, f"{name}.flac")
    command = ["flac", "-s", "-f", "--no-padding", "--no-seektable", "--force-raw-format", "--endian=little", "--sign=signed", f"--channels={len(samples)}", f"--bps={bits}", "--sample-rate=250", *settings, "-o", path, "-"]
    subprocess.run(command, input=to_bytes(samples, bits), check=True)
    golden[name] = {"bits": bits, "settings": " ".join(settings)}
for name, bits, samples, data in hand_files():
    with open(os.path.join(OUT, f"{name}.flac"), "wb") as file:
        file.write(data)
    golden[name] = {"bits": bits, "settings": "written bit by bit"}
for name, bits, samples, *_ in [*tool_files(), *hand_files()]:
    path = os.path.join(OUT, f"{name}.flac")
    decoded = decode(path, bits, len(samples))
    assert np.array_equal(decoded, samples), name
    golden[name]["sha256"] = [hashlib.sha256(channel.astype("<i4").tobytes()).hexdigest() for channel in decoded]
    golden[name]["sampleCount"] = decoded.shape[1]
    golden[name]["holds"] = analyse(path)
version = subprocess.run(["flac", "--version"], capture_output=True, text=True).stdout.strip()
with open(os.path.join(HERE, "flacFiles.json"), "w") as file:
    json.dump({"madeBy": f"makeFlacFiles.py with {version}", "files": golden}, file, indent=1)
print("\n".join(f"{name}: {entry['holds']}" for name, entry in golden.items()))
