"""Random specs whose layers, structure and input depend on three parameters, a, b and c."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

NUMBERS = ("a", "b", "c", "2*a", "8*b", "a + b", "cin", "a*b", "cin // 2", "3", "8", "floor(8*c)")
CHANNELS = (*NUMBERS, "round8(16*c)", "4*a", "16", "max(a, 8*c)", "cin/b", "a if b > 2 else 12")
CONDITIONS = ("a > b", "cin == a", "a % 2 == 0", "c < 1", "a > 2 and b > 1", "not b == 1")
SMALL = ("1", "2", "3", "a", "b")
USES = ("piece(a)", "piece(b, n=2)")
PADDINGS = ("0", "1", "same", "valid", "b")

number, channels, small = map(st.sampled_from, (NUMBERS, CHANNELS, SMALL))
condition, padding = map(st.sampled_from, (CONDITIONS, PADDINGS))


@st.composite
def layers(draw: st.DrawFn, uses: tuple[str, ...]) -> str:
    """One layer as it is typed."""
    kernel = draw(st.sampled_from(("1", "3", "b", "1x3", "(a, 1)")))
    match draw(st.sampled_from(("conv",) * 6 + ("depthwise", "pool", "other", "other"))):
        case "conv":
            options = [f"k={kernel}"]
            if draw(st.booleans()):
                options.append(f"s={draw(small)}")
            if draw(st.integers(0, 3)) == 0:
                options.append(f"g={draw(number)}")
            if draw(st.integers(0, 3)) == 0:
                options.append(f"p={draw(padding)}")
            if draw(st.integers(0, 4)) == 0:
                options.append("bias=no" if draw(st.booleans()) else "bias=b > 1")
            return f"conv({draw(channels)}, {', '.join(options)})"
        case "depthwise":
            return f"depthwise({kernel}, s={draw(small)}, d={draw(small)})"
        case "pool":
            kind = draw(st.sampled_from(("maxpool", "avgpool")))
            return f"{kind}({draw(small)}, s={draw(small)}, ceil={draw(st.sampled_from('01'))})"
    return draw(
        st.sampled_from(
            ("bn", "relu", "prelu", "gap", "lrn", "scale", "shuffle(b)", "split(b)", "fc(4*a)",
             "upsample(b)", "transposed(a, k=4, s=2, p=1)", "adaptive_avgpool(a)",
             "slice(0, stop=a)", "pad_channels(8*a, s=b)", "flatten", "identity", *uses)
        )
    )  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn, depth: int = 2, uses: tuple[str, ...] = USES) -> list[str]:
    """Lines of a list of layers, branches included."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(("chain", "chain", "choice", "repeat", "join")))
        first, second = draw(layers(uses)), draw(layers(uses))
        if kind == "join" and depth:
            lines.append(f"- {draw(st.sampled_from(('concat', 'add', 'multiply')))}:")
            for name in ("one", "two"):
                lines.append(f"    {name}:")
                lines += [f"    {line}" for line in draw(bodies(depth - 1, uses))]
        elif kind == "choice":
            lines.append(f"- {first} if {draw(condition)} else {second}")
        elif kind == "repeat":
            lines.append(f"- {draw(st.sampled_from(('a', 'b', '(b - 1)', '2')))} * {first}")
        else:
            lines.append(f"- {first} -> {second}")
    return lines


@st.composite
def networks(draw: st.DrawFn) -> str:
    """The text of a spec."""
    size = draw(st.sampled_from(("(12, 12, a)", "(8*b, 9, 6)", "16x16x4", "(r, r, 3)")))
    return "\n".join(
        [
            f"input: {size}",
            "params: {a: 4, b: 2, c: 1, r: 14}",
            "modules:",
            "  piece(x, n=1):",
            *(f"  {line}" for line in draw(bodies(1, ()))),
            "layers:",
            *draw(bodies()),
        ]
    )


wholes = st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True)
shares = st.lists(
    st.builds(Fraction, st.integers(1, 12), st.sampled_from((1, 2, 4, 5))).map(
        lambda one: int(one) if one.denominator == 1 else one
    ),
    min_size=1,
    max_size=4,
    unique=True,
)
