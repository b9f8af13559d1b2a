"""Cuts a Sierra file down to its version, signal characteristics and the waveforms of twelve leads: cut_waveforms.py IN OUT.

waveforms-1.04.xml is examples/xml/1_04/ad4d3d80-d165_1-04_orig.xml of sierra-ecg-tools (MIT), cut by this script; nothing
about a person is left in it.
"""
import base64
import re
import struct
import sys

raw = open(sys.argv[1], "rb").read()
text = raw.decode("utf-16" if raw[:2] == b"\xff\xfe" else "utf-8")


def element(name):
    return re.search(rf"<{name}[ >].*?</{name}>", text, re.S).group(0)


waveforms = element("parsedwaveforms")
opening, data = re.match(r"(<[^>]*>)([^<]*)", waveforms).groups()
packed = base64.b64decode(data)
end = 0
for _ in range(12):
    end += 8 + struct.unpack_from("<i", packed, end)[0]
characteristics = re.sub(r">\s+<", "><", element("signalcharacteristics"))
version = re.search(r"<documentversion>(.*?)<", text).group(1)
out = f"""<?xml version="1.0" encoding="UTF-8"?>
<restingecgdata xmlns="http://www3.medical.philips.com">
<documentinfo><documenttype>PhilipsECG</documenttype><documentversion>{version}</documentversion></documentinfo>
<dataacquisition>{characteristics}</dataacquisition>
<waveforms>{opening}
{base64.encodebytes(packed[:end]).decode()}</parsedwaveforms></waveforms>
</restingecgdata>
"""
open(sys.argv[2], "w", encoding="utf-8").write(out)
