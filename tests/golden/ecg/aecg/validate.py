"""Checks aECG files against the HL7 schema: validate.py SCHEMA FILE...  (needs lxml; prints one JSON list of errors)

SCHEMA is PORT_MT020001.xsd of "HL7 aECG R1, 2003-12 Schema", which HL7 licenses and this repository does not hold; a copy is
in FDA's aecg-python under src/aecg/data/hl7. The test of the writer runs this where KALIUM_AECG_SCHEMA names the file.
"""
import json
import sys

from lxml import etree

schema = etree.XMLSchema(etree.parse(sys.argv[1]))
errors = []
for path in sys.argv[2:]:
    if not schema.validate(etree.parse(path)):
        errors += [f"{path}: {error.line}: {error.message}" for error in schema.error_log]
print(json.dumps(errors))
