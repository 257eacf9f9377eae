"""Networks with something to get wrong, and the numbers that come of it.

The list that the slips come from gives most numbers for three layers: ResNet's first convolution
with a bias, AlexNet's second with its two groups, VGG's first fully connected layer.
"""

from __future__ import annotations

RESNET = "input: 224x224x3\nlayers: conv(64, k=7, s=2, p=3)"  # 9,472 parameters, 118,013,952 MACs
ALEXNET = "input: 27x27x96\nlayers: conv(256, k=5, p=2, g=2)"  # 307,456 and 223,948,800
VGG = "input: 7x7x512\nlayers: fc(4096)"  # 102,764,544 parameters
QUIZ = "input: 300x300x3\nlayers: conv(100, k=5)"  # 7,600 parameters
PLAIN = "input: 224x224x3\nlayers: conv(64, k=7, s=2, p=3, bias=no)"
CONV1 = "input: 227x227x3\nlayers: conv(96, k=11, s=4, p=0)"
CONV1_ON_224 = "input: 224x224x3\nlayers: conv(96, k=11, s=4, p=0)"
SEPARABLE = "input: 14x14x512\nlayers: depthwise(3, bias=no) -> bn -> relu -> conv(512, bias=no)"
BIASED_SEPARABLE = "input: 8x8x9\nlayers: depthwise(3) -> relu -> conv(7)"
DILATED = "input: 16x16x8\nlayers: conv(4, k=3, d=2, p=0)"
POOLED = "input: 14x14x512\nlayers: maxpool(2, s=2) -> relu -> flatten -> dropout -> fc(4096)"
TRANSPOSED = "input: 8x8x64\nlayers: transposed(32, k=4, s=2, p=1)"
NORMALISED = "input: 8x9x16\nlayers: conv(64, k=3, bias=no) -> bn"
UNEVEN = "input: 21x31x4\nlayers: conv(6, k=3x5, s=(2, 3), p=(1, 2))"  # 11x11 out, 360 weights
CONCAT = """
input: 28x28x16
layers:
  - concat: {a: "conv(32, bias=no)", b: "conv(64, bias=no)"}
  - last: conv(10, k=3, bias=no)
"""
EQUAL = CONCAT.replace("64", "32")
ADD = EQUAL.replace("concat", "add")
BASIC = "conv(128, k=3, s=2, bias=no) -> bn -> relu -> conv(128, k=3, bias=no) -> bn"
PROJECTED = f"""
input: 56x56x64
layers:
  - add: {{body: "{BASIC}", skip: "conv(128, s=2, bias=no) -> bn"}}
"""
BOTTLENECK = """
input: 8x8x64
layers:
  - add: {body: "conv(16, bias=no) -> relu -> conv(64, bias=no)", skip: identity}
"""
BIASED_PROJECTION = """
input: 8x8x4
layers:
  - add: {body: "conv(8, k=3) -> bn", skip: conv(8) -> bn}
"""
REPEATED = "input: 8x8x16\nlayers:\n  - 3 * conv(16, k=3) -> relu\n  - conv(16, k=3)"
LIST = "the list's own number"
BY_HAND = "worked by hand"
COURSERA = "a quiz on Coursera"

CASES = [
    # slip, network, of what, number, where the number is from
    ("bias.missing", RESNET, "params", 9_408, LIST),
    ("bias.missing", QUIZ, "params", 7_500, COURSERA),
    ("bias.missing", RESNET, "bias", 0, BY_HAND),
    ("bias.unwanted", PLAIN, "params", 9_472, LIST),
    ("bias.one", RESNET, "params", 9_409, LIST),
    ("cin.missing", RESNET, "params", 3_200, LIST),
    ("cin.missing", RESNET, "weights", 3_136, BY_HAND),
    # (112 - 3)/2 is 54.5, so 55 rounded down and 56 rounded up
    ("size.floor", "input: 112x112x64\nlayers: maxpool(3, s=2, p=0, ceil=1)", "height", 55,
     BY_HAND),
    ("weights.with.bias", RESNET, "weights", 9_408 + 64, BY_HAND),
    ("cin.missing", QUIZ, "params", 2_600, COURSERA),
    ("cin.missing", "input: 9x9x3\nlayers: conv(128, k=7)", "params", 6_400, "another quiz"),
    ("cin.missing+bias.one", RESNET, "params", 3_137, LIST),
    ("cin.missing+bias.one", QUIZ, "params", 2_501, COURSERA),
    ("cout.missing", RESNET, "params", 148, LIST),
    ("cout.missing", PLAIN, "params", 147, BY_HAND),
    ("k.linear", RESNET, "params", 1_408, LIST),
    ("groups.missing", ALEXNET, "params", 614_656, LIST),
    ("groups.twice", ALEXNET, "params", 153_856, LIST),
    ("depthwise.as.standard", SEPARABLE.split(" ->")[0], "weights", 2_359_296, LIST),
    ("depthwise.as.standard", "input: 28x28x128\nlayers: depthwise(3, bias=no)", "macs",
     28 * 28 * 128 * 9 * 128, "document 003's standard convolution"),
    ("pointwise.forgotten", SEPARABLE, "weights", 4_608, LIST),
    ("pointwise.forgotten", SEPARABLE, "macs", 14 * 14 * 4_608, BY_HAND),
    ("pointwise.forgotten", BIASED_SEPARABLE, "params", 90, "the list's +b"),
    ("pointwise.forgotten", BIASED_SEPARABLE, "flops", 2 * 64 * 81, BY_HAND),
    ("unshared", RESNET, "params", 118_816_768, LIST),
    ("unshared", CONV1, "params", 105_705_600, "CS231n"),
    ("unshared.bias.shared", RESNET, "params", 118_014_016, LIST),
    ("unshared.bias.shared", "input: 256x256x3\nlayers: conv(128, k=7)", "params", 1_233_125_504,
     "a quiz"),
    ("volume.as.params", RESNET, "params", 802_816, LIST),
    ("bias.wrong.side", RESNET, "params", 9_555, LIST),
    ("bias.wrong.side", "input: 1x1x128\nlayers: fc(256)", "params", 32_896, "Cross Validated"),
    ("bias.per.kernel", RESNET, "params", 9_600, LIST),
    ("stride.in.params", RESNET, "params", 18_880, LIST),
    ("dilation.in.params", DILATED, "params", 25 * 8 * 4 + 4, "the list's 25/9"),
    ("size.no.plus.one", RESNET, "height", 111, LIST),
    ("size.no.plus.one", RESNET, "macs", 115_915_968, LIST),
    ("size.no.plus.one", "input: 24x24x6\nlayers: maxpool(2, s=2)", "width", 11, "Stack Overflow"),
    ("size.no.plus.one", UNEVEN, "macs", 10 * 10 * 360, BY_HAND),
    ("size.pad.once", RESNET, "height", 111, LIST),
    ("size.pad.once", UNEVEN, "height", (21 + 1 - 3) // 2 + 1, BY_HAND),
    ("size.pad.once", UNEVEN, "width", (31 + 2 - 5) // 3 + 1, BY_HAND),
    ("size.pad.ignored", RESNET, "height", 109, LIST),
    ("size.pad.ignored", RESNET, "macs", 111_776_448, LIST),
    ("size.ceil", RESNET, "height", 113, LIST),
    ("size.ceil", RESNET, "macs", 120_130_752, LIST),
    ("size.ceil", "input: 112x112x64\nlayers: maxpool(3, s=2, p=0)", "height", 56, "GoogLeNet"),
    ("size.not.integer", CONV1_ON_224, "macs", 217 * 217 * 11 * 11 * 3 * 96 // 16,
     "the list's 54.25 squared"),
    ("size.pool.forgotten", "input: 32x32x6\nlayers: maxpool(2, s=2)", "height", 32, BY_HAND),
    ("size.pool.forgotten", "input: 32x32x6\nlayers: maxpool(2, s=2) -> fc(10)", "params",
     32 * 32 * 6 * 10 + 10, BY_HAND),
    ("size.stride.ignored", RESNET, "height", 224, LIST),
    ("size.stride.ignored", RESNET, "macs", 472_055_808, LIST),
    ("size.same.as.zero.pad", RESNET, "height", 109, "as without padding"),
    ("size.dilation.ignored", DILATED, "height", 14, BY_HAND),
    ("flatten.channels.only", VGG, "params", 2_101_248, LIST),
    ("flatten.channels.only", VGG.replace("fc", "flatten -> fc"), "params", 2_101_248, LIST),
    ("flatten.one.side", VGG, "params", 14_684_160, LIST),
    ("flatten.before.pool", POOLED, "params", 411_045_888, LIST),
    ("flatten.wrong.size", "input: 5x5x16\nlayers: fc(120)", "params", 144 * 120 + 120,
     "Stack Overflow"),
    ("pool.has.params", "input: 8x8x64\nlayers: maxpool(3, s=2)", "weights", 9 * 64, BY_HAND),
    ("act.has.params", "input: 8x8x64\nlayers: relu", "params", 64, BY_HAND),
    ("bn.four", "input: 8x8x64\nlayers: bn", "params", 256, LIST),
    ("bn.four", "input: 8x8x512\nlayers: bn", "params", 2_048, "Keras, on Stack Overflow"),
    ("bn.none", "input: 8x8x64\nlayers: bn", "params", 0, BY_HAND),
    ("bn.per.position", NORMALISED, "norm", 2 * 64 * 8 * 9, BY_HAND),
    ("bn.in.channels", NORMALISED, "norm", 2 * 16, BY_HAND),
    ("bn.in.channels", NORMALISED, "params", 9 * 16 * 64 + 2 * 16, BY_HAND),
    ("concat.last.only", CONCAT, "weights", 16 * 32 + 16 * 64 + 9 * 64 * 10, BY_HAND),
    ("concat.as.add", EQUAL, "weights", 2 * 16 * 32 + 9 * 32 * 10, BY_HAND),
    ("add.as.concat", ADD, "weights", 2 * 16 * 32 + 9 * 2 * 32 * 10, BY_HAND),
    ("residual.projection.missing", PROJECTED, "params", 221_696, "ResNet-18, stage 2"),
    ("residual.projection.missing", PROJECTED, "macs", 28 * 28 * 9 * 128 * (64 + 128), BY_HAND),
    ("residual.projection.missing", BIASED_PROJECTION, "params", 9 * 4 * 8 + 8 + 16, BY_HAND),
    ("residual.projection.missing", BIASED_PROJECTION, "weights", 9 * 4 * 8, BY_HAND),
    ("residual.projection.extra", BOTTLENECK, "weights", 2 * 64 * 16 + 64 * 64, BY_HAND),
    ("residual.projection.extra", BOTTLENECK, "macs", 64 * (2 * 64 * 16 + 64 * 64), BY_HAND),
    ("repeat.missing", REPEATED, "params", 2 * (9 * 16 * 16 + 16), BY_HAND),
    ("repeat.missing", "input: 8x8x16\nlayers: 2 * bn", "params", 32, BY_HAND),
    ("params.as.macs", RESNET, "macs", 9_472, LIST),
    ("input.hw", RESNET, "macs", 472_055_808, LIST),
    ("input.hw", UNEVEN, "macs", 21 * 31 * 360, BY_HAND),
    ("macs.cin.missing", RESNET, "macs", 39_337_984, LIST),
    ("macs.cout.missing", RESNET, "macs", 1_843_968, LIST),
    ("macs.k.linear", RESNET, "macs", 16_859_136, LIST),
    ("flops.for.macs", RESNET, "macs", 236_027_904, LIST),
    ("macs.for.flops", RESNET, "flops", 118_013_952, LIST),
    ("factor.inverted", RESNET, "flops", 59_006_976, LIST),
    ("n.minus.one.adds", RESNET, "flops", 235_225_088, LIST),
    ("bias.adds", RESNET, "macs", 118_816_768, LIST),
    ("bias.adds", RESNET, "flops", 236_027_904 + 802_816, BY_HAND),
    ("bias.adds.once", RESNET, "macs", 118_014_016, LIST),
    ("bias.adds.once", RESNET, "flops", 236_027_968, LIST),
    ("one.side", RESNET, "macs", 1_053_696, LIST),
    ("padded.input.hw", RESNET, "macs", 497_683_200, LIST),
    ("padded.input.hw", UNEVEN, "macs", 23 * 35 * 360, BY_HAND),
    ("stride.once", RESNET, "macs", 236_027_904, LIST),
    ("macs.groups.missing", ALEXNET, "macs", 447_897_600, LIST),
    ("batch", RESNET, "macs", 32 * 118_013_952, BY_HAND),
    ("fc.macs.bias", VGG, "macs", 7 * 7 * 512 * 4096 + 4096, BY_HAND),
    ("pool.macs", "input: 112x112x64\nlayers: maxpool(3, s=2)", "macs", 9 * 56 * 56 * 64, BY_HAND),
    ("unit.scale", RESNET, "params", 9_472_000, BY_HAND),
    ("unit.scale", RESNET, "macs", 118_014, "rounded to thousands"),
    ("digits.rounded", RESNET, "macs", 118_000_000, "three digits"),
    ("digits.rounded", RESNET, "params", 9_500, "two digits"),
    ("swapped.cin.cout", RESNET, "params", 9_411, LIST),
    ("transposed.bias", TRANSPOSED, "params", 32_832, LIST),
    ("transposed.size", TRANSPOSED, "height", (8 + 2 - 4) // 2 + 1, BY_HAND),
]  # fmt: skip

NOT_THERE = [
    ("bias.missing", PLAIN, "params"),
    ("bias.unwanted", RESNET, "params"),
    ("groups.missing", RESNET, "params"),
    ("macs.groups.missing", RESNET, "macs"),
    ("stride.in.params", ALEXNET, "params"),
    ("stride.once", ALEXNET, "macs"),
    ("size.stride.ignored", ALEXNET, "height"),
    ("size.ceil", ALEXNET, "height"),
    ("size.ceil", "input: 112x112x64\nlayers: maxpool(3, s=2, p=0, ceil=1)", "height"),
    ("dilation.in.params", RESNET, "params"),
    ("size.dilation.ignored", RESNET, "height"),
    ("size.pad.once", CONV1, "height"),
    ("size.pad.ignored", CONV1, "height"),
    ("size.same.as.zero.pad", "input: 8x8x4\nlayers: conv(4, k=5, p=1)", "height"),
    ("padded.input.hw", CONV1, "macs"),
    ("k.linear", UNEVEN, "weights"),
    ("macs.k.linear", UNEVEN, "macs"),
    ("one.side", "input: 1x1x4\nlayers: conv(8)", "macs"),
    ("unshared", "input: 1x1x4\nlayers: conv(8)", "weights"),
    ("depthwise.as.standard", "input: 8x8x1\nlayers: depthwise(3)", "weights"),
    ("pointwise.forgotten", "input: 8x8x4\nlayers: conv(8) -> depthwise(3)", "weights"),
    ("pointwise.forgotten", "input: 8x8x4\nlayers: depthwise(3) -> conv(8, k=3)", "weights"),
    ("flatten.channels.only", "input: 1x1x4\nlayers: fc(8)", "weights"),
    ("flatten.before.pool", "input: 8x8x4\nlayers: maxpool(2, s=2) -> conv(4) -> fc(8)", "params"),
    ("bn.in.channels", "input: 8x8x4\nlayers: maxpool(2, s=2) -> bn", "norm"),
    ("concat.as.add", CONCAT, "weights"),
    ("residual.projection.missing", BOTTLENECK, "weights"),
    ("residual.projection.extra", PROJECTED, "weights"),
    ("repeat.missing", "input: 8x8x16\nlayers: conv(16) -> conv(16)", "weights"),
    # nothing that this quantity would show
    ("cin.missing", RESNET, "macs"),
    ("size.pad.ignored", RESNET, "weights"),
    ("flops.for.macs", RESNET, "flops"),
    ("concat.last.only", CONCAT.split("  - last")[0], "weights"),
    # a number, but not a whole one
    ("size.not.integer", CONV1_ON_224, "height"),
    ("macs.for.flops", RESNET, "weights"),
    ("factor.inverted", "input: 1x1x3\nlayers: fc(3)", "flops"),
    # it leads to a network that cannot be: branches of two sizes, a map with nothing left
    ("size.no.plus.one", BOTTLENECK, "macs"),
    ("size.pad.ignored", "input: 2x2x1\nlayers: conv(1, k=3)", "height"),
    # it leads to a layer whose groups do not divide its channels
    ("concat.last.only", CONCAT.replace("conv(10, k=3", "conv(96, g=96"), "weights"),
    ("sum.arithmetic", RESNET, "params"),
]

ANYWHERE = {"batch", "unit.scale", "digits.rounded"}
CONV = "input: 10x7x4\nlayers: conv(6, k=3, s=2, p=1, g=2)"  # 5x4x6 out, 108 weights
SPREAD = "input: 10x7x4\nlayers: conv(6, k=3, p=0, d=2, bias=no)"  # 6x3x6 out, 216 weights
DEPTHWISE = "input: 10x7x4\nlayers: depthwise(3, s=2)"  # 5x4x4 out, 36 weights
SPREAD_DEPTHWISE = "input: 10x7x4\nlayers: depthwise(3, d=2, bias=no)"  # 10x7x4 out, padded by 2
ENLARGED = "input: 5x3x4\nlayers: transposed(6, k=4, s=2, p=1, g=2)"  # 10x6x6 out, 192 weights
CONNECTED = "input: 5x3x4\nlayers: fc(6)"  # 360 weights
LAST = "input: 1x1x4\nlayers: fc(6, bias=no)"
MAXPOOL = "input: 10x7x4\nlayers: maxpool(3, s=2)"  # 5x4x4 out, padded by 1
SPREAD_MAXPOOL = "input: 10x7x4\nlayers: maxpool(3, s=1, p=0, d=2)"  # 6x3x4 out
CONV_MACS = {
    "size.no.plus.one": 4 * 3 * 108, "size.pad.once": 5 * 3 * 108, "size.pad.ignored": 4 * 3 * 108,
    "size.ceil": 6 * 4 * 108, "size.not.integer": 22 * 108, "size.stride.ignored": 10 * 7 * 108,
    "size.same.as.zero.pad": 4 * 3 * 108, "input.hw": 10 * 7 * 108, "macs.cin.missing": 20 * 54,
    "macs.cout.missing": 20 * 18, "macs.k.linear": 20 * 36, "one.side": 5 * 108,
    "padded.input.hw": 12 * 9 * 108, "stride.once": 5 * 7 * 108, "macs.groups.missing": 20 * 216,
}  # fmt: skip
DEPTHWISE_MACS = {
    "depthwise.as.standard": 20 * 144, "size.no.plus.one": 4 * 3 * 36,
    "size.pad.once": 5 * 3 * 36, "size.pad.ignored": 4 * 3 * 36, "size.ceil": 6 * 4 * 36,
    "size.not.integer": 22 * 36, "size.stride.ignored": 10 * 7 * 36,
    "size.same.as.zero.pad": 4 * 3 * 36, "input.hw": 10 * 7 * 36, "macs.cout.missing": 20 * 9,
    "macs.k.linear": 20 * 12, "one.side": 5 * 36, "padded.input.hw": 12 * 9 * 36,
    "stride.once": 5 * 7 * 36,
}  # fmt: skip
ENLARGED_MACS = {
    "macs.cin.missing": 15 * 96, "macs.cout.missing": 15 * 32, "macs.k.linear": 15 * 48,
    "macs.groups.missing": 15 * 384,
}  # fmt: skip
FLATTENED = {"flatten.channels.only": 24, "flatten.one.side": 120, "flatten.wrong.size": 216}


def operations(
    right: int, params: int, outputs: int, bias: int, strict: bool = True
) -> tuple[dict[str, int], ...]:
    """What is got wrong about operations in every layer with weights, of MACs and of FLOPs.

    One addition fewer than products is only said where all outputs have equally many products.
    """
    macs, flops = {"flops.for.macs": 2 * right}, {"macs.for.flops": right}
    for numbers, whole in ((macs, right), (flops, 2 * right)):
        numbers |= {"params.as.macs": params, "factor.inverted": right // 2}
        if strict:
            numbers["n.minus.one.adds"] = 2 * right - outputs
        if bias:
            numbers |= {"bias.adds": whole + outputs, "bias.adds.once": whole + bias}
    return macs, flops


def twice(numbers: dict[str, int]) -> dict[str, int]:
    return {slip: 2 * number for slip, number in numbers.items()}


EVERYTHING = [
    # a layer, of what, and every slip that can be made there, worked by hand
    (CONV, "params", {
        "bias.missing": 108, "bias.one": 109, "cin.missing": 60, "cin.missing+bias.one": 55,
        "cout.missing": 19, "k.linear": 42, "groups.missing": 222, "groups.twice": 60,
        "unshared": 20 * 114, "unshared.bias.shared": 20 * 108 + 6, "volume.as.params": 120,
        "bias.wrong.side": 108 + 18, "bias.per.kernel": 108 + 12, "stride.in.params": 222,
        "swapped.cin.cout": 112,
    }),
    (CONV, "weights", {
        "cin.missing": 54, "cout.missing": 18, "k.linear": 36, "groups.missing": 216,
        "groups.twice": 54, "unshared": 20 * 108, "volume.as.params": 120, "stride.in.params": 216,
        "weights.with.bias": 108 + 6,
    }),
    (CONV, "bias", {
        "bias.missing": 0, "bias.one": 1, "bias.per.kernel": 12, "swapped.cin.cout": 4,
        "unshared": 20 * 6, "bias.wrong.side": 18,
    }),
    (CONV, "macs", CONV_MACS | operations(20 * 108, 114, 120, 6)[0]),
    (CONV, "flops", twice(CONV_MACS) | operations(20 * 108, 114, 120, 6)[1]),
    (CONV, "height", {
        "size.no.plus.one": 4, "size.pad.once": 5, "size.pad.ignored": 4, "size.ceil": 6,
        "size.stride.ignored": 10, "size.same.as.zero.pad": 4,
    }),
    (CONV, "width", {
        "size.no.plus.one": 3, "size.pad.once": 3, "size.pad.ignored": 3, "size.ceil": 4,
        "size.not.integer": 4, "size.stride.ignored": 7, "size.same.as.zero.pad": 3,
    }),
    (CONV, "channels", {}),
    (SPREAD, "params", {
        "bias.unwanted": 222, "cin.missing": 54, "cout.missing": 36, "k.linear": 72,
        "unshared": 18 * 216, "volume.as.params": 108, "dilation.in.params": 25 * 24,
    }),
    (SPREAD, "weights", {
        "cin.missing": 54, "cout.missing": 36, "k.linear": 72, "unshared": 18 * 216,
        "volume.as.params": 108, "dilation.in.params": 25 * 24, "weights.with.bias": 216 + 6,
    }),
    (SPREAD, "bias", {"bias.unwanted": 6}),
    (SPREAD, "macs", {
        "size.no.plus.one": 5 * 2 * 216, "size.dilation.ignored": 8 * 5 * 216,
        "input.hw": 10 * 7 * 216, "macs.cin.missing": 18 * 54, "macs.cout.missing": 18 * 36,
        "macs.k.linear": 18 * 72, "one.side": 6 * 216, **operations(18 * 216, 216, 108, 0)[0],
    }),
    (SPREAD, "height", {"size.no.plus.one": 5, "size.dilation.ignored": 8}),
    (SPREAD, "width", {"size.no.plus.one": 2, "size.dilation.ignored": 5}),
    (DEPTHWISE, "params", {
        "bias.missing": 36, "bias.one": 37, "cout.missing": 10, "k.linear": 16,
        "depthwise.as.standard": 148, "unshared": 20 * 40, "unshared.bias.shared": 20 * 36 + 4,
        "volume.as.params": 80, "stride.in.params": 76, "bias.wrong.side": 36 + 9,
    }),
    (DEPTHWISE, "macs", DEPTHWISE_MACS | operations(20 * 36, 40, 80, 4)[0]),
    (DEPTHWISE, "flops", twice(DEPTHWISE_MACS) | operations(20 * 36, 40, 80, 4)[1]),
    (SPREAD_DEPTHWISE, "params", {
        "bias.unwanted": 40, "cout.missing": 9, "k.linear": 12, "depthwise.as.standard": 144,
        "unshared": 70 * 36, "volume.as.params": 280, "dilation.in.params": 100,
    }),
    (SPREAD_DEPTHWISE, "height", {
        "size.no.plus.one": 9, "size.pad.once": 8, "size.pad.ignored": 6,
        "size.same.as.zero.pad": 6, "size.dilation.ignored": 12,
    }),
    (SPREAD_DEPTHWISE, "width", {
        "size.no.plus.one": 6, "size.pad.once": 5, "size.pad.ignored": 3,
        "size.same.as.zero.pad": 3, "size.dilation.ignored": 9,
    }),
    (ENLARGED, "params", {
        "bias.missing": 192, "bias.one": 193, "cin.missing": 102, "cin.missing+bias.one": 97,
        "cout.missing": 33, "k.linear": 54, "groups.missing": 390, "groups.twice": 102,
        "volume.as.params": 360, "bias.per.kernel": 192 + 12, "stride.in.params": 390,
        "transposed.bias": 196,
    }),
    (ENLARGED, "bias", {
        "bias.missing": 0, "bias.one": 1, "bias.per.kernel": 12, "transposed.bias": 4,
    }),
    (ENLARGED.replace("s=2", "bias=no"), "bias", {"bias.unwanted": 6}),
    (ENLARGED.replace("s=2", "d=3, bias=no"), "weights", {
        "cin.missing": 96, "cout.missing": 32, "k.linear": 48, "groups.missing": 384,
        "groups.twice": 96, "volume.as.params": (4 - 2 + 9 + 1) * (2 - 2 + 9 + 1) * 6,
        "dilation.in.params": 100 * 12, "weights.with.bias": 192 + 6,
    }),
    (ENLARGED, "macs", ENLARGED_MACS | operations(15 * 192, 198, 360, 6, strict=False)[0]),
    (ENLARGED, "flops", twice(ENLARGED_MACS) | operations(15 * 192, 198, 360, 6, strict=False)[1]),
    (ENLARGED, "height", {"transposed.size": 2}),
    (ENLARGED, "width", {"transposed.size": 1}),
    (CONNECTED, "params", {
        "bias.missing": 360, "bias.one": 361, "cout.missing": 61, "bias.wrong.side": 420,
        "swapped.cin.cout": 364, **{slip: number + 6 for slip, number in FLATTENED.items()},
    }),
    (CONNECTED, "weights", {"cout.missing": 60, "weights.with.bias": 360 + 6, **FLATTENED}),
    (CONNECTED, "bias", {
        "bias.missing": 0, "bias.one": 1, "swapped.cin.cout": 4, "bias.wrong.side": 60,
    }),
    (CONNECTED, "macs", {
        "macs.cout.missing": 60, "flops.for.macs": 720, "n.minus.one.adds": 720 - 6,
        "params.as.macs": 366, "factor.inverted": 180, "bias.adds": 366, "fc.macs.bias": 366,
        **FLATTENED,
    }),
    (CONNECTED, "flops", {
        "macs.cout.missing": 120, "macs.for.flops": 360, "n.minus.one.adds": 720 - 6,
        "params.as.macs": 366, "factor.inverted": 180, "bias.adds": 726, "fc.macs.bias": 726,
        **twice(FLATTENED),
    }),
    (LAST, "params", {"bias.unwanted": 30, "cout.missing": 4}),
    (LAST, "macs", {"macs.cout.missing": 4, **operations(24, 24, 6, 0)[0]}),
    (MAXPOOL, "params", {"pool.has.params": 36}),
    (MAXPOOL, "macs", {"pool.macs": 20 * 4 * 9}),
    (MAXPOOL, "flops", {"pool.macs": 20 * 4 * 9}),
    (MAXPOOL, "height", {
        "size.no.plus.one": 4, "size.pad.once": 5, "size.pad.ignored": 4, "size.ceil": 6,
        "size.pool.forgotten": 10, "size.stride.ignored": 10,
    }),
    (MAXPOOL.replace("max", "avg"), "width", {
        "size.no.plus.one": 3, "size.pad.once": 3, "size.pad.ignored": 3, "size.ceil": 4,
        "size.pool.forgotten": 7, "size.stride.ignored": 7,
    }),
    (MAXPOOL.replace("max", "avg"), "macs", {"pool.macs": 20 * 4 * 9}),
    (SPREAD_MAXPOOL, "height", {"size.no.plus.one": 5, "size.dilation.ignored": 8}),
    (f"{MAXPOOL} -> fc(6)", "weights", {
        "cout.missing": 80, "flatten.channels.only": 24, "flatten.one.side": 120,
        "flatten.wrong.size": 9 * 24, "flatten.before.pool": 70 * 24,
        "size.pool.forgotten": 70 * 24, "size.no.plus.one": 12 * 24, "size.pad.once": 15 * 24,
        "size.pad.ignored": 12 * 24, "size.ceil": 24 * 24, "size.stride.ignored": 70 * 24,
        "pool.has.params": 480 + 36, "weights.with.bias": 480 + 6,
    }),
    ("input: 10x7x4\nlayers: gap", "macs", {"pool.macs": 280}),
    ("input: 10x7x4\nlayers: gmp", "flops", {"pool.macs": 280}),
    ("input: 10x7x4\nlayers: gap -> fc(6)", "weights", {
        "cout.missing": 4, "flatten.before.pool": 70 * 24, "weights.with.bias": 24 + 6,
    }),
    ("input: 10x7x4\nlayers: avgpool(2, s=2) -> flatten -> fc(6)", "weights", {
        "cout.missing": 5 * 3 * 4, "flatten.channels.only": 24, "flatten.one.side": 120,
        "flatten.wrong.size": 9 * 24, "flatten.before.pool": 70 * 24,
        "size.pool.forgotten": 70 * 24, "size.no.plus.one": 8 * 24, "size.ceil": 20 * 24,
        "size.stride.ignored": 54 * 24, "pool.has.params": 360 + 16, "act.has.params": 360 + 4,
        "weights.with.bias": 360 + 6,
    }),
    ("input: 10x7x4\nlayers: gmp -> relu -> fc(6)", "weights", {
        "cout.missing": 4, "flatten.before.pool": 70 * 24, "act.has.params": 24 + 4,
        "weights.with.bias": 24 + 6,
    }),
    ("input: 10x7x4\nlayers: bn", "norm", {
        "bn.four": 16, "bn.none": 0, "bn.per.position": 8 * 70,
    }),
    ("input: 1x1x4\nlayers: bn", "params", {"bn.four": 16, "bn.none": 0}),
    ("input: 10x7x4\nlayers: relu", "params", {"act.has.params": 4}),
    ("input: 10x7x4\nlayers: dropout", "weights", {"act.has.params": 4}),
    (ADD.split("  - last")[0], "channels", {"add.as.concat": 64}),
    (CONCAT.split("  - last")[0], "channels", {"concat.last.only": 64}),
    (EQUAL.split("  - last")[0], "channels", {"concat.last.only": 32, "concat.as.add": 32}),
    (PROJECTED, "flops", {
        **twice({
            "residual.projection.missing": 784 * 9 * 128 * 192,
            # where both branches keep one size
            "size.ceil": 29 * 29 * 229_376, "size.stride.ignored": 56 * 56 * 229_376,
            "input.hw": 56 * 56 * 128 * (9 * 64 + 64) + 784 * 9 * 128 * 128,
            "macs.cin.missing": 784 * (9 + 9 + 1) * 128,
            "macs.cout.missing": 784 * (9 * 64 + 9 * 128 + 64),
            "macs.k.linear": 784 * 128 * (3 * 64 + 3 * 128 + 64),
            "one.side": 28 * 229_376,
            "padded.input.hw": 58 * 58 * 128 * 9 * 64 + 30 * 30 * 128 * 9 * 128 + 784 * 128 * 64,
            "stride.once": 56 * 28 * 128 * (9 * 64 + 64) + 784 * 9 * 128 * 128,
        }),
        "params.as.macs": 230_144, "macs.for.flops": 784 * 229_376,
        "factor.inverted": 392 * 229_376, "n.minus.one.adds": 784 * (2 * 229_376 - 3 * 128),
    }),
    (BOTTLENECK, "params", {
        "bias.unwanted": 2 * 1024 + 16 + 64, "cin.missing": 16 + 64, "cout.missing": 64 + 16,
        "k.linear": 2048, "unshared": 64 * 2048, "volume.as.params": 64 * (16 + 64),
        "residual.projection.extra": 2048 + 4096, "act.has.params": 2048 + 16,
    }),
    (REPEATED, "macs", {
        "repeat.missing": 2 * 64 * 2304, "size.no.plus.one": (49 + 36 + 25 + 16) * 2304,
        "size.pad.once": (49 + 36 + 25 + 16) * 2304,  # without padding nothing is left: 6, 4, 2, 0
        "input.hw": 4 * 64 * 2304, "macs.cin.missing": 4 * 64 * 144,
        "macs.cout.missing": 4 * 64 * 144, "macs.k.linear": 4 * 64 * 768, "one.side": 4 * 8 * 2304,
        "padded.input.hw": 4 * 100 * 2304, **operations(4 * 64 * 2304, 4 * 2320, 4 * 1024, 64)[0],
    }),
]  # fmt: skip
