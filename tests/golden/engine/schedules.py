"""Makes schedules.json: learning rates of PyTorch's schedulers. Run: python3 schedules.py (PyTorch 1.13)."""
import json
import os

import torch
from torch.optim import lr_scheduler as s

METRICS = [1.0, 0.9, 0.95, 0.9, 0.91, 0.89995, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]


def rates(make, base, count, metrics=None):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    scheduler = make(optimizer)
    found = [optimizer.param_groups[0]["lr"]]
    for i in range(count):
        optimizer.step()
        scheduler.step(*([] if metrics is None else [metrics[i]]))
        found.append(optimizer.param_groups[0]["lr"])
    return found


def warm_cosine(optimizer):
    return s.SequentialLR(optimizer, [s.LinearLR(optimizer, start_factor=0.1, total_iters=5), s.CosineAnnealingLR(optimizer, T_max=15, eta_min=1e-4)], milestones=[5])


golden = {
    "made by": f"schedules.py, PyTorch {torch.__version__}",
    "cases": [
        {"title": "StepLR", "schedule": {"kind": "step", "every": 3, "factor": 0.1}, "base": 0.01, "rates": rates(lambda o: s.StepLR(o, 3, 0.1), 0.01, 10)},
        {"title": "CosineAnnealingLR", "schedule": {"kind": "cosine", "total": 12, "minimum": 0.001}, "base": 0.05, "rates": rates(lambda o: s.CosineAnnealingLR(o, 12, 0.001), 0.05, 12)},
        {"title": "LinearLR then CosineAnnealingLR", "schedule": {"kind": "cosine", "total": 20, "warmUp": 5, "warmUpStart": 0.1, "minimum": 1e-4}, "base": 0.01, "rates": rates(warm_cosine, 0.01, 20)},
    ]
    + [
        {
            "title": f"ReduceLROnPlateau {title}",
            "schedule": {"kind": "plateau", "factor": 0.5, "patience": patience, **options},
            "base": base,
            "metrics": [sign * m for m in METRICS],
            "rates": rates(lambda o: s.ReduceLROnPlateau(o, mode=options.get("mode", "min"), factor=0.5, patience=patience, threshold=options.get("threshold", 1e-4), cooldown=options.get("cooldown", 0), min_lr=options.get("minimum", 0)), base, len(METRICS), [sign * m for m in METRICS]),
        }
        for title, base, patience, sign, options in [
            ("with defaults", 0.01, 3, 1, {}),
            ("with a cooldown and a minimum", 0.01, 1, 1, {"cooldown": 2, "minimum": 0.002}),
            ("without patience", 0.01, 0, 1, {"threshold": 0.02}),
            ("of a growing metric", 0.01, 2, 1, {"mode": "max"}),
            ("at rates whose change is too small", 3e-8, 1, 1, {}),
        ]
    ],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedules.json"), "w") as file:
    json.dump(golden, file, indent=0)
    file.write("\n")
