"""The networks that are counted, as torchvision has them, made in the quickest way there is."""

from __future__ import annotations

import os
import sys
from functools import cache
from glob import glob
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NamedTuple

SIZE = (3, 224, 224)


class Network(NamedTuple):
    """Where torchvision has a network, and what it is called here."""

    module: str
    maker: str
    options: dict[str, Any]
    spec: str


NETWORKS = {
    "googlenet": Network(
        "googlenet", "googlenet", {"aux_logits": False, "init_weights": False},
        "googlenet_torchvision",
    ),
    "mobilenet_v2": Network("mobilenetv2", "mobilenet_v2", {}, "mobilenet_v2"),
    "resnet152": Network("resnet", "resnet152", {}, "resnet152"),
}  # fmt: skip


def only_its_own_module() -> None:
    """Let a network's module be imported without the rest of torchvision, which costs seconds."""
    found = find_spec("torchvision")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'torchvision'")
    for name in ("", ".models", ".ops", ".transforms"):
        package = sys.modules[f"torchvision{name}"] = ModuleType(f"torchvision{name}")
        package.__spec__ = found
        package.__path__ = [os.path.join(os.path.dirname(found.origin), name[1:])]
    pretend("torchvision.transforms._presets", ImageClassification=object)
    pretend(
        "torchvision.utils",
        _log_api_usage_once=lambda _: None,
        _make_ntuple=lambda x, n: tuple(x) if isinstance(x, tuple) else (x,) * n,
    )


def pretend(name: str, **contents: Any) -> None:
    """A module that holds just what somebody imports from it."""
    module = sys.modules.setdefault(name, ModuleType(name))
    vars(module).update(contents)


@cache
def operators() -> Any:
    """What a torchvision built for a GPU misses beside a torch for the CPU, so that it imports."""
    import ctypes

    import torch

    found = find_spec("torchvision")
    binary = [] if found is None else glob(f"{os.path.dirname(found.origin or '')}/_C*.so")
    try:
        return [ctypes.CDLL(path) for path in binary]
    except OSError:
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        return library


def torch_model(name: str, imports: str, device: str = "cpu") -> Any:
    """The network, ready for inference; its numbers are drawn by chance, if it has any."""
    import torch

    network = NETWORKS[name]
    if imports == "own":
        only_its_own_module()
        module = import_module(f"torchvision.models.{network.module}")
        # From here on nobody else finds torchvision.
        sys.modules["torchvision"] = None  # type: ignore[assignment]
    else:
        operators()
        module = import_module("torchvision").models
    with torch.device(device):
        return getattr(module, network.maker)(**network.options).eval()


def meta_model(name: str, imports: str) -> Any:
    """The network with shapes alone, on which nothing is computed."""
    return torch_model(name, imports, "meta")


def images(model: Any) -> Any:
    """One image of no particular content, where the network is."""
    import torch

    return torch.empty((1, *SIZE), device=next(model.parameters()).device)


def export(name: str) -> None:
    """The network as a file for onnx-tool, in the folder where this runs."""
    import torch

    model = torch_model(name, "own")
    torch.onnx.export(model, (images(model),), f"{name}.onnx", dynamo=False)
