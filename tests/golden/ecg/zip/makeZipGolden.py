#!/usr/bin/env python3
"""Small ZIP archives written by Python's zipfile: stored, deflated, ZIP64, with data descriptors, UTF-8 names, something in front.

Usage: makeZipGolden.py > zip.json   (base64 of each archive; every archive holds the same three files)
"""
import base64, io, json, zipfile

FILES = {"a.txt": b"hello " * 50, "Ordner/\u00c4rzte.csv": bytes(range(256)), "leer": b""}


class Unseekable(io.RawIOBase):
    """Forces data descriptors."""
    def __init__(self): self.data = b""
    def writable(self): return True
    def write(self, part): self.data += bytes(part); return len(part)


def archive(method, zip64=False, descriptors=False, front=b""):
    out = Unseekable() if descriptors else io.BytesIO()
    out.write(front)
    with zipfile.ZipFile(out, "w" if not front else "a", method) as z:
        z.writestr(zipfile.ZipInfo("Ordner/"), b"")
        for name, data in FILES.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            with z.open(info, "w", force_zip64=zip64) as f:
                f.write(data)
        z.comment = b"patient Doe"
    return base64.b64encode(out.data if descriptors else out.getvalue()).decode()


print(json.dumps({
    "stored": archive(zipfile.ZIP_STORED), "deflated": archive(zipfile.ZIP_DEFLATED), "zip64": archive(zipfile.ZIP_DEFLATED, zip64=True),
    "descriptors": archive(zipfile.ZIP_DEFLATED, descriptors=True), "front": archive(zipfile.ZIP_DEFLATED, front=b"#!program in front" * 9),
}, indent=1))
