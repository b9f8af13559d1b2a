"""Small XML documents and what expat makes of them: python3 make_cases.py > cases.json

Each case holds the bytes in base64 and, by Python's expat, either the tree (namespace, name, attributes, own text without
blanks around it, children) or null where expat finds the document not well-formed.
"""
import base64
import json
import xml.etree.ElementTree as ET

DOCUMENTS = [
    "<a/>", "<a></a>", "<a b='1' c=\"2\"/>", "<a>text</a>", "<a> <b/> mixed <c/> text </a>",
    "<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a>&#65;&#x42;&#x1F600;</a>", "<a b='&lt;&#10;&amp;'/>",
    "<a><![CDATA[<b>&amp;]]></a>", "<a>x<![CDATA[ y ]]>z</a>", "<a><![CDATA[]]]]><![CDATA[>]]></a>",
    "<!-- one --><a><!-- two -->t<!-- - -- ></a>", "<!-- one --><a><!-- two -->t<!-- three --></a><!-- four -->",
    "<?xml version='1.0'?><a/>", "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a/>\n", "<?pi data?><a><?pi?></a>",
    "<!DOCTYPE a SYSTEM 'a.dtd'><a/>", "<!DOCTYPE a PUBLIC '-//X//Y' \"y.dtd\">\n<a/>", "<!DOCTYPE a><a/>",
    "<n:a xmlns:n='urn:x'><n:b/><c/></n:a>", "<a xmlns='urn:x'><b xmlns=''/><c xmlns='urn:y'><d/></c><e/></a>",
    "<a xmlns:p='urn:1'><p:b xmlns:p='urn:2' p:q='1'/><p:c/></a>", "<p:a/>", "<a><p:b/></a>",
    "<a>\u00e4\u00f6\u20ac\U0001f600</a>", "<\u00e4 \u00f6='\u00fc'/>",
    "<a", "<a>", "<a></b>", "<a><b></a></b>", "</a>", "<a/><b/>", "<a/>text", "text<a/>", "", "   ", "<>", "< a/>", "<a / >",
    "<a b/>", "<a b=c/>", "<a b='1' b='2'/>", "<a b='1'c='2'/>", "<a b='<'/>", "<a>&unknown;</a>", "<a>&</a>", "<a>& b</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
    "<a>&#x110000;</a>", "<1a/>", "<-a/>", "<.a/>", "<_a/>", "<a.b-c_d1/>", "<a><!-- never ends </a>", "<a><![CDATA[ never ends </a>", "<a><!ELEMENT b></a>", "<a b='never ends/>",
    "<a></a >", "<a></ a>", "<a ></a>", "<a\n\tb = '1'\r\n/>", "<a><?pi never ends</a>", "<!DOCTYPE a SYSTEM 'x'", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>",
    "\ufeff<a/>", "<a>1 2 3\n-4 5</a>", "<a><b>1</b><b>2</b><b>3</b></a>", "<abc></abcd>", "<abc></ab>",
]
ENCODED = [
    ("<?xml version='1.0' encoding='ISO-8859-1'?><a b='\u00e9'>\u00e4\u00f6</a>", "iso-8859-1", b""),
    ("<?xml version='1.0' encoding='windows-1252'?><a>\u20ac\u0153</a>", "cp1252", b""),
    ("<?xml version='1.0' encoding='UTF-16'?><a>\u00e4\u20ac\U0001f600</a>", "utf-16-le", b"\xff\xfe"),
    ("<?xml version='1.0' encoding='UTF-16'?><a>\u00e4\u20ac\U0001f600</a>", "utf-16-be", b"\xfe\xff"),
    ("<?xml version='1.0'?><a>\u00e4</a>", "utf-8", b"\xef\xbb\xbf"),
    ("<?xml version='1.0' encoding='us-ascii'?><a>b</a>", "ascii", b""),
]


def tree(element):
    namespace, name = element.tag[1:].split("}") if element.tag[0] == "{" else ("", element.tag)
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    attributes = [[key.split("}")[-1], value] for key, value in element.attrib.items()]
    return [namespace, name, attributes, text.strip(), [tree(child) for child in element]]


def verdict(data):
    try:
        return tree(ET.fromstring(data))
    except ET.ParseError:
        return None


cases = [text.encode("utf-8") for text in DOCUMENTS] + [mark + text.encode(encoding) for text, encoding, mark in ENCODED]
print("[" + ",\n".join(json.dumps([base64.b64encode(data).decode(), verdict(data)]) for data in cases) + "]")
