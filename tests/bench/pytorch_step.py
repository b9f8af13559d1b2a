"""A workload of the bench in PyTorch (written for 1.13, CPU).

    pytorch_step.py WORKLOAD THREADS float32|float64

WORKLOAD is a folder with graph.json (nodes, parameters, loss, batch, learning rate) and tensors.bin (float32: weights in the order
of the parameters, inputs, labels). Serves blocks of steps: one JSON line in, {"count": n, "budgetMs": ms}, one JSON line out.
"""
import json
import os
import re
import sys
import time

import numpy
import torch
import torch.nn.functional as F


def padding_of(node):
    padding = node["padding"]
    if padding == "valid" or node["kernelSize"] == 1:
        return 0
    if not isinstance(padding, dict) or padding["before"] != padding["after"]:
        raise NotImplementedError("unequal padding")
    return padding["before"]


class Workload:
    def __init__(self, folder, dtype):
        with open(os.path.join(folder, "graph.json")) as file:
            self.about = json.load(file)
        values = numpy.fromfile(os.path.join(folder, "tensors.bin"), dtype="<f4")
        taken = 0

        def take(shape):
            nonlocal taken
            size = int(numpy.prod(shape))
            taken += size
            return torch.tensor(values[taken - size : taken].reshape(shape), dtype=dtype)

        self.parameters = {}
        self.trained = []
        for parameter in self.about["parameters"]:
            value = take(parameter["shape"])
            # [length, in, out] to PyTorch's [out, in, length]; dense [in, out] to [out, in].
            if value.dim() > 1:
                value = value.permute(*reversed(range(value.dim()))).contiguous()
            if parameter["trainable"]:
                self.trained.append(value.requires_grad_())
            self.parameters[parameter["name"]] = value
        batch = self.about["batch"]
        self.x = take([batch] + self.about["nodes"][0]["shape"]).permute(0, 2, 1).contiguous()
        self.labels = take([batch])
        self.optimizer = torch.optim.Adam(self.trained, lr=self.about["learningRate"], betas=(0.9, 0.999), eps=1e-8)

    def logits(self, training):
        p = self.parameters
        values = {}
        for node in self.about["nodes"]:
            op = node["op"]
            x = values[node["inputs"][0]] if node["inputs"] else self.x
            if op == "conv1d":
                bias = None if node["bias"] is None else p[node["bias"]]
                x = F.conv1d(x, p[node["kernel"]], bias, stride=node["stride"], padding=padding_of(node))
            elif op == "batchNorm":
                x = F.batch_norm(
                    x, p[node["runningMean"]], p[node["runningVariance"]], p[node["gamma"]], p[node["beta"]],
                    training=training, momentum=1 - node["momentum"], eps=node["epsilon"],
                )
            elif op == "relu":
                x = F.relu(x)
            elif op == "add":
                x = x + values[node["inputs"][1]]
            elif op == "zeroPad1d":
                x = F.pad(x, (node["before"], node["after"]))
            elif op == "maxPool1d":
                x = F.max_pool1d(x, node["poolSize"], node["stride"])
            elif op == "globalAveragePool1d":
                x = x.mean(2)
            elif op == "dense":
                x = F.linear(x, p[node["kernel"]], p[node["bias"]])
            elif op != "input":
                raise NotImplementedError(op)
            values[node["name"]] = x
        return values[self.about["output"]]

    def step(self):
        logits = self.logits(True)
        if self.about["loss"] == "binaryCrossEntropy":
            loss = F.binary_cross_entropy_with_logits(logits[:, 0], self.labels)
        else:
            loss = F.cross_entropy(logits, self.labels.long())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return float(loss)

    def predict(self):
        with torch.no_grad():
            return self.logits(False)


def resident(figure):
    """VmRSS or VmHWM, its peak, of this process in bytes; None where there is no /proc."""
    try:
        with open("/proc/self/status") as file:
            return int(re.search(figure + r":\s+(\d+) kB", file.read()).group(1)) * 1024
    except OSError:
        return None


def forget_peak():
    """Importing torch has a peak of its own."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def serve(folder, threads, dtype):
    torch.set_num_threads(threads)
    forget_peak()
    started = resident("VmRSS")
    workload = Workload(folder, dtype)
    print(json.dumps({"adapter": f"PyTorch {torch.__version__} CPU, {torch.get_num_threads()} thread(s)"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        times, losses, output = [], [], None
        began = time.perf_counter()
        while len(times) < request["count"] and (not times or (time.perf_counter() - began) * 1000 < request["budgetMs"]):
            start = time.perf_counter()
            if workload.about["loss"] is None:
                output = workload.predict()
                losses.append(None)
            else:
                losses.append(workload.step())
            times.append((time.perf_counter() - start) * 1000)
        growth = None if started is None else resident("VmHWM") - started
        output = None if output is None else output.flatten().tolist()
        print(json.dumps({"timesMs": times, "losses": losses, "output": output, "growthBytes": growth}), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), getattr(torch, sys.argv[3]))
