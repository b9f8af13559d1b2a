"""Marks of NeuroKit2's wavelet delineator as JSON, for `kalium score delineation DIR --marks FILE`.

    python3 neurokit_marks.py DIR > marks.json

Needs neurokit2 and wfdb (neither is part of Kalium). DIR holds LUDB records: one annotation file a lead. NeuroKit is given
the marked R peaks of each lead, an advantage over Kalium, which has to find them; it looks at each lead alone, as it is made to.
"""
import json
import sys
from pathlib import Path

import neurokit2
import numpy as np
import wfdb

LEADS = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6"]


def plain(value):
    return None if value is None or np.isnan(value) else int(value)


def waves(onsets, peaks, offsets):
    return [[plain(on), plain(peak), plain(off)] for on, peak, off in zip(onsets, peaks, offsets) if plain(peak) is not None]


def marks_of_lead(signal, r_peaks, rate_hz):
    clean = neurokit2.ecg_clean(signal, sampling_rate=rate_hz)
    _, found = neurokit2.ecg_delineate(clean, r_peaks, sampling_rate=rate_hz, method="dwt")
    return {
        "p": waves(found["ECG_P_Onsets"], found["ECG_P_Peaks"], found["ECG_P_Offsets"]),
        "qrs": waves(found["ECG_R_Onsets"], r_peaks, found["ECG_R_Offsets"]),
        "t": waves(found["ECG_T_Onsets"], found["ECG_T_Peaks"], found["ECG_T_Offsets"]),
    }


def main(folder):
    result = {}
    for header in sorted(Path(folder).rglob("*.hea")):
        record = str(header.with_suffix(""))
        signals, facts = wfdb.rdsamp(record)
        result[header.stem] = {}
        for lead in LEADS:
            if not header.with_suffix(f".{lead}").exists():
                continue
            annotation = wfdb.rdann(record, lead)
            r_peaks = np.array([at for at, symbol in zip(annotation.sample, annotation.symbol) if symbol == "N"])
            column = [name.lower() for name in facts["sig_name"]].index(lead)
            try:
                result[header.stem][lead] = marks_of_lead(signals[:, column], r_peaks, facts["fs"])
            except (IndexError, ValueError) as error:
                print(f"{header.stem} {lead}: {error}", file=sys.stderr)
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
