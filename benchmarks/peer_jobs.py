"""One counter's job, as short as its users can have it: the network made, counted, two numbers."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import Any, NamedTuple

from peer_networks import NETWORKS, SIZE, export, images, meta_model, torch_model

BURST = 0.1  # seconds of counting again and again, of which the median is told


class Job(NamedTuple):
    """A network loaded, and counted: (MACs, parameters). ``renew`` runs untimed before a count."""

    load: Callable[[str, str], Any]
    counting: Callable[[Any], tuple[float, float]]
    renew: Callable[[Any], Any] = lambda loaded: loaded


def parameters(model: Any) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def torchinfo(model: Any) -> tuple[float, float]:
    from torchinfo import summary

    found = summary(model, input_data=images(model), verbose=0)
    return found.total_mult_adds, found.total_params


def fvcore(model: Any) -> tuple[float, float]:
    import torch
    from fvcore.nn import FlopCountAnalysis

    with torch.no_grad():
        counting = FlopCountAnalysis(model, images(model))
        counting.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
        return counting.total(), parameters(model)


def thop(model: Any) -> tuple[float, float]:
    from thop import profile

    macs, params = profile(model, inputs=(images(model),), verbose=False)
    return macs, params


def ptflops(model: Any, backend: str = "pytorch") -> tuple[float, float]:
    from ptflops import get_model_complexity_info

    macs, params = get_model_complexity_info(
        model, SIZE, as_strings=False, print_per_layer_stat=False, backend=backend
    )
    return macs, params


def ptflops_aten(model: Any) -> tuple[float, float]:
    return ptflops(model, "aten")


def calflops(model: Any) -> tuple[float, float]:
    from calflops import calculate_flops

    _, macs, params = calculate_flops(
        model, input_shape=(1, *SIZE), print_results=False, output_as_string=False
    )
    return macs, params


def flop_counter(model: Any) -> tuple[float, float]:
    """Torch's own, which prints two for each multiply-accumulate."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(images(model))
    return counter.get_total_flops(), parameters(model)


def onnx_file(name: str, _: str) -> Any:
    """A file that was exported before, as the onnx package reads it."""
    import onnx

    return onnx.load_model(f"{name}.onnx")


def onnx_tool(file: Any) -> tuple[float, float]:
    from onnx_tool import Model

    graph = Model(file).graph
    graph.graph_reorder_nodes()
    return onnx_graph(graph)


def onnx_tool_graph(name: str, imports: str) -> Any:
    """The graph that onnx-tool makes of the file, with the nodes in order."""
    from onnx_tool import Model

    graph = Model(onnx_file(name, imports)).graph
    graph.graph_reorder_nodes()
    return graph


def onnx_graph(graph: Any) -> tuple[float, float]:
    graph.shape_infer()
    graph.profile()
    return graph.macs[0], graph.params


def spec_text(name: str, _: str) -> tuple[str, Any]:
    """The text of a spec, and the parameters of the variant that is meant."""
    from cnncost.zoo import load

    found = load(NETWORKS[name].spec)
    with open(found.file, encoding="utf-8") as file:
        return file.read(), found.params


def spec(name: str, _: str) -> Any:
    from cnncost.zoo import load

    return load(NETWORKS[name].spec)


def counted(spec: Any) -> tuple[float, float]:
    from cnncost.analysis import analyze_spec

    report = analyze_spec(spec)
    return report.totals["macs"], report.totals["params"]


def counted_text(loaded: tuple[str, Any]) -> tuple[float, float]:
    from cnncost.spec import parse_spec

    text, params = loaded
    return counted(parse_spec(text).with_params(params))


def forget(loaded: Any) -> Any:
    """All that cnncost remembers from one call to the next is gone."""
    modules = [module for name, module in sys.modules.items() if name.startswith("cnncost")]
    for value in [value for module in modules for value in vars(module).values()]:
        if isinstance(value, _lru_cache_wrapper):
            value.cache_clear()
    return loaded


def forget_spec(spec: Any) -> Any:
    """The same spec, read anew."""
    from cnncost.zoo import load

    return forget(load(forget(spec).file))


JOBS = {
    "cnncost": Job(spec, counted),
    "cnncost, first call": Job(spec, counted, forget_spec),
    "cnncost, from text": Job(spec_text, counted_text, forget),
    "torchinfo": Job(torch_model, torchinfo),
    "torchinfo, meta": Job(meta_model, torchinfo),
    "ptflops": Job(torch_model, ptflops),
    "ptflops_aten": Job(torch_model, ptflops_aten),
    "ptflops_aten, meta": Job(meta_model, ptflops_aten),
    "thop": Job(torch_model, thop),
    "thop, meta": Job(meta_model, thop),
    "fvcore": Job(torch_model, fvcore),
    "calflops": Job(torch_model, calflops),
    "calflops, meta": Job(meta_model, calflops),
    "torch_flop_counter": Job(torch_model, flop_counter),
    "torch_flop_counter, meta": Job(meta_model, flop_counter),
    "onnx_tool": Job(onnx_file, onnx_tool),
    "onnx_tool, graph made": Job(onnx_tool_graph, onnx_graph),
}


def burst(job: Job, loaded: Any) -> tuple[float, float]:
    """Median seconds of counting what is loaded, for a while: by the clock, and of processor."""
    clock: list[float] = []
    processor: list[float] = []
    while sum(clock) < BURST:
        given = job.renew(loaded)
        start, used = time.perf_counter(), time.process_time()
        job.counting(given)
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    return statistics.median(clock), statistics.median(processor)


def main(tool: str, network: str, imports: str = "own", loop: str = "") -> None:
    """Count once and print two numbers; with ``loop``, count again for each line that comes in."""
    if tool == "export":
        return export(network)
    job = JOBS[tool]
    loaded = job.load(network, imports)
    macs, params = job.counting(loaded)
    print(int(macs), int(params), flush=True)
    for _ in sys.stdin if loop else ():
        print(*burst(job, loaded), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
