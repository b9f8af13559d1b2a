"""Numbers that any program can draw again: s <- (1664525 s + 1013904223) mod 2^32, u = s / 2^32 - 1/2, rounded to float32."""
import numpy
import torch


class Generator:
    def __init__(self, seed):
        self.state = seed

    def draw(self, shape, scale=1.0, offset=0.0):
        values = []
        for _ in range(int(numpy.prod(shape))):
            self.state = (1664525 * self.state + 1013904223) % 2**32
            values.append(numpy.float32((self.state / 2**32 - 0.5) * scale + offset))
        return torch.tensor(numpy.array(values, dtype=numpy.float64).reshape(shape))


def flat(tensor, digits=9):
    return [float(f"{value:.{digits}g}") for value in tensor.detach().reshape(-1).tolist()]
