"""The words of everything that is read, for mutations to put where they do not belong."""

from __future__ import annotations

# What attacks any text: line ends, marks, invisible signs, quotes, and what looks like a number.
SIGNS = (
    "\t", "\r", "\r\n", "\n", "\x00", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u2028",
    "\u200b", "\u200f", "\u202e", "\ufeff", "\ufffe", "\U000e0041", "é", "e\u0301", "ß", "İ", "ſ",
    "六", "٣", "６", "²", "½", "Ⅷ", "𝟛", "€", "−", "×", "·", "≤", "⌊", "⌋", "“", "…", "→",
    "9" * 19, "9" * 400, "1" + "0" * 18, "0" * 300, "0.1", "1e309", "1e-99", "nan", "-0", "0x10",
    "1_000", "1,000", "01", "'", '"', "\\", "%s", "{0}", "{}", "$", "`", "=", "-", "#", "?", "",
)  # fmt: skip

YAML = """
    : , [ ] { } - ? | > & * ! % @ --- ... # &a *a !!str !!binary !x << ~ null yes no |- >+ %YAML
    'a' "a" "\\ud800" "\\x00" "\\u202e" [[[[ {a: }}} ]]]] - - - ? a: &a [*a] a:{ "a":1
"""
FORMULAS = """
    ( ) , + - * / // % ** ^ ² ³ · × ÷ − == != < <= > >= if else and or not yes no true -> = ⌊ ⌋ 1x7
    0 1 2 3 7 64 0.5 1/3 2**255 999999999999999999 floor( ceil( round8( max( min( half same valid
    'a' "*" H W N M K S P D G cin K_h
"""
LAYERS = """
    conv( depthwise( fc( maxpool( avgpool( gap bn relu prelu lrn dropout layernorm se( split( slice(
    shuffle( upsample( transposed( pad_channels( adaptive_avgpool( flatten identity none scale
    k= s= p= d= g= bias= ceil= 1x7 (1,7) (0,1,2,3) same valid -> 3 * 999 * if else cin ) ( ,
"""
SPECS = """
    name: title: paper: year: family: aliases: input: params: variants: modules: layers: add:
    concat: multiply: aux: 224x224x3 1x1x1 999999999x1x1 (r,r,3) m m( m(c) m(c,s=1): width: yes no
"""
CLAIMS = """
    source: spec: set: input: quantity: because: verdict: what: note: claims: id: printed: shows:
    exact rounds explained differs 569M 4.24M 3.8e9 94.86% 28x28x256 params macs weights(conv)
    output output('a') receptive_field train_macs rows positions(conv,'*') by_kind depth
"""
CONVENTIONS = """
    title: counts: params: plus: note: written: none macs bias_adds(linear) norm_elements(bn,
    folded) pool_inputs(gap) functional mean subclass idle "calls params":
"""
HOMEWORK = """
    homework: title: intro: conventions: due: late: grace: "per day": days: feedback: slips: items:
    id: points: pool: kind: text: draw: where: number table formula choice inverse design
    layer: network: block: input: asks: rows: columns: find: given: from: letters: of: answer:
    limits: hidden: solution: partial: tolerance: digits: called: total: order: in: at:
    macs params weights bias output height receptive_field flops millions 2026-12-01 23:59+01:00
    24 to 96 step 8 [3, 5] auto nudge full "may hide" credit: off on all only: says: 10 % 15 minutes
"""
SHEETS = """
    homework: student: variant: code: name: hw count: ratio: layers: letters: which: back: slip:
    net: own: conv.1: conv.2: problem: K: M: 118,013,952 3.00 28x28x64 | H·W·N·M·K² a b c
    none ? … - 1:30
    bias.one {M: 24, K: 5} 24, 5 conv(8, k=3) -> gap -> fc(10) input: layers: modules: total:
"""
VALUES = """
    , : * / 1/3 0.25 1.4 0.05 :* :*2 1:8:*2 96:224:32 224x224 32x32x1 resolution= input= width=
    groups= 10:1:-1 yes 2**10 5:1 1:2:0 0:1:1/3 1:1:1 .5 1e3
"""
CONDITIONS = """
    macs params flops weights width groups <= >= == != < > and or not ( ) 300M 3.5k 4.1G 1T 10 % / *
    ** if else max( floor( yes 1 = ->
"""
NUMBERS = """
    569M 4.24 M 1,248,424 3.8e9 94.86% 28x28x256 ~ ≈ million billion GFLOPs MACs × 10^ e99 K k B T
    600_000_000 1% 0.5 % 0 . , x
"""
JSON = """
    { } [ ] : , "schema" "cnncost.report/1" "cnncost.comparison/1" "reports" "totals" "rows" "path"
    "kind" "train_only" "input" "output" "params" "macs" "weights" "counted_macs" "convention" null
    true false NaN Infinity -1 0.5 1e400 1e18 "\\ud800" "\\u0000" "users" "created_at" "sid" "email"
"""
CELLS = (
    """
    , ; "" " """
    """ id name ID Section SIS Student Identifier Grade Feedback hw (10) Email address
    Participant 12 First name Surname Submission Time 2026-03-01 10:00:00 +0100 =cmd @x +1 sep=;
    Points Possible Manual Posting Read Only "Last modified (grade)" Maximum Grade
"""
)
SLIPS = """
    code: sort: of: kinds: where: wrong: any: "no number": nudge: says: read: "never with": seen:
    error convention both macs params bias P1 N_before copy shortcut answer biased
"""
RATES = """
    title: tables: network: top1: top5: error1: error5: crop: resize: 71.592 100 100.1 224 a: -
"""
COMMANDS = """
    show compare explain draw reconcile budget check lint list --format json csv markdown latex html
    text svg mermaid dot --set --input --depth --by --train --convention thop --seen --max-macs
    --max-params --baseline --max-growth --connections --bars --scatter --source --family --notation
    --student --help --version -- - net.yaml hw.yaml a.yaml base.json fire fire:e1x1 depthwise K=5
    conv(8,k=3) 8x8x3 width=2 1% 300M kind stage layer mobilenet
"""
METADATA = """
    :submitters: :name: :sid: :email: :created_at: submission_1: submission_2: - &1 *1 :results:
"""
ZIPS = """
    PK\x03\x04 PK\x01\x02 PK\x05\x06 s1/answers.yaml s2/a.yaml ../ / submission_metadata.yml
"""
FOLDERS = """
    s1/answers.yaml s2/a.YAML / . _ Lee_12_assignsubmission_file_/ lee_LATE_12_34_answers-2.yaml
    submission_metadata.yml .zip .txt answers Ann 12 s1 anon_a1 __MACOSX/ LATE_ text.html
"""
